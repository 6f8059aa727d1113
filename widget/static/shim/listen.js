/* What visitors do: passive listeners in the capture phase, one row for each event, before the page's own handlers.
 * What only later judgement needs is in gestures.js, selecting.js and outside.js. */
import * as kind from "./kinds.js";
import { FIELD, isOurs, pointed, stepOf } from "./elements.js";
import { runs } from "./runs.js";
import { rememberEdited } from "./words.js";

const COALESCE = 200; // ms: typing and scrolling are told in runs
const SAME_PRESS = 1000; // ms from the way down to its click: the element has not been looked at anew
const MODIFIER = 1, KEYBOARD = 2, SELECTED = 4;

/** What the page was seen to do and is asked for later: attempts to submit, the last edit, whether text is selected. */
export const seenPage = () => ({
  attempt: 0,
  attemptAt: -Infinity,
  edit: { field: null, at: -Infinity },
  selected: false,
  wrappedAt: Infinity, // ms: from then on requests are seen when they begin (replaced.js)
  natives: [], // refusals of the browser's own before messages.js was there: [field, at]
});

/** How listeners are added: passive, before the page's own, ended by `signal`; a fault of ours stays ours. */
export function listener(recorder, signal) {
  return (name, handler, target = window) =>
    target.addEventListener(
      name,
      (event) => {
        try {
          if (recorder.on && !isOurs(event.target)) handler(event);
        } catch {
          recorder.faults++;
        }
      },
      { capture: true, passive: true, signal },
    );
}

/** Starts listening. */
export function listen(recorder, page, signal) {
  const on = listener(recorder, signal);
  const [typing, scrolling] = [runs(COALESCE), runs(COALESCE)];
  let down = {};
  let repeated = false;

  const finish = () => [typing.finish, scrolling.finish, page.settle].forEach((end) => end?.());

  function attempted() {
    page.attempt++;
    page.attemptAt = performance.now();
    page.check?.();
  }

  on("keydown", (event) => (repeated = event.repeat));
  on("pointerdown", (event) => {
    const element = pointed(event);
    down = { hit: event.target, element, at: event.timeStamp };
    recorder.row(kind.POINTER_DOWN, event.timeStamp, recorder.element(element, true), event.clientX, event.clientY, event.button);
    if (element.disabled) recorder.soon(); // no click will follow
  });
  on("click", (event) => {
    if (!event.isTrusted && !event.detail) return; // a script's element.click()
    const same = down.hit === event.target && event.timeStamp - down.at < SAME_PRESS;
    const element = same ? down.element : pointed(event);
    finish();
    const selected = event.detail > 1 ? getSelection()?.type === "Range" : page.selected;
    const flags =
      (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey ? MODIFIER : 0) |
      (event.detail ? 0 : KEYBOARD) |
      (selected ? SELECTED : 0);
    recorder.row(kind.CLICK, event.timeStamp, recorder.element(element, !same), event.clientX, event.clientY, flags);
    if (element.form && element.matches("button:not([type=button]):not([type=reset]),input[type=submit],input[type=image]")) attempted();
    recorder.soon();
  });
  on("focusin", (event) => recorder.row(kind.FOCUS, event.timeStamp, recorder.element(pointed(event))));
  on("focusout", (event) => {
    finish();
    recorder.row(kind.BLUR, event.timeStamp, recorder.element(pointed(event)));
  });
  on("input", (event) => {
    const field = pointed(event);
    const how = event.inputType || "insertReplacementText"; // none: filled in by the browser
    const byHand = !repeated && /^(insertText|insertCompositionText|insertLineBreak|insertParagraph|delete)/.test(how);
    rememberEdited(field);
    page.edit = { field, at: performance.now() };
    typing.add(field, event.timeStamp, [1, how.startsWith("delete"), !byHand], (at, [edits, erased, other]) =>
      recorder.row(kind.INPUT, at, recorder.element(field), erased, other, edits),
    );
  });
  on("submit", (event) => {
    finish();
    const form = event.target;
    recorder.row(kind.SUBMIT, event.timeStamp, recorder.element(form), 0, 0, recorder.text(stepOf(form)));
    attempted();
    recorder.soon();
  });
  on("invalid", (event) => {
    const one = [event.target, event.timeStamp];
    if (event.target.matches(FIELD)) page.native ? page.native(...one) : page.natives.push(one);
  });
  on("scroll", (event) => {
    const whole = event.target === document;
    if (event.target.matches?.(FIELD)) return; // its text moves with the caret
    scrolling.add(event.target, event.timeStamp, [1], (at) =>
      recorder.row(kind.SCROLL, at, whole ? -1 : recorder.element(event.target), 0, whole ? scrollY : event.target.scrollTop),
    );
  });
  on("visibilitychange", (event) => {
    recorder.row(kind.VISIBILITY, event.timeStamp, -1, 0, 0, document.visibilityState === "visible");
    recorder.flush();
  }, document);
}
