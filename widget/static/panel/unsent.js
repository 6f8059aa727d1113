// What the visitor said while there was no connection: kept for the tab, in order, until it can be sent.

const NAME = "unsent";

/** `{turns(), keep(what, rest), send(tell)}`: an entry is a message of static/MESSAGES.md, `{what: "say" | "person", ...}`. */
export function unsent(memory) {
  const all = () => memory.read(NAME, []);
  return {
    turns: () => all().filter((one) => one.what === "say"),
    keep: (what, rest) => memory.write(NAME, [...all(), { what, ...rest }]),
    /** Hands each entry to `tell(what, rest)` once. A turn has its name already: the server knows a repeated one. */
    send(tell) {
      const kept = all();
      if (kept.length) memory.write(NAME, []);
      for (const { what, ...rest } of kept) tell(what, rest);
    },
  };
}
