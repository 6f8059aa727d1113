// The panel's colours: two palettes, and what follows from the site's accent so that every text on it stays readable.

export const ACCENT = "#2456a6";

const AA = 4.5; // WCAG 1.4.3, text of normal size
const WHITE = [255, 255, 255];
const BLACK = [0, 0, 0];
const DARK_SURFACE = [27, 30, 35]; // --surface of the dark palette, below

export const TOKENS = `
.root {
  --ink: #1a1d21; --muted: #59606a; --surface: #ffffff; --raised: #f4f5f7; --line: #e1e4e9; --edge: #868d98;
  --good: #146c39; --good-tint: #eaf6ee; --warn: #855000; --warn-tint: #fdf4e3; --bad: #b3261e; --on-bad: #ffffff;
  --link: var(--link-light); --tint: color-mix(in srgb, var(--accent) 10%, var(--surface));
  --shadow: 0 1px 2px rgb(16 20 28 / .08), 0 8px 28px rgb(16 20 28 / .16);
  --quick: 160ms ease-out;
}
@media (prefers-color-scheme: dark) {
  .root {
    --ink: #e9ebee; --muted: #a8afba; --surface: #1b1e23; --raised: #262a31; --line: #353a43; --edge: #7b8390;
    --good: #7bd6a0; --good-tint: #1d2f27; --warn: #f1bb6a; --warn-tint: #332b1d; --bad: #ff9b92; --on-bad: #1b1e23;
    --link: var(--link-dark); --tint: color-mix(in srgb, var(--accent) 30%, var(--surface));
    --shadow: 0 0 0 1px rgb(255 255 255 / .07), 0 10px 32px rgb(0 0 0 / .5);
  }
}
@media (prefers-reduced-motion: reduce) { .root { --quick: 0s } }
`;

/** Sets `--accent` and the colours computed from it on the panel's root. An accent that can't be read is ours. */
export function applyAccent(root, wanted) {
  const accent = readColour(wanted) ?? readColour(ACCENT);
  const set = (name, colour) => root.style.setProperty(name, `rgb(${colour.join(" ")})`);
  set("--accent", accent);
  set("--on-accent", contrast(WHITE, accent) >= AA ? WHITE : BLACK); // one of the two always reaches AA
  set("--link-light", readableOn(WHITE, accent, BLACK));
  set("--link-dark", readableOn(DARK_SURFACE, accent, WHITE));
}

/** Contrast of two colours ([red, green, blue], 0 to 255) after WCAG: 1 to 21. */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** `colour` moved towards `end` in small steps until it is read on `surface`, and a little beyond for tinted grounds. */
function readableOn(surface, colour, end) {
  let mixed = colour;
  for (let share = 0; share <= 1 && contrast(surface, mixed) < AA * 1.25; share += 0.05) {
    mixed = colour.map((part, i) => Math.round(part + (end[i] - part) * share));
  }
  return mixed;
}

function luminance(colour) {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Any opaque sRGB colour CSS knows, read by the browser itself; null for anything else. */
function readColour(text) {
  if (!text || !CSS.supports("color", text)) return null;
  const brush = document.createElement("canvas").getContext("2d");
  if (!brush) return null;
  brush.fillStyle = text;
  const hex = /^#(..)(..)(..)$/.exec(brush.fillStyle);
  return hex ? hex.slice(1).map((pair) => parseInt(pair, 16)) : null;
}
