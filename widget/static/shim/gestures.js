/* What the hands do beyond clicking and typing: the mouse's way and rest, touch, zoom, leaving. Needed only by
 * those who judge, so it is listened to from idle on; nothing here asks the page for layout while something moves. */
import * as kind from "./kinds.js";
import { ACTIVE, pointed } from "./elements.js";
import { listener } from "./listen.js";

const REST = 300; // ms on a control before the mouse is said to rest there
const SWING = 6; // px: a shorter way back is a trembling hand
const NEAR_THE_TOP = 120; // px: where the mouse was seen last on its way out
const SETTLED = 250; // ms without a change before a zoom is told

/** Starts listening. */
export function listenToGestures(recorder, signal) {
  const on = listener(recorder, signal);

  const way = turns(on, recorder);
  rests(on, recorder);
  touches(on, recorder);
  zooms(recorder, signal);
  on("mouseout", (event) => {
    if (!event.relatedTarget && event.clientY <= 0 && way.y() < NEAR_THE_TOP) recorder.row(kind.EXIT, event.timeStamp, -1, event.clientX, event.clientY);
  });
}

/* One row a turn of the way on an axis: where it turned, told when it has. Returns where the mouse was seen last. */
function turns(on, recorder) {
  const axis = () => ({ way: 0, far: NaN });
  const [x, y] = [axis(), axis()];
  /* The point of the turn, NaN while the way goes on. */
  const turned = (one, to) => {
    const back = to - one.far;
    const far = one.far;
    if (one.way && back * one.way >= 0) one.far = to;
    else if (!(Math.abs(back) < SWING)) {
      const known = one.way;
      one.way = Math.sign(back) || 0;
      one.far = to;
      return known ? far : NaN;
    }
    return NaN;
  };
  let height = Infinity;
  on("pointermove", (event) => {
    if (event.pointerType !== "mouse" || event.buttons) return; // who drags or draws goes to and fro
    height = event.clientY;
    const [across, down] = [turned(x, event.clientX), turned(y, event.clientY)];
    if (across >= 0 || down >= 0) recorder.row(kind.TURN, event.timeStamp, -1, across >= 0 ? across : event.clientX, down >= 0 ? down : event.clientY);
  });
  return { y: () => height };
}

function rests(on, recorder) {
  let control = null;
  let told = false;
  let timer = 0;
  const goes = (event, next) => {
    if (event.pointerType !== "mouse" || next === control) return;
    clearTimeout(timer);
    if (told) recorder.row(kind.HOVER, event.timeStamp, recorder.element(control), 0, 0, 0);
    told = false;
    control = next;
    if (!next) return;
    timer = setTimeout(() => {
      told = true;
      recorder.row(kind.HOVER, event.timeStamp, recorder.element(next), event.clientX, event.clientY, 1);
    }, REST);
  };
  on("pointerover", (event) => {
    const [hit] = event.composedPath(); // inside of a shadow root, too
    goes(event, hit.closest?.(ACTIVE) || event.target.closest?.(ACTIVE) || null);
  });
  on("pointerout", (event) => event.relatedTarget || goes(event, null)); // out of the window
  on("pointerdown", () => clearTimeout(timer)); // who presses at once did not rest
}

function touches(on, recorder) {
  let at = -1;
  on("touchstart", (event) => {
    const [finger] = event.touches;
    at = recorder.element(pointed(event), true);
    recorder.row(kind.TOUCH_START, event.timeStamp, at, finger.clientX, finger.clientY, event.touches.length);
  });
  const ended = (cancelled) => (event) => {
    const [finger] = event.changedTouches;
    recorder.row(kind.TOUCH_END, event.timeStamp, at, finger.clientX, finger.clientY, cancelled);
    recorder.soon();
  };
  on("touchend", ended(0));
  on("touchcancel", ended(1));
}

function zooms(recorder, signal) {
  const view = window.visualViewport;
  let scale = view?.scale;
  let timer = 0;
  view?.addEventListener("resize", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (view.scale === scale) return;
      scale = view.scale;
      recorder.row(kind.ZOOM, performance.now(), -1, 0, 0, scale * 100);
    }, SETTLED);
  }, { signal });
}
