/* A site may want to hear of some of its visitors only: the others have the chat alone, always the same ones. */

const OFFSET = 2166136261, PRIME = 16777619;

/** Whether a visitor is not among the `perMille` of those whose visit is told. */
export const isAside = (visitor, perMille = 1000) => fnv1a(visitor) % 1000 >= perMille;

/* 32 bits: the same number for the same visitor everywhere. */
function fnv1a(text) {
  let sum = OFFSET;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, PRIME);
  return sum >>> 0;
}
