/* Elements of the page: which one an event is about, and its descriptor (widget/elements.py makes the key of it).
 * A descriptor is made when an element is first pointed at and sent once; again when it moved or was disabled. */
import { masked, nearest, scrub, textOf, tidy } from "./words.js";

const PANEL = "handrail-panel";
const NAME_CHARS = 80;
const PATH_STEPS = 7; // within one document or shadow root
const PATH_CLASSES = 4, HINT_PARTS = 3, HINT_CHARS = 40;
const DISABLED_NEARBY = 50; // disabled controls that are looked at under one click
export const TEST_ATTRIBUTES = ["data-testid", "data-test", "data-test-id", "data-cy", "data-qa"];

export const FIELD = "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=reset]):not([type=image]),select,textarea,[role=textbox],[role=combobox],[contenteditable]:not([contenteditable=false])";
export const ACTIVE = `a[href],button,input,select,textarea,summary,label,option,audio,video,canvas,[contenteditable]:not([contenteditable=false]),[role=button],[role=link],[role=checkbox],[role=radio],[role=switch],[role=tab],[role=menuitem],[role=menuitemcheckbox],[role=menuitemradio],[role=option],[role=combobox],[role=spinbutton],[role=slider],[role=treeitem],[data-handrail],[onclick]`;
const DISABLED = ":disabled,[aria-disabled=true]";
const AROUND = "form,fieldset,section,nav,header,footer,aside,dialog,[role=dialog],[role=region],[role=tabpanel],[role=navigation],[role=group]";
/* What an element is or lies in, as far as neither tag, role nor path say it; elements.py makes traits of it. */
const KINDS = {
  link: "a[href]", download: "a[download]", toggle: "[aria-pressed],[aria-expanded]:not([role=treeitem])",
  carousel: "[aria-roledescription=carousel]", game: "[role=application]", search: "[role=search]", error: "[role=alert]",
};
const REPEATING = ["id", "testid", "path", "hint", "place", "step"]; // beside the name: where a page may repeat what was typed
const said = (element, attribute) => element.getAttribute(attribute) || "";
/* What shows a value as its own text: a list's choice, a field that a script draws. */
const SHOWS_VALUE = "option,[role=option],[role=combobox],[role=textbox],[role=searchbox],[role=spinbutton],[role=slider],[aria-haspopup=listbox]";

/** Whether an event or element belongs to our own panel. */
export const isOurs = (node) => node?.localName === PANEL;

/** The element that an event is about: the control around what was hit, its label's field, or what was hit itself. */
export function pointed(event) {
  const path = event.composedPath ? event.composedPath() : [event.target];
  const hit = path.find((node) => node.nodeType === Node.ELEMENT_NODE);
  if (!hit) return document.documentElement;
  for (const node of path) {
    if (node === document.body || node.nodeType === Node.DOCUMENT_NODE) break;
    if (node.matches?.(ACTIVE)) return (node.localName === "label" && node.control) || node;
  }
  return disabledAt(hit, event.clientX, event.clientY) || hit;
}

/* Disabled controls with `pointer-events: none` let clicks fall through to what lies around them. */
function disabledAt(around, x, y) {
  if (x === undefined || around === document.documentElement) return null;
  const candidates = around.querySelectorAll(DISABLED);
  if (candidates.length > DISABLED_NEARBY) return null;
  for (const one of candidates) {
    const box = one.getBoundingClientRect();
    if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) return one;
  }
  return null;
}

/** The accessible name, as far as it is needed to recognise a control; never a value. */
export function nameOf(element) {
  if (masked(element)) return "";
  const referenced = said(element, "aria-labelledby").split(/\s+/).filter(Boolean);
  const text =
    referenced.map((id) => textOf(element.getRootNode().getElementById?.(id), NAME_CHARS)).join(" ") ||
    said(element, "aria-label") ||
    [...(element.labels || [])].map((label) => textOf(label, NAME_CHARS)).join(" ") ||
    said(element, "alt") ||
    ownText(element) ||
    said(element, "title") ||
    said(element, "placeholder");
  return tidy(text, NAME_CHARS);
}

function ownText(element) {
  if (element.tagName === "INPUT") return /^(submit|button|reset)$/.test(element.type) ? said(element, "value") : "";
  // The words of anything but controls and headings are content, not a name.
  return element.matches(`${ACTIVE},h1,h2,h3,h4,h5,h6,legend`) && !element.matches(SHOWS_VALUE) ? textOf(element, NAME_CHARS) : "";
}

/** The nearest step that an author named, else the form's own id or name. */
export function stepOf(element) {
  const marked = element.closest("[data-handrail-step]");
  if (marked) return said(marked, "data-handrail-step");
  const form = element.form || element.closest("form");
  return form ? said(form, "id") || said(form, "name") : "";
}

