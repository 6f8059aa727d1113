/* Text that the visitor selects or copies: where it lies, and in which error message of the page; never what it says. */
import * as kind from "./kinds.js";
import { isOurs } from "./elements.js";
import { listener } from "./listen.js";

const COALESCE = 200; // ms: a selection grows with each move of the mouse

/** Starts listening. `page.errorAround(place)` gives the error message around a place (messages.js). */
export function listenToSelection(recorder, page, signal) {
  const on = listener(recorder, signal);
  let timer = 0;
  let changedAt = 0;

  /* Asking lays the page out where something has changed: once, when the selection stands, or when a click wants it. */
  function ask() {
    timer = clearTimeout(timer);
    page.selected = getSelection()?.type === "Range";
    if (page.selected) picked(kind.SELECTION, changedAt);
  }
  page.settle = () => timer && ask();
  on("selectionchange", (event) => {
    if (/^(INPUT|TEXTAREA)$/.test(document.activeElement?.tagName)) return; // a caret that moves
    changedAt = event.timeStamp;
    timer ||= setTimeout(ask, COALESCE);
  }, document);
  signal.addEventListener("abort", () => clearTimeout(timer));
  on("copy", (event) => picked(kind.COPY, event.timeStamp));

  function picked(what, at) {
    const node = getSelection()?.anchorNode;
    const place = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (!place?.closest || isOurs(place)) return;
    const message = page.errorAround(place);
    recorder.row(what, at, recorder.element(place), 0, 0, message ? recorder.text(message) : -1);
  }
}
