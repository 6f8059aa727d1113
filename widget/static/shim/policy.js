/* When Python starts in the page: a decision on facts, apart from what carries it out (main.js). */

const WEAK_MEMORY = 2; // GB: Python takes 0.1 of it beside the page; the browser rounds to 0.25, 0.5, 1, 2, 4, 8
const FEW_CORES = 2; // the worker then takes turns with the page itself
const LITTLE_MEMORY = 4; // GB: few cores with more are an old laptop on mains, not a cheap phone
const SLOW_LINES = new Set(["slow-2g", "2g"]); // 4 MB would take minutes
const POLICIES = new Set(["idle", "engaged", "need", "never"]);
export const USUAL = "engaged"; // who only glances is spared 4 MB and 120 MB of memory (python -m tests.bench page)

/**
 * One of `idle` (as soon as the page is idle), `engaged` (after the first real interaction), `need` (at the first
 * suspicious batch, or when the panel opens) and `never`. Until then the server judges.
 * `options.boot` is the script tag's; `facts` those of `deviceFacts`, unknown ones undefined. Where the visitor saves
 * data or the device is weak, the tag is not asked.
 */
export function bootPolicy(options, facts) {
  if (facts.savesData || SLOW_LINES.has(facts.line) || weak(facts)) return "never";
  return POLICIES.has(options.boot) ? options.boot : USUAL;
}

function weak({ memory, cores }) {
  if (memory === undefined) return false; // most browsers do not say
  return memory <= WEAK_MEMORY || (cores <= FEW_CORES && memory <= LITTLE_MEMORY);
}

/** What the browser tells of the device and the line: {savesData, line, memory (GB), cores}. */
export function deviceFacts({ connection, deviceMemory, hardwareConcurrency }) {
  return {
    savesData: connection?.saveData === true,
    line: connection?.effectiveType,
    memory: deviceMemory,
    cores: hardwareConcurrency,
  };
}
