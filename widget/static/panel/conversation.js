// The conversation as plain data: (conversation, server frame) -> conversation. No DOM, no clock of its own.
//
// Turns stand in the order they came. A visitor's turn is *local* until the server shows it. An answer that is still
// being made holds its pieces by index, and shows the unbroken run from 0; the whole turn replaces it. `working` holds,
// for each visitor's turn (or answer that did not help) without an answer yet, the phase it is in and since when.

export function newConversation() {
  return {
    product: "",
    mode: { mode: "assistant", name: "", wait_s: -1, people_online: false, reply_from: 0, reply_by: 0 },
    turns: [],
    working: [], // {turn, phase, since}
    likely: { route: "", questions: [] },
    resolved: [], // {after: turn, sentence}
  };
}

/** The conversation after a server frame; the same object when the frame changes nothing. `now` in ms. */
export function follow(conversation, frame, now) {
  switch (frame.kind) {
    case "we":
      return welcome(conversation, frame);
    case "wk":
      return working(withoutNext(conversation), frame.turn, frame.phase, now);
    case "ch":
      return chunk(conversation, frame);
    case "tu":
      return whole(conversation, frame.view);
    case "mo":
      return modeChanged(conversation, frame);
    case "lq":
      return { ...conversation, likely: { route: frame.route, questions: frame.questions.slice(0, 3) } };
    case "rs":
      return resolve(conversation, frame.sentence);
    default:
      return conversation;
  }
}

/** The visitor's own words and files (`{id, kind, name}`), before the server has them. */
export function saidHere(conversation, turn, { text, files = [] }, now, sent) {
  const view = { turn, who: "visitor", text, files, at: now, citations: [], local: true, unsent: !sent };
  return working({ ...conversation, turns: [...conversation.turns, view] }, turn, sent ? "sending" : "connecting", now);
}

/** Changes a turn in place, for what the visitor does to it: `{solved}`, `{rated}`, `{unsent}`. */
export function changed(conversation, turn, change) {
  return { ...conversation, turns: conversation.turns.map((one) => (one.turn === turn ? { ...one, ...change } : one)) };
}

/** Sets the phase of a turn; the time runs from its first phase. */
export function working(conversation, turn, phase, now) {
  const before = conversation.working.find((one) => one.turn === turn);
  const rest = conversation.working.filter((one) => one.turn !== turn);
  return { ...conversation, working: [...rest, { turn, phase, since: before ? before.since : now }] };
}

/** No work is shown for the turn any more. */
export function idle(conversation, turn) {
  return { ...conversation, working: conversation.working.filter((one) => one.turn !== turn) };
}

// "Looking for the next best way" is the panel's own word, until the server says what it does about it.
function withoutNext(conversation) {
  return { ...conversation, working: conversation.working.filter((one) => one.phase !== "next") };
}

function welcome(conversation, frame) {
  const known = new Set(frame.turns.map((view) => view.turn));
  const answered = new Set(frame.turns.map((view) => view.reply_to));
  const kept = conversation.turns.filter((view) => !known.has(view.turn) && (view.local || view.pieces));
  return {
    ...conversation,
    product: frame.product,
    mode: {
      ...conversation.mode,
      mode: frame.mode,
      people_online: frame.people_online,
      reply_from: frame.reply_from ?? 0,
      reply_by: frame.reply_by ?? 0,
    },
    turns: [...frame.turns, ...kept],
    working: conversation.working.filter((one) => !answered.has(one.turn)),
  };
}

function chunk(conversation, frame) {
  const before = conversation.turns.find((view) => view.turn === frame.turn);
  if (before && (!before.pieces || frame.index in before.pieces)) return conversation;
  const pieces = { ...before?.pieces, [frame.index]: frame.text };
  let text = "";
  for (let i = 0; i in pieces; i++) text += pieces[i];
  if (before) return changed(conversation, frame.turn, { pieces, text });
  const view = { turn: frame.turn, who: "handrail", text, at: 0, citations: [], pieces };
  // The frame does not name the question: it is the one being written about, else the oldest.
  const asked = conversation.working.find((one) => one.phase === "writing") ?? conversation.working[0];
  return idle({ ...conversation, turns: [...conversation.turns, view] }, asked?.turn);
}

function whole(conversation, view) {
  const before = conversation.turns.find((one) => one.turn === view.turn);
  const turn = { ...view, solved: view.solved ?? before?.solved ?? null, rated: view.rated ?? before?.rated ?? null };
  const turns = before
    ? conversation.turns.map((one) => (one.turn === view.turn ? turn : one))
    : [...conversation.turns, turn];
  if (view.who === "visitor") return { ...conversation, turns };
  const closes = (one) =>
    one.turn === view.reply_to || one.phase === "next" || view.who === "person" || (!view.reply_to && !before);
  return { ...conversation, turns, working: conversation.working.filter((one) => !closes(one)) };
}

function modeChanged(conversation, { mode, name, wait_s, people_online, reply_from = 0, reply_by = 0 }) {
  const working = mode === "assistant" ? conversation.working : []; // a person answers in their own time
  return { ...conversation, mode: { mode, name, wait_s, people_online, reply_from, reply_by }, working };
}

function resolve(conversation, sentence) {
  const after = conversation.turns.at(-1)?.turn ?? "";
  return { ...conversation, resolved: [...conversation.resolved, { after, sentence }].slice(-5) };
}
