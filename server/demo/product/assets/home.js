// Today: the clock, the week in figures, and what needs a look.
import { asDate, asHours, asMoney, build, daysAgo, fillTable, say } from "./markup.js";
import { drawColumns } from "./charts.js";
import { entriesOf, loggedOf, read, totalOf, update } from "./studio.js";

const find = (id) => document.getElementById(id);
const hoursOf = (entries) => entries.reduce((sum, entry) => sum + entry.hours, 0);
const DAYS_SHOWN = 14;

function greet(studio) {
  const hour = new Date().getHours();
  const part = hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
  find("greeting").textContent = `Good ${part}, ${studio.profile.name.split(" ")[0]}`;
  find("today").textContent = new Intl.DateTimeFormat("en-GB", { dateStyle: "full" }).format(new Date());
}

function showFigures(studio) {
  const { invoices, profile } = studio;
  const sum = (status) =>
    invoices.filter((invoice) => invoice.status === status).reduce((all, one) => all + totalOf(one, profile.rate), 0);
  const weekday = (new Date().getDay() + 6) % 7;
  const week = Array.from({ length: weekday + 1 }, (_, index) => entriesOf(daysAgo(index))).flat();
  find("figure-week").textContent = asHours(hoursOf(week));
  find("figure-unbilled").textContent = asMoney(sum("Draft"));
  find("figure-open").textContent = asMoney(sum("Sent") + sum("Overdue"));
  find("figure-overdue").textContent = asMoney(sum("Overdue"));
}

function showAttention(studio) {
  const overdue = studio.invoices.filter((invoice) => invoice.status === "Overdue");
  const rows = overdue.map((one) => [`${one.client} owes ${asMoney(totalOf(one, studio.profile.rate))}`, "/invoices", "Open invoice"]);
  if (studio.card.failed) rows.push(["Your last payment to Quillbook failed", "/billing", "Check card"]);
  if (!studio.billing.vat) rows.push(["Your VAT number is missing", "/billing", "Add it"]);
  if (studio.invitations.length) rows.push([`${studio.invitations[0].email} hasn't joined yet`, "/team", "See team"]);
  find("attention").replaceChildren(
    ...rows.map(([text, href, action]) => build("li", {}, build("span", {}, text), build("a", { href }, action))),
  );
}

function showEntries(studio) {
  const recent = Array.from({ length: DAYS_SHOWN }, (_, index) => entriesOf(daysAgo(index))).flat();
  fillTable(
    find("entries"),
    [...loggedOf(studio), ...recent].sort((one, other) => other.day - one.day).slice(0, 7).map((one) => [asDate(one.day), one.client, one.task, one.person, asHours(one.hours)]),
  );
  const days = Array.from({ length: DAYS_SHOWN }, (_, index) => daysAgo(DAYS_SHOWN - 1 - index));
  const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
  const columns = days.map((day) => ({ label: weekday.format(day), value: hoursOf(entriesOf(day)) }));
  const chart = find("hours-chart");
  chart.replaceChildren(drawColumns(columns, "Hours per day over the last fourteen days", chart.clientWidth));
}

function showClock() {
  const { running } = read();
  const seconds = running ? Math.floor((Date.now() - running.since) / 1000) : 0;
  const two = (number) => String(number).padStart(2, "0");
  find("clock-time").textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  find("clock-button").textContent = running ? "Stop clock" : "Start clock";
}

function stopClock(studio) {
  const { task, client, since } = studio.running;
  // A quarter of an hour is the least that is billed.
  const hours = Math.max(0.25, (Date.now() - since) / 3_600_000);
  const entry = { day: new Date().toISOString(), client, task, person: studio.profile.name, hours };
  showEntries(update({ running: null, logged: [entry, ...studio.logged] }));
  say(find("clock-status"), `${asHours(hours)} saved for ${client}`);
}

function openToday() {
  const studio = read();
  greet(studio);
  showFigures(studio);
  showAttention(studio);
  showEntries(studio);
  find("clock-client").replaceChildren(...studio.clients.map(({ name }) => build("option", {}, name)));
  if (studio.running) find("clock-client").value = studio.running.client;
  showClock();
  setInterval(() => { if (read().running) showClock(); }, 1000);
  find("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const now = read();
    if (now.running) stopClock(now);
    else update({ running: { task: find("clock-task").value, client: find("clock-client").value, since: Date.now() } });
    showClock();
  });
}

if (document.documentElement.dataset.frame === "workspace") openToday();
