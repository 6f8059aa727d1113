/* Starts the worker with Python in it, from another origin and under a strict policy of the page's. */

/* global BUILD */
const PATIENCE = 60_000; // ms
const EMPTY_WASM = [0, 97, 115, 109, 1, 0, 0, 0];

/** The worker, or null; `listen(message)` gets what it says, and `{k: "state", state: "failed"}` when it can't run. */
export function startWorker(site, listen) {
  let worker = null;
  let late = 0;
  const fail = (reason) => {
    clearTimeout(late);
    worker?.terminate();
    listen({ k: "state", state: "failed", message: reason });
  };
  try {
    new WebAssembly.Module(new Uint8Array(EMPTY_WASM)); // without 'wasm-unsafe-eval' Python would hang silently
    const url = new URL(`worker.js?b=${BUILD}`, site.base).href;
    // A worker may not be loaded from another origin, but a blob of ours may import from it. It keeps what is said
    // to it until the import is there.
    const source = `const early=[];onmessage=(e)=>early.push(e.data);import(${JSON.stringify(url)}).then((m)=>m.run(early),(e)=>postMessage({k:"state",state:"failed",message:String(e)}))`;
    const blob = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    worker = new Worker(blob, { type: "module", name: "handrail" });
    setTimeout(() => URL.revokeObjectURL(blob), PATIENCE);
  } catch (error) {
    fail(`Python can't run here: ${error.message}`);
    return null;
  }
  late = setTimeout(fail, PATIENCE, "Python did not start within a minute");
  worker.onmessage = ({ data }) => {
    if (data.k === "state" && data.state !== "booting") clearTimeout(late);
    listen(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message || "the page's policy refuses the worker");
  };
  return worker;
}
