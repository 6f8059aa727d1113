// The shelf of attached files: up to three, each made ready, sent, read, and kept with the message until it goes out.
//
// A file is `{name, kind, state, share, blob, thumb, problem, read, view}`. Its states: preparing -> waiting -> sending ->
// reading -> done, or failed with a problem `{words, again, line}`: whether trying again makes sense, and whether the line
// was to blame (then it is tried again by itself when the line is back). Files are sent one after the other.

import { kindOf } from "./attach_kinds.js";
import { STYLE } from "./attach_style.js";
import { ATTACH, moment, size } from "./attach_words.js";
import { fileChip, words } from "./chip.js";
import { node } from "./nodes.js";
import { MAX_BYTES, readyPicture } from "./pictures.js";
import { NoVideo, stillsOf } from "./stills.js";
import { upload } from "./upload.js";

const MOST = 3; // with one message, as the protocol takes
const MOST_OPENED = 60 * 1024 * 1024; // bytes of a picture that the page still opens to make it smaller
const KEPT = "attached";

/**
 * Fills `panel.place` and returns `{take(files), held(), clear(), lineChanged(online)}`. `panel`: place, icon, memory,
 * options {base, site, session}, signal, online(), wake() (asks for a connection), changed(), announce(words),
 * told(item) (for "What is shared"), focus().
 */
export function openShelf(panel) {
  return new Shelf(panel);
}

class Shelf {
  constructor(panel) {
    this.panel = panel;
    this.files = [];
    this.underWay = null; // the upload
    this.list = node("ul", { class: "attached", "aria-label": ATTACH.list });
    this.note = node("p", { class: "more" });
    panel.place.append(this.list, this.note);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    panel.place.getRootNode().adoptedStyleSheets.push(sheet);
    panel.signal?.addEventListener("abort", () => this.underWay?.stop());
    this.recall();
  }

  // ---------------------------------------------------------------- what comes in

  take(chosen) {
    for (const file of this.files.filter(({ problem }) => problem && !problem.again)) this.drop(file);
    const taken = chosen.slice(0, MOST - this.files.length);
    this.say(taken.length < chosen.length ? ATTACH.three : "");
    this.panel.wake(); // the server knows this visit before its files come
    for (const file of taken) this.prepare(this.add(file.name, kindOf(file) || "document"), file);
  }

  async prepare(file, source) {
    try {
      if (!kindOf(source)) this.fail(file, ATTACH.strange);
      else if (!source.size) this.fail(file, ATTACH.empty);
      else if (file.kind === "video") await this.cut(file, source);
      else if (file.kind === "image" && source.size > MOST_OPENED) this.fail(file, ATTACH.tooLarge);
      else this.ready(file, file.kind === "image" ? await readyPicture(source) : { thumb: null, blob: source });
    } catch (error) {
      const video = error instanceof NoVideo && (error.blocked ? ATTACH.videoBlocked : ATTACH.video);
      this.fail(file, video || ATTACH.unreadable);
    }
  }

  /** A video's place is taken by its stills. */
  async cut(file, source) {
    const stills = await stillsOf(source, MOST - this.files.length + 1);
    if (!this.files.includes(file)) return; // removed meanwhile
    const before = file.chip.element;
    for (const { blob, thumb, at } of stills) {
      if (this.files.length > MOST) break; // others came meanwhile
      this.ready(this.add(ATTACH.at(file.name, moment(at)), "image", before), { blob, thumb });
    }
    this.drop(file);
  }

  ready(file, { thumb, blob }) {
    if (blob.size > MAX_BYTES) return this.fail(file, ATTACH.tooLarge);
    this.set(file, { thumb, blob, state: "waiting" });
    return this.next();
  }

  // ---------------------------------------------------------------- what goes out

  next() {
    const file = this.files.find(({ state }) => state === "waiting");
    if (file && !this.underWay && this.panel.online()) this.send(file);
  }

