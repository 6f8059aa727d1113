/* Script errors, the page's address, and its first requests. What needs the page's own functions to be replaced is in
 * replaced.js. */
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

/** Tells of requests at whose beginning nobody stood (replaced.js comes when the page is idle), once they are over. */
export function watchEarlyRequests(recorder, page, signal) {
  const observer = new PerformanceObserver((list) => {
    for (const { initiatorType, startTime, responseEnd, responseStatus } of list.getEntries()) {
      if (startTime > page.wrappedAt || !/^(fetch|xmlhttprequest)$/.test(initiatorType)) continue;
      recorder.row(kind.REQUEST, startTime, -1, 0, 0, 1);
      recorder.row(kind.REQUEST, responseEnd, -1, 0, 0, responseStatus >= 400 ? -1 : 0);
    }
  });
  observer.observe({ type: "resource" });
  signal.addEventListener("abort", () => observer.disconnect());
}

/** Calls `moved` after each change of the address without a new document. */
export function watchAddress(moved, signal) {
  window.navigation?.addEventListener("currententrychange", moved, { signal });
  if (!window.navigation) for (const name of ["popstate", "hashchange"]) window.addEventListener(name, moved, { signal });
}
