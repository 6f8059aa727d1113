/* Runs of the same event: the first is told at once, what follows within `span` ms in one row at its end. */

/** `add(key, at, counts, tell)` adds an event's counts to the run of `key`; `finish()` ends all runs now. */
export function runs(span) {
  const open = new Map();
  const close = (key) => {
    const run = open.get(key);
    clearTimeout(run.timer);
    open.delete(key);
    if (run.counts) run.tell(run.at, run.counts);
  };
  return {
    add(key, at, counts, tell) {
      const run = open.get(key);
      if (run) {
        const sum = run.counts ? counts.map((count, place) => +count + run.counts[place]) : counts.map(Number);
        Object.assign(run, { at, tell, counts: sum });
        return;
      }
      tell(at, counts);
      open.set(key, { at, tell, timer: setTimeout(close, span, key) });
    },
    finish() {
      for (const key of [...open.keys()]) close(key);
    },
  };
}
