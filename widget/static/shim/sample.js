/* What a Welcome says of the site: its rules, kept for the tab's next document, which judges before it is welcomed; and
 * how many visitors it wants to hear of: the others have the chat alone, always the same ones. */

const OFFSET = 2166136261, PRIME = 16777619;

/** Keeps the rules; returns whether a visitor is not among the `sample` per mille whose visit is told. */
export function welcomed(visitor, { sample, rules }) {
  try {
    sessionStorage.setItem("handrail.rules", rules);
  } catch {
    /* refused: the next document begins with the shipped ones */
  }
  return isAside(visitor, sample);
}

const isAside = (visitor, perMille = 1000) => fnv1a(visitor) % 1000 >= perMille;

/* 32 bits: the same number for the same visitor everywhere. */
function fnv1a(text) {
  let sum = OFFSET;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, PRIME);
  return sum >>> 0;
}
