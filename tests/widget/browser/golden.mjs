/* Runs tests/widget/golden.py in the bundle's own Python: `node golden.mjs WIDGET DIST_PYTHON TESTS`; prints the names of
 * frames whose bytes differ, as JSON. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [widget, folder, tests] = process.argv.slice(2);
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
python.FS.mkdirTree("/tests/widget");
python.FS.mount(python.FS.filesystems.NODEFS, { root: tests }, "/tests/widget");
console.log(
  python.runPython(`
import json, sys
sys.path.insert(0, "/tests/widget")
import golden
json.dumps(golden.differing(lambda name: (golden.FOLDER / f"{name}.bin").read_bytes()))
`),
);
