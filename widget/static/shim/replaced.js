/* The page's own functions, replaced by ours around them: requests, windows, and the address where the browser does not
 * tell of it. They get the same `this` and arguments and give the same results and errors; a fault of ours is dropped.
 *
 * This must be a module: what passes through a classic script of another origin reaches the page's own error handlers
 * as a bare "Script error.", or not at all. */
import * as kind from "./kinds.js";

const STARTED = 1, DONE = 0, FAILED = -1;
const FIRST_ERROR_STATUS = 400;
const CHATTER = 250; // ms: what an open socket sends in one go is told once

/* What goes out through these is no answer to a click. */
export const ourSockets = new WeakSet();

const undo = [];
let stopped = false;

/** Replaces `owner[name]` by a function that calls `around(original, self, args)`. */
function wrap(owner, name, around) {
  const original = owner?.[name];
  if (typeof original !== "function") return;
  const own = Object.hasOwn(owner, name);
  const ours = function (...args) {
    return stopped ? original.apply(this, args) : around(original, this, args);
  };
  try {
    owner[name] = ours;
  } catch {
    return; // frozen by the page: then we see less
  }
  undo.push(() => {
    if (owner[name] !== ours) return; // somebody stands around ours: it lets everything through from now on
    if (own) owner[name] = original;
    else delete owner[name];
  });
}

/** Gives the page its own functions back. */
export function restore() {
  stopped = true;
  for (const one of undo.splice(0)) one();
}

/** Tells of fetch, XMLHttpRequest and what goes out through open sockets; not of beacons, which answer nobody. Returns
 * whether a request that began after a time is still open. */
export function watchRequests(recorder, page) {
  page.wrappedAt = performance.now();
  const open = new Map();
  let count = 0;
  const tell = (state) => recorder.row(kind.REQUEST, performance.now(), -1, 0, 0, state);
  const start = () => {
    const id = count++;
    open.set(id, performance.now());
    tell(STARTED);
    return (failed) => open.delete(id) && tell(failed ? FAILED : DONE);
  };

  wrap(window, "fetch", (original, self, args) => {
    const answer = original.apply(self, args);
    const end = start();
    // What is returned settles after our look at it, so that an unhandled rejection stays one.
    return answer.then(
      (response) => {
        end(response.status >= FIRST_ERROR_STATUS);
        return response;
      },
      (error) => {
        end(error?.name !== "AbortError");
        throw error;
      },
    );
  });
  wrap(window.XMLHttpRequest?.prototype, "send", (original, self, args) => {
    original.apply(self, args);
    if (self.handrail) return; // the panel's own upload
    const end = start();
    const ended = () => end(!self.status || self.status >= FIRST_ERROR_STATUS);
    if (self.readyState === XMLHttpRequest.DONE) ended();
    else self.addEventListener("loadend", ended, { once: true });
  });
  let sent = -Infinity;
  wrap(window.WebSocket?.prototype, "send", (original, self, args) => {
    const at = performance.now();
    if (ourSockets.has(self)) return original.apply(self, args);
    if (at - sent > CHATTER) start()(false); // nothing says which answer is whose
    sent = at;
    return original.apply(self, args);
  });
  return (at) => [...open.values()].some((start) => start >= at);
}

/** Tells of what opens outside of the document, and of what is put on the clipboard without an event. */
export function watchWindows(recorder) {
  const dialog = (name) => [window, name, kind.DIALOG];
  const outside = [
    [window, "open", kind.WINDOW],
    ...["alert", "confirm", "prompt"].map(dialog),
    ...["write", "writeText"].map((name) => [window.Clipboard?.prototype, name, kind.CLIPBOARD]),
    ...["showOpenFilePicker", "showSaveFilePicker"].map((name) => [window, name, kind.FILE]),
  ];
  for (const [owner, name, what] of outside)
    wrap(owner, name, (original, self, args) => {
      recorder.row(kind.WINDOW_OPEN, performance.now(), -1, 0, 0, what);
      return original.apply(self, args);
    });
}

/** Calls `moved` after pushState and replaceState, in browsers without the Navigation API. */
export function watchHistory(moved) {
  if (window.navigation) return;
  for (const name of ["pushState", "replaceState"])
    wrap(window.history, name, (original, self, args) => {
      original.apply(self, args);
      moved();
    });
}
