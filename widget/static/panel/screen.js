// What of the screen is free: whether an on-screen keyboard is up, and how high the visible part is.

const LEFT_SHARE = 0.78; // on-screen keyboards take 35-50 % of a phone's height, browser bars at most 15 %
const NARROW_PX = 480; // below, the conversation is a sheet over the whole width

/**
 * Calls `changed({keyboard, height, top})` now and whenever it changes: keyboard true while an on-screen keyboard is
 * up, height and top of the visible part in CSS pixels. No browser tells this directly everywhere: it is a touch
 * screen, something typeable has the focus, and the visible height fell well below the largest seen at this width.
 */
export function watchScreen(changed, signal) {
  const options = { passive: true, signal };
  const visual = window.visualViewport;
  const touch = matchMedia("(any-pointer: coarse)");
  const tallest = new Map(); // width -> height
  function look() {
    const height = Math.round((visual?.height ?? innerHeight) * (visual?.scale ?? 1));
    tallest.set(innerWidth, Math.max(height, innerHeight, tallest.get(innerWidth) ?? 0));
    const keyboard = touch.matches && typing() && height < LEFT_SHARE * tallest.get(innerWidth);
    changed({ keyboard, height: visual?.height ?? innerHeight, top: visual?.offsetTop ?? 0 });
  }
  for (const source of [visual, window].filter(Boolean)) source.addEventListener("resize", look, options);
  visual?.addEventListener("scroll", look, options);
  // A change of focus matters for the keyboard alone: elsewhere the sizes are not asked for, which lays the page out.
  const focused = () => touch.matches && look();
  document.addEventListener("focusin", focused, options);
  document.addEventListener("focusout", () => setTimeout(focused), options); // the next focus is known then
  look();
}

/** Whether the conversation covers the page's whole width. */
export function narrow() {
  return innerWidth < NARROW_PX;
}

function typing() {
  let held = document.activeElement;
  while (held?.shadowRoot?.activeElement) held = held.shadowRoot.activeElement;
  return Boolean(
    held?.matches("input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea") ||
    held?.isContentEditable,
  );
}
