// What the panel remembers within one browser tab: session storage, or this document alone where storage is refused.

const PREFIX = "handrail.panel.";

/** `{read(name, fallback), write(name, value)}`; values are JSON. Never throws: a full or forbidden store is forgotten. */
export function openMemory() {
  const kept = new Map();
  return {
    read(name, fallback) {
      if (kept.has(name)) return kept.get(name);
      try {
        return JSON.parse(sessionStorage.getItem(PREFIX + name)) ?? fallback;
      } catch {
        return fallback; // storage is blocked, or another script wrote something else there
      }
    },
    write(name, value) {
      kept.set(name, value);
      try {
        if (value && value.length !== 0) sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
        else sessionStorage.removeItem(PREFIX + name); // as when it was never written: no trace of an unused panel
      } catch {
        // blocked or full: `kept` serves this document
      }
    },
  };
}
