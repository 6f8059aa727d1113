/* Text of the page, as it may be told: never a value, never what lies in masked or editable parts, and nothing that the
 * visitor typed, even where the page repeats it ("anna@ is not valid"). Edited fields are remembered, not their values:
 * a value is looked at only to take it out of a text. */

const UNREADABLE = "script,style,noscript,template,textarea,select,input,[contenteditable]:not([contenteditable=false]),[data-handrail-mask]";
const SHORTEST_SECRET = 3; // characters; shorter ones would hit ordinary words
const EDITED_FIELDS = 50;
const LONGEST_READ = 2000; // characters of one element that are looked at

let edited = new Set();

/** The edited fields, for a copy of this module in another file of the bundle: `editedFields(editedFields())`. */
export function editedFields(shared = edited) {
  edited = shared;
  return shared;
}

/** Remembers that the visitor typed here; not where the host wants nothing looked at. */
export function rememberEdited(field) {
  if (field.closest("[data-handrail-mask]")) return;
  edited.delete(field);
  edited.add(field);
  if (edited.size > EDITED_FIELDS) edited.delete(edited.values().next().value);
}

/** The text without anything that stands in an edited field now. */
export function scrub(text) {
  for (const field of edited) {
    if (/^(checkbox|radio|select)/.test(field.type)) continue;
    const value = String((field.isContentEditable ? field.textContent : field.value) || "").trim();
    for (const part of new Set([value, ...value.split(/[\s@,;]+/)])) {
      if (part.length >= SHORTEST_SECRET) text = withoutWord(text, part);
    }
  }
  return text;
}

function withoutWord(text, word) {
  let at = text.indexOf(word);
  while (at >= 0) {
    const whole = !/[\p{L}\p{N}]/u.test((text[at - 1] || "") + (text[at + word.length] || ""));
    if (whole) text = text.slice(0, at) + "…" + text.slice(at + word.length);
    at = text.indexOf(word, at + 1);
  }
  return text;
}

/** What an element says, spaces squeezed, at most `limit` characters. */
export function textOf(element, limit) {
  if (!element || element.closest(UNREADABLE)) return "";
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
