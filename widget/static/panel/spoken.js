// What a screen reader is told beside the conversation: one line that is announced, and not seen.

import { node } from "./nodes.js";

const SPEAK_MS = 100; // a reader notices a change of the line, not the same words written again at once

/** `{element, say(text)}`. */
export function spokenLine() {
  const element = node("div", { class: "unseen", role: "status" });
  const say = (text) => {
    element.textContent = "";
    setTimeout(() => (element.textContent = text), SPEAK_MS);
  };
  return { element, say };
}
