// The navigation around every page: the menu on narrow screens, whose account this is, and signing out.
import { read } from "./studio.js";

const toggle = document.querySelector("#menu-toggle");
toggle?.addEventListener("click", () => {
  const open = toggle.getAttribute("aria-expanded") !== "true";
  toggle.setAttribute("aria-expanded", String(open));
});

const name = document.querySelector("#account-name");
if (name) name.textContent = read().profile.name;

// Handrail is told who is signed in, with the proof that Quillbook's server wrote into the page.
const visitor = document.querySelector('meta[name="quillbook-visitor"]');
if (visitor && document.documentElement.dataset.frame === "workspace")
  (window.handrail ??= []).push(["identify", visitor.content, { plan: "studio" }, { proof: visitor.dataset.proof }]);

document.querySelector("#sign-out")?.addEventListener("click", () => {
  localStorage.setItem("quillbook-session", "out");
  location.assign("/sign-in");
});
