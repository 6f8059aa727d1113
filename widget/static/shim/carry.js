/* What a document tells the next one of the same tab: the step that was sent off, whether anything was done here,
 * and by which rules the site judges. */
import { stepOf } from "./elements.js";
import { VISIBILITY } from "./kinds.js";
import { listener } from "./listen.js";

const KEY = "handrail.carried";
const FIRST_ERROR_STATUS = 400;

/**
 * Keeps it from now on, `route()` being the page's; returns what the document before has left: {before, acted, rules}.
 * What was sent off is looked for in what this page shows, unless it is another answer than the one that was asked for.
 */
export function carry(recorder, page, route, signal) {
  const on = listener(recorder, signal);
  let kept = {};
  const keep = (more) => {
    kept = { ...kept, ...more };
    attempt(() => sessionStorage.setItem(KEY, JSON.stringify(kept)));
  };
  on("input", () => kept.acted || keep({ acted: true }));
  on("submit", ({ target, timeStamp }) =>
    keep({ acted: true, before: { step: stepOf(target), route: route(), t: Math.round(performance.timeOrigin + timeStamp) } }),
  );
  const elsewhere = () => kept.before && keep({ before: null });
  on("invalid", elsewhere);
  on("click", ({ target }) => target.closest?.("a[href]") && elsewhere());

  if (document.hidden) recorder.row(VISIBILITY, performance.now(), -1, 0, 0, 0); // opened in the background
  const left = attempt(() => JSON.parse(sessionStorage.getItem(KEY))) || {};
  attempt(() => sessionStorage.removeItem(KEY));
  const { type, responseStatus = 0 } = performance.getEntriesByType("navigation")[0] || {};
  const answered = left.before && type === "navigate" && responseStatus < FIRST_ERROR_STATUS;
  if (answered) {
    page.attempt++;
    page.attemptAt = performance.now();
    page.check?.();
  }
  return { before: answered ? left.before : null, acted: left.acted === true, rules: attempt(() => sessionStorage.getItem("handrail.rules")) || "" };
}

/* Storage may be refused. */
function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}
