// The navigation around every page: the menu on narrow screens, whose account this is, and signing out.
import { read } from "./studio.js";

const toggle = document.querySelector("#menu-toggle");
toggle?.addEventListener("click", () => {
  const open = toggle.getAttribute("aria-expanded") !== "true";
  toggle.setAttribute("aria-expanded", String(open));
});

const name = document.querySelector("#account-name");
if (name) name.textContent = read().profile.name;

document.querySelector("#sign-out")?.addEventListener("click", () => {
  localStorage.setItem("quillbook-session", "out");
  location.assign("/sign-in");
});
