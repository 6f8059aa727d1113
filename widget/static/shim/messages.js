/* What the page answers in words: errors at fields, status messages. It looks after each span of changes.
 *
 * An error counts each time it is *shown*: when it appears, and again when a new attempt to submit leaves it standing.
 * While somebody is typing, errors that come and go with each key are the page thinking aloud; they don't count. */
import * as kind from "./kinds.js";
import { FIELD, isOurs } from "./elements.js";
import { watchRestless } from "./restless.js";
import { everyRoot } from "./roots.js";
import { watchTyping } from "./typed.js";
import { masked, rememberEdited, textOf } from "./words.js";

const TYPING = 400; // ms since the last edit
const SETTLE = 150; // ms after an attempt for the page to take old errors away
const PATIENCE = 4000; // ms to wait for requests the attempt made
const SAME_AGAIN = 500; // ms after which the same text shown anew is news
const MESSAGE_CHARS = 300;
const ERRORS_READ = 20, REGIONS_READ = 30;

const ALERT = "[role=alert],[aria-live=assertive]";
const STATUS = "[role=status],[aria-live=polite],output,[class*=toast i],[class*=snackbar i]";
/* Where the common libraries show what has happened; for the page's state, which is read when somebody struggles. */
const TOAST = "[data-sonner-toast],[class*=notification i],[class*=notice i],[class*=flash i],[class*=alert i]:not([class*=alertdialog i])";
const INVALID_FIELD = "[aria-invalid=true]";
const BAD = /error|invalid|danger|fail/i;
const GOOD = /success/i;

export const visible = (element) =>
  element.checkVisibility ? element.checkVisibility({ visibilityProperty: true }) : element.offsetParent !== null;

/** The elements of a document, or of all of its roots (roots.js), that match. */
export const among = (roots, selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);

/** Errors that are visible now: [{element, text}], fields first. */
export function visibleErrors(roots = everyRoot()) {
  const found = new Map();
  for (const field of among(roots, INVALID_FIELD).slice(0, ERRORS_READ)) if (visible(field)) found.set(field, messageOf(field));
  for (const alert of among(roots, ALERT).slice(0, ERRORS_READ)) {
    const text = visible(alert) && !GOOD.test(classesOf(alert)) && textOf(alert, MESSAGE_CHARS);
    const field = text && fieldOf(alert);
    if (field && !found.get(field)) found.set(field, text);
  }
  return [...found].map(([element, text]) => ({ element, text: masked(element) ? "" : text }));
}

/** What the page says to the visitor now, and is no error of a field: status messages, alerts, toasts; of regions in
 * regions the inner ones. */
export function visibleNotices(roots = everyRoot()) {
  const regions = among(roots, `${STATUS},${ALERT},${TOAST}`)
    .slice(0, REGIONS_READ)
    .filter((region) => !isOurs(region) && !region.matches(FIELD) && visible(region) && !(region.matches(ALERT) ? fieldOf(region) : describedBy(region)));
  const texts = regions
    .filter((region) => !regions.some((other) => other !== region && region.contains(other) && textOf(other, 1)))
    .map((region) => textOf(region, MESSAGE_CHARS));
  return [...new Set(texts.filter(Boolean))];
}

const classesOf = (element) => element.getAttribute("class") || "";

/** The text of the error that belongs to a field. */
function messageOf(field) {
  const ids = `${field.getAttribute("aria-errormessage") || ""} ${field.getAttribute("aria-describedby") || ""}`;
  const described = ids.split(/\s+/).map((id) => id && field.getRootNode().getElementById?.(id)).filter((one) => one && visible(one));
  const own = described.find((one) => one.matches(ALERT) || BAD.test(classesOf(one) + one.id)) || described.at(-1);
  const text = own && textOf(own, MESSAGE_CHARS);
  if (text) return text;
  for (const alert of field.getRootNode().querySelectorAll(ALERT))
    if (fieldOf(alert) === field && visible(alert)) return textOf(alert, MESSAGE_CHARS);
  return field.willValidate && !field.validity.valid ? nativeMessage(field) : "";
}

