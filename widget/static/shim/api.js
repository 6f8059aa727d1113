/* `window.handrail` for the host page. Until this file is there the script tag keeps calls in order (main.js). */

const MOST_KEYS = 20; // of a context, of traits
const KEY_CHARS = 120, TEXT_CHARS = 400;
const HOOKS = new Set(["struggle", "answer", "resolved"]);
const MODES = new Set(["off", "anonymous", "full"]);
const WITH_A_HINT = 50; // ms: a hint comes right after the struggle that it is for

const told = (what, more) => ({ k: "tell", what, ...more });

/** Fills `api` with what it does: `page` is main.js's {tell, open, setMode, mode, stop, ended}. Wrong arguments are
 * named in the console and change nothing. Returns what passes the worker's messages on to those who asked for them. */
export function fillApi(api, page) {
  let context = {};
  const hooks = hooking();
  const calls = {
    open: () => page.open(),
    release: (name) => page.tell(told("release", { name: text(name, "the release's name") })),
    completed: (step) => page.tell(told("completed", { step: text(step, "the step's name") })),
    identify(id, traits = {}, { proof = "" } = {}) {
      const who = id === null ? "" : text(id, "the visitor's id in your product");
      const known = pairs(traits);
      if (typeof proof !== "string") throw new Error("the proof is not a text");
      if (page.mode() !== "full") throw new Error(`who the visitor is may not be told while consent is "${page.mode()}"`);
      page.tell(told("identify", { who, traits: known, proof }));
    },
    context(values) {
      const merged = { ...context, ...pairs(values) };
      for (const [name, value] of Object.entries(values)) if (value === null) delete merged[name];
      if (Object.keys(merged).length > MOST_KEYS) throw new Error(`at most ${MOST_KEYS} keys are kept`);
      context = merged;
      page.tell(told("context", { values: context }));
    },
    on(name, call) {
      if (!HOOKS.has(name)) throw new Error(`there is no "${name}"; there are ${[...HOOKS].join(", ")}`);
      if (typeof call !== "function") throw new Error("what is to be called is not a function");
      return hooks.add(name, call);
    },
    consent(mode) {
      if (!MODES.has(mode)) throw new Error(`"${mode}" is no mode; there are ${[...MODES].join(", ")}`);
      page.setMode(mode);
    },
    stop: () => page.stop(),
    push([name, ...values] = []) {
      if (name === undefined) return undefined;
      if (!Object.hasOwn(calls, name)) throw new Error(`there is no handrail.${name}`);
      return api[name](...values);
    },
  };
  for (const [name, work] of Object.entries(calls))
    api[name] = (...values) => {
      try {
        if (!page.ended()) return work(...values);
      } catch (error) {
        console.warn(`handrail.${name}: ${error.message}`);
      }
      return name === "on" ? () => {} : undefined;
    };
  return hooks.pass;
}

/* Those of the host's functions that want to hear. */
function hooking() {
  const wanted = new Map([...HOOKS].map((name) => [name, new Set()]));
  const sentences = new Map(); // element -> the hint that came for it last
  const recent = new Map(); // element -> the struggle that was told of it last

  function call(name, value) {
    for (const one of wanted.get(name)) {
      try {
        one(value);
      } catch (error) {
        setTimeout(() => console.warn(`handrail.on("${name}"):`, error)); // theirs to see, not ours to trip over
      }
    }
  }

  function struggled({ signal, element = "", name = "", count = 1 }) {
    const struggle = { signal, verdict: "struggle", element, name, count };
    recent.set(element, struggle);
    setTimeout(() => call("struggle", { ...struggle, sentence: take(sentences, element) || "" }), WITH_A_HINT);
  }

  return {
    add(name, one) {
      wanted.get(name).add(one);
      return () => void wanted.get(name).delete(one);
    },
    pass(message) {
      const { k, frame } = message;
      if (k === "struggle") struggled(message);
      else if (k === "hint") sentences.set(message.element, message.sentence);
      else if (frame?.kind === "tu" && frame.view.who !== "visitor") call("answer", frame.view);
      else if (frame?.kind === "rs") call("resolved", frame);
      else if (frame?.kind === "nd")
        call("struggle", { signal: "", verdict: "struggle", name: "", count: 1, ...take(recent, frame.element), ...frame });
    },
  };
}

function take(map, key) {
  const value = map.get(key);
  map.delete(key);
  return value;
}

function text(value, what) {
  const said = /^(string|number)$/.test(typeof value) ? String(value).trim() : "";
  if (!said) throw new Error(`${what} is missing`);
  return said.slice(0, TEXT_CHARS);
}

function pairs(values) {
  if (!values || typeof values !== "object" || Array.isArray(values)) throw new Error("an object of names and values is wanted");
  const entries = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  for (const [name, value] of entries)
    if (!/^(string|number|boolean)$/.test(typeof value)) throw new Error(`"${name}" is neither a text, a number nor true or false`);
  if (entries.length > MOST_KEYS) throw new Error(`at most ${MOST_KEYS} keys are kept`);
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(0, KEY_CHARS), String(value).slice(0, TEXT_CHARS)]));
}
