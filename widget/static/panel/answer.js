// Turns an answer's text into nodes: paragraphs, steps, tables, bold, code, links and [n] marks; the rest stays text.

import { node } from "./nodes.js";
import { settled, withTables } from "./rows.js";
import { quoted, sourcesOf } from "./sources.js";
import { tableNode } from "./table.js";
import { WORDS } from "./words.js";

const STEP = /^\s*(\d+)[.)]\s+/;
const POINT = /^\s*[-*•]\s+/;
const HEADING = /^\s*#{1,6}\s+/;
const LEAD = /:(?:\s*\[\d{1,2}\])*\s*$/; // says what the table beneath it holds
const INLINE =
  /\*\*(.+?)\*\*|`([^`]+)`|\[(\d{1,2})\](?!\()|\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>"'`)\]]+[^\s<>"'`)\].,;:!?])/g;

/**
 * The nodes of what a turn says: its `text`, with the `citations` that its marks name. `cite(citation)` is told when a
 * source is followed; unknown marks are dropped. Of a turn that is still being written (`pieces`), what stays as it is.
 */
export function answerNodes({ text, citations = [], pieces }, cite = () => {}) {
  const marks = marksOf(citations, cite);
  const words = (some) => inline(some, marks);
  const blocks = [];
  let before = "";
  for (const part of withTables(pieces ? settled(text) : text, (n) => marks.get(n)?.passage)) {
    if (typeof part !== "string") addTable(blocks, part, LEAD.test(before), words);
    else if (part.trim()) addLine(blocks, part, words);
    else blocks.push(null);
    before = typeof part === "string" ? part : "";
  }
  return blocks.filter(Boolean);
}

/** A link that may be followed: http(s), or a path on the host's own site. Anything else is null. */
export function safeAddress(url) {
  if (/^\/(?![/\\])/.test(url)) return url;
  return /^https?:\/\/[^/\\]/i.test(url) ? url : null;
}

/** A link into a new tab, so that what the visitor has filled in on the page is not lost; text where it isn't safe. */
export function sourceLink(url, label, attributes, onFollow) {
  const href = safeAddress(url);
  if (!href) return node("span", { class: attributes.class }, label);
  return node("a", { href, target: "_blank", rel: "noopener", click: onFollow, ...attributes }, label);
}

// What each mark leads to, by its number in the text: a reader sees the number of its article.
function marksOf(citations, cite) {
  const marks = new Map();
  for (const { n, title, citations: cited } of sourcesOf(citations)) {
    for (const one of cited) {
      const attributes = { class: "mark", "aria-label": WORDS.source(n, title), title: quoted([one]) };
      const made = () => sourceLink(one.url, String(n), attributes, () => cite(one));
      marks.set(one.n, { passage: one.passage, made });
    }
  }
  return marks;
}

function addTable(blocks, table, led, words) {
  const lead = led && blocks.at(-1)?.tagName === "P" ? blocks.pop() : null;
  blocks.push(tableNode(table, lead ? [...lead.childNodes] : [], words));
}

function addLine(blocks, line, words) {
  const list = STEP.test(line) ? "OL" : POINT.test(line) ? "UL" : "";
  const last = blocks.at(-1);
  if (list) {
    const item = node("li", {}, ...words(line.replace(list === "OL" ? STEP : POINT, "")));
    const open = last ?? blocks.at(-2); // steps are often written with empty lines between them
    if (open?.tagName === list) open.append(item);
    else blocks.push(node(list.toLowerCase(), { start: STEP.exec(line)?.[1] }, item)); // steps may go on after a note
  } else if (HEADING.test(line)) {
    blocks.push(node("p", {}, node("strong", {}, ...words(line.replace(HEADING, "")))), null);
  } else if (last?.tagName === "P") last.append(node("br"), ...words(line));
  else if (last?.matches("ol, ul") && /^\s/.test(line))
    last.lastChild.append(" ", ...words(line.trim())); // goes on with its step
  else blocks.push(node("p", {}, ...words(line)));
}

function inline(text, marks) {
  const made = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, bold, code, mark, label, address, bare] = match;
    const before = text.slice(from, match.index);
    made.push(mark ? before.replace(/\s+$/, "") : before);
    from = match.index + all.length;
    if (bold) made.push(node("strong", {}, ...inline(bold, marks)));
    else if (code) made.push(node("code", {}, code));
    else if (mark) made.push(marks.get(Number(mark))?.made());
    else made.push(sourceLink(address ?? bare, label ?? bare, {}));
  }
  return [...made, text.slice(from)].filter(Boolean);
}
