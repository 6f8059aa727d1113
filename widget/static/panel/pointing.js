// "Show me": outlines an element of the page, and takes the conversation out of its way.

import { fieldName } from "./page.js";
import { overlap, rectOf } from "./place.js";
import { narrow } from "./screen.js";
import { WORDS } from "./words.js";

/**
 * Shows the element of a key; whether it is to be seen. `acts` are find(key), isOpen(), close(), announce(text);
 * `outline` is outline.js's, `dialog` the conversation's element.
 */
export function pointing(outline, dialog, acts) {
  return (key) => {
    const element = acts.find(key);
    if (acts.isOpen() && narrow()) acts.close(); // the sheet covers the page
    const seen = outline.show(element);
    if (seen && acts.isOpen()) stepAside(dialog, element);
    acts.announce(seen ? WORDS.outlined(fieldName(element)) : WORDS.gone);
    return seen;
  };
}

// The conversation moves to the other side of the page where it would cover what it points to.
function stepAside(dialog, element) {
  const target = rectOf(element.getBoundingClientRect());
  const across = { ...rectOf(dialog.getBoundingClientRect()), y: target.y, h: target.h }; // the page may still scroll
  if (overlap(target, across)) dialog.classList.toggle("aside");
}
