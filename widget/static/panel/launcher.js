// The launcher: one quiet round button in the bottom corner, with the number of unread messages.

import { button, icon, node } from "./nodes.js";
import { WORDS } from "./words.js";

const OFFSET_PX = 20;
const SIZE_PX = 56; // as in style.js
const GAP_PX = 12;

/**
 * `{element, offset, place(root, options), room(), unread(n), away(open), typing(keyboard)}`. Offset is {x, y} from the
 * corner and room() what a card beside it keeps free, in CSS pixels.
 */
export function launcherButton(open) {
  const count = node("span", { class: "dot", "aria-hidden": "true", hidden: true });
  const element = button({ class: "launcher", "aria-label": WORDS.open, click: open }, icon("mark"), count);
  const offset = { x: OFFSET_PX, y: OFFSET_PX };
  return {
    element,
    offset,
    place(root, { offsetX, offsetY }) {
      offset.x = pixels(offsetX);
      offset.y = pixels(offsetY);
      root.style.setProperty("--x", `${offset.x}px`);
      root.style.setProperty("--y", `${offset.y}px`);
    },
    room: () => (element.matches(".away, .typing") ? 0 : SIZE_PX + GAP_PX),
    unread(n) {
      count.hidden = n === 0;
      count.textContent = n > 9 ? "9+" : String(n);
      element.setAttribute("aria-label", n ? `${WORDS.open}, ${WORDS.unread(n)}` : WORDS.open);
    },
    away: (opened) => element.classList.toggle("away", opened),
    typing: (keyboard) => element.classList.toggle("typing", keyboard),
  };
}

/** An offset as the script tag gives it: a number or its text; ours where it is missing or not one. */
function pixels(given) {
  const number = Number.parseFloat(given);
  return Number.isFinite(number) && number >= 0 ? number : OFFSET_PX;
}
