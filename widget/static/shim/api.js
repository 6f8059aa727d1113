/* `window.handrail` for the host page. Until this file is there the script tag keeps calls in order (main.js). */

const MOST_KEYS = 20; // of a context, of traits
const TEXT_CHARS = 400;
const HOOKS = new Set(["struggle", "answer", "resolved"]);
const MODES = new Set(["off", "anonymous", "full"]);

const told = (what, more) => ({ k: "tell", what, ...more });

/** Fills `api` with what it does: `page` is main.js's {tell, open, setMode, stop, hooks}. Wrong arguments are named in
 * the console and change nothing. */
export function fillApi(api, page) {
  let context = {};
  const named = (name, work) => (...values) => {
    try {
      return work(...values);
    } catch (error) {
      console.warn(`handrail.${name}: ${error.message}`);
      return undefined;
    }
  };
  const calls = {
    open: () => page.open(),
    release: (name) => page.tell(told("release", { name: text(name, "the release's name") })),
    completed: (step) => page.tell(told("completed", { step: text(step, "the step's name") })),
    identify: (id, traits = {}) => page.tell(told("identify", { who: text(id, "the visitor's id in your product"), traits: pairs(traits) })),
    context(values) {
      context = { ...context, ...pairs(values) };
      if (Object.keys(context).length > MOST_KEYS) throw new Error(`at most ${MOST_KEYS} keys are kept`);
      page.tell(told("context", { values: context }));
    },
    on(name, call) {
      if (!HOOKS.has(name)) throw new Error(`there is no "${name}"; there are ${[...HOOKS].join(", ")}`);
      if (typeof call !== "function") throw new Error("what is to be called is not a function");
      (page.hooks[name] ||= []).push(call);
      return () => (page.hooks[name] = page.hooks[name].filter((other) => other !== call));
    },
    consent(mode) {
      if (!MODES.has(mode)) throw new Error(`"${mode}" is no mode; there are ${[...MODES].join(", ")}`);
      page.setMode(mode);
    },
    stop: () => page.stop(),
    push: ([name, ...values] = []) => (typeof api[name] === "function" ? api[name](...values) : undefined),
  };
  for (const [name, work] of Object.entries(calls)) api[name] = named(name, work);
}

function text(value, what) {
  const said = String(value ?? "").trim();
  if (!said) throw new Error(`${what} is missing`);
  return said.slice(0, TEXT_CHARS);
}

function pairs(values) {
  if (!values || typeof values !== "object" || Array.isArray(values)) throw new Error("an object of names and values is wanted");
  const entries = Object.entries(values).filter(([, value]) => /^(string|number|boolean)$/.test(typeof value));
  if (entries.length > MOST_KEYS) throw new Error(`at most ${MOST_KEYS} keys are kept`);
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(0, 60), String(value).slice(0, TEXT_CHARS)]));
}
