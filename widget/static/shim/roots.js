/* The page as one, whatever it is split into: shadow roots that are open, frames of the same origin. */
import { isOurs } from "./elements.js";

/** Every element in the order of the page: [element, x, y], x and y the place of its document in the window. */
export function* everyElement(root = document, x = 0, y = 0) {
  for (const element of root.querySelectorAll("*")) {
    if (isOurs(element)) continue;
    yield [element, x, y];
    const inner = insideOf(element);
    if (!inner) continue;
    const { left, top } = element.shadowRoot ? { left: 0, top: 0 } : element.getBoundingClientRect();
    yield* everyElement(inner, x + left, y + top);
  }
}

/** The document, every open shadow root and every frame's document that may be looked into, outer ones first. */
export function everyRoot(root = document) {
  const roots = [root];
  for (const element of root.querySelectorAll("*")) {
    const inner = insideOf(element);
    if (inner && !isOurs(element)) roots.push(...everyRoot(inner));
  }
  return roots;
}

/** What lies in an element as a tree of its own: its shadow root, or its frame's document where we may look; or null. */
export const insideOf = (element) => element.shadowRoot || (element.localName.endsWith("frame") && element.contentDocument) || null;
