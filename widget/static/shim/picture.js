/* Two pictures of the page, neither with a value in it: its state (snapshot) and its layout (skeleton). */
import { describe, isOurs, nameOf, stepOf } from "./elements.js";
import { visible, visibleErrors, visibleNotices } from "./messages.js";
import { roleOf } from "./roles.js";
import { insideOf } from "./roots.js";
import { textOf, tidy } from "./words.js";

const HEADINGS = 12, DISABLED = 20, DIALOGS = 5, NOTICES = 5;
const BOXES = 1500; // as protocol.Skeleton
const ROWS = 8, ALIKE = 40; // of one table, and siblings of another tag, that the layout shows: more say no more
const SLICE = 4; // ms of main thread a slice, where the browser doesn't say how much is free
const SHORT = 120;

const CONTROL = `button,a[href],input:not([type=hidden]),select,textarea,summary,[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],[role=tab],[role=menuitem],[role=menuitemcheckbox],[role=menuitemradio],[role=option],[role=combobox],[role=textbox],[role=searchbox],[role=spinbutton],[role=slider],[role=treeitem],[contenteditable]:not([contenteditable=false]),[onclick],[data-handrail]`;
const BOXED = `header,nav,main,aside,footer,section,form,fieldset,h1,h2,h3,h4,p,li,table,img,video,canvas,dialog,label,legend,iframe,[role=dialog],[role=alert],[role=status],${CONTROL}`;
const LAYOUT_ROLES = {
  nav: "navigation", main: "main", header: "banner", footer: "contentinfo", aside: "complementary", section: "region",
  dialog: "dialog", table: "table", li: "listitem", p: "paragraph",
};
const HEADING = "h1,h2,h3,h4,[role=heading]";

/** The state of the page, as widget/snapshot.py reads it. */
export function snapshot(route) {
  const focused = document.activeElement;
  const body = document.documentElement;
  const errors = visibleErrors();
  const about = errors[0]?.element || (focused !== document.body && focused) || null;
  return {
    route,
    title: tidy(document.title, SHORT),
    headings: texts(HEADING, HEADINGS),
    step: (about && !isOurs(about) && stepOf(about)) || document.querySelector("[data-handrail-step]")?.getAttribute("data-handrail-step") || "",
    focused: focused && focused !== document.body && !isOurs(focused) ? describe(focused) : null,
    errors: errors.map(({ element, text }) => ({ el: describe(element), text })),
    disabled: seen(":disabled,[aria-disabled=true]", DISABLED).map(describe),
    dialogs: seen("dialog[open],[role=dialog],[role=alertdialog]", DIALOGS).map((dialog) => nameOf(dialog) || textOf(dialog.querySelector(HEADING), SHORT)),
    notices: visibleNotices().slice(0, NOTICES),
    scroll: Math.min(1, Math.max(0, window.scrollY / Math.max(1, body.scrollHeight - window.innerHeight))),
    width: window.innerWidth,
    height: window.innerHeight,
    language: body.lang || navigator.language,
  };
}

function seen(selector, most) {
  const found = [];
  for (const element of document.querySelectorAll(selector)) {
    if (found.length === most) break;
    if (!isOurs(element) && !element.matches("option") && visible(element)) found.push(element);
  }
  return found;
}

const texts = (selector, most) => seen(selector, most).map((element) => textOf(element, SHORT)).filter(Boolean);

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
