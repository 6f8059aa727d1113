/* The line to the worker with Python in it: fed in order, mirrored for the unload.
 *
 * Whatever is told before Python is ready waits: in the worker's own queue once there is a worker, here before that.
 * Rows stay here until Python says that they are inside a frame (`taken`), frames until the server has them; what is
 * left when the page goes away travels in a beacon. */

import { COPY, INVALID, NAVIGATE, PAGE, ROW, SCRIPT_ERROR, SELECTION, STATUS, SUBMIT } from "./kinds.js";

const WITH_TEXT = new Set([PAGE, SUBMIT, SCRIPT_ERROR, INVALID, STATUS, NAVIGATE, SELECTION, COPY]);
const BEACON_BYTES = 60 * 1024; // browsers refuse 64 KB
const WAITING_ROWS = 4096; // kept for a Python that does not come; older ones are dropped and counted

/** `hear(message)` gets what Python says; `start()` gives the boot message, anew for each worker. */
export function link(site, start, hear) {
  let worker = null;
  let failed = false;
  let before = []; // messages told before there was a worker
  let numbers = 0;
  let waiting = []; // raw batches not yet taken: {n, rows}
  let dropped = 0;
  let pending = [];
  let hello = null;
  let table = []; // descriptors by index
  let strings = [];

  function post(message, transfer = []) {
    if (worker) worker.postMessage(message, transfer);
    else if (!failed) before.push([message, transfer]);
  }

  function listen(message) {
    if (message.k === "taken") {
      waiting = waiting.filter(({ n }) => n > message.n);
      pending = message.pending;
      hello = message.hello;
      return;
    }
    if (message.state === "failed") {
      failed = true;
      worker = null;
      before = [];
    }
    hear(message);
  }

  /** What did not reach the server yet, for the beacon; null when there is nothing. */
  function farewell() {
    const frames = pending.map(base64);
    for (;;) {
      if (!frames.length && !waiting.length) return null;
      const letter = new Blob([JSON.stringify(letterWith(frames))], { type: "text/plain" });
      if (letter.size <= BEACON_BYTES) return letter;
      if (waiting.length) forget();
      else frames.pop(); // later frames would be refused without the earlier ones
    }
  }

  /* `marks` says how many rows are of which raw batch, so that what did reach the server by then can be told apart. */
  function letterWith(frames) {
    const { route, ids } = start();
    const who = { v: 1, hello: hello && base64(hello), ids, frames };
    if (!waiting.length) return who;
    const rows = waiting.flatMap(({ rows: all }) => Array.from({ length: all.length / ROW }, (_, i) => [...all.subarray(i * ROW, (i + 1) * ROW)]));
    const elements = [...new Set(rows.map((row) => row[2]))].map((index) => table[index]).filter(Boolean);
    const texts = {};
    for (const [rowKind, , , , , index] of rows) if (WITH_TEXT.has(rowKind)) texts[index] = strings[index];
    const marks = waiting.map(({ n, rows: all }) => [n, all.length / ROW]);
    return { ...who, raw: { route, n: numbers, rows, marks, elements, strings: texts, dropped } };
  }

  function wipe() {
    for (const list of [before, waiting, pending, table, strings]) list.length = 0;
    hello = null;
    numbers = dropped = 0;
  }

  /* Drops the oldest rows, and counts them. */
  function forget() {
    const gone = waiting.shift().rows.length / ROW;
    dropped += gone;
    return gone;
  }

  return {
    post,
    /** Starts Python, once: `startWorker(site, listen)` of boot.js. */
    boot(startWorker) {
      if (worker || failed) return;
      worker = startWorker(site, listen);
      worker?.postMessage(start());
      for (const [message, transfer] of before) worker?.postMessage(message, transfer);
      before = [];
    },
    /** Sends rows; their memory goes to the worker, a copy stays until they are taken. */
    rows({ rows, els, strs }) {
      for (const element of els) table[element.i] = element;
      strings.push(...strs);
      const n = ++numbers;
      waiting.push({ n, rows: rows.slice() });
      let kept = waiting.reduce((sum, { rows: one }) => sum + one.length / ROW, 0);
      while (kept > WAITING_ROWS) kept -= forget();
      post({ k: "raw", n, rows: rows.buffer, els, strs }, [rows.buffer]);
    },
    /** The page goes away: sends what is left and ends the worker, so that nothing is told twice. */
    leave() {
      const letter = farewell();
      if (letter) navigator.sendBeacon(site.beacon, letter);
      worker?.terminate();
      worker = null;
      wipe();
    },
    /** The visitor takes back what Python has not heard yet. */
    forget: wipe,
  };
}

function base64(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}