/* The browser's own words may repeat what was typed, in quotation marks. */
function nativeMessage(field) {
  rememberEdited(field);
  return field.validationMessage.replace(/(['"“‘«„]).*?(['"”’»“])/g, "$1…$2");
}

/** The field that names this element as its description or error message. */
function describedBy(element) {
  const id = element.id && CSS.escape(element.id);
  return id ? element.getRootNode().querySelector?.(`[aria-errormessage~="${id}"],[aria-describedby~="${id}"]`) : null;
}

/** The field (or form) that an alert is about; null when it stands for itself. */
function fieldOf(alert) {
  for (let node = alert; node && node !== document.body; node = node.parentElement) {
    const field = describedBy(node);
    if (field) return field;
    const fields = node === alert ? [] : node.querySelectorAll(FIELD);
    if (fields.length === 1) return fields[0];
    if (node.localName === "form" || fields.length > 1)
      return BAD.test(classesOf(alert)) || node.localName === "form" ? node.querySelector(INVALID_FIELD) || node : null;
  }
  return null;
}

/** Judges what the page answers; `page` is what listen.js has seen so far, `openSince(at)` says whether a request begun
 * after `at` is open. What stands already counts only when something was attempted before. */
export function watchMessages(recorder, page, openSince, signal) {
  const shown = new WeakMap(); // field -> {attempt, at, standing}
  const regions = new WeakMap(); // status region -> {text, at}
  let check = 0;

  function showError(field, text, at) {
    if (masked(field)) text = "";
    const before = shown.get(field);
    const again = !before || before.attempt < page.attempt || (!before.standing && at - before.at > SAME_AGAIN);
    const typing = page.edit.field === field && at - page.edit.at < TYPING && before?.attempt === page.attempt;
    shown.set(field, { attempt: page.attempt, at: again ? at : before.at, standing: true });
    if (!again || typing) return;
    recorder.row(kind.INVALID, at, recorder.element(field), 0, 0, recorder.text(text));
    recorder.soon();
  }

  function showStatus(region, at) {
    if (describedBy(region)) return; // a hint or an error of one field; a form's own status is news
    const text = textOf(region, MESSAGE_CHARS);
    const before = regions.get(region);
    regions.set(region, { text, at });
    if (!text || (before?.text === text && at - before.at < SAME_AGAIN)) return;
    recorder.row(kind.STATUS, at, recorder.element(region), 0, 0, recorder.text(text));
    recorder.soon();
  }

  function checkErrors() {
    const at = performance.now();
    if (openSince(page.attemptAt) && at - page.attemptAt < PATIENCE) {
      check = setTimeout(checkErrors, SETTLE);
      return;
    }
    check = 0;
    for (const { element, text } of visibleErrors()) showError(element, text, at);
  }

  /* Looks at what changed for errors and status messages; nothing else is read. */
  function look(touched, added) {
    const at = performance.now();
    const found = new Set();
    for (const node of touched) {
      const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
      if (!element?.isConnected) continue;
      if (element.matches(FIELD)) {
        if (element.matches(INVALID_FIELD)) found.add(element);
        else if (shown.has(element)) shown.get(element).standing = false;
      }
      found.add(element.closest(`${ALERT},${STATUS}`));
    }
    for (const element of added) {
      if (element.nodeType !== Node.ELEMENT_NODE || !element.isConnected) continue;
      found.add(element.closest(`${ALERT},${STATUS}`));
      if (element.matches(INVALID_FIELD)) found.add(element);
      for (const region of within(element, `${ALERT},${STATUS},${INVALID_FIELD}`)) found.add(region);
    }
    found.delete(null);
    for (const element of found) judge(element, at);
  }

  function judge(element, at) {
    if (!visible(element)) return;
    if (element.matches(INVALID_FIELD)) {
      // What still stands while a check waits for the page's answer to an attempt may be about to go.
      if (!check || !shown.get(element)?.standing) showError(element, messageOf(element), at);
      return;
    }
    if (element.matches(ALERT) && !GOOD.test(classesOf(element))) {
      const text = textOf(element, MESSAGE_CHARS);
      const field = text && fieldOf(element);
      if (field) showError(field, text, at);
      else showStatus(element, at);
      return;
    }
    showStatus(element, at);
  }

  /* What the browser itself refuses. */
  function native(field, at) {
    if (at - page.edit.at < TYPING && at - page.attemptAt > SETTLE) return; // the page checks while somebody types
    if (at - page.attemptAt > SETTLE) page.attempt++; // Enter in a form without a button
    showError(field, nativeMessage(field), at);
  }

  /* The page's error message around a place, "" where there is none. */
  function errorAround(place) {
    const alert = place.closest(ALERT) || place.closest("[class*=error i],[class*=invalid i]");
    const described = alert || (describedBy(place)?.matches(INVALID_FIELD) && place);
    return described && visible(described) ? textOf(described, MESSAGE_CHARS) : "";
  }

  watchTyping(recorder, signal);
  watchRestless(page, signal);
  Object.assign(page, {
    look,
    errorAround,
    native,
    check() {
      clearTimeout(check);
      check = setTimeout(checkErrors, SETTLE);
    },
  });
  signal.addEventListener("abort", () => clearTimeout(check));
  for (const [field, at] of page.natives.splice(0)) native(field, at);
  if (page.attempt) checkErrors();
}

const within = (element, selector) => (element.childElementCount ? element.querySelectorAll(selector) : []);
