// How things stand, in a sentence between log and composer: offline, refused, waiting for a person, a person is here.

import { icon, node } from "./nodes.js";
import { WORDS, elapsed, replyTime, span } from "./words.js";

/** Whether trying again is useless: nothing can be sent from here. */
export function ended(link) {
  return (link.state === "refused" || link.state === "failed") && !(link.retry_ms >= 0);
}

/**
 * What to say, as `{tone, sign, title, text, more, since}`, or null when all is well.
 * `link` is `{state, message, retry_ms}`, `mode` a Mode frame, `asked` when a person was asked for (ms, 0: not),
 * `here` whether the browser believes it has a network.
 */
export function standing(link, mode, asked, here) {
  switch (link.state) {
    case "refused":
      return { tone: "warn", sign: "offline", text: link.message || WORDS.refused, more: next(link) };
    case "failed":
      return { tone: "warn", sign: "offline", text: WORDS.failed, more: next(link) };
    case "offline":
      return { tone: "warn", sign: "offline", text: here ? WORDS.offlineThere : WORDS.offlineHere, more: next(link) };
  }
  if (mode.mode === "person") return { tone: "good", sign: "person", title: WORDS.personHere(mode.name) };
  if (mode.mode === "waiting") return { tone: "calm", sign: "clock", since: asked, ...waitWords(mode) };
  return asked ? { tone: "calm", sign: "clock", title: WORDS.asking, since: asked } : null;
}

/** `{element, draw(said, now), tick(now)}`: shows what `standing` said. A change is announced, the running time is not. */
export function standingLine() {
  const element = node("div", { class: "standing", role: "status" });
  let shown = "";
  let since = 0;

  function draw(said, now) {
    const key = JSON.stringify(said);
    if (key !== shown) {
      shown = key;
      element.replaceChildren(...(said ? [icon(said.sign), sentences(said)] : []));
      element.className = `standing ${said?.tone ?? ""}`;
      since = said?.since ?? 0;
    }
    tick(now);
  }

  function tick(now) {
    const clock = element.querySelector(".time");
    if (clock && since) clock.textContent = elapsed(now - since);
  }

  return { element, draw, tick };
}

function sentences({ title, text, more, since }) {
  const heading = title && node("strong", {}, title);
  const clock = since ? node("span", { class: "time", "aria-hidden": "true" }) : null;
  return node(
    "div",
    {},
    node("div", { class: "row" }, heading, clock),
    text && node("p", {}, text, more && ` ${more}`),
  );
}

function waitWords({ people_online, wait_s, reply_from, reply_by }) {
  if (!people_online && reply_by > 0)
    return { title: WORDS.waiting, text: reply_by > Date.now() ? WORDS.replyBy(replyTime(reply_from, reply_by)) : WORDS.replyLate, since: 0 };
  if (!people_online) return { title: WORDS.waiting, text: WORDS.nobody, since: 0 };
  return { title: WORDS.waiting, text: wait_s >= 0 ? WORDS.waitKnown(span(wait_s * 1000)) : WORDS.waitUnknown };
}

function next({ retry_ms }) {
  return retry_ms > 0 ? WORDS.again(span(retry_ms)) : "";
}
