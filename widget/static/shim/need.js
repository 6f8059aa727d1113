/* Carries out when Python starts (policy.js decides it): at once, after the first interaction, or when something looks
 * like trouble. That look is coarser than the detectors', costs nothing, and is never told. */
import * as kind from "./kinds.js";

const SCROLLED = 10_000; // ms of scrolling that are an interaction, too
const QUICK = 1000; // ms from one click to the next of a row
const NEAR = 30; // px
const CLICKS = 3;
const UNANSWERED = 2500; // ms after a click
const LATE = 400; // ms: rows travel together
const TURNS = 10, TURNING = 2000; // turns of the mouse's way within ms
const REFUSALS = 2; // of one field
const ANSWERS = new Set([
  kind.MUTATION, kind.REQUEST, kind.NAVIGATE, kind.INPUT, kind.SUBMIT, kind.SCROLL, kind.SELECTION, kind.COPY, kind.WINDOW_OPEN,
  kind.VISIBILITY, kind.STATUS, kind.INVALID, kind.LEAVE,
]);

/** Calls `start` by `policy`. Returns what rows are to be shown to meanwhile, or null where none are needed. */
export function startBy(policy, start, whenIdle, signal) {
  if (policy === "idle") whenIdle(start);
  if (policy === "engaged") onInteraction(start, signal);
  return policy === "need" ? suspicion(start, signal) : null;
}

function onInteraction(start, signal) {
  const options = { capture: true, passive: true, signal };
  for (const name of ["pointerdown", "keydown"]) window.addEventListener(name, start, { ...options, once: true });
  let since = 0;
  const scrolled = ({ timeStamp }) => {
    since ||= timeStamp;
    if (timeStamp - since < SCROLLED) return;
    window.removeEventListener("scroll", scrolled, options);
    start();
  };
  window.addEventListener("scroll", scrolled, options);
}

/* Looks at rows: `see(rows)`, a Float64Array. */
function suspicion(suspect, signal) {
  let last = null; // click: {t, x, y, times}
  let waiting = null; // the time of a click without an answer, and the timer for it
  let turns = [];
  const refused = new Map(); // field -> times
  const answered = () => {
    clearTimeout(waiting?.timer);
    waiting = null;
  };
  signal.addEventListener("abort", answered);

  function clicked(t, x, y) {
    const again = last && t - last.t < QUICK && Math.hypot(x - last.x, y - last.y) < NEAR;
    last = { t, x, y, times: again ? last.times + 1 : 1 };
    waiting ||= { t, timer: setTimeout(suspect, UNANSWERED + LATE) };
    return last.times >= CLICKS;
  }

  const looks = {
    [kind.CLICK]: ([, t, , x, y]) => clicked(t, x, y),
    [kind.SCRIPT_ERROR]: () => true,
    [kind.REQUEST]: ([, , , , , v]) => v < 0,
    [kind.COPY]: ([, , , , , v]) => v >= 0, // an error message
    [kind.SELECTION]: ([, , , , , v]) => v >= 0,
    [kind.ZOOM]: () => true,
    [kind.INVALID]: ([, , el]) => refused.set(el, (refused.get(el) || 0) + 1).get(el) >= REFUSALS,
    [kind.TURN]([, t]) {
      turns = [...turns.filter((one) => t - one < TURNING), t];
      return turns.length >= TURNS;
    },
  };

  return (rows) => {
    for (let at = 0; at < rows.length; at += kind.ROW) {
      const row = rows.subarray(at, at + kind.ROW);
      if (waiting && ANSWERS.has(row[0]) && row[1] >= waiting.t) answered();
      if (looks[row[0]]?.(row)) return suspect();
    }
  };
}
