/* Judges a file of cases in the bundle's own Python: `node cases.mjs WIDGET DIST_PYTHON CASES`; prints a line a case, as
 * `handrail signals replay --json` does. The reader of cases is the command line's: its modules are added here. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const READER = ["case_events.py", "cases.py", "rule_words.py"];

const [widget, folder, cases] = process.argv.slice(2);
const { loadPyodide } = await import(join(widget, "node_modules/pyodide/pyodide.mjs"));
const bytes = (path) => new Uint8Array(readFileSync(path));
const python = await loadPyodide({
  indexURL: folder,
  stdLibURL: join(folder, "stdlib.zip"),
  lockFileContents: { info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" }, packages: {} },
  packageBaseUrl: folder,
});
python.unpackArchive(bytes(join(folder, "page.zip")), "zip");
for (const name of readdirSync(folder, { recursive: true }).filter((one) => one.endsWith(".so")))
  python.FS.writeFile(name, bytes(join(folder, name)));
const signals = python.runPython("import widget.signals; widget.signals.__path__[0]");
for (const name of READER) python.FS.writeFile(join(signals, name), bytes(join(widget, "signals", name)));
python.FS.writeFile("/cases.json", bytes(cases));
console.log(
  python.runPython(`
from pathlib import Path
from widget.signals.cases import lines, read
"\\n".join(line.decode() for line in lines(read(Path("/cases.json").read_bytes())))
`),
);
