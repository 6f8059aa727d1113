// The panel: mounts into the page, and shows what the exchange knows; its parts are made in parts.js.

import { enterPage, followDirection } from "./enter.js";
import { Exchange } from "./exchange.js";
import { openMemory } from "./memory.js";
import { node } from "./nodes.js";
import { makeParts } from "./parts.js";
import { narrow, watchScreen } from "./screen.js";
import { ended, standing } from "./standing.js";
import { applyAccent } from "./tokens.js";
import { WORDS } from "./words.js";

const TICK_MS = 1000;

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
    makeParts(this);
    this.enter(handrail.options);
    this.listen();
    this.setUnread(this.memory.read("unread", 0));
    // Where the visitor left it, without taking the focus; a sheet would hide the page they went to.
    if (this.memory.read("open", false) && !narrow()) this.show(true);
    this.draw();
    handrail.on((message) => this.take(message));
  }

  // ---------------------------------------------------------------- into the page

  enter(options) {
    const { status, outline, card, launcher, dialog } = this;
    const parts = [status.element, outline.element, card.element, launcher.element, dialog.element];
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
    document.addEventListener("focusin", (event) => this.inField(event.target), { signal });
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
    if (frame.kind === "lq" && frame.route !== before && this.isOpen()) this.where.look();
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
    this.status.say(WORDS.newMessage(view.name || WORDS.handrail));
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

  show(opened) {
    if (opened) this.where.look(); // before the focus leaves the page's field
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

  inField(element) {
    if (element === this.host) return;
    this.where.inField(element);
    this.card.place();
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

  setUnread(n) {
    this.unread = n;
    this.memory.write("unread", n);
    this.launcher.unread(n);
  }

  isOpen() {
    return !this.dialog.element.hidden;
  }
}
