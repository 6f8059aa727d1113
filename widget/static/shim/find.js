/* From Python's key back to the element: the ladder of widget/elements.py, walked backwards. */
import { ACTIVE, TEST_ATTRIBUTES, nameOf, placeOf } from "./elements.js";
import { roleOf } from "./roles.js";
import { everyElement, insideOf } from "./roots.js";

const INTO = " >> ";
const NAMED = `${ACTIVE},h1,h2,h3,h4,form`;
const ROLE_AND_NAME = /^([\w-]+):(?!nth-of-type\(|has\([.[])(.*)$/s;
const MASK = /\\\[(?:email|phone|iban|card|token|number|name)\\\]/g; // as widget/redaction.py leaves them, escaped
const COUNTER = /\s*\(\d+\)$/;

/** The element of a key, or null. */
export function findElement(key) {
  if (key[0] === "@") return authored(key.slice(1));
  const hosts = key.split(INTO);
  const last = hosts.pop();
  let roots = [document];
  for (const host of hosts) roots = roots.flatMap((root) => all(root, host).map(insideOf).filter(Boolean));
  for (const root of roots) {
    const found = within(root, last);
    if (found) return found;
  }
  return null;
}

function authored(name) {
  for (const [element] of everyElement()) if (element.getAttribute("data-handrail") === name) return element;
  return null;
}

function within(root, key) {
  const value = CSS.escape(key.slice(1));
  if (key[0] === "%") return all(root, TEST_ATTRIBUTES.map((name) => `[${name}="${value}"]`).join())[0];
  if (/^#[^>]*$/.test(key)) return root.getElementById(key.slice(1)) || all(root, key)[0];
  const cut = key.lastIndexOf("~");
  const candidates = cut > 0 ? named(root, key.slice(0, cut)) : [];
  if (!candidates.length) return named(root, key)[0];
  const there = matcher(key.slice(cut + 1));
  // A place may be gone while its only element is not.
  return candidates.find((element) => there.test(placeOf(element))) || (candidates.length === 1 ? candidates[0] : null);
}

function named(root, key) {
  const [, role, name] = ROLE_AND_NAME.exec(key) || [];
  if (!role) return all(root, key);
  const fits = matcher(name);
  return all(root, NAMED).filter(
    (element) => (roleOf(element) || element.localName) === role && fits.test(nameOf(element).replace(COUNTER, "")),
  );
}

/* Texts in keys are masked and clipped: what a mask hides may be anything. */
function matcher(text) {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(MASK, ".+").replace(/…$/, ".*");
  return new RegExp(`^${escaped}$`);
}

function all(root, selector) {
  try {
    return [...root.querySelectorAll(selector)];
  } catch {
    return []; // the tail of a long path, or a selector that this browser doesn't know
  }
}