  async send(file) {
    const { blob, name, kind } = file;
    this.set(file, { state: "sending", share: 0, problem: null });
    const kindWords = kind === "image" ? ATTACH.picture : ATTACH.document;
    const said = ATTACH.told(name, kindWords, size(blob.size));
    this.panel.told({ at: Date.now(), kind: "file", words: said, data: { name, kind, bytes: blob.size } });
    const sent = upload(blob, name, this.panel.options, (share) => {
      this.set(file, { share, state: share < 1 ? "sending" : "reading" });
    });
    this.underWay = { file, stop: sent.stop };
    const outcome = await sent.done;
    this.underWay = null;
    if (this.files.includes(file)) this.sent(file, outcome);
    this.next();
  }

  sent(file, { file: view, message, again, line }) {
    if (view) {
      this.set(file, { state: "done", blob: null, read: view.preview ?? "", view: viewOf(view) });
      this.keep();
      return this.spoken(file);
    }
    if (line && !this.panel.online()) return this.set(file, { state: "waiting" });
    return this.fail(file, message || (again ? ATTACH.unsent : ATTACH.refused), again, line);
  }

  fail(file, words, again = false, line = false) {
    if (!this.files.includes(file)) return;
    this.set(file, { state: "failed", problem: { words, again, line }, blob: again ? file.blob : null });
    this.spoken(file);
  }

  lineChanged(online) {
    if (online === this.wasOnline) return;
    this.wasOnline = online;
    for (const file of this.files) {
      const again = online && file.problem?.line;
      this.set(file, again ? { state: "waiting", problem: null } : {});
    }
    this.next();
  }

  // ---------------------------------------------------------------- what is held

  /** `{waiting, files}`: whether a file is still on its way, and what can go with a message: `{id, kind, name}`. */
  held() {
    return {
      waiting: this.files.some(({ state }) => state !== "done" && state !== "failed"),
      files: this.files.flatMap(({ view }) => view ?? []),
    };
  }

  /** The message has gone out with them; what was refused has been read. */
  clear() {
    for (const file of [...this.files]) this.drop(file);
    this.say("");
    this.keep();
  }

  add(name, kind, before = null) {
    const file = { name, kind, state: "preparing", share: 0, thumb: null, blob: null, problem: null };
    const again = () => (this.set(file, { state: "waiting", problem: null }), this.panel.focus(), this.next());
    file.chip = fileChip(file, { again, remove: () => this.remove(file) }, this.panel.icon);
    this.files.push(file);
    this.list.insertBefore(file.chip.element, before);
    this.set(file, {});
    return file;
  }

  remove(file) {
    const at = this.files.indexOf(file);
    if (this.underWay?.file === file) this.underWay.stop();
    this.drop(file);
    this.say("");
    this.keep();
    const neighbour = this.files[Math.min(at, this.files.length - 1)];
    if (neighbour) neighbour.chip.leave.focus();
    else this.panel.focus();
  }

  drop(file) {
    this.files = this.files.filter((other) => other !== file);
    file.chip.element.remove();
    this.show();
  }

  set(file, changes) {
    Object.assign(file, changes, { offline: !this.panel.online() });
    file.chip.draw(file);
    this.show();
  }

  show() {
    this.panel.place.hidden = !this.files.length && !this.note.textContent;
    this.panel.changed();
  }

  say(words) {
    this.note.textContent = words;
    if (words) this.panel.announce(words);
    this.show();
  }

  spoken(file) {
    this.panel.announce(ATTACH.done(file.name, words(file)));
  }

  // ---------------------------------------------------------------- over a navigation

  keep() {
    const { memory, options } = this.panel;
    const files = this.files.filter(({ view }) => view).map(({ view, read }) => ({ ...view, read }));
    memory.write(KEPT, files.length ? { session: options.session, files } : null);
  }

  /** What was sent and waits for its message; another session's files are not ours. */
  recall() {
    const kept = this.panel.memory.read(KEPT, null);
    if (kept?.session !== this.panel.options.session) return;
    for (const { read, ...view } of kept.files) this.set(this.add(view.name, view.kind), { state: "done", read, view });
  }
}

function viewOf({ id, kind, name }) {
  return { id, kind, name };
}
