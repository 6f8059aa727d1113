/* The beacon's letter: what did not reach the server when the page goes away. Texts are masked before they leave. */
import { COPY, INVALID, NAVIGATE, PAGE, ROW, SCRIPT_ERROR, SELECTION, STATUS, SUBMIT } from "./kinds.js";
import { masked } from "./line.js";
import { lettered } from "./link.js";

const WITH_TEXT = new Set([PAGE, SUBMIT, SCRIPT_ERROR, INVALID, STATUS, NAVIGATE, SELECTION, COPY]);
const BEACON_BYTES = 60 * 1024; // browsers refuse 64 KB

/**
 * The letter as a Blob, null when there is nothing to say. `kept` is what link.js keeps: {waiting, pending, hello, state,
 * table, strings, numbers, dropped}; `boot` the boot message. What does not fit is left out, the oldest rows first.
 */
export function letter(kept, boot) {
  let { waiting, state, dropped } = kept;
  const frames = kept.pending.map(base64);
  for (;;) {
    if (!frames.length && !waiting.length) return null;
    const hello = kept.hello && base64(kept.hello);
    const blob = lettered({ ids: boot.ids, hello, frames, raw: waiting.length ? rawOf({ ...kept, waiting, state, dropped }, boot.route) : undefined });
    if (blob.size <= BEACON_BYTES) return blob;
    if (state) state = null;
    else if (waiting.length) {
      dropped += waiting[0].rows.length / ROW;
      waiting = waiting.slice(1);
    } else frames.pop(); // later frames would be refused without the earlier ones
  }
}

/* `marks` says how many rows are of which raw batch, so that what did reach the server by then can be told apart. */
function rawOf({ waiting, state, dropped, table, strings, numbers }, route) {
  const rows = rowsOf(waiting);
  const elements = [...new Set(rows.map((row) => row[2]))].map((index) => table[index]).filter(Boolean);
  const texts = {};
  for (const [kind, , , , , index] of rows) if (WITH_TEXT.has(kind) && strings[index]) texts[index] = masked(strings[index], true);
  const marks = waiting.map(({ n, rows: all }) => [n, all.length / ROW]);
  return { route, n: numbers, rows, marks, elements: masked(elements), strings: texts, dropped, before: base64(state || []) };
}

const rowsOf = (waiting) =>
  waiting.flatMap(({ rows }) => Array.from({ length: rows.length / ROW }, (_, at) => [...rows.subarray(at * ROW, (at + 1) * ROW)]));

function base64(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}
