/* Rows on their way to Python: filled into one Float64Array, sent as a transferred copy a moment later. */
import { ROW } from "./kinds.js";
import { elementTable } from "./elements.js";
import { tidy } from "./words.js";

const CAPACITY = 256; // rows a batch: the protocol's MAX_EVENTS
const DELAY = 250; // ms: many rows travel together; what may be a verdict goes at once (soon); worker.py waits for longer (LATE_MS)
const TEXT_CHARS = 400; // as protocol.Text

/** `send({rows, els, strs})` takes a Float64Array of whole rows with what they newly point to. */
export function recorder(send) {
  const rows = new Float64Array(ROW * CAPACITY);
  let strings = new Map();
  let fresh = [];
  let filled = 0;
  let timer = 0;
  let table = elementTable(flush);

  function flush() {
    clearTimeout(timer);
    timer = 0;
    const els = table.takeFresh();
    if (!filled && !els.length) return;
    const strs = fresh;
    fresh = [];
    const batch = rows.slice(0, filled);
    filled = 0;
    send({ rows: batch, els, strs });
  }

  return {
    on: true, // false while the visitor shares nothing
    faults: 0, // of our own, swallowed
    flush,
    /** Starts anew, for a new stream: everything is described again. */
    renew() {
      strings = new Map();
      table = elementTable(flush);
    },
    /** Adds a row. `at` is a DOM time stamp (ms since the document's time origin). */
    row(kind, at, el = -1, x = 0, y = 0, v = 0) {
      if (!this.on) return;
      if (filled === rows.length) flush();
      for (const value of [kind, performance.timeOrigin + at, el, x, y, v]) rows[filled++] = Math.round(value);
      timer ||= setTimeout(flush, DELAY);
    },
    /** Sends what there is as soon as the event at hand is over. */
    soon() {
      if (!filled) return;
      clearTimeout(timer);
      timer = setTimeout(flush, 0);
    },
    element(element, exact = false) {
      return this.on && element ? table.indexOf(element, exact) : -1;
    },
    /** The index of a text in the string table. */
    text(text) {
      if (!this.on) return -1;
      const short = tidy(text, TEXT_CHARS);
      let index = strings.get(short);
      if (index === undefined) {
        index = strings.size;
        strings.set(short, index);
        fresh.push(short);
      }
      return index;
    },
  };
}
