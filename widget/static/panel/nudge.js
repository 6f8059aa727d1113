// The card that speaks first: a nudge, a local hint, or the word that a stuck step is done.
//
// It never takes the focus and is announced politely. It stands beside its element when there is room, else in a
// corner, else (while the conversation is open) inside the conversation. "Not now" is remembered for the tab.

import { button, icon, node } from "./nodes.js";
import { follow } from "./outline.js";
import { placeCard, rectOf } from "./place.js";
import { WORDS } from "./words.js";

const CONTROLS = "a,button,input,select,textarea,label,summary,[role=button],[contenteditable],[tabindex]";
const DONE_STAYS_MS = 10_000; // a finished step needs no reaction
const WIDTH_PX = 320; // as in style.js
const REMEMBERED = 50; // "Not now"s kept in a tab

/**
 * `{element, offer(nudge), hint(hint), done(sentence), withdraw(), dismiss(), shown(), place()}`.
 * `panel` gives: find(key), show(key) -> seen, unshow(), read(question), announce(text), react(nudge, reaction), memory, slot
 * (where the card goes inside the conversation), corner(), rtl(), dialogRect() (null while closed).
 */
export function nudgeCard(panel) {
  const element = node("section", { class: "card", "aria-label": WORDS.nudge, hidden: true });
  const outside = node("div", {}, element);
  let current = null;
  let target = null;
  let held = "";
  let timer = 0;
  let unfollow = () => {};

  function offer({ nudge, sentence, element: key, title, url, question }) {
    present({ nudge, sentence, key, same: `${key}|${url || title || sentence}`, question: question || title });
  }

  function hint({ element: key, sentence }) {
    if (current?.nudge) return; // the server's word has an article behind it: it is the better one
    present({ sentence, key, same: `${key}|${sentence}` });
  }

  function done(sentence) {
    withdraw();
    current = { sentence, key: "", done: true };
    put([icon("check"), node("p", { dir: "auto" }, sentence), closeButton(withdraw)]);
    panel.announce(sentence);
    timer = setTimeout(function later() {
      if (element.matches(":hover, :focus-within")) timer = setTimeout(later, DONE_STAYS_MS);
      else withdraw();
    }, DONE_STAYS_MS);
  }

  function present(wanted) {
    const refused = panel.memory.read("notnow", []);
    if (refused.includes(wanted.same) || element.contains(element.getRootNode().activeElement)) return;
    const before = current;
    withdraw();
    current = wanted;
    target = wanted.key ? panel.find(wanted.key) : null;
    put([node("p", { dir: "auto" }, wanted.sentence), actionsOf(wanted)]);
    unfollow = follow(target, place);
    if (before?.sentence !== wanted.sentence) panel.announce(WORDS.nudgeSpoken(wanted.sentence));
    if (wanted.nudge) panel.react(wanted.nudge, "shown");
  }

  function actionsOf({ question }) {
    const show = target && button({ class: "main", click: showMe }, WORDS.showMe);
    const more = question && button({ class: target ? "link" : "main", click: readMore }, WORDS.readMore);
    return node("div", { class: "row" }, show, more, button({ class: "link quiet", click: dismiss }, WORDS.notNow));
  }

  function showMe() {
    const { nudge, key, question } = current;
    if (nudge && !current.opened) panel.react(nudge, "opened");
    current.opened = true;
    if (!panel.show(key)) return;
    const gotIt = button({ class: "main", click: seen }, WORDS.gotIt);
    element
      .querySelector(".row")
      .replaceChildren(
        ...[gotIt, question && button({ class: "link", click: readMore }, WORDS.readMore)].filter(Boolean),
      );
    place();
    target.focus({ preventScroll: true }); // asked for by the visitor: on with the work, in the page
  }

  function seen() {
    panel.unshow();
    withdraw();
  }

  function readMore() {
    const { nudge, question, opened } = current;
    if (nudge && !opened) panel.react(nudge, "opened");
    withdraw();
    panel.read(question);
  }

  function dismiss() {
    const { nudge, same, opened } = current;
    if (!opened && same) {
      panel.memory.write("notnow", [...panel.memory.read("notnow", []), same].slice(-REMEMBERED));
      if (nudge) panel.react(nudge, "dismissed");
    }
    withdraw();
  }

  function withdraw() {
    clearTimeout(timer);
    unfollow();
    unfollow = () => {};
    current = target = null;
    held = "";
    element.hidden = true;
  }

  function put(children) {
    element.classList.toggle("done", Boolean(current.done));
    element.replaceChildren(...children);
    element.hidden = false;
    place();
  }

  function place() {
    if (!current) return;
    if (current.key && target && !target.isConnected) return void withdraw(); // the page moved on
    const spot = spotOutside();
    const inside = panel.dialogRect() && spot.side === "corner";
    const parent = inside ? panel.slot : outside;
    if (element.parentNode !== parent) parent.append(element);
    element.dataset.side = inside ? "inside" : spot.side;
    element.style.left = inside ? "" : `${spot.x}px`;
    element.style.top = inside ? "" : `${spot.y}px`;
    const beak = target && spot.side !== "corner" ? beakOf(spot, target) : 0;
    element.style.setProperty("--beak", `${beak}px`);
    held = spot.side;
  }

  function spotOutside() {
    const view = { w: innerWidth, h: window.visualViewport?.height ?? innerHeight };
    const active = document.activeElement?.matches(CONTROLS) ? document.activeElement : null;
    const used = active ? [rectOf(active.getBoundingClientRect(), 8)] : [];
    const form = (target ?? active)?.closest("form, fieldset, [data-handrail-step]");
    return placeCard({
      card: { w: Math.min(WIDTH_PX, innerWidth - 24), h: element.offsetHeight },
      target: target ? rectOf(target.getBoundingClientRect(), 4) : null,
      busy: [...used, panel.dialogRect()].filter(Boolean),
      form: form ? rectOf(form.getBoundingClientRect()) : null,
      covers,
      view,
      corner: panel.corner(),
      rtl: panel.rtl(),
      held,
    });
  }

  return {
    element: outside,
    offer,
    hint,
    done,
    withdraw,
    dismiss,
    place,
    shown: () => Boolean(current),
    card: element,
  };
}

/** Whether a control of the page lies under the rectangle, looked for on a grid of points. */
function covers({ x, y, w, h }) {
  for (let i = 0; i <= 6; i++) {
    for (let j = 0; j <= 4; j++) {
      const under = document.elementsFromPoint(x + (w * i) / 6, y + (h * j) / 4);
      if (under.some((one) => one.localName !== "handrail-panel" && one.closest(CONTROLS))) return true;
    }
  }
  return false;
}

/** How far along the card's side the beak sits, so that it points to the middle of the element. */
function beakOf({ x, y, w, h, side }, target) {
  const rect = target.getBoundingClientRect();
  const [at, length] =
    side === "left" || side === "right"
      ? [rect.top + rect.height / 2 - y, h]
      : [rect.left + Math.min(rect.width / 2, 60) - x, w];
  return Math.max(20, Math.min(at, length - 20));
}

function closeButton(act) {
  return button({ class: "plain", "aria-label": WORDS.gotIt, click: act }, icon("close"));
}
