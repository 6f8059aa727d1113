// The log: turns in order, what is being worked on, likely questions while nothing else is asked. Redraws only what changed.

import { button, icon, node } from "./nodes.js";
import { turnNode } from "./turn.js";
import { WORDS, elapsed } from "./words.js";

const SLOW_MS = 12_000; // answers come within about two seconds; six times that deserves a word
const NEAR_PX = 80; // closer to the end than this counts as reading the newest

/** `{element, draw(conversation), tick(now), toEnd()}`; `acts` are turn.js's, with `ask(question)` and `refocus()`. */
export function conversationLog(acts) {
  const turns = node("div", { class: "turns" });
  const likely = node("div", { class: "likely" });
  const work = node("p", { class: "work" });
  const element = node(
    "div",
    { class: "log", role: "log", "aria-live": "polite", "aria-label": WORDS.log, tabindex: "0" },
    turns,
    work,
    likely,
  );
  const drawn = new Map(); // turn -> {signature, made}
  let working = [];
  let resolved = 0;

  function draw(conversation) {
    const near = fromEnd() < NEAR_PX;
    const held = element.getRootNode().activeElement;
    const act = element.contains(held) ? (held.dataset.act ?? "") : null;
    const holder = act === null ? null : [...drawn.values()].find(({ made }) => made.contains(held));
    element.setAttribute("aria-busy", String(conversation.turns.some((view) => view.pieces))); // spoken once, at its end
    const before = resolved;
    const shown = drawTurns(conversation);
    working = conversation.working;
    tick(Date.now());
    drawLikely(likely, conversation, acts.ask);
    if (holder && !holder.made.isConnected) (successor(holder.turn, act) ?? acts).focus();
    if (resolved > before) toEnd(); // that it is done goes before how it was to be done
    else if (near && shown) keepReading(conversation);
  }

  // What stands below grows and shrinks: the end stays where it is read.
  let end = true;
  element.addEventListener("scroll", () => (end = fromEnd() < NEAR_PX), { passive: true });
  new ResizeObserver(() => end && toEnd()).observe(element);

  function drawTurns(conversation) {
    const asked = lastSolvable(conversation);
    const order = [];
    let fresh = false;
    for (const view of conversation.turns) {
      const asks = view === asked;
      const last = view === conversation.turns.at(-1);
      const signature = JSON.stringify([
        view,
        asks,
        last,
        Boolean(view.highlight && acts.canShow(view.highlight)),
        acts.canAskPerson(),
      ]);
      const before = drawn.get(view.turn);
      if (before?.signature !== signature) {
        drawn.set(view.turn, { turn: view.turn, signature, made: turnNode(view, asks, last, acts) });
        fresh = true;
      }
      order.push(drawn.get(view.turn).made, ...resolvedAfter(conversation, view.turn));
    }
    place(turns, [...resolvedAfter(conversation, ""), ...order]);
    const done = conversation.resolved.length;
    const grown = fresh || done !== resolved || conversation.working.length !== working.length;
    resolved = done;
    return grown;
  }

  function resolvedAfter(conversation, turn) {
    return conversation.resolved
      .filter((one) => one.after === turn)
      .map(({ sentence }) => {
        const key = `resolved ${turn} ${sentence}`;
        const made =
          drawn.get(key)?.made ??
          node("p", { class: "verified" }, icon("check"), node("span", { dir: "auto" }, sentence));
        drawn.set(key, { made });
        return made;
      });
  }

  function successor(turn, act) {
    return act && drawn.get(turn)?.made.querySelector(`[data-act="${act}"]`);
  }

  function tick(now) {
    const last = working.at(-1);
    if (!last) return work.replaceChildren();
    const words = WORDS.phase[last.phase];
    const time = elapsed(now - last.since);
    if (work.dataset.phase !== last.phase || !work.firstChild) {
      work.dataset.phase = last.phase;
      const clock = node("span", { class: "time", "aria-hidden": "true" });
      work.replaceChildren(node("span", { class: "pulse", "aria-hidden": "true" }), words, clock);
    }
    work.querySelector(".time").textContent = now - last.since >= 1000 ? ` · ${time}` : "";
    if (now - last.since > SLOW_MS && !work.querySelector(".slow")) {
      work.append(node("span", { class: "slow" }, WORDS.slow));
    }
    return undefined;
  }

  // The newest words come into view, but the start of an answer never leaves at the top while it is being made.
  function keepReading(conversation) {
    const last = conversation.turns.at(-1);
    const start = last && last.who !== "visitor" ? drawn.get(last.turn).made.offsetTop - turns.offsetTop : Infinity;
    element.scrollTop = Math.min(element.scrollHeight, start);
  }

  function fromEnd() {
    return element.scrollHeight - element.scrollTop - element.clientHeight;
  }

  function toEnd() {
    element.scrollTop = turns.hasChildNodes() ? element.scrollHeight : 0;
  }

  return { element, draw, tick, toEnd };
}

function lastSolvable(conversation) {
  const last = conversation.turns.findLast((view) => view.who === "handrail");
  const verified = conversation.resolved.some(({ after }) => after === conversation.turns.at(-1)?.turn);
  const open = last?.solvable && !last.pieces && last.solved === null && !verified;
  return open && conversation.mode.mode !== "person" ? last : null;
}

function drawLikely(place, conversation, ask) {
  const last = conversation.turns.at(-1);
  const asked = conversation.turns.findLastIndex((view) => view.who === "visitor");
  const done = conversation.turns.slice(asked + 1).some((view) => view.solved);
  const quiet = !conversation.working.length && (!last || done);
  const key = JSON.stringify([quiet, Boolean(last), conversation.likely.questions]);
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren();
  if (!quiet) return;
  if (!last) place.append(node("h2", {}, WORDS.greeting), node("p", { class: "muted" }, WORDS.greetingMore));
  const questions = conversation.likely.questions;
  if (!questions.length) return;
  const rows = questions.map((question) =>
    node(
      "li",
      {},
      button({ class: "question", click: () => ask(question) }, node("span", { dir: "auto" }, question), icon("go")),
    ),
  );
  place.append(node("h3", {}, WORDS.likely), node("ul", { "aria-label": WORDS.likely }, ...rows));
}

/** Makes `wanted` the children of `parent`, moving nothing that already stands right (focus and speech survive). */
function place(parent, wanted) {
  wanted.forEach((child, i) => {
    if (parent.childNodes[i] !== child) parent.insertBefore(child, parent.childNodes[i] ?? null);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}
