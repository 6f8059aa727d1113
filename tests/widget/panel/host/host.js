// The host's side of the panel in tests: the `handrail` object of static/MESSAGES.md, played by the test through `window.rig`.

import { mountPanel } from "/panel/panel.js";

const listeners = new Set();
const query = new URLSearchParams(location.search);
const errors = [];

window.rig = {
  sent: [],
  errors,
  page: { title: document.title, headings: ["Billing"], step: "billing-details" },
  /** A message from the worker, as the shim hands it on. */
  tell: (message) => listeners.forEach((listener) => listener(message)),
  keys: [], // what the page's own shortcuts heard
};

addEventListener("error", (event) => errors.push(String(event.message)));
addEventListener("securitypolicyviolation", (event) => errors.push(`${event.violatedDirective} ${event.blockedURI}`));
document.addEventListener("keydown", (event) => window.rig.keys.push(event.key));

const BY_KEY = {
  "field:VAT number": "vat",
  "field:Company": "company",
  "link:Download past invoices": "far",
  "button:Save": "save",
};

function focused() {
  const element = document.activeElement;
  const label = element?.labels?.[0]?.textContent;
  return label ? { tag: element.localName, name: label } : null;
}

window.rig.panel = mountPanel({
  send: (message) => window.rig.sent.push(structuredClone(message)),
  on: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
  snapshotNow: () => ({ route: "/billing", ...window.rig.page, focused: focused() }),
  findElement: (key) => document.getElementById(BY_KEY[key] ?? ""),
  options: {
    accent: query.get("accent") ?? undefined,
    offsetX: query.get("x") ?? undefined,
    offsetY: query.get("y") ?? undefined,
    base: `${location.origin}/panel/`,
    site: "test-site",
    session: "session-1",
  },
  paused: query.has("paused"),
});
document.documentElement.dataset.mounted = "yes";