/** Where an element belongs, in words that outlive a release: its step, else the nearest landmark that is called
 * something without a number in it, else the nearest landmark's kind. */
export function placeOf(element) {
  let place = firm(stepOf(element));
  let kind = "";
  for (let around = element; !place && (around = around.parentElement?.closest(AROUND)); ) {
    const heading = around.matches("form,fieldset,section") && around.querySelector("legend,h2,h3,h4");
    place = firm(said(around, "id")) || firm(nameOf(around)) || firm(textOf(heading, NAME_CHARS));
    kind ||= said(around, "role") || around.localName;
  }
  return place || kind;
}

const firm = (text) => (/[\d:]/.test(text) ? "" : text || "");

/* From the nearest id down to the element; what lies in a shadow root or a frame follows its host's path after " >> ".
 * elements.py leaves out the classes that mean nothing. */
function pathOf(element) {
  const root = element.getRootNode();
  const host = root.host || root.defaultView?.frameElement;
  const steps = [];
  for (let node = element; node && node.localName !== "body" && steps.length < PATH_STEPS; node = node.parentElement) {
    const id = firm(said(node, "id"));
    if (id) {
      steps.unshift(`${node.localName}#${CSS.escape(id)}`);
      break;
    }
    let place = 1;
    for (let other = node; (other = other.previousElementSibling); ) if (other.localName === node.localName) place++;
    const classes = [...node.classList].filter((word) => /^[a-z_][\w-]+$/i.test(word)).slice(0, PATH_CLASSES);
    const role = said(node, "role");
    steps.unshift([node.localName, ...classes].join(".") + (role ? `[role=${role}]` : "") + (place > 1 ? `:nth-of-type(${place})` : ""));
  }
  return (host ? `${pathOf(host)} >> ` : "") + steps.join(">");
}

/* What an element says to those who maintain it: the field's name, where a plain link goes, what its icon is made of. */
function hintOf(element) {
  if (masked(element)) return "";
  const link = said(element, "href");
  const lines = ["name=" + said(element, "name"), "href=" + (/^[/#][a-z/_-]*$/i.test(link) ? link : "")];
  for (const part of [...element.querySelectorAll("use,svg,path,i")].slice(0, HINT_PARTS))
    for (const name of ["href", "d", "class"]) lines.push(`${name}=${said(part, name).slice(0, HINT_CHARS)}`);
  return lines.join("\n");
}

function kindOf(element) {
  const foreign = element.localName === "iframe" && !element.contentDocument;
  return Object.keys(KINDS).filter((kind) => element.closest(KINDS[kind])).join(" ") + (foreign ? " frame" : "");
}

/** The descriptor of an element (widget/elements.py, Descriptor), without its index. */
export function describe(element) {
  const box = element.getBoundingClientRect();
  const descriptor = {
    tag: element.localName,
    role: said(element, "role").trim().split(/\s+/)[0],
    name: nameOf(element),
    id: said(element, "id"),
    testid: TEST_ATTRIBUTES.map((attribute) => said(element, attribute)).find(Boolean) || "",
    author: said(element, "data-handrail"),
    type: element.localName === "input" ? element.type : "",
    path: pathOf(element),
    hint: hintOf(element),
    place: placeOf(element),
    disabled: element.matches(DISABLED),
    typeable: element.isContentEditable,
    exempt: Boolean(nearest(element, "[data-handrail-ignore]")),
    kind: kindOf(element),
    step: stepOf(element),
    rect: [box.left, box.top, box.width, box.height].map(Math.round),
  };
  for (const key of REPEATING) descriptor[key] = scrub(descriptor[key]);
  return descriptor;
}

/** The elements of this document by number. `changed()` is called before a known element is described anew. */
export function elementTable(changed) {
  const known = new WeakMap();
  let fresh = [];
  let count = 0;

  function add(element, index) {
    const descriptor = { i: index, ...describe(element) };
    known.set(element, descriptor);
    fresh.push(descriptor);
    return index;
  }

  return {
    /** The number of an element; `exact` where the place within it matters. */
    indexOf(element, exact) {
      const before = known.get(element);
      if (!before) return add(element, count++);
      if (exact && (before.disabled !== element.matches(DISABLED) || moved(element, before.rect))) {
        changed();
        add(element, before.i);
      }
      return before.i;
    },
    /** Descriptors made since the last call. */
    takeFresh() {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}

function moved(element, [x, y, width, height]) {
  const box = element.getBoundingClientRect();
  const far = (a, b) => Math.abs(a - b) > 1;
  return far(box.left, x) || far(box.top, y) || far(box.width, width) || far(box.height, height);
}
