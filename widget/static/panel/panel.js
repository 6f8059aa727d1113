// The panel: mounts into the page, puts its parts together, and shows what the exchange knows.

import { attaching } from "./attaching.js";
import { composer } from "./composer.js";
import { dialogFrame } from "./dialog.js";
import { enterPage, followDirection } from "./enter.js";
import { Exchange } from "./exchange.js";
import { launcherButton } from "./launcher.js";
import { conversationLog } from "./log.js";
import { openMemory } from "./memory.js";
import { node } from "./nodes.js";
import { nudgeCard } from "./nudge.js";
import { outliner } from "./outline.js";
import { fieldName, pageWords } from "./page.js";
import { overlap, rectOf } from "./place.js";
import { narrow, watchScreen } from "./screen.js";
import { sharedView } from "./shared.js";
import { ended, standing, standingLine } from "./standing.js";
import { applyAccent } from "./tokens.js";
import { WORDS } from "./words.js";

const TICK_MS = 1000;
const SPEAK_MS = 100; // a reader notices a change of the status, not the same words written again at once

/**
 * Mounts the panel once and returns `{open(), close(), host}`.
 * `handrail`: `send(message)`, `on(listener) -> off`, `snapshotNow()`, `findElement(key) -> Element | null`, and
 * `options` {accent, offsetX, offsetY, base, site, session}, `paused`. Messages are those of static/MESSAGES.md.
 */
export function mountPanel(handrail) {
  const panel = new Panel(handrail);
  return { open: () => panel.open(), close: () => panel.close(), host: panel.host };
}

class Panel {
  constructor(handrail) {
    this.handrail = handrail;
    this.memory = openMemory();
    this.exchange = new Exchange(handrail.send, this.memory, () => this.draw());
    this.where = { page: "", field: "", step: "" };
    this.makeParts();
    this.enter(handrail.options);
    this.listen();
    this.setUnread(this.memory.read("unread", 0));
    // Where the visitor left it, without taking the focus; a sheet would hide the page they went to.
    if (this.memory.read("open", false) && !narrow()) this.show(true);
    this.draw();
    handrail.on((message) => this.take(message));
  }

  // ---------------------------------------------------------------- parts

  makeParts() {
    this.status = node("div", { class: "unseen", role: "status" });
    this.outline = outliner(() => this.card.place());
    this.launcher = launcherButton(() => this.open());
    this.files = attaching(this.filesActs());
    this.composer = composer(this.memory, this.files, (text, files) => this.say(text, files));
    this.log = conversationLog(this.logActs());
    this.standing = standingLine();
    this.slot = node("div", { class: "slot" });
    const parts = [this.log.element, this.slot, this.standing.element, this.composer.element, this.files.target];
    const person = () => this.wantPerson();
    this.dialog = dialogFrame(parts, { close: () => this.close(), person, shared: () => this.toShared() });
    this.files.listenTo(this.dialog.chat);
    this.shared = sharedView({
      ask: () => this.handrail.send({ k: "shared?" }),
      pause: (paused) => this.exchange.tell("share", { paused }),
      back: () => this.backToChat(),
      paused: Boolean(this.handrail.paused),
    });
    this.dialog.element.append(this.shared.element);
    this.card = nudgeCard(this.cardActs());
  }

  filesActs() {
    const { handrail, memory, exchange } = this;
    const { options, signal } = handrail;
    const focus = () => this.composer.focus();
    const shelf = {
      memory,
      options,
      signal,
      focus,
      online: () => exchange.online(),
      wake: () => handrail.send({ k: "talk" }),
      changed: () => this.composer.look(),
      announce: (text) => this.announce(text),
      told: (item) => this.shared.take([item]),
    };
    return { shelf, focus, trouble: (words) => this.composer.tell(words) };
  }

  logActs() {
    const { exchange } = this;
    return {
      ask: (question) => (this.say(question), this.composer.focus()),
      focus: () => this.composer.focus(),
      rate: (turn, up) => exchange.rate(turn, up),
      solve: (turn, solved) => (exchange.solve(turn, solved), this.log.toEnd()),
      cite: ({ url, passage }) => exchange.tell("citation", { detail: (passage || url).slice(0, 400) }),
      canShow: (key) => Boolean(this.handrail.findElement(key)),
      show: (key) => this.showElement(key),
      canAskPerson: () => exchange.canAskPerson(),
      person: () => this.wantPerson(),
    };
  }

  cardActs() {
    const { launcher, dialog } = this;
    return {
      find: (key) => this.handrail.findElement(key),
      show: (key) => this.showElement(key),
      unshow: () => this.outline.hide(),
      read: (question) => (this.open(), this.say(question)),
      announce: (text) => this.announce(text),
      react: (nudge, reaction) => this.exchange.tell("nudge", { nudge, reaction }),
      memory: this.memory,
      slot: this.slot,
      corner: () => ({ x: launcher.offset.x, y: launcher.offset.y + launcher.room() }),
      rtl: () => this.root.dir === "rtl",
      dialogRect: () => (this.isOpen() ? rectOf(dialog.element.getBoundingClientRect(), 8) : null),
    };
  }

  enter(options) {
    const { status, outline, card, launcher, dialog } = this;
    const parts = [status, outline.element, card.element, launcher.element, dialog.element];
    this.root = node("div", { class: "root", lang: "en" }, ...parts);
    this.host = document.createElement("handrail-panel");
    launcher.place(this.root, options);
    applyAccent(this.root, options.accent);
    followDirection(this.root);
    enterPage(this.host, this.root);
  }

