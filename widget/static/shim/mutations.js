/* Counts what changes in the page, into rows: the first at once, then one a span. What was touched is kept for those
 * who look at it later, after the frame is drawn; the callback itself must cost nothing. */
import * as kind from "./kinds.js";
import { isOurs } from "./elements.js";

const SPAN = 100; // ms
const QUIET_SPAN = 1000; // ms, while nobody does anything: clocks and animations are told rarely
const QUIET_AFTER = 5000; // ms since the last press
const TOUCHED = 200; // places kept for the look: more is a page being rebuilt, which the check after an attempt covers

/** Starts counting. `page.look(places, added)` is called after each span, once it is there (messages.js). */
export function watchMutations(recorder, page, signal) {
  let counted = 0;
  let timer = 0;
  let pressedAt = 0;
  let touched = new Set();
  let added = new Set();

  const tell = () => {
    timer = 0;
    if (counted) recorder.row(kind.MUTATION, performance.now(), -1, 0, 0, counted);
    counted = 0;
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
    if (timer) counted += records.length;
    else recorder.row(kind.MUTATION, performance.now(), -1, 0, 0, records.length); // an answer is told when it comes
    for (const { target, addedNodes } of records) {
      if (touched.size + added.size >= TOUCHED) break;
      touched.add(target);
      for (const node of addedNodes) added.add(node);
    }
    timer ||= setTimeout(tell, performance.now() - pressedAt > QUIET_AFTER ? QUIET_SPAN : SPAN);
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  signal.addEventListener("abort", () => observer.disconnect());
}
