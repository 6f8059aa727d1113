/* Text of the page, as it may be told: never a value, never what lies in masked or editable parts, and nothing that the
 * visitor typed, even where the page repeats it ("anna@ is not valid"). Edited fields are remembered, not their values:
 * a value is looked at only to take it out of a text. typed.js does it more thoroughly, once it is there. */

const MASKED = "[data-handrail-mask]";
const UNREADABLE = `script,style,noscript,template,textarea,select,input,[contenteditable]:not([contenteditable=false]),${MASKED}`;
const SHORTEST_SECRET = 3; // characters; shorter ones would hit ordinary words
const EDITED_FIELDS = 50;
const LONGEST_READ = 2000; // characters of one element that are looked at

let edited = new Set();

/** The edited fields, for a copy of this module in another file of the bundle: `editedFields(editedFields())`. Their
 * `scrub(text)` takes the place of the one here, `typed(part)` says of a part of the address whether it was typed. */
export function editedFields(shared = edited) {
  edited = shared;
  return shared;
}

/** What lies around an element, shadow roots and frames crossed: the nearest that matches, or null. */
export function nearest(element, selector) {
  for (let at = element; at; ) {
    const found = at.closest(selector);
    if (found) return found;
    const root = at.getRootNode();
    at = root.host || root.defaultView?.frameElement;
  }
  return null;
}

/** Whether the host wants nothing of an element looked at. */
export const masked = (element) => nearest(element, MASKED);

/** Remembers that the visitor typed here; not where the host wants nothing looked at. */
export function rememberEdited(field) {
  if (masked(field)) return;
  edited.delete(field);
  edited.add(field);
  if (edited.size > EDITED_FIELDS) edited.delete(edited.values().next().value);
}

/** The text without anything that stands in an edited field now. */
export function scrub(text) {
  if (edited.scrub) return edited.scrub(text);
  for (const field of edited) {
    const value = String(field.value || "").trim();
    if (value.length >= SHORTEST_SECRET) text = text.split(value).join("…");
  }
  return text;
}

/** What an element says, spaces squeezed, at most `limit` characters. */
export function textOf(element, limit) {
  if (!element || nearest(element, UNREADABLE)) return "";
  let text = "";
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node.nodeType === Node.ELEMENT_NODE && node.matches(UNREADABLE) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  while (text.length < LONGEST_READ && walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    else text += " ";
  }
  return tidy(text, limit);
}

/** Text from elsewhere made fit to tell. */
export function tidy(text, limit) {
  return scrub(String(text || "").replace(/\s+/g, " ").trim()).slice(0, limit);
}