  listen() {
    const { signal } = this.handrail; // aborted when the page wants none of this any more
    this.root.addEventListener("keydown", (event) => this.escape(event, true));
    document.addEventListener("keydown", (event) => this.escape(event, false), { signal }); // the panel's own end at the root
    document.addEventListener("focusin", ({ target }) => target !== this.host && this.inField(target), { signal });
    watchScreen((screen) => this.fitScreen(screen), signal);
  }

  // ---------------------------------------------------------------- what comes in

  take(message) {
    if (message.k === "frame") this.takeFrame(message.frame);
    else if (message.k === "state") this.exchange.state(message);
    else if (message.k === "hint") this.card.hint(message);
    else if (message.k === "shared") this.shared.take(message.items);
  }

  takeFrame(frame) {
    if (frame.kind === "nd") return this.card.offer(frame);
    const before = this.exchange.conversation.likely.route;
    this.exchange.frame(frame);
    if (frame.kind === "lq" && frame.route !== before && this.isOpen()) this.lookAround();
    if (frame.kind === "tu" && frame.view.who !== "visitor" && !this.isOpen()) this.newMessage(frame.view);
    if (frame.kind === "rs") this.resolved(frame.sentence);
    return undefined;
  }

  resolved(sentence) {
    this.outline.hide();
    this.card.withdraw();
    if (!this.isOpen()) this.card.done(sentence);
  }

  newMessage(view) {
    this.setUnread(this.unread + 1);
    this.announce(WORDS.newMessage(view.name || WORDS.handrail));
  }

  // ---------------------------------------------------------------- what is done

  say(text, files) {
    this.card.withdraw(); // who asks has left the offer behind
    this.toChat();
    this.exchange.say(text, files);
    this.log.toEnd();
  }

  wantPerson() {
    if (this.exchange.wantPerson()) this.composer.focus();
  }

  showElement(key) {
    const element = this.handrail.findElement(key);
    if (this.isOpen() && narrow()) this.close(); // the sheet covers the page
    const seen = this.outline.show(element);
    if (seen && this.isOpen()) this.stepAside(element);
    this.announce(seen ? WORDS.outlined(fieldName(element)) : WORDS.gone);
    return seen;
  }

  // The conversation moves to the other side of the page where it would cover what it points to.
  stepAside(element) {
    const target = rectOf(element.getBoundingClientRect());
    const dialog = rectOf(this.dialog.element.getBoundingClientRect());
    const across = { ...dialog, y: target.y, h: target.h }; // the page may still scroll
    if (overlap(target, across)) this.dialog.element.classList.toggle("aside");
  }

  open() {
    if (!this.isOpen()) {
      this.show(true);
      this.exchange.tell("opened");
    }
    this.toChat();
    this.log.toEnd();
    this.composer.focus();
  }

  close() {
    if (!this.isOpen()) return;
    this.show(false);
    this.exchange.tell("closed");
    this.launcher.element.focus();
  }

  // One step back: the card, then the view, then the conversation.
  escape(event, within) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    this.outline.hide();
    const onCard = this.card.card.contains(this.host.shadowRoot.activeElement);
    if (this.card.shown() && (onCard || !within)) this.card.dismiss();
    else if (within && this.isOpen() && this.dialog.chat.hidden) this.backToChat();
    else if (within) this.close();
  }

  // ---------------------------------------------------------------- what is shown

  draw() {
    const { exchange } = this;
    const { conversation, link } = exchange;
    const { mode } = conversation;
    this.log.draw(exchange.shown());
    this.standing.draw(standing(link, mode, exchange.asked, navigator.onLine), Date.now());
    this.dialog.name(conversation.product, mode);
    this.dialog.personState(!exchange.canAskPerson(), mode.mode === "person", !ended(link));
    this.composer.enable(!ended(link));
    this.files.lineChanged(exchange.online());
    this.composer.asPerson(mode.mode !== "assistant");
    this.card.place();
  }

  tick() {
    this.log.tick(Date.now());
    this.standing.tick(Date.now());
  }

  lookAround() {
    const seen = pageWords(this.handrail.snapshotNow());
    // The way into the panel takes the focus off the field: the last one in use is what the visitor means.
    const same = !this.where.page || seen.page === this.where.page;
    this.where = { ...seen, field: seen.field || (same ? this.where.field : "") };
    this.dialog.at(this.where);
  }

  inField(element) {
    const field = fieldName(element);
    if (field) this.where = { ...this.where, field };
    this.dialog.at(this.where);
    this.card.place();
  }

  show(opened) {
    if (opened) this.lookAround(); // before the focus leaves the page's field
    this.dialog.element.hidden = !opened;
    this.dialog.element.classList.remove("aside");
    this.launcher.away(opened);
    this.memory.write("open", opened);
    if (opened) this.files.load();
    if (opened) this.setUnread(0);
    else this.shared.close();
    clearInterval(this.ticking);
    if (opened) this.ticking = setInterval(() => this.tick(), TICK_MS); // a closed panel costs the page nothing
    this.composer.fit();
    this.draw();
  }

  toShared() {
    this.dialog.chat.hidden = true;
    this.shared.open();
  }

  toChat() {
    this.shared.close();
    this.dialog.chat.hidden = false;
  }

  backToChat() {
    this.toChat();
    this.dialog.sharedButton.focus();
  }

  fitScreen({ keyboard, height, top }) {
    this.launcher.typing(keyboard);
    this.root.style.setProperty("--visible-height", `${height}px`);
    this.root.style.setProperty("--visible-top", `${top}px`);
    this.card.place();
  }

  announce(text) {
    this.status.textContent = "";
    setTimeout(() => (this.status.textContent = text), SPEAK_MS);
  }

  setUnread(n) {
    this.unread = n;
    this.memory.write("unread", n);
    this.launcher.unread(n);
  }

  isOpen() {
    return !this.dialog.element.hidden;
  }
}
