// The choices under a question that was asked back, or under an answer that may not be the one: a tap asks for it.

import { button, icon, node } from "./nodes.js";
import { WORDS } from "./words.js";

/** The list of a turn's options; null where there are none. A question back may also be answered with none of them. */
export function choices(view, ask) {
  const options = view.options ?? [];
  if (!options.length) return null;
  const label = view.solvable ? WORDS.orElse : WORDS.choose;
  const offered = view.solvable ? options : [...options, WORDS.noneOfThese];
  const rows = offered.map((option, place) =>
    node(
      "li",
      {},
      button(
        { class: "question", "data-act": `choice-${place}`, click: () => ask(option) },
        node("span", { dir: "auto" }, option),
        icon("go"),
      ),
    ),
  );
  return node(
    "div",
    { class: "choices" },
    view.solvable && node("p", { class: "muted" }, label),
    node("ul", { "aria-label": label }, ...rows),
  );
}
