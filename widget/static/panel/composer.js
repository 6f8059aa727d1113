// The composer: what the visitor types, kept until it is sent; Enter sends, Shift+Enter makes a new line.

import { button, icon, node } from "./nodes.js";
import { WORDS } from "./words.js";

const MAX_CHARS = 4000; // MAX_SAID_CHARS of widget/protocol.py
const COUNT_FROM = 3600; // the last tenth
const MAX_HEIGHT_PX = 132; // six lines, then it scrolls

/**
 * `{element, focus(), fit(), enable(allowed), asPerson(person), look(), tell(words)}`. `say(text, files)` gets the trimmed
 * text; `memory` is memory.js's, `attached` attaching.js's: its files go with the text, or alone.
 */
export function composer(memory, attached, say) {
  const count = node("p", { class: "count", id: "count", role: "status" });
  const text = node("textarea", {
    rows: "1",
    dir: "auto",
    "aria-label": WORDS.composer,
    "aria-describedby": "count",
    placeholder: WORDS.placeholder,
    autocomplete: "off",
    enterkeyhint: "send",
    input: typed,
    keydown: key,
  });
  const why = node("span", { id: "why", hidden: true }); // a description is read from what is hidden, too
  const send = button({ class: "send", "aria-label": WORDS.send, "aria-describedby": "why", click: submit }, icon("send"));
  const field = node("div", { class: "field" }, attached.button, text, send);
  const element = node("div", { class: "composer" }, attached.element, field, attached.input, why, count);
  let allowed = true;
  text.value = memory.read("draft", "");
  typed();

  function fit() {
    text.style.height = "";
    if (text.scrollHeight) text.style.height = `${Math.min(text.scrollHeight, MAX_HEIGHT_PX)}px`; // 0 while hidden
  }

  function typed() {
    memory.write("draft", text.value);
    fit();
    const left = MAX_CHARS - text.value.trim().length;
    count.textContent = left < 0 ? WORDS.over(-left) : left <= MAX_CHARS - COUNT_FROM ? WORDS.left(left) : "";
    count.classList.toggle("over", left < 0);
    text.setAttribute("aria-invalid", String(left < 0));
    look();
  }

  function look() {
    const { waiting } = attached.held();
    why.textContent = waiting ? WORDS.attachWait : "";
    if (!waiting && count.textContent === WORDS.attachWait) count.textContent = "";
    send.setAttribute("aria-disabled", String(!ready()));
  }

  function ready() {
    const length = text.value.trim().length;
    const { waiting, files } = attached.held();
    return allowed && !waiting && (length > 0 || files.length > 0) && length <= MAX_CHARS;
  }

  function key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  }

  function submit() {
    const { waiting, files } = attached.held();
    if (waiting) count.textContent = WORDS.attachWait;
    if (!ready()) return text.focus();
    const said = text.value.trim();
    text.value = "";
    attached.clear();
    typed();
    text.focus();
    return say(said, files);
  }

  return {
    element,
    fit,
    look,
    tell: (words) => (count.textContent = words),
    focus: () => text.focus({ preventScroll: true }),
    enable(now) {
      if (now === allowed) return;
      allowed = now;
      text.readOnly = !now;
      attached.enable(now);
      typed();
    },
    asPerson: (person) => text.setAttribute("placeholder", person ? WORDS.placeholderPerson : WORDS.placeholder),
  };
}
