// Billing: details with the VAT number, the card, receipts, and cancelling the plan.
import { asDate, asMoney, build, clearError, clearErrorsOnInput, daysAgo, download, fillTable, say, showError } from "./markup.js";
import { readCard } from "./card.js";
import { MONTHS_PAID_IN_A_YEAR, PLANS, read, update } from "./studio.js";
import { COUNTRIES, isVat, normaliseVat } from "./vat.js";

const find = (id) => document.getElementById(id);
const form = find("billing-form");
const [company, vat, noVat, save] = [find("company"), find("vat"), find("no-vat"), find("save-billing")];

function showPlan({ plan, card }) {
  const { name, seats, monthly } = PLANS[plan.key];
  const price = plan.period === "yearly" ? `${asMoney(monthly * MONTHS_PAID_IN_A_YEAR)} a year` : `${asMoney(monthly)} a month`;
  find("plan-name").textContent = `${name} plan`;
  find("plan-facts").textContent = `${price} without VAT · ${seats} ${seats === 1 ? "seat" : "seats"}${plan.ends ? ` · ends on ${plan.ends}` : ""}`;
  find("cancel-plan").textContent = plan.ends ? "Resume plan" : "Cancel plan";
  find("payment-notice").hidden = !card.failed;
  find("card-on-file").textContent = `Card ending in ${card.last}, valid to ${card.expiry}`;
}

function showDetails({ billing }) {
  find("country").replaceChildren(...Object.entries(COUNTRIES).map(([code, [name]]) => build("option", { value: code }, name)));
  for (const name of ["company", "address", "country", "vat"]) form.elements[name].value = billing[name];
  noVat.checked = billing.vat === "none";
  if (noVat.checked) vat.value = "";
  vat.disabled = noVat.checked;
}

const isVatValid = () => noVat.checked || isVat(vat.value);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  [company, vat].forEach(clearError);
  say(find("billing-status"), "");
  if (!company.value.trim()) return showError(company, "Enter the company's name");
  if (!isVatValid()) {
    // The honest defect: the message names no format, and Save goes grey without a reason until the value is right.
    showError(vat, "Invalid VAT number");
    save.disabled = true;
    return undefined;
  }
  const { address, country } = form.elements;
  const kept = noVat.checked ? "none" : normaliseVat(vat.value);
  update({ billing: { company: company.value.trim(), address: address.value.trim(), country: country.value, vat: kept } });
  return say(find("billing-status"), "Billing details saved");
});

// A browser refuses Enter while the form's button is disabled; the visitor's try still deserves its check.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || !save.disabled) return;
  event.preventDefault();
  form.requestSubmit();
});

form.addEventListener("input", () => {
  vat.disabled = noVat.checked;
  if (isVatValid()) {
    clearError(vat);
    save.disabled = false;
  }
});

find("payment-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = { number: find("card-number"), expiry: find("card-expiry"), cvc: find("card-cvc") };
  const { mistake, last, expiry } = readCard(fields);
  if (mistake) return showError(...mistake);
  showPlan(update({ card: { last, expiry, failed: false } }));
  event.target.reset();
  return say(find("payment-status"), "Card replaced. The open amount was charged.");
});

function cancelOrResume(ends) {
  const { plan } = read();
  showPlan(update({ plan: { ...plan, ends } }));
  say(find("plan-status"), ends ? `Plan cancelled. You can use it until ${ends}.` : "Plan resumed");
}

find("cancel-plan").addEventListener("click", () => {
  if (read().plan.ends) cancelOrResume("");
  else find("cancel-dialog").showModal();
});
find("confirm-cancel").addEventListener("click", () => {
  const now = new Date();
  cancelOrResume(asDate(new Date(now.getFullYear(), now.getMonth() + 1, 0)));
});

function showReceipts() {
  const rows = [12, 43, 73].map((days, index) => {
    const number = `RE-${2216 - index}`;
    const file = build("button", { class: "link", type: "button" }, "Download");
    file.addEventListener("click", () =>
      download(`${number}.txt`, `Receipt ${number}\nQuillbook Studio plan\n${asMoney(24)} plus VAT\n`, "text/plain"),
    );
    const refund = build("button", { class: "link", type: "button", id: `refund-${number}` }, "Ask for a refund");
    refund.addEventListener("click", () =>
      say(find("receipts-status"), `We have your request for ${number} and answer within two working days.`),
    );
    return [number, asDate(daysAgo(days)), "Studio, monthly", asMoney(24), build("span", { class: "actions" }, file, " ", refund)];
  });
  fillTable(find("receipts"), rows);
}

clearErrorsOnInput(form);
clearErrorsOnInput(find("payment-form"));
showPlan(read());
showDetails(read());
showReceipts();
