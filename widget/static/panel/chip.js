// One attached file as it stands above the text field: its picture, its name, how far it is, what can be done about it.

import { ATTACH } from "./attach_words.js";
import { button, node } from "./nodes.js";

const READ_CHARS = 110; // two lines at 320 px

/** `{element, draw(file), leave}`: `file` is attach.js's; `acts` are again() and remove(); `icon` is nodes.js's. */
export function fileChip(file, acts, icon) {
  const face = node("span", { class: "face", "aria-hidden": "true" });
  const name = node("span", { class: "name", dir: "auto", title: file.name }, file.name);
  const how = node("span", { class: "how", dir: "auto" });
  const again = button({ class: "link", click: acts.again }, ATTACH.again);
  const leave = button({ class: "plain", "aria-label": ATTACH.remove(file.name), click: acts.remove }, icon("close"));
  const done = node("span");
  const bar = node("span", { class: "bar", role: "progressbar", "aria-label": ATTACH.progress(file.name) }, done);
  const about = node("span", { class: "about" }, name, how);
  const element = node("li", { class: "file" }, face, about, again, leave, bar);

  function draw({ kind, thumb, state, share, problem }) {
    element.dataset.state = state;
    if (thumb && thumb !== face.firstChild) face.replaceChildren(thumb);
    else if (!face.firstChild) face.append(icon(kind === "document" ? "document" : "picture"));
    how.textContent = words(file);
    again.hidden = !problem?.again;
    bar.hidden = state !== "sending" && state !== "reading";
    done.style.width = `${Math.round(share * 100)}%`;
    if (state === "sending") bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    else bar.removeAttribute("aria-valuenow");
  }

  return { element, draw, leave };
}

/** How a file stands, in a sentence. */
export function words({ kind, state, share, problem, read, offline }) {
  switch (state) {
    case "preparing":
      return kind === "video" ? ATTACH.stills : ATTACH.preparing;
    case "waiting":
      return offline ? ATTACH.offline : ATTACH.waiting;
    case "sending":
      return ATTACH.sending(Math.round(share * 100));
    case "reading":
      return ATTACH.reading;
    case "failed":
      return problem.words;
    default:
      return read ? ATTACH.read(clip(read)) : ATTACH.noWords;
  }
}

function clip(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > READ_CHARS ? `${line.slice(0, READ_CHARS - 1).trimEnd()}…` : line;
}
