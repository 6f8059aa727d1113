// Two plain charts, drawn as SVG with attributes only (the page allows no inline styles).
import { build } from "./markup.js";

// columns: [{label, value}], drawn left to right on one scale from zero; width in CSS pixels.
export function drawColumns(columns, name, width) {
  const height = 150;
  const top = Math.max(...columns.map(({ value }) => value), 1);
  const step = width / columns.length;
  const bars = columns.map(({ label, value }, index) => {
    const tall = (value / top) * (height - 36);
    const x = index * step + step * 0.18;
    const bar = build(
      "rect",
      { class: "mark", x, y: height - 20 - Math.max(tall, 1.5), width: step * 0.64, height: Math.max(tall, 1.5), rx: 3 },
      build("title", {}, `${label}: ${value.toFixed(1)} h`),
    );
    return [bar, build("text", { class: "tick", x: index * step + step / 2, y: height - 4, "text-anchor": "middle" }, label.slice(0, 2))];
  });
  return build("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": name }, ...bars.flat());
}

// rows: [{label, value}], one bar each, the longest first; width in CSS pixels.
export function drawBars(rows, name, width) {
  const line = 40;
  const top = Math.max(...rows.map(({ value }) => value), 1);
  const bars = rows.flatMap(({ label, value }, index) => [
    build("text", { class: "bar-label", x: 0, y: index * line + 13 }, label),
    build("text", { class: "bar-label", x: width, y: index * line + 13, "text-anchor": "end" }, `${value.toFixed(1)} h`),
    build("rect", { class: "track", x: 0, y: index * line + 20, width, height: 8, rx: 4 }),
    build("rect", { class: "mark", x: 0, y: index * line + 20, width: (value / top) * width, height: 8, rx: 4 }),
  ]);
  return build("svg", { class: "chart", viewBox: `0 0 ${width} ${rows.length * line}`, role: "img", "aria-label": name }, ...bars);
}
