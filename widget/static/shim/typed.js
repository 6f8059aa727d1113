/* What the visitor typed, chose, pasted or dropped, remembered for one purpose: to take it out of every text that is told,
 * wherever the page repeats it - in a toast, a title, a label, an id. It stays in this module, in memory, until the
 * document ends; nothing reads it but `scrub`.
 *
 * What the page said by itself before anything was typed is no secret: whole labels, and the words of ids and classes. So
 * "Billing" stays a button's name when somebody types that word. */
import { ACTIVE, FIELD, nameOf } from "./elements.js";
import { listener } from "./listen.js";
import { editedFields, masked, nearest, rememberEdited } from "./words.js";

const SHORTEST_WORD = 3, SHORTEST_VALUE = 4, SHORTEST_PART = 5; // characters; shorter ones would hit ordinary words
const WORDS = 300, VALUES = 200, OWN = 3000; // remembered, the oldest go
const VALUE_CHARS = 200;
const LOOK_AGAIN = 1000; // ms between two looks at the page's own words
const LABELS_READ = 400; // at one look: what was read before costs nothing
const SCRUBBED = 500; // texts whose outcome is remembered while nothing new is typed
const FRESH = 50; // ms that the words in the fields are taken as they were, unless somebody types
const LABELLED = `${ACTIVE},h1,h2,h3,h4,h5,h6,legend,[role=heading]`;
const SAID = ["id", "name", "class", "data-testid", "type", "role"];
const CHOSEN = /^(checkbox|radio|button|submit|reset|image|range|color)$/;
const TOKEN = /[\p{L}\p{N}\p{M}_-]+/gu;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const WITHOUT_SPACES = /[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7a3]/; // scripts in which two letters are a name

const MARKUP = "div span main form section article aside header footer nav ul ol li dl table tbody tr td th p fieldset dialog nth-of-type role";

const words = new Set(); // that stood in fields
const values = new Set(); // whole, where they are more than a word
const ownTexts = new Set(); // of the page, before anything was typed
const ownTokens = new Set(MARKUP.split(" "));
const unread = new WeakMap(); // what is typed where no value can be read: {text}
const readAlready = new Set(); // what tells elements apart whose words were looked at
const scrubbed = new Map(); // text -> without what was typed
let now = { at: -Infinity, words: [], values: [], all: "" }; // what stands in fields
let lookedAt = -Infinity;

const wordsOf = (text) => (text.match(WORD) || []).filter((word) => word.length >= SHORTEST_WORD || WITHOUT_SPACES.test(word));
const fold = (text) => text.slice(0, VALUE_CHARS).replace(/\s+/g, " ").trim().toLowerCase();

function keep(set, item, most) {
  if (!set.delete(item)) scrubbed.clear();
  set.add(item);
  if (set.size > most) set.delete(set.values().next().value);
}

/** Remembers a text that came from the visitor. */
function remember(text) {
  const value = fold(text);
  for (const word of wordsOf(value)) keep(words, word, WORDS);
  if (value.length >= SHORTEST_VALUE || WITHOUT_SPACES.test(value)) keep(values, value, VALUES);
}

/* What stands in a field; of a file its name alone, of a list what is chosen. */
function valuesIn(field) {
  if (CHOSEN.test(field.type)) return [];
  if (field.type === "file") return [...(field.files || [])].map(({ name }) => name.replace(/\.\w+$/, ""));
  if (field.selectedOptions) return [...field.selectedOptions].map((option) => option.text);
  const value = typeof field.value === "string" ? field.value : field.isContentEditable ? field.textContent : "";
  return [value || unread.get(field)?.text || ""];
}

const settle = (field) => field && !masked(field) && valuesIn(field).forEach(remember);

/** Remembers everything that stands in a document's or shadow root's fields, whoever put it there. */
export function rememberFields(root) {
  for (const field of root.querySelectorAll(FIELD)) settle(field);
}

function current() {
  if (performance.now() - now.at < FRESH) return now;
  const folded = [...editedFields()].flatMap(valuesIn).map(fold);
  const values = folded.filter((value) => value.length >= SHORTEST_VALUE || WITHOUT_SPACES.test(value));
  const before = now.all;
  now = { at: performance.now(), words: folded.flatMap(wordsOf), values, all: folded.join("\n") };
  if (now.all !== before) scrubbed.clear();
  return now;
}

/** The text without what the visitor typed: whole values wherever they stand, and their words, also half typed, or with
 * something joined to them. */
function scrub(text) {
  if (!text || ownTexts.has(text)) return text;
  const typed = current();
  if (!scrubbed.has(text)) {
    if (scrubbed.size >= SCRUBBED) scrubbed.clear();
    scrubbed.set(text, without(text, typed));
  }
  return scrubbed.get(text);
}

