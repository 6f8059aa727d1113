// The conversation's frame: header, views, footer; opens, closes, keeps the focus where it belongs.

import { button, icon, node } from "./nodes.js";
import { narrow } from "./screen.js";
import { WORDS } from "./words.js";

const TABBABLE = "button, a[href], textarea, summary, [tabindex='0']";

/**
 * `{element, chat, slot, open, heading, ...}`. `parts` are the elements of the conversation view in their order;
 * `acts` are close(), person(), shared().
 */
export function dialogFrame(parts, acts) {
  const title = node("p", { class: "title", id: "title" }, WORDS.help);
  const where = node("p", { class: "where" });
  const close = button({ class: "plain", "aria-label": WORDS.close, click: acts.close }, icon("close"));
  const mark = node("span", { class: "seal", "aria-hidden": "true" }, icon("mark"));
  const header = node("div", { class: "head" }, mark, node("div", { class: "names" }, title, where), close);
  const personWords = node("span", {}, WORDS.person);
  const person = button({ class: "foot", click: acts.person }, icon("person"), personWords);
  const shared = button({ class: "foot quiet", click: acts.shared }, icon("shield"), WORDS.shared);
  const chat = node("div", { class: "chat" }, ...parts, node("div", { class: "feet" }, person, shared));
  const element = node(
    "div",
    { class: "dialog", role: "dialog", "aria-labelledby": "title", tabindex: "-1", hidden: true, keydown: stayInSheet },
    header,
    chat,
  );

  // As a sheet over the whole page there is nothing behind to tab to.
  function stayInSheet(event) {
    if (event.key !== "Tab" || !narrow()) return;
    const stops = [...element.querySelectorAll(TABBABLE)].filter((one) => one.getClientRects().length);
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (element.getRootNode().activeElement !== from) return;
    event.preventDefault();
    to.focus();
  }

  function name(product, { mode, name: person }) {
    title.textContent = mode === "person" && person ? person : product ? `${product} · ${WORDS.help}` : WORDS.help;
  }

  function at({ page, field, step }) {
    const part = field || step;
    where.replaceChildren(...(page ? [WORDS.onPage, node("strong", {}, page), part ? ` · ${part}` : ""] : []));
  }

  function personState(asked, here, allowed) {
    personWords.textContent = here ? WORDS.personWith : asked ? WORDS.personAsked : WORDS.person;
    person.setAttribute("aria-disabled", String(asked || !allowed));
  }

  return { element, chat, header, sharedButton: shared, name, at, personState };
}
