/* Counts what changes in the page, into rows: the first at once, then one a span. What was touched is kept for those
 * who look at it later, after the frame is drawn; the callback itself must cost nothing. */
import * as kind from "./kinds.js";
import { isOurs } from "./elements.js";

const SPAN = 100; // ms
const QUIET_SPAN = 1000; // ms, while nobody does anything: clocks and animations are told rarely
const QUIET_AFTER = 5000; // ms since the last press
const LOOK_BY = 300; // ms: errors and news are looked at when the browser is done with the frame, or by then
const FEW = 8; // nodes that came at once are looked into one by one; more of them through what they came into
const TOUCHED = 200; // places kept for the look: more is a page being rebuilt, which the check after an attempt covers

/* Reading styles right after a change would make the browser compute them once more. */
const afterFrame = window.requestIdleCallback
  ? (work) => requestIdleCallback(work, { timeout: LOOK_BY })
  : (work) => setTimeout(work, SPAN);

/** Starts counting. `page.look(places, added)` is called once a frame is drawn, when it is there (messages.js). */
export function watchMutations(recorder, page, signal) {
  let counted = 0;
  let timer = 0;
  let looking = false;
  let pressedAt = 0;
  let touched = new Set();
  let added = new Set();

  const tell = () => {
    timer = 0;
    if (counted) recorder.row(kind.MUTATION, performance.now(), -1, 0, 0, counted);
    counted = 0;
    if (!looking) looking = Boolean(afterFrame(look));
  };
  const look = () => {
    looking = false;
    const places = [touched, added];
    touched = new Set();
    added = new Set();
    try {
      page.look?.(...places);
    } catch {
      recorder.faults++;
    }
  };
  const press = () => {
    pressedAt = performance.now();
    if (timer) clearTimeout(timer), tell();
  };
  for (const name of ["pointerdown", "keydown"]) window.addEventListener(name, press, { capture: true, passive: true, signal });

  const observer = new MutationObserver((records) => {
    if (!recorder.on || isOurs(records[0].target) || isOurs(records[0].addedNodes[0])) return;
    const answers = page.answers?.(records) ?? records.length;
    if (timer) counted += answers;
    else if (answers) recorder.row(kind.MUTATION, performance.now(), -1, 0, 0, answers); // an answer is told when it comes
    for (const { target, addedNodes } of records) {
      if (touched.size + added.size >= TOUCHED) break;
      touched.add(target);
      if (addedNodes.length > FEW) added.add(target);
      else for (const node of addedNodes) added.add(node);
    }
    timer ||= setTimeout(tell, performance.now() - pressedAt > QUIET_AFTER ? QUIET_SPAN : SPAN);
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  signal.addEventListener("abort", () => observer.disconnect());
}
