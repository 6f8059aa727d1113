/* The worker: boots Python, feeds it in order, owns the socket and the timers. Python decides, this carries.
 *
 * The shim's blob imports this file and calls `run(early)` with the messages that came meanwhile; what arrives before
 * Python is ready waits in the same list.
 * From the page: boot (first; with `hold` Python waits for `go`, which brings the state of who judged until then), know
 * (all elements and strings so far), raw (rows), snap, skel, tell (the panel's), talk (connect although sharing is paused),
 * online, offline, shared?. To the page: state, taken (what the unload beacon need not carry any more, and what it
 * must), frame (the server's), shared, fault; and what Python's tick gives: hint, snap?. */

import { startPython } from "./python.js";
import { clearStore, openStore } from "./store.js";

const SHORTEST_PAUSE = 10; // ms between two pumps
const SILENCE = 20_000; // ms without an answer to what was sent: the line is dead, though nobody said so
const MIRRORED = 60 * 1024; // bytes of frames that the unload beacon can carry
const ID_BYTES = 16;

const post = (message) => self.postMessage(message);
const clock = () => performance.timeOrigin + performance.now();

function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Starts Python on the boot message at the head of `early`; later messages follow in order. */
export async function run(early) {
  let take = (message) => early.push(message);
  self.onmessage = ({ data }) => take(data);
  if (!early.length) await new Promise((told) => (take = (message) => told(early.push(message))));
  const wait = (take = (message) => early.push(message));
  /* Python is here; the page now fetches what the server had in hand, and says how to go on. */
  const goOn = (told) => {
    take = (message) => {
      take = wait;
      told(message);
    };
    post({ k: "state", state: "loaded" });
  };
  post({ k: "state", state: "booting" });
  try {
    let boot = early.shift();
    const lasting = boot.mode === "full"; // what outlives the tab
    const started = await startPython(boot.base, lasting);
    let state = null; // of who judged until now
    if (boot.hold) ({ boot, state } = await new Promise(goOn));
    const store = boot.mode === "full" ? await openStore(boot) : null;
    if (!store) clearStore();
    const page = openPage(started, store, boot, state);
    post({ k: "state", state: "ready", how: started.how });
    take = page.take;
    for (const message of early) take(message);
  } catch (error) {
    post({ k: "state", state: "failed", message: `Python did not start: ${String(error.message || error).split("\n")[0]}` });
  }
}

