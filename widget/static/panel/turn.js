// Draws one turn of the conversation: a visitor's words, an answer with what can be done about it, a person's words.

import { answerNodes, sourceLink } from "./answer.js";
import { choices } from "./choices.js";
import { names } from "./exchange.js";
import { button, icon, node, unseen } from "./nodes.js";
import { quoted, sourcesOf } from "./sources.js";
import { WORDS } from "./words.js";

/**
 * The node of a turn. `view` is a TurnView (conversation.js says what may be added to it); `asks` is true where "Did
 * that solve it?" belongs, `last` where nothing was said after it; `acts` holds what the visitor can do: ask, rate,
 * solve, cite, canShow, show, canAskPerson, person.
 */
export function turnNode(view, asks, last, acts) {
  if (view.who === "visitor") return visitorTurn(view);
  return view.who === "person" ? personTurn(view, acts) : answerTurn(view, asks, last, acts);
}

function visitorTurn(view) {
  const late = view.unsent && node("p", { class: "late" }, icon("clock"), WORDS.unsent);
  const files = view.files ?? [];
  const words = view.text !== names(files) && node("p", { class: "said", dir: "auto" }, view.text);
  return node("div", { class: "turn visitor" }, unseen(`${WORDS.you}: `), words, fileList(files), late);
}

function fileList(files) {
  const sign = (kind) => icon(kind === "document" ? kind : "picture");
  const entries = files.map(({ kind, name }) =>
    node("li", {}, sign(kind), node("span", { dir: "auto", title: name }, name)),
  );
  return entries.length ? node("ul", { class: "files", "aria-label": WORDS.attached }, ...entries) : null;
}

function personTurn(view, acts) {
  const name = view.name || WORDS.someone;
  const by = node("p", { class: "by" }, node("strong", {}, name), view.at > 0 && timeOf(view.at));
  const body = node("div", { class: "said", dir: "auto" }, ...answerNodes(view, acts.cite));
  return node("div", { class: "turn person" }, by, body, sourceList(view, acts));
}

function answerTurn(view, asks, last, acts) {
  const body = node("div", { class: "body", dir: "auto" }, ...answerNodes(view, acts.cite));
  const made = node("div", { class: "turn handrail" }, unseen(`${WORDS.handrail}: `), sureLine(view.sure), body);
  if (view.pieces) return made; // still being made: nothing to do about it yet
  const offered = last && choices(view, acts.ask);
  const asksBack = view.options?.length && !view.solvable; // a question: nothing to rate
  const can = asksBack ? null : actions(view, acts);
  made.append(...[sourceList(view, acts), can, asks && solvedQuestion(view, acts), offered].filter(Boolean));
  if (view.solved !== null && view.solvable) made.append(solvedLine(view.solved));
  return made;
}

function sureLine(sure) {
  if (!sure) return null;
  const sign = { sure: "check", unsure: "about", unknown: "question" }[sure];
  return node("p", { class: `verdict ${sure}` }, icon(sign), WORDS.sure[sure]);
}

function sourceList(view, acts) {
  if (!view.citations?.length) return null;
  const entries = sourcesOf(view.citations).map(({ n, title, citations }) => {
    const [first] = citations;
    const said = { dir: "auto", "aria-label": WORDS.source(n, title), title: quoted(citations) };
    const link = sourceLink(first.url, title, said, () => acts.cite(first));
    return node("li", {}, node("span", { class: "n", "aria-hidden": "true" }, String(n)), link);
  });
  return node("ul", { class: "sources", "aria-label": WORDS.sources }, ...entries);
}

function actions(view, acts) {
  const show = view.highlight && acts.canShow(view.highlight);
  const showMe = { class: "small", "data-act": "show", click: () => acts.show(view.highlight) };
  const person = { class: "small", "data-act": "person", click: acts.person };
  return node(
    "div",
    { class: "actions" },
    show && button(showMe, icon("aim"), WORDS.showMe),
    view.sure === "unknown" && acts.canAskPerson() && button(person, icon("person"), WORDS.person),
    node(
      "div",
      { class: "thumbs", role: "group", "aria-label": WORDS.rate },
      thumb(view, true, acts),
      thumb(view, false, acts),
    ),
  );
}

function thumb(view, up, acts) {
  const attributes = {
    class: "thumb",
    "aria-label": up ? WORDS.useful : WORDS.notUseful,
    "aria-pressed": String(view.rated === up),
    "data-act": up ? "up" : "down",
    click: () => acts.rate(view.turn, up),
  };
  return button(attributes, icon(up ? "up" : "down"));
}

function solvedQuestion(view, acts) {
  const answer = (word, solved) =>
    button({ class: "small", "data-act": `solved-${solved}`, click: () => acts.solve(view.turn, solved) }, word);
  return node(
    "div",
    { class: "solved", role: "group", "aria-label": WORDS.solved },
    node("span", { "aria-hidden": "true" }, WORDS.solved),
    answer(WORDS.yes, true),
    answer(WORDS.notYet, false),
  );
}

function solvedLine(solved) {
  if (solved) return node("p", { class: "line good" }, icon("check"), WORDS.wasSolved);
  return node("p", { class: "line" }, WORDS.wasNotSolved);
}

function timeOf(at) {
  const when = new Date(at);
  const words = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return node("time", { datetime: when.toISOString() }, words);
}
