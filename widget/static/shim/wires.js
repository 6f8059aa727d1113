/* What the page does beyond its document: requests, script errors, its address, windows. The page's own functions are
 * called with the same `this` and arguments and give the same results and errors; whatever of ours fails is dropped. */
import * as kind from "./kinds.js";

const STARTED = 1, DONE = 0, FAILED = -1; // prettier-ignore
const FIRST_ERROR_STATUS = 400;

/** Replaces `owner[name]` by a wrapper that calls `around(original, self, args)`. */
function wrap(owner, name, around) {
  const original = owner?.[name];
  if (typeof original !== "function") return;
  try {
    owner[name] = function (...args) {
      return around(original, this, args);
    };
  } catch {
    /* frozen by the page: then we see less */
  }
}

/** Tells of fetch and XMLHttpRequest. `since(at)` answers whether a request that began after `at` is still open. */
export function watchRequests(recorder) {
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
    // What is returned is settled after our look at it, so that an unhandled rejection stays one.
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
    const end = start();
    self.addEventListener("loadend", () => end(!self.status || self.status >= FIRST_ERROR_STATUS), { once: true });
    return original.apply(self, args);
  });
  return { since: (at) => [...open.values()].some((start) => start >= at) };
}

/** Tells of errors that the page's scripts did not catch. */
export function watchErrors(recorder) {
  const tell = (message, at) => {
    recorder.row(kind.SCRIPT_ERROR, at, -1, 0, 0, recorder.text(message));
    recorder.soon();
  };
  window.addEventListener("error", (event) => event.message && tell(event.message, event.timeStamp), true);
  window.addEventListener("unhandledrejection", (event) => {
    let message = "Unhandled rejection";
    try {
      message = String(event.reason?.message || event.reason);
    } catch {
      /* a reason that can't be read */
    }
    tell(message, event.timeStamp);
  });
}

/** Calls `moved` after each change of the address without a new document. */
export function watchAddress(moved) {
  const later = (original, self, args) => {
    const result = original.apply(self, args);
    moved();
    return result;
  };
  wrap(window.history, "pushState", later);
  wrap(window.history, "replaceState", later);
  window.addEventListener("popstate", moved);
  window.addEventListener("hashchange", moved);
}

/** Tells of what opens outside of the document. */
export function watchWindows(recorder) {
  for (const name of ["open", "print", "alert", "confirm", "prompt"])
    wrap(window, name, (original, self, args) => {
      recorder.row(kind.WINDOW_OPEN, performance.now());
      return original.apply(self, args);
    });
}
