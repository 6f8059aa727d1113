// "What is shared": in plain words what the page has told about this visit, the true data one click below, one switch.

import { button, icon, node } from "./nodes.js";
import { WORDS } from "./words.js";

const AGAIN_MS = 4000; // the list follows what happens while it is read
const MOST = 100; // as many as the page itself remembers

/** `{element, open(), close(), take(items)}`. `ask()` requests the list, `pause(paused)` is the switch, `back()` leaves. */
export function sharedView({ ask, pause, back, paused }) {
  const explained = node("p", { id: "sharing", class: "muted" });
  const toggle = button(
    { class: "switch", role: "switch", "aria-describedby": "sharing", click: () => flip(!paused) },
    node("span", {}, WORDS.sharing),
    node("span", { class: "knob", "aria-hidden": "true" }),
  );
  const nothing = node("p", { class: "muted" }, WORDS.toldNothing);
  const list = node("ol", { class: "told" });
  const title = node("h2", { tabindex: "-1" }, WORDS.shared);
  const element = node(
    "div",
    { class: "shared", hidden: true },
    node(
      "div",
      { class: "bar" },
      button({ class: "plain", "aria-label": WORDS.back, click: back }, icon("back")),
      title,
    ),
    node("div", { class: "scroll" }, toggle, explained, node("h3", {}, WORDS.told), nothing, list),
  );
  const known = new Set();
  let timer = 0;
  draw();

  function flip(now) {
    paused = now;
    draw();
    pause(now);
  }

  function draw() {
    toggle.setAttribute("aria-checked", String(!paused));
    explained.textContent = paused ? WORDS.sharingOff : WORDS.sharingOn;
  }

  /** Items come oldest first or newest first; ones already listed stay as they are, so that an opened one stays open. */
  function take(items) {
    for (const item of [...items].sort((a, b) => a.at - b.at)) {
      const key = JSON.stringify([item.at, item.kind, item.words, item.data]);
      if (known.has(key)) continue;
      known.add(key);
      list.prepend(entry(item));
    }
    while (list.children.length > MOST) list.lastChild.remove();
    nothing.hidden = known.size > 0;
  }

  return {
    element,
    take,
    open() {
      element.hidden = false;
      ask();
      timer = setInterval(ask, AGAIN_MS);
      title.focus();
    },
    close() {
      element.hidden = true;
      clearInterval(timer);
    },
  };
}

function entry({ at, words, data }) {
  const when = new Date(at);
  const time = node("time", { datetime: when.toISOString() }, when.toLocaleTimeString());
  const exact = typeof data === "string" ? data : JSON.stringify(data, null, 1);
  const shown = node("pre", { tabindex: "0", "aria-label": WORDS.trueData, dir: "ltr" }, exact);
  return node("li", {}, node("details", {}, node("summary", {}, time, node("span", { dir: "auto" }, words)), shown));
}