function without(text, typed) {
  for (const list of [typed.values, values]) for (const value of list) text = withoutValue(text, value);
  if (!typed.words.length && !words.size) return text;
  return text.replace(TOKEN, (token) => (ownTokens.has(token) ? token : token.replace(WORD, (word) => (isTyped(word.toLowerCase(), typed.words) ? "…" : word))));
}

/* Letters that change their length with their case are no reason to miss a value: then the folded text is told. */
function withoutValue(text, value) {
  const low = text.toLowerCase();
  if (!low.includes(value)) return text;
  if (low.length !== text.length) return low.split(value).join("…");
  let out = "", from = 0;
  for (let at; (at = low.indexOf(value, from)) >= 0; from = at + value.length) out += text.slice(from, at) + "…";
  return out + text.slice(from);
}

function isTyped(word, typing) {
  if (words.has(word) || typing.includes(word)) return true;
  if (word.length >= SHORTEST_VALUE && typing.some((one) => one.startsWith(word))) return true; // the page lags behind
  for (const list of [typing, words]) for (const one of list) if (one.length >= SHORTEST_PART && word.includes(one)) return true;
  return false;
}

/* Whether a part of the address holds something that was typed. */
function typedIn(part) {
  try {
    part = decodeURIComponent(part);
  } catch {
    /* as it is, then */
  }
  return scrub(part) !== part;
}

/* The page's own words, looked at before somebody types. */
function look() {
  if (performance.now() - lookedAt < LOOK_AGAIN) return;
  lookedAt = performance.now();
  const add = (set, text) => text && scrub(text) === text && keep(set, text, OWN);
  const addTokens = (text) => text?.match(TOKEN)?.forEach((token) => add(ownTokens, token));
  let read = 0;
  for (const element of document.querySelectorAll(LABELLED)) {
    const what = [...SAID.map((name) => element.getAttribute(name)), element.textContent.slice(0, VALUE_CHARS)].join("\n");
    if (readAlready.has(what)) continue;
    if (readAlready.size >= OWN) readAlready.clear();
    readAlready.add(what);
    if (++read > LABELS_READ) break;
    if (masked(element)) continue;
    for (const name of SAID) addTokens(element.getAttribute(name));
    add(ownTexts, nameOf(element));
  }
  addTokens(location.pathname);
}

/* Keys in an element that gives no value away: a closed shadow root, a box that draws its letters itself. */
function pressed(target, key) {
  if (typeof target.value === "string" || target.isContentEditable || target.localName === "body") return;
  const one = unread.get(target) || { text: "" };
  unread.set(target, one);
  one.text = key === "Backspace" ? one.text.slice(0, -1) : (one.text + key).slice(-VALUE_CHARS);
  rememberEdited(target);
}

/** Starts remembering, and lends `scrub` to both files of the bundle. */
export function watchTyping(recorder, signal) {
  const listen = listener(recorder, signal);
  const attended = new WeakSet();

  /* A window, and the frames in it that may be looked into, now or once the focus goes there. */
  function attend(view) {
    for (let at = 0; at < view.length; at++) {
      try {
        if (view[at].document) attend(view[at]);
      } catch {
        /* of another origin: what is typed there stays there */
      }
    }
    if (attended.has(view.document)) return;
    attended.add(view.document);
    listenIn(view, listen);
    listen("blur", () => attend(view), view);
  }
  attend(window);
  look();
  settleAll();
  Object.assign(editedFields(), { scrub, typed: typedIn });
}

const stale = () => (now.at = -Infinity);

function settleAll() {
  stale();
  for (const field of editedFields()) settle(field);
}

function listenIn(view, listen) {
  const on = (name, handler) =>
    listen(name, (event) => {
      const [target] = event.composedPath();
      if (target.nodeType === Node.ELEMENT_NODE && !masked(target)) handler(target, event);
    }, view);
  on("focusin", (target) => nearest(target, FIELD) && look());
  on("input", (target) => {
    if (view !== window) rememberEdited(target);
    stale();
  });
  on("keydown", (target, { key, ctrlKey, metaKey }) => {
    if (/^(Enter|Tab|Escape)$/.test(key)) settleAll();
    else if (!ctrlKey && !metaKey && (key.length === 1 || key === "Backspace")) pressed(target, key);
    stale();
  });
  for (const name of ["change", "focusout"]) on(name, (target) => {
    if (target.matches(FIELD) || editedFields().has(target)) settle(target);
    stale();
  });
  for (const name of ["pointerdown", "submit"]) on(name, settleAll);
  for (const name of ["paste", "drop"]) on(name, (target, event) => {
    const data = event.clipboardData || event.dataTransfer;
    remember(data.getData("text/plain"));
    for (const { name: file } of data.files) remember(file.replace(/\.\w+$/, ""));
  });
}
