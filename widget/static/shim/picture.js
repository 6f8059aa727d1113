/* Two pictures of the page, neither with a value in it: its state (snapshot) and its layout (skeleton). */
import { describe, isOurs, nameOf, stepOf } from "./elements.js";
import { among, visible, visibleErrors, visibleNotices } from "./messages.js";
import { reasonOf } from "./reasons.js";
import { roleOf } from "./roles.js";
import { everyRoot, insideOf } from "./roots.js";
import { rememberFields } from "./typed.js";
import { textOf, tidy } from "./words.js";

const HEADINGS = 12, DISABLED = 20, DIALOGS = 5, NOTICES = 5;
const BOXES = 1500; // as protocol.Skeleton
const ROWS = 8, ALIKE = 40; // of one table, and siblings of another tag, that the layout shows: more say no more
const SLICE = 4; // ms of main thread a slice, where the browser doesn't say how much is free
const LOOK_AGAIN = 1000; // ms between two looks that Python asks for: in a run of trouble the last one says it all
const SHORT = 120, OPENING = 60; // characters of a name; of a dialog that has none

const CONTROL = `button,a[href],input:not([type=hidden]),select,textarea,summary,[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],[role=tab],[role=menuitem],[role=menuitemcheckbox],[role=menuitemradio],[role=option],[role=combobox],[role=textbox],[role=searchbox],[role=spinbutton],[role=slider],[role=treeitem],[contenteditable]:not([contenteditable=false]),[onclick],[data-handrail]`;
const BOXED = `header,nav,main,aside,footer,section,form,fieldset,h1,h2,h3,h4,p,li,table,img,video,canvas,dialog,label,legend,iframe,[role=dialog],[role=alert],[role=status],${CONTROL}`;
const LAYOUT_ROLES = {
  nav: "navigation", main: "main", header: "banner", footer: "contentinfo", aside: "complementary", section: "region",
  dialog: "dialog", table: "table", li: "listitem", p: "paragraph",
};
const HEADING = "h1,h2,h3,h4,[role=heading]";

const DIALOG = "dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true],[popover]";
const OFF = ":disabled,[aria-disabled=true]";

/** The state of the page, as widget/snapshot.py reads it; shadow roots and frames that may be looked into are part of it. */
export function snapshot(route) {
  const roots = everyRoot();
  roots.forEach(rememberFields); // what stands in them is told nowhere, whoever put it there
  const focused = focusedIn(document);
  const body = document.documentElement;
  const errors = visibleErrors(roots);
  const about = errors[0]?.element || focused;
  const disabled = shownAmong(roots, OFF).filter((element) => !element.matches("option,optgroup")).slice(0, DISABLED);
  return {
    route,
    title: tidy(document.title, SHORT),
    headings: headingsInView(roots),
    step: (about && stepOf(about)) || currentStep(),
    focused: focused && describe(focused),
    errors: errors.map(({ element, text }) => ({ el: describe(element), text })),
    disabled: disabled.map(describe),
    reasons: disabled.map((element) => ({ element, text: reasonOf(element) })).filter(({ text }) => text).map(({ element, text }) => ({ el: describe(element), text })),
    dialogs: dialogsIn(roots),
    notices: visibleNotices(roots).slice(0, NOTICES),
    scroll: Math.min(1, Math.max(0, window.scrollY / Math.max(1, body.scrollHeight - window.innerHeight))),
    width: window.innerWidth,
    height: window.innerHeight,
    language: body.lang || navigator.language,
  };
}

let looked = -Infinity, due = 0;

/** Does `work` at once, or a moment after it was done last; what is asked for meanwhile is done by then. */
export function lookSoon(work) {
  due ||= setTimeout(() => {
    due = 0;
    looked = performance.now();
    work();
  }, looked + LOOK_AGAIN - performance.now());
}

const shownAmong = (roots, selector) => among(roots, selector).filter((element) => !isOurs(element) && visible(element));

