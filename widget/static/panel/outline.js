// Outlines an element of the page from within the shadow root, follows it, and scrolls to it.

import { node } from "./nodes.js";

const AROUND_PX = 6; // air between the element and the line
const STAYS_MS = 15_000; // long enough to read the card and look; then it has been seen

/** `{element, show(target) -> seen, hide(), target()}`. `moved()` is called whenever the outlined element may have moved. */
export function outliner(moved) {
  const element = node("div", { class: "outline", hidden: true });
  let target = null;
  let timer = 0;
  let undo = () => {};

  function show(wanted) {
    hide();
    if (!wanted?.isConnected || !wanted.getClientRects().length) return false;
    target = wanted;
    target.scrollIntoView({ block: "center", inline: "nearest", behavior: reduced() ? "instant" : "smooth" });
    undo = follow(target, draw, hide);
    timer = setTimeout(hide, STAYS_MS);
    draw();
    return true;
  }

  function draw() {
    if (!target?.isConnected) return hide();
    const rect = target.getBoundingClientRect();
    element.style.left = `${rect.left - AROUND_PX}px`;
    element.style.top = `${rect.top - AROUND_PX}px`;
    element.style.width = `${rect.width + 2 * AROUND_PX}px`;
    element.style.height = `${rect.height + 2 * AROUND_PX}px`;
    element.hidden = rect.width === 0 && rect.height === 0;
    return moved();
  }

  function hide() {
    clearTimeout(timer);
    undo();
    undo = () => {};
    target = null;
    element.hidden = true;
  }

  return { element, show, hide, target: () => target };
}

/** Calls `move` once a frame while anything could have moved `target`; `used` once the visitor uses it. Returns the undo. */
export function follow(target, move, used = () => {}) {
  let asked = 0;
  const soon = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      move();
    });
  };
  const sizes = new ResizeObserver(soon);
  if (target) sizes.observe(target);
  sizes.observe(document.documentElement); // content that comes or goes above pushes the target
  addEventListener("scroll", soon, { capture: true, passive: true });
  addEventListener("resize", soon, { passive: true });
  target?.addEventListener("click", used, { passive: true });
  target?.addEventListener("input", used, { passive: true });
  return () => {
    cancelAnimationFrame(asked);
    sizes.disconnect();
    removeEventListener("scroll", soon, { capture: true });
    removeEventListener("resize", soon);
    target?.removeEventListener("click", used);
    target?.removeEventListener("input", used);
  };
}

/** Whether the visitor asked for less motion. */
export function reduced() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
