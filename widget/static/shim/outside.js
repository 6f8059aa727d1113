/* What a page answers with outside of its document: downloads, other windows and programs, dialogs, media, the printer.
 * Listened to only; what must be replaced to be seen is in replaced.js. */
import * as kind from "./kinds.js";
import { listener } from "./listen.js";

const STARTED = 1;
const MEDIA = ["play", "pause", "seeked", "volumechange"];
const LOOPED = 0.5; // s: a picture that moves for ever starts over
const PAGES = /^(https?|blob|data|file|about):$/;
const BY_CLICK = [
  ["a[target]:not([target=_self])", kind.WINDOW],
  ["input[type=file]", kind.FILE],
];
/* Browsers without the Navigation API don't say what a click led to. */
const LINKS = [
  ["a[download]", kind.DOWNLOAD],
  ["a[href^='mailto:'],a[href^='tel:'],a[href^='sms:']", kind.PROTOCOL],
];

/** Starts listening. */
export function listenOutside(recorder, signal) {
  const on = listener(recorder, signal);
  const tell = (what, at = performance.now()) => recorder.row(kind.WINDOW_OPEN, at, -1, 0, 0, what);
  const telling = (what) => (event) => tell(what, event.timeStamp);

  const leads = window.navigation ? BY_CLICK : [...BY_CLICK, ...LINKS];
  on("click", (event) => {
    const [hit] = event.composedPath();
    for (const [selector, what] of leads) if (hit.closest?.(selector)) tell(what, event.timeStamp);
  });
  // The window loses focus to a native dialog, another program, or a frame.
  on("blur", (event) => event.target === window && tell(kind.ELSEWHERE, event.timeStamp));
  on("beforeprint", telling(kind.PRINT));
  on("fullscreenchange", telling(kind.FULLSCREEN));
  for (const name of MEDIA)
    on(name, (event) => {
      const { loop, currentTime } = event.target;
      if (name !== "seeked" || !loop || currentTime > LOOPED) tell(kind.MEDIA, event.timeStamp);
    });

  window.navigation?.addEventListener("navigate", ({ destination, downloadRequest }) => {
    if (downloadRequest !== null && downloadRequest !== undefined) tell(kind.DOWNLOAD);
    else if (!PAGES.test(new URL(destination.url).protocol)) tell(kind.PROTOCOL);
    else if (!destination.sameDocument) recorder.row(kind.REQUEST, performance.now(), -1, 0, 0, STARTED); // another page is on its way
  }, { signal });
}
