/* Packs the page's Python with Node's own Pyodide: `node pack.mjs plan.json`.
 *
 * The plan: {compiler: folder of pyodide-build and what it needs, unpacked; work: scratch folder, emptied before;
 * wheels: [paths inside work]; packing: path of packing.py}. Leaves stdlib.zip, page.zip and the native library in
 * `work`, and prints a line for each step. Ends with status 1 when the packed files do not boot by themselves. */
import { copyFileSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

const PYODIDE = join(dirname(fileURLToPath(import.meta.url)), "node_modules", "pyodide");
const EMPTY_LOCK = {
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" },
  packages: {},
};
const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
const scratch = (name) => join(plan.work, name);
// A Buffer may be a window on a larger pool: Pyodide wants the bytes alone.
const bytes = (path) => new Uint8Array(readFileSync(path));

async function boot(stdlib, archives = []) {
  const python = await loadPyodide({
    indexURL: PYODIDE,
    stdLibURL: stdlib,
    lockFileContents: EMPTY_LOCK,
    packageBaseUrl: PYODIDE,
    fsInit: async (FS) => {
      FS.mkdirTree("/build");
      FS.writeFile("/build/packing.py", bytes(plan.packing));
    },
  });
  for (const archive of archives) python.unpackArchive(bytes(archive), "zip");
  python.runPython("import sys; sys.path.insert(0, '/build')");
  return python;
}

function mount(python, at, folder) {
  python.FS.mkdirTree(at);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, at);
}

async function step(words, work) {
  const start = performance.now();
  const result = await work();
  console.log(`  ${words} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

const call = (python, name, ...values) => {
  const packing = python.pyimport("packing");
  return packing[name](...values.map((value) => python.toPy(value)));
};

copyFileSync(join(PYODIDE, "python_stdlib.zip"), scratch("python_stdlib.zip"));
const inside = (path) => path.replace(plan.work, "/work");
const outside = (path) => path.replace("/work", plan.work);

const compiled = await step("compiled to 3.14 bytecode", async () => {
  const python = await boot(scratch("python_stdlib.zip"));
  mount(python, "/compiler", plan.compiler);
  mount(python, "/work", plan.work);
  python.runPython("import sys; sys.path.append('/compiler')");
  const sources = [scratch("python_stdlib.zip"), ...plan.wheels].map(inside);
  return JSON.parse(call(python, "compile_all", sources)).map(outside);
});
const [stdlib, ...wheels] = compiled;

const modules = await step("rehearsed a visit", async () => {
  const python = await boot(stdlib, wheels);
  call(python, "rehearse");
  return JSON.parse(call(python, "modules_in_use"));
});

await step("wrote the archives", async () => {
  const python = await boot(stdlib);
  mount(python, "/work", plan.work);
  call(python, "write_archives", inside(stdlib), wheels.map(inside), modules, "/work");
});

await step("rehearsed again on the packed files", async () => {
  const python = await boot(scratch("stdlib.zip"), [scratch("page.zip")]);
  for (const name of readdirSync(plan.work, { recursive: true }).filter((one) => one.endsWith(".so")))
    python.FS.writeFile(name, bytes(scratch(name))); // beside what was unpacked
  call(python, "rehearse");
});
