// What is known and what is said: holds conversation, connection and the wish for a person; sends, or keeps until it can.

import { changed, follow, idle, newConversation, saidHere, working } from "./conversation.js";
import { ended } from "./standing.js";
import { unsent } from "./unsent.js";

/** `send(message)` reaches the worker, `memory` is memory.js's, `drawn()` is called after every change. */
export class Exchange {
  constructor(send, memory, drawn) {
    this.send = send;
    this.memory = memory;
    this.drawn = drawn;
    this.unsent = unsent(memory);
    this.link = { state: "booting" }; // the latest `state` message
    this.asked = memory.read("asked", 0); // when a person was asked for, ms; 0 for not
    this.conversation = { ...newConversation(), resolved: memory.read("resolved", []) };
    for (const said of this.unsent.turns()) {
      this.conversation = saidHere(this.conversation, said.turn, said, Date.now(), false);
    }
  }

  // ---------------------------------------------------------------- what comes in

  /** A frame that belongs to the conversation or the connection. */
  frame(frame) {
    if (frame.kind === "no") return this.state({ state: "refused", message: frame.message, retry_ms: frame.retry_ms });
    if (frame.kind === "we" || frame.kind === "mo")
      this.keepAsked(frame.mode === "waiting" ? this.asked || Date.now() : 0);
    this.become(follow(this.conversation, frame, Date.now()));
    if (frame.kind === "rs") this.memory.write("resolved", this.conversation.resolved);
    return frame.kind === "we" ? this.state({ state: "online" }) : undefined;
  }

  state(link) {
    this.link = link;
    if (this.online()) this.unsent.send((what, rest) => this.sendKept(what, rest));
    this.drawn();
  }

  // ---------------------------------------------------------------- what goes out

  tell(what, rest = {}) {
    const files = rest.files && { files: rest.files.map(({ id }) => id) };
    this.send({ k: "tell", what, ...rest, ...files });
  }

  /** Files go with the text, or alone: then their names are the text. */
  say(text, files = []) {
    const said = { turn: newTurn(), text: text || names(files), files };
    this.become(saidHere(this.conversation, said.turn, said, Date.now(), this.online()));
    this.tellOrKeep("say", said);
  }

  rate(turn, up) {
    this.tell("rate", { turn, up });
    this.become(changed(this.conversation, turn, { rated: up }));
  }

  solve(turn, solved) {
    this.tell("solved", { turn, solved });
    const told = changed(this.conversation, turn, { solved });
    this.become(solved ? idle(told, turn) : working(told, turn, "next", Date.now()));
  }

  /** Asks for a person, once; false where that can't be done (again). */
  wantPerson() {
    if (!this.canAskPerson() || ended(this.link)) return false;
    this.keepAsked(Date.now());
    this.tellOrKeep("person", {});
    this.drawn();
    return true;
  }

  // ---------------------------------------------------------------- what is so

  canAskPerson() {
    return !this.asked && this.conversation.mode.mode === "assistant";
  }

  online() {
    return this.link.state === "online";
  }

  /** The conversation as it can go on now: without a connection nothing is being worked on. */
  shown() {
    const underWay = ["booting", "ready", "online"].includes(this.link.state);
    return underWay ? this.conversation : { ...this.conversation, working: [] };
  }

  become(next) {
    if (next === this.conversation) return;
    this.conversation = next;
    this.drawn();
  }

  tellOrKeep(what, rest) {
    if (this.online()) this.tell(what, rest);
    else this.unsent.keep(what, rest);
  }

  sendKept(what, rest) {
    this.tell(what, rest);
    if (what !== "say") return;
    const sent = changed(this.conversation, rest.turn, { unsent: false });
    this.become(working(sent, rest.turn, "sending", Date.now()));
  }

  keepAsked(at) {
    this.asked = at;
    this.memory.write("asked", at);
  }
}

/** What files are called together: the text of a turn without words. */
export function names(files) {
  return files.map(({ name }) => name).join(", ");
}

/** A turn's name: 22 characters of base64url, 128 random bits. */
function newTurn() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .slice(0, 22);
}
