// The composer: what the visitor types, kept until it is sent; Enter sends, Shift+Enter makes a new line.

import { button, icon, node } from "./nodes.js";
import { WORDS } from "./words.js";

const MAX_CHARS = 4000; // MAX_SAID_CHARS of widget/protocol.py
const COUNT_FROM = 3600; // the last tenth
const MAX_HEIGHT_PX = 132; // six lines, then it scrolls

/** `{element, focus(), fit(), enable(allowed), asPerson(person)}`. `say(text)` gets the trimmed text; `memory` is memory.js's. */
export function composer(memory, say) {
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
  const send = button({ class: "send", "aria-label": WORDS.send, click: submit }, icon("send"));
  const element = node("div", { class: "composer" }, node("div", { class: "field" }, text, send), count);
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
    send.setAttribute("aria-disabled", String(!ready()));
  }

  function ready() {
    const length = text.value.trim().length;
    return allowed && length > 0 && length <= MAX_CHARS;
  }

  function key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  }

  function submit() {
    if (!ready()) return text.focus();
    const said = text.value.trim();
    text.value = "";
    typed();
    text.focus();
    return say(said);
  }

  return {
    element,
    fit,
    focus: () => text.focus({ preventScroll: true }),
    enable(now) {
      if (now === allowed) return;
      allowed = now;
      text.readOnly = !now;
      typed();
    },
    asPerson: (person) => text.setAttribute("placeholder", person ? WORDS.placeholderPerson : WORDS.placeholder),
  };
}
