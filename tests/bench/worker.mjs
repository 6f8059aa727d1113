/* Microseconds an event costs the page's Python, in the bundle's own Pyodide: `node worker.mjs WIDGET PYTHON`.
 *
 * A visit of presses, clicks, scrolls and mutations in raw batches of 1, 50 and 500 rows, as the shim makes them; each
 * batch is taken, judged and flushed as worker.js does. Prints {rows a batch: microseconds an event, the median}. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [widget, folder] = process.argv.slice(2);
const EVENTS = 6000;
const ROW = 6;
const bytes = (path) => new Uint8Array(readFileSync(path));
const { loadPyodide } = await import(join(widget, "node_modules/pyodide/pyodide.mjs"));

const python = await loadPyodide({
  indexURL: folder,
  stdLibURL: join(folder, "stdlib.zip"),
  lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" }, packages: {} },
  packageBaseUrl: folder,
});
python.unpackArchive(bytes(join(folder, "page.zip")), "zip");
for (const name of readdirSync(folder, { recursive: true }).filter((one) => one.endsWith(".so")))
  python.FS.writeFile(name, bytes(join(folder, name)));
const { Page } = python.pyimport("widget.worker");

const IDS = { site: "bench-site", visitor: "v".repeat(22), session: "s".repeat(22), stream: "t".repeat(22), route: "/", trail: [] };
const ELEMENTS = Array.from({ length: 20 }, (_, i) => ({ i, tag: "button", role: "button", name: `Button ${"abcdefghijklmnopqrst"[i]}`, rect: [0, 40 * i, 80, 30] }));
// A press, a click and the page's answer every 0.9 s, now and then a scroll.
const KINDS = [2, 3, 9, 9, 8];

function rowsFrom(first, count) {
  const rows = new Float64Array(ROW * count);
  for (let n = 0; n < count; n++) {
    const event = first + n;
    const kind = KINDS[event % KINDS.length];
    const el = kind === 2 || kind === 3 ? Math.floor(event / KINDS.length) % ELEMENTS.length : -1;
    rows.set([kind, 1_760_000_000_000 + event * 180, el, 5, 5, kind === 9 ? 1 : 0], n * ROW);
  }
  return rows;
}

function microseconds(size) {
  let now = 1_760_000_000_000;
  let count = 0;
  const page = Page(JSON.stringify(IDS), () => now, () => String(count++).padStart(22, "0"));
  const times = [];
  for (let n = 0; n * size < EVENTS; n++) {
    const rows = rowsFrom(n * size, size);
    now = rows[rows.length - ROW + 1] + 100;
    const start = performance.now();
    const proxy = python.toPy(new Uint8Array(rows.buffer));
    page.raw(n + 1, proxy, JSON.stringify(n ? [] : ELEMENTS), "[]");
    proxy.destroy();
    if (page.next_tick() === 0 || n % 10 === 9) {
      page.tick();
      page.flush().destroy();
      page.pending().destroy();
    }
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return Math.round((1000 * times[Math.floor(times.length / 2)]) / size * 10) / 10;
}

microseconds(50); // warms the interpreter's own caches
console.log(JSON.stringify(Object.fromEntries([1, 50, 500].map((size) => [size, microseconds(size)]))));
