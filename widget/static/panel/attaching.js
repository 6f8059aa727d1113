// The way files come in: the button, the clipboard, a drop on the conversation. What becomes of them is attach.js's.

import { ACCEPT } from "./attach_kinds.js";
import { button, icon, node } from "./nodes.js";
import { WORDS } from "./words.js";

/**
 * `{button, input, element, target, listenTo(area), load(), held(), clear(), lineChanged(online), enable(allowed)}`.
 * `shelf` is what attach.js wants to know of the panel; `focus()` goes back to the words, `trouble(words)` says what
 * went wrong. attach.js is loaded when the conversation opens: who never does, never has it.
 */
export function attaching({ shelf, focus, trouble }) {
  const element = node("div", { class: "shelf", hidden: true });
  const input = node("input", { type: "file", accept: ACCEPT, multiple: true, hidden: true, change: chosen });
  const clip = button(
    { class: "clip", "aria-label": WORDS.attach, title: WORDS.attach, click: () => allowed && input.click() },
    icon("clip"),
  );
  const target = node("div", { class: "drop", hidden: true, "aria-hidden": "true" }, icon("clip"), WORDS.attachDrop);
  let allowed = true;
  let opened = null; // the shelf of attach.js, once it is there
  let loading = null;
  let failures = 0;
  let wasOnline = false;

  /** Loads attach.js, once. Resolves to the shelf, or to null where it can't be had now. */
  function load() {
    loading ??= bring().catch(() => {
      failures++;
      return (loading = null);
    });
    return loading;
  }

  async function bring() {
    const beside = new URL(import.meta.url); // of the same build, from the same place
    const again = failures ? `${beside.search ? "&" : "?"}again=${failures}` : ""; // browsers remember what failed
    const { openShelf } = await import(new URL(`attach.js${beside.search}${again}`, beside).href);
    opened = openShelf({ ...shelf, icon, place: element });
    shelf.changed();
    return opened;
  }

  function chosen() {
    const files = [...input.files];
    input.value = ""; // the same file may be chosen again
    take(files);
  }

  async function take(files) {
    if (!allowed || !files.length) return;
    focus();
    const ready = opened ?? (await load());
    if (ready) ready.take(files);
    else trouble(WORDS.attachFailed);
  }

  /** Files on the clipboard. What office programs put there is text with its picture: the text is meant. */
  function paste(event) {
    const { files, types } = event.clipboardData;
    if (!files.length || (types.includes("text/plain") && types.includes("text/html"))) return;
    event.preventDefault();
    take([...files].map(named));
  }

  let depth = 0; // of entered elements: leaving a child is no leaving
  function dragged(event) {
    if (!allowed || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    depth = { dragenter: depth + 1, dragover: Math.max(depth, 1), dragleave: depth - 1, drop: 0 }[event.type];
    target.hidden = depth <= 0;
    if (event.type === "drop") take([...event.dataTransfer.files]);
  }

  /** Lets files be pasted into and dropped on `area`. */
  function listenTo(area) {
    area.addEventListener("paste", paste);
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) area.addEventListener(kind, dragged);
  }

  return {
    button: clip,
    input,
    element,
    target,
    listenTo,
    load,
    held: () => opened?.held() ?? { waiting: false, files: [] },
    clear: () => opened?.clear(),
    lineChanged(online) {
      if (online && !wasOnline && failures && !opened) load(); // it opened while there was no line
      wasOnline = online;
      opened?.lineChanged(online);
    },
    enable(now) {
      allowed = now;
      clip.setAttribute("aria-disabled", String(!now));
    },
  };
}

/* Browsers call every picture of the clipboard "image.png". */
function named(file) {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return new File([file], WORDS.pasted(time), { type: file.type });
}