/** Runs a Page: `take(message)` is the whole of it. */
function openPage({ python, distrust }, store, boot, state) {
  const page = python.pyimport("widget.worker").Page(JSON.stringify(boot), clock, token);
  let socket = null;
  let retry = 0;
  let timer = 0;
  let unanswered = 0; // when the oldest unacknowledged frame was sent
  let talking = false; // whether the visitor uses the chat, though sharing is paused
  let mirrored = true; // whether the shim has what is pending

  /* One call into Python. A fault in it loses that one message, never the page; it is named without its words. */
  function guarded(work) {
    try {
      return work();
    } catch (error) {
      if (!error.type) distrust(); // not an exception of Python's: Python itself is broken
      post({ k: "fault", name: error.type || error.name });
      return undefined;
    }
  }

  function lists(proxy) {
    const values = proxy.toJs();
    proxy.destroy();
    return values;
  }

  function withBytes(data, work) {
    const proxy = python.toPy(new Uint8Array(data));
    try {
      return work(proxy);
    } finally {
      proxy.destroy();
    }
  }

  const bytesOf = (proxy) => lists(proxy).slice(); // a view of wasm memory must not leave it

  function connect() {
    clearTimeout(retry);
    retry = 0;
    if (socket || !(talking || page.wanted())) return;
    const mine = new WebSocket(boot.ws);
    socket = mine;
    mine.binaryType = "arraybuffer";
    mine.onopen = () => guarded(() => mine.send(bytesOf(page.opened())));
    mine.onmessage = ({ data }) => guarded(() => received(data));
    mine.onclose = () => {
      if (socket === mine) guarded(closed);
    };
  }

  function closed() {
    socket = null;
    unanswered = 0;
    const wait = page.closed();
    if (wait < 0) return; // refused for good: the refusal itself was passed on
    post({ k: "state", state: "offline", retry_ms: wait });
    retry = setTimeout(() => guarded(connect), wait);
  }

  function received(data) {
    const frame = JSON.parse(withBytes(data, (bytes) => page.received(bytes)));
    mirrored = false;
    if (frame.kind === "ac" || frame.kind === "we") unanswered = 0;
    if (frame.kind === "no") post({ k: "state", state: "refused", message: frame.message, retry_ms: frame.retry_ms });
    if (frame.kind === "we") {
      post({ k: "state", state: "online" });
      store?.takeOver(handIn);
    }
    post({ k: "frame", frame });
    pump();
  }

  /* Says what an earlier page could not, on a line of its own. Resolves to whether that is settled. */
  function handIn(hello, frames) {
    let left;
    try {
      left = python.pyimport("widget.keeping").Leftover(python.toPy(hello), python.toPy(frames), clock);
    } catch {
      return true; // of another version, or damaged
    }
    const line = new WebSocket(boot.ws);
    line.binaryType = "arraybuffer";
    line.onopen = () => line.send(bytesOf(left.opened()));
    line.onmessage = ({ data }) => {
      const more = guarded(() => lists(withBytes(data, (bytes) => left.received(bytes))));
      for (const frame of more || []) line.send(frame.slice());
      if (!more || left.state !== "open") line.close();
    };
    return new Promise((told) => (line.onclose = () => told(left.state === "done")));
  }

  function pump() {
    clearTimeout(timer);
    for (const message of JSON.parse(page.tick())) post(message);
    const frames = lists(page.flush());
    for (const frame of frames) socket?.send(frame.slice());
    if (frames.length) unanswered ||= clock();
    else if (unanswered && clock() - unanswered > SILENCE) drop();
    if (!mirrored || frames.length) mirror();
    keep();
    if (!socket && !retry) connect();
    timer = setTimeout(() => guarded(pump), Math.max(page.next_tick(), SHORTEST_PAUSE));
  }

  /* Gives the shim what it would have to send if the page closed now. */
  function mirror() {
    mirrored = true;
    const pending = [];
    let room = MIRRORED;
    for (const frame of lists(page.pending())) {
      if ((room -= frame.length) < 0) break;
      pending.push(frame.slice().buffer);
    }
    post({ k: "taken", n: page.taken(), pending, hello: bytesOf(page.hello()).buffer, state: bytesOf(page.judging()).buffer });
  }

  function keep() {
    if (!store) return;
    const [put, gone] = lists(page.keeping());
    if (put.length || gone.length) store.keep(bytesOf(page.hello()), put.map(([seq, data]) => [seq, data.slice()]), gone);
  }

  function drop() {
    const gone = socket;
    closed();
    gone?.close();
  }

  function feed(message) {
    switch (message.k) {
      case "raw":
        withBytes(message.rows, (rows) => page.raw(message.n, rows, JSON.stringify(message.els), JSON.stringify(message.strs)));
        break;
      case "know":
        page.know(JSON.stringify(message.els), JSON.stringify(message.strs));
        break;
      case "snap":
        page.snapshot(JSON.stringify(message.snap));
        break;
      case "skel":
        page.skeleton(JSON.stringify(message.skel));
        break;
      case "tell":
        page.tell(JSON.stringify(message));
        if (message.what === "share" && message.mode !== "full") {
          store?.clear();
          store = null;
        }
        break;
      case "shared?":
        post({ k: "shared", items: JSON.parse(page.shared()) });
        return;
      case "talk":
        talking = true;
        if (!socket && !retry) connect();
        return;
      case "online":
        if (!socket) connect();
        return;
      case "offline":
        if (socket) drop();
        return;
    }
    mirrored = false;
    if (page.next_tick() === 0 || retry) pump(); // without a line, what is told goes into storage at once
  }

  if (state) guarded(() => withBytes(Uint8Array.from(atob(state), (letter) => letter.charCodeAt(0)), (bytes) => page.take_over(bytes)));
  guarded(pump);
  return { take: (message) => guarded(() => feed(message)) };
}
