/* The line to a server that judges for us: while Python is not in the page, or can't be. It looks like the worker does:
 * takes the same messages, says the same.
 *
 * What is said is numbered and kept until the server has it on disk; after a lost line it is said again from there. To a
 * server that does not know this page any more everything is described anew. Texts are masked before they leave. */
import { mask } from "./redact.js";
import { ourSockets } from "./replaced.js";

const ROW = 6;
const RETRY = 500, LONGEST_RETRY = 30_000; // ms
const SILENCE = 20_000; // ms without an answer to what was said: the line is dead, though nobody said so
const HANDING_OVER = 5000; // ms for the server's state
const WORTH_PACKING = 300; // characters: below that little is won
const KEPT = 1024 * 1024; // characters that wait for a line
const DROPPED_FIRST = new Set(["raw", "snap", "skel"]); // what the visitor said or chose is never dropped
const TEXTS = new Set(["title", "name", "hint", "place", "step", "text", "label", "headings", "dialogs", "notices", "strs"]);

/**
 * Opens the line when there is something worth it. `start()` gives the boot message, `everything()` all elements and
 * strings so far as {els, strs}, `listen(message)` hears.
 */
export function startLine(site, start, everything, listen) {
  let socket = null;
  let welcome = false;
  let kept = []; // {m, message, length}, in order
  let size = 0;
  let last = 0; // the number said last
  let failures = 0;
  let retry = 0;
  let silent = 0; // a timer while an answer is due
  let talking = false;
  let paused = start().paused;
  let over = null; // who waits for the server's state
  let ended = false;
  let sending = Promise.resolve();

  function connect() {
    clearTimeout(retry);
    retry = 0;
    if (socket || ended || (paused && !talking)) return;
    const mine = (socket = new WebSocket(site.line));
    ourSockets.add(mine);
    mine.onopen = () => mine.send(JSON.stringify(masked(start())));
    mine.onmessage = ({ data }) => socket === mine && received(JSON.parse(data));
    mine.onclose = () => socket === mine && lost();
  }

  function lost(wait) {
    hangUp();
    handed(null);
    if (ended || wait < 0) return;
    const pause = wait ?? Math.min(LONGEST_RETRY, RETRY * 2 ** failures++) * (0.5 + Math.random() / 2);
    listen({ k: "state", state: "offline", retry_ms: pause });
    retry = setTimeout(connect, pause);
  }

  function hangUp() {
    clearTimeout(silent);
    silent = 0;
    welcome = false;
    const gone = socket;
    socket = null;
    gone?.close();
  }

  function received(message) {
    clearTimeout(silent);
    silent = 0;
    if (message.k === "known") return resume(message);
    if (message.k === "over") return handed(message);
    if (message.k === "taken") settled(message.m);
    const { frame } = message;
    if (frame?.kind === "we") listen({ k: "state", state: "online" });
    if (frame?.kind === "no") listen({ k: "state", state: "refused", message: frame.message, retry_ms: frame.retry_ms });
    listen(message);
    if (frame?.kind === "no") lost(frame.retry_ms);
  }

  /* The server has what was said up to `m` on disk; where it does not know this page it learns what rows point to. */
  function resume({ m, fresh }) {
    failures = 0;
    welcome = true;
    settled(m);
    if (fresh) send({ k: "know", ...masked(everything()) });
    for (const { message } of kept) send(fresh && message.k === "raw" ? { ...message, els: [], strs: [] } : message);
  }

  function settled(m) {
    while (kept.length && kept[0].m <= m) size -= kept.shift().length;
  }

  function say(message) {
    const { length } = JSON.stringify(message);
    const numbered = { ...message, m: ++last };
    kept.push({ m: last, message: numbered, length });
    size += length;
    while (size > KEPT) {
      const place = kept.findIndex(({ message: { k } }) => DROPPED_FIRST.has(k));
      if (place < 0) break;
      size -= kept.splice(place, 1)[0].length;
    }
    if (welcome) send(numbered);
    else if (!retry) connect();
  }

  /* In order, long ones deflated. */
  function send(message) {
    const to = socket;
    const text = JSON.stringify(message);
    const ready = text.length < WORTH_PACKING || !window.CompressionStream ? text : packed(text);
    sending = sending.then(async () => {
      const data = await ready;
      if (to === socket) to.send(data);
    });
    silent ||= setTimeout(lost, SILENCE);
  }

  function handed(message) {
    const told = over;
    over = null;
    told?.(message);
  }

  connect();

  return {
    postMessage(message) {
      if (message.k === "raw") return say(written(message));
      if (message.k === "online") return connect();
      if (message.k === "offline") return socket ? lost() : undefined;
      if (message.k === "talk") talking = true;
      if (message.what === "share") paused = message.paused;
      return message.k === "talk" ? connect() : say(masked(message));
    },
    /** Resolves to the server's {state, n}, or null where it does not answer; nothing may be said meanwhile. */
    handOver: () =>
      new Promise((told) => {
        if (!welcome) return told(null);
        over = told;
        setTimeout(handed, HANDING_OVER, null);
        send({ k: "over" });
      }),
    /** What was said, is not known to be on the server's disk, and is no row. */
    unsaid: () => kept.map(({ message }) => message).filter(({ k }) => k !== "raw"),
    terminate() {
      ended = true;
      clearTimeout(retry);
      hangUp();
    },
  };
}

function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

/* Rows as one list of numbers; their times as differences to the first. */
function written({ n, rows, els, strs }) {
  const numbers = [...new Float64Array(rows)];
  const t0 = numbers[1] || 0;
  for (let at = 1; at < numbers.length; at += ROW) numbers[at] -= t0;
  return { k: "raw", n, t0, rows: numbers, ...masked({ els, strs }) };
}

/** A message with the page's texts masked. What the visitor says in the chat is none of them. */
export function masked(value, text = false) {
  if (typeof value === "string") return text ? mask(value) : value;
  if (Array.isArray(value)) return typeof value[0] === "number" ? value : value.map((one) => masked(one, text));
  if (!value || typeof value !== "object" || value.what === "say") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, masked(one, TEXTS.has(name))]));
}
