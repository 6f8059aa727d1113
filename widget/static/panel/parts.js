// The parts of the panel: makes each, and says what it may do. What they do together is in panel.js.

import { attaching } from "./attaching.js";
import { composer } from "./composer.js";
import { dialogFrame } from "./dialog.js";
import { launcherButton } from "./launcher.js";
import { conversationLog } from "./log.js";
import { node } from "./nodes.js";
import { nudgeCard } from "./nudge.js";
import { outliner } from "./outline.js";
import { rectOf } from "./place.js";
import { pointing } from "./pointing.js";
import { sharedView } from "./shared.js";
import { spokenLine } from "./spoken.js";
import { standingLine } from "./standing.js";
import { whereabouts } from "./whereabouts.js";

/** Gives the panel its parts: status, launcher, outline, files, composer, log, standing, dialog, shared, card, where. */
export function makeParts(panel) {
  const { handrail, memory } = panel;
  panel.status = spokenLine();
  panel.launcher = launcherButton(() => panel.open());
  panel.outline = outliner(() => panel.card.place());
  panel.files = attaching(filesActs(panel));
  panel.composer = composer(memory, panel.files, (text, files) => panel.say(text, files));
  panel.log = conversationLog(logActs(panel));
  panel.standing = standingLine();
  const slot = node("div", { class: "slot" });
  panel.shared = sharedView(sharedActs(panel));
  panel.dialog = dialog(panel, slot);
  panel.pointAt = pointing(panel.outline, panel.dialog.element, pointingActs(panel));
  panel.card = nudgeCard(cardActs(panel, slot));
  panel.where = whereabouts(
    () => handrail.snapshotNow(),
    (where) => panel.dialog.at(where),
  );
}

function dialog(panel, slot) {
  const { log, standing, composer, files, shared } = panel;
  const parts = [log.element, slot, standing.element, composer.element, files.target];
  const acts = { close: () => panel.close(), person: () => panel.wantPerson(), shared: () => panel.toShared() };
  const made = dialogFrame(parts, acts);
  files.listenTo(made.chat);
  made.element.append(shared.element);
  return made;
}

function filesActs(panel) {
  const { handrail, memory, exchange } = panel;
  const { options, signal } = handrail;
  const focus = () => panel.composer.focus();
  const shelf = {
    memory,
    options,
    signal,
    focus,
    online: () => exchange.online(),
    wake: () => handrail.send({ k: "talk" }),
    changed: () => panel.composer.look(),
    announce: (text) => panel.status.say(text),
    told: (item) => panel.shared.take([item]),
  };
  return { shelf, focus, trouble: (words) => panel.composer.tell(words) };
}

function logActs(panel) {
  const { handrail, exchange } = panel;
  return {
    ask: (question) => (panel.say(question), panel.composer.focus()),
    focus: () => panel.composer.focus(),
    rate: (turn, up) => exchange.rate(turn, up),
    solve: (turn, solved) => (exchange.solve(turn, solved), panel.log.toEnd()),
    cite: ({ url, passage }) => exchange.tell("citation", { detail: (passage || url).slice(0, 400) }),
    canShow: (key) => Boolean(handrail.findElement(key)),
    show: (key) => panel.pointAt(key),
    canAskPerson: () => exchange.canAskPerson(),
    person: () => panel.wantPerson(),
  };
}

function sharedActs(panel) {
  const { handrail, exchange } = panel;
  return {
    ask: () => handrail.send({ k: "shared?" }),
    pause: (paused) => exchange.tell("share", { paused }),
    back: () => panel.backToChat(),
    paused: Boolean(handrail.paused),
  };
}

function pointingActs(panel) {
  return {
    find: (key) => panel.handrail.findElement(key),
    isOpen: () => panel.isOpen(),
    close: () => panel.close(),
    announce: (text) => panel.status.say(text),
  };
}

function cardActs(panel, slot) {
  const { handrail, memory, exchange, launcher, dialog } = panel;
  return {
    find: (key) => handrail.findElement(key),
    show: (key) => panel.pointAt(key),
    unshow: () => panel.outline.hide(),
    read: (question) => (panel.open(), panel.say(question)),
    announce: (text) => panel.status.say(text),
    react: (nudge, reaction) => exchange.tell("nudge", { nudge, reaction }),
    memory,
    slot,
    corner: () => ({ x: launcher.offset.x, y: launcher.offset.y + launcher.room() }),
    rtl: () => panel.root.dir === "rtl",
    dialogRect: () => (panel.isOpen() ? rectOf(dialog.element.getBoundingClientRect(), 8) : null),
  };
}
