/* The line to Python: in this page's worker, or on the server until then (line.js). Fed in order, mirrored for the unload.
 *
 * What is told before anybody listens waits here. Rows stay here until Python says that they are inside a frame
 * (`taken`), frames of the worker until the server has them; what is left when the page goes away travels in a beacon. */

import { ROW } from "./kinds.js";

const WAITING_ROWS = 4096; // kept for a Python that does not come; older ones are dropped and counted

/** `hear(message)` gets what Python says; `start()` gives the boot message. */
export function link(site, start, hear) {
  let worker = null;
  let line = null;
  let listener = null; // one of the two
  let openLine = null; // startLine of line.js, once it is there
  let failed = false;
  let before = []; // messages told before there was a listener; rows are in `waiting`
  let numbers = 0;
  let waiting = []; // raw batches not yet taken: {n, rows}
  let dropped = 0;
  let pending = [];
  let hello = null;
  let state = null; // what judging is in the middle of, behind the rows taken
  let table = []; // descriptors by index
  let strings = [];

  function post(message, transfer = []) {
    if (listener) listener.postMessage(message, transfer);
    else if (message.k !== "raw" && !(failed && !openLine)) before.push(message);
  }

  /* From now on; what was told before comes first. The line describes elements by itself. */
  function listenTo(one) {
    listener = one;
    if (numbers && one === worker) one.postMessage({ k: "know", ...everything() });
    for (const { n, rows } of waiting) one.postMessage({ k: "raw", n, rows: rows.slice().buffer, els: [], strs: [] });
    for (const message of before.splice(0)) one.postMessage(message);
  }

  function listen(message) {
    if (message.k === "taken") {
      waiting = waiting.filter(({ n }) => n > message.n);
      ({ pending = [], hello = null, state = null } = message);
    } else if (message.state === "loaded") takeOver();
    else if (message.state === "failed") fail(message);
    else hear(message);
  }

  /* Python can't run here: the server goes on, or begins. */
  function fail(message) {
    failed = true;
    if (listener === worker) listener = null;
    worker = null;
    if (openLine) serve();
    else hear(message);
  }

  function serve() {
    if (!line) line = openLine(site, start, everything, listen);
    if (!listener) listenTo(line);
  }

  const everything = () => ({ els: table.filter(Boolean), strs: strings });

  /* Python is in the page and takes the server's state; what is told meanwhile waits. */
  async function takeOver() {
    const mine = worker;
    const from = line;
    listener = null;
    const over = await from.handOver();
    if (worker !== mine || line !== from) return; // the page was left meanwhile
    line = null;
    from.terminate();
    mine.postMessage({ k: "go", boot: start(), state: over?.state });
    if (!over) before.unshift(...from.unsaid());
    listenTo(mine);
  }

  function wipe() {
    for (const list of [before, waiting, pending, table, strings]) list.length = 0;
    hello = state = null;
    numbers = dropped = 0;
  }

  return {
    post,
    /** The server may judge for us: from now on, or once it turns out that Python can't run here. */
    serve(startLine, now) {
      openLine = startLine;
      if ((now || failed) && !worker) serve();
    },
    /** Starts Python, once: `startWorker(site, listen)` of boot.js. */
    boot(startWorker) {
      if (worker || failed) return;
      worker = startWorker(site, listen);
      worker?.postMessage({ ...start(), hold: Boolean(line) });
      if (worker && !line) listenTo(worker);
    },
    /** Sends rows; their memory goes to the worker, a copy stays until they are taken. */
    rows({ rows, els, strs }) {
      for (const element of els) table[element.i] = element;
      strings.push(...strs);
      const n = ++numbers;
      waiting.push({ n, rows: rows.slice() });
      let kept = waiting.reduce((sum, { rows: one }) => sum + one.length / ROW, 0);
      while (kept > WAITING_ROWS) {
        const gone = waiting.shift().rows.length / ROW;
        kept -= gone;
        dropped += gone;
      }
      post({ k: "raw", n, rows: rows.buffer, els, strs }, [rows.buffer]);
    },
    /** The page goes away: sends what is left (written by letter.js) and ends who listens, so that nothing is told twice. */
    leave(write = bare) {
      const last = write({ waiting, pending, hello, state, table, strings, numbers, dropped }, start());
      if (last) navigator.sendBeacon(site.beacon, last);
      worker?.terminate();
      line?.terminate();
      worker = line = listener = null;
      wipe();
    },
    /** The visitor takes back what Python has not heard yet. */
    forget: wipe,
  };
}

/* Left before letter.js was there: who was where, without a word of the page's. */
const bare = ({ waiting, numbers, dropped }, { ids, route }) =>
  waiting.length && lettered({ ids, frames: [], raw: { route, n: numbers, rows: [[1, waiting[0].rows[1], -1, 0, 0, -1]], dropped } });

export const lettered = (words) => new Blob([JSON.stringify({ v: 1, ...words })], { type: "text/plain" });
