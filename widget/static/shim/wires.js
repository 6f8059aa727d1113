/* Script errors and the page's address. What needs the page's own functions to be replaced is in replaced.js. */
import * as kind from "./kinds.js";

/** Tells of errors that the page's scripts did not catch. */
export function watchErrors(recorder, signal) {
  const tell = (message, at) => {
    recorder.row(kind.SCRIPT_ERROR, at, -1, 0, 0, recorder.text(message));
    recorder.soon();
  };
  window.addEventListener("error", (event) => event.message && tell(event.message, event.timeStamp), { capture: true, signal });
  window.addEventListener("unhandledrejection", (event) => {
    let message = "Unhandled rejection";
    try {
      message = String(event.reason?.message || event.reason);
    } catch {
      /* a reason that can't be read */
    }
    tell(message, event.timeStamp);
  }, { signal });
}

/** Calls `moved` after each change of the address without a new document. */
export function watchAddress(moved, signal) {
  window.navigation?.addEventListener("currententrychange", moved, { signal });
  if (!window.navigation) for (const name of ["popstate", "hashchange"]) window.addEventListener(name, moved, { signal });
}
