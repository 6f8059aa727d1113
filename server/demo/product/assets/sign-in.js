// Signing in against the sample accounts of this browser.
import { clearErrorsOnInput, say, showError } from "./markup.js";
import { read, update } from "./studio.js";

const find = (id) => document.getElementById(id);
const form = find("sign-in-form");
const button = find("sign-in-button");
const [email, password] = [find("email"), find("password")];
const PASSWORD = "quillbook-demo";
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const SPIN_MS = 30_000;

let spinning = 0;

function spin() {
  button.setAttribute("aria-busy", "true");
  button.disabled = true;
  spinning = setTimeout(stopSpinning, SPIN_MS);
}

function stopSpinning() {
  clearTimeout(spinning);
  button.removeAttribute("aria-busy");
  button.disabled = false;
}

function enter() {
  localStorage.setItem("quillbook-session", "in");
  say(find("sign-in-status"), "Signed in");
  const next = new URLSearchParams(location.search).get("next") ?? "/";
  // Only a path of this very site: "//elsewhere" and "/\elsewhere" would leave it.
  location.assign(/^\/(?![/\\])/.test(next) ? next : "/");
}

function check() {
  const address = email.value.trim().toLowerCase();
  if (!ADDRESS.test(address)) return showError(email, "Enter an e-mail address");
  if (!password.value) return showError(password, "Enter your password");
  const capitals = password.value !== PASSWORD && password.value.toLowerCase() === PASSWORD;
  // The honest defect: for an unconfirmed address and for caps lock the button spins and nothing is said.
  if (capitals || !read().confirmed.includes(address)) return spin();
  if (password.value !== PASSWORD) return showError(password, "E-mail or password is wrong");
  return enter();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!button.disabled) check();
});
form.addEventListener("input", stopSpinning);

find("reset-form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!ADDRESS.test(find("reset-email").value.trim())) return showError(find("reset-email"), "Enter an e-mail address");
  return say(find("reset-status"), "If an account has this address, a reset link is on its way. It works for one hour.");
});

find("confirmation-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const address = find("confirmation-email").value.trim().toLowerCase();
  if (!ADDRESS.test(address)) return showError(find("confirmation-email"), "Enter an e-mail address");
  // No mail leaves this browser, so the address counts as confirmed at once.
  update({ confirmed: [...read().confirmed, address] });
  stopSpinning();
  return say(find("confirmation-status"), "E-mail confirmed. You can sign in now.");
});

for (const each of document.forms) clearErrorsOnInput(each);
if (location.hash === "#reset") find("reset").open = true;