/* The element that has the focus, in whatever tree it lies. */
function focusedIn(root) {
  const element = root.activeElement;
  if (!element || element === root.body || isOurs(element)) return null;
  const inner = insideOf(element);
  return (inner && focusedIn(inner)) || element;
}

/* The step the page says it is at: the author's word, else what its list of steps marks. */
function currentStep() {
  const marked = document.querySelector("[data-handrail-step]");
  return marked ? marked.getAttribute("data-handrail-step") : textOf(document.querySelector("[aria-current=step]"), SHORT);
}

/* What the page is called, then the headings in view now; where none is, the one above. */
function headingsInView(roots) {
  const seen = [];
  const all = shownAmong(roots, HEADING);
  let above = null;
  for (const heading of all) {
    const { top, bottom, left, right } = heading.getBoundingClientRect();
    const y = offsetOf(heading);
    if (top + y >= window.innerHeight || right <= 0 || left >= window.innerWidth) continue;
    if (bottom + y > 0) seen.push(heading);
    else above = heading;
  }
  const told = new Set([all.find((heading) => heading.localName === "h1"), ...(seen.length ? seen : [above])]);
  const texts = [...told].map((heading) => textOf(heading, SHORT));
  return texts.filter(Boolean).slice(0, HEADINGS);
}

/* How far down in the window an element's document begins. */
function offsetOf(element) {
  const frame = element.ownerDocument.defaultView?.frameElement;
  return frame ? frame.getBoundingClientRect().top + offsetOf(frame) : 0;
}

/* What open dialogs are called; one that lies around another is the same to the visitor. */
function dialogsIn(roots) {
  const open = shownAmong(roots, DIALOG).filter((one) => !one.matches("[aria-hidden=true]"));
  const inner = open.filter((one) => !open.some((other) => other !== one && one.contains(other) && other.getBoundingClientRect().width));
  const called = inner.map((one) => nameOf(one) || textOf(one.querySelector(HEADING), SHORT) || textOf(one, OPENING));
  return called.filter(Boolean).slice(0, DIALOGS);
}

/** Takes the layout in idle slices, so that no page feels it; `done(skeleton)` once. */
export function takeSkeleton(route, done, whenIdle) {
  const elements = shown(document.body, 0, 0);
  const boxes = [];
  const slice = (deadline) => {
    const end = performance.now() + Math.min(deadline?.timeRemaining?.() ?? SLICE, 2 * SLICE);
    while (boxes.length < BOXES) {
      const { value, done: over } = elements.next();
      if (over) break;
      const box = boxOf(...value);
      if (box) boxes.push(box);
      if (performance.now() > end) return whenIdle(slice);
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    return done({ route, width: scrollWidth, height: scrollHeight, boxes });
  };
  whenIdle(slice);
}

/* The elements of the layout in the order of the page, with the place of their document in the window. */
function* shown(parent, x, y) {
  const alike = {};
  for (const element of parent?.children || []) {
    const count = (alike[element.localName] = (alike[element.localName] || 0) + 1);
    if (isOurs(element) || count > (element.localName === "tr" ? ROWS : ALIKE)) continue;
    yield [element, x, y];
    yield* shown(element, x, y);
    const inner = insideOf(element);
    if (!inner) continue;
    const { left, top } = element.shadowRoot ? { left: 0, top: 0 } : element.getBoundingClientRect();
    yield* shown(inner.body || inner, x + left, y + top);
  }
}

/* `x` and `y` are the place of the element's document in the window. */
function boxOf(element, x, y) {
  if (!element.matches(BOXED) || !element.isConnected || !visible(element)) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  if (width < 1 || height < 1) return null;
  const control = element.matches(CONTROL);
  return {
    x: Math.round(left + x + window.scrollX),
    y: Math.round(top + y + window.scrollY),
    w: Math.round(width),
    h: Math.round(height),
    role: roleOf(element) || LAYOUT_ROLES[element.localName] || element.localName,
    label: control || element.matches(`${HEADING},label,legend`) ? nameOf(element) || (element.matches("label") ? textOf(element, SHORT) : "") : "",
    el: control ? describe(element) : null,
  };
}
