// Where the nudge card goes: beside its element when there is room, else in a corner. Pure geometry.
//
// Rectangles are {x, y, w, h} in CSS pixels of the visible part of the page. A place is good when it lies within the
// view, leaves alone what the visitor is working on (`busy`) and, beside an element, covers no other control
// (`covers`). Sides are tried in reading order. Of the corners, the launcher's own comes
// first, as cards are expected there; one that covers no control is better, then one that leaves alone the `form` in use.

const GAP_PX = 12; // between card and element; the beak is 8
const EDGE_PX = 12;
const MESSAGE_PX = 32; // a field's error stands below it

/** `{x, y, side}`: side is "left", "right", "above", "below" or "corner". */
export function placeCard({ card, target, busy, form, covers, view, corner, rtl, held }) {
  const free = (rect) => busy.every((one) => !overlap(rect, one));
  if (target && inView(target, view)) {
    for (const [side, rect] of besides(card, target, view, rtl, held)) {
      const fits = within(rect, view) && free(rect) && !overlap(rect, target);
      if (fits && (side === held || !covers(rect))) return { ...rect, side };
    }
  }
  const taken = target && inView(target, view) ? [{ ...target, h: target.h + MESSAGE_PX }, ...busy] : busy;
  const corners = cornersOf(card, view, corner, rtl);
  const open = corners.filter((rect) => taken.every((one) => !overlap(rect, one)));
  const kind = open.find((rect) => !covers(rect)) ?? open.find((rect) => !form || !overlap(rect, form));
  const place = kind ?? open[0] ?? corners[0];
  return { ...place, side: "corner" };
}

/** Whether two rectangles share any area. */
export function overlap(a, b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** A DOMRect as {x, y, w, h}, `by` larger on each side. */
export function rectOf({ left, top, width, height }, by = 0) {
  return { x: left - by, y: top - by, w: width + 2 * by, h: height + 2 * by };
}

function besides({ w, h }, target, view, rtl, held) {
  const middle = clamp(target.y + target.h / 2 - h / 2, EDGE_PX, view.h - h - EDGE_PX);
  const start = clamp(rtl ? target.x + target.w - w : target.x, EDGE_PX, view.w - w - EDGE_PX);
  const sides = {
    right: { x: target.x + target.w + GAP_PX, y: middle, w, h },
    left: { x: target.x - w - GAP_PX, y: middle, w, h },
    below: { x: start, y: target.y + target.h + GAP_PX, w, h },
    above: { x: start, y: target.y - h - GAP_PX, w, h },
  };
  const order = rtl ? ["left", "right", "below", "above"] : ["right", "left", "below", "above"];
  return order.sort((a, b) => (b === held) - (a === held)).map((side) => [side, sides[side]]);
}

function cornersOf({ w, h }, view, corner, rtl) {
  const end = view.w - w - corner.x;
  const [near, far] = rtl ? [corner.x, end] : [end, corner.x];
  const low = view.h - h - corner.y;
  const spots = [
    [near, low],
    [far, low],
    [near, EDGE_PX],
    [far, EDGE_PX],
  ];
  return spots.map(([x, y]) => ({ x: clamp(x, EDGE_PX, view.w - w - EDGE_PX), y: Math.max(EDGE_PX, y), w, h }));
}

function within(rect, view) {
  const fitsAcross = rect.x >= EDGE_PX && rect.x + rect.w <= view.w - EDGE_PX;
  return fitsAcross && rect.y >= EDGE_PX && rect.y + rect.h <= view.h - EDGE_PX;
}

function inView(rect, view) {
  return rect.w > 0 && rect.h > 0 && overlap(rect, { x: 0, y: 0, ...view });
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(value, high));
}
