// A page with ordinary habits, good and bad: it checks on submit, switches pages without loading, and fails at times.
const by = (id) => document.getElementById(id);

by("vat").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = by("vat-number");
  const error = by("vat-error");
  if (/^DE\d{9}$/.test(field.value)) {
    field.removeAttribute("aria-invalid");
    error.textContent = "";
    by("status").textContent = "Billing details saved";
    return;
  }
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", "vat-error");
  error.textContent = `${field.value} needs the country prefix, like DE123456789`;
});
by("mail").addEventListener("submit", (event) => event.preventDefault());
by("works").addEventListener("click", () => (by("details").textContent += "Two seats. "));
by("breaks").addEventListener("click", () => {
  throw new Error("export is not defined");
});
by("loads").addEventListener("click", async () => {
  window.asked = [await (await fetch("/prices.json")).text()];
  await fetch("/missing.json").then((answer) => window.asked.push(answer.status));
  await fetch("http://127.0.0.1:1/").catch((error) => window.asked.push(error.name));
});
by("forgets").addEventListener("click", () => void fetch("http://127.0.0.1:1/"));
addEventListener("unhandledrejection", (event) => (window.unhandled = event.reason.name));
by("to-team").addEventListener("click", () => {
  history.pushState({}, "", "/teams/42?secret=1");
  document.querySelector("h1").textContent = "Team";
});
