// Says in a few words where the visitor is: the page, and the field or step in use.

const MAX_CHARS = 60; // two lines of the header at 320 px
const BETWEEN = /\s+[|·•–—-]\s+/; // titles read "Billing - Acme" or "Acme | Billing": headings are asked first

/** `{page, field, step}` from a snapshot (static/MESSAGES.md), in words: "Billing", "VAT number", "billing details"; "" if unknown. */
export function pageWords(snapshot) {
  const page = clip(snapshot?.headings?.[0] || (snapshot?.title ?? "").split(BETWEEN)[0]);
  const step = stepWords(snapshot?.step ?? "");
  return {
    page,
    field: clip(snapshot?.focused?.name ?? ""),
    step: step.toLowerCase() === page.toLowerCase() ? "" : step,
  };
}

/** What a field of the page is called, for the visitor's own eyes; "" for what isn't a field. */
export function fieldName(element) {
  const label = element.labels?.[0]?.cloneNode(true);
  for (const field of label?.querySelectorAll("select,textarea,[contenteditable]") ?? []) field.remove(); // what stands in it is no name
  return clip((element.getAttribute("aria-label") ?? label?.textContent ?? "").trim());
}

/** A step as people read it ("billing-details" -> "billing details"); ids that aren't words say nothing. */
function stepWords(step) {
  return /^[a-z]{3,}([-_ ][a-z]{2,})*$/i.test(step) ? step.replace(/[-_]/g, " ") : "";
}

function clip(text) {
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS - 1).trimEnd()}…` : text;
}
