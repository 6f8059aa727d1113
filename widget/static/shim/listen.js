/* What visitors do: passive listeners in the capture phase, one row for each event, before the page's own handlers. */
import * as kind from "./kinds.js";
import { FIELD, isOurs, pointed, stepOf } from "./elements.js";
import { rememberEdited } from "./words.js";

const COALESCE = 200; // ms: typing, scrolling and selecting are told in runs
const MODIFIER = 1, KEYBOARD = 2, SELECTED = 4;

/** Starts listening. `messages` is told of attempts to submit (messages.js). */
export function listen(recorder, messages) {
  const when = { capture: true, passive: true };
  const on = (name, handler, target = window) =>
    target.addEventListener(
      name,
      (event) => {
        // A fault of ours stays ours: the page must not see it, not even in its console.
        try {
          if (recorder.on && !isOurs(event.target)) handler(event);
        } catch {
          recorder.faults++;
        }
      },
      when,
    );
  const inRuns = runs(COALESCE);

  on("pointerdown", (event) => {
    const element = recorder.element(pointed(event), true);
    recorder.row(kind.POINTER_DOWN, event.timeStamp, element, event.clientX, event.clientY, event.button);
  });
  on("click", (event) => {
    const element = pointed(event);
    inRuns.finish();
    const flags =
      (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey ? MODIFIER : 0) |
      (event.detail ? 0 : KEYBOARD) |
      (getSelection()?.type === "Range" ? SELECTED : 0);
    recorder.row(kind.CLICK, event.timeStamp, recorder.element(element, true), event.clientX, event.clientY, flags);
    if (leavesTheDocument(element)) recorder.row(kind.WINDOW_OPEN, event.timeStamp);
    if (element.matches("button:not([type=button]):not([type=reset]),input[type=submit],input[type=image]") && element.form)
      messages.attempted();
    recorder.soon();
  });
  on("focusin", (event) => recorder.row(kind.FOCUS, event.timeStamp, recorder.element(pointed(event))));
  on("focusout", (event) => {
    inRuns.finish();
    recorder.row(kind.BLUR, event.timeStamp, recorder.element(pointed(event)));
  });
  on("input", (event) => {
    const field = pointed(event);
    rememberEdited(field);
    messages.edited(field);
    inRuns.add(field, event.timeStamp, (at, edits) => recorder.row(kind.INPUT, at, recorder.element(field), 0, 0, edits));
  });
  on("submit", (event) => {
    inRuns.finish();
    const form = event.target;
    recorder.row(kind.SUBMIT, event.timeStamp, recorder.element(form), 0, 0, recorder.text(stepOf(form)));
    messages.attempted();
    recorder.soon();
  });
  on("invalid", (event) => event.target.matches(FIELD) && messages.native(event.target, event.timeStamp));
  on("scroll", (event) => {
    const page = event.target === document;
    const offset = page ? window.scrollY : event.target.scrollTop;
    inRuns.add(event.target, event.timeStamp, (at) =>
      recorder.row(kind.SCROLL, at, page ? -1 : recorder.element(event.target), 0, offset),
    );
  });
  on("selectionchange", (event) => {
    if (getSelection()?.type === "Range")
      inRuns.add(document.body, event.timeStamp, (at) => recorder.row(kind.SELECTION, at));
  }, document);
  on("visibilitychange", (event) => {
    recorder.row(kind.VISIBILITY, event.timeStamp, -1, 0, 0, document.visibilityState === "visible" ? 1 : 0);
    recorder.flush();
  }, document);
  // The window loses focus to a native dialog, another program, or a frame: something lives outside of the document.
  window.addEventListener("blur", (event) => event.target === window && recorder.row(kind.WINDOW_OPEN, event.timeStamp), when);
  on("beforeprint", (event) => recorder.row(kind.WINDOW_OPEN, event.timeStamp));
}

function leavesTheDocument(element) {
  return element.matches("a[download],a[target=_blank],a[href^='mailto:'],a[href^='tel:'],input[type=file]");
}

/** Runs of the same event: the first is told at once, what follows within `span` ms in one row at its end. */
function runs(span) {
  const open = new Map();
  const close = (key) => {
    const run = open.get(key);
    clearTimeout(run.timer);
    open.delete(key);
    if (run.count) run.tell(run.at, run.count);
  };
  return {
    add(key, at, tell) {
      const run = open.get(key);
      if (run) {
        Object.assign(run, { at, tell, count: run.count + 1 });
        return;
      }
      tell(at, 1);
      open.set(key, { at, tell, count: 0, timer: setTimeout(close, span, key) });
    },
    finish() {
      for (const key of [...open.keys()]) close(key);
    },
  };
}
