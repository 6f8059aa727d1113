// Turns an answer's text into nodes: paragraphs, steps, bold, code, links and [n] marks; everything else stays text.

import { node } from "./nodes.js";
import { WORDS } from "./words.js";

const STEP = /^\s*(\d+)[.)]\s+/;
const POINT = /^\s*[-*•]\s+/;
const HEADING = /^\s*#{1,6}\s+/;
const INLINE =
  /\*\*(.+?)\*\*|`([^`]+)`|\[(\d{1,2})\](?!\()|\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>"'`)\]]+[^\s<>"'`)\].,;:!?])/g;

/** The nodes of `text`. `cite(citation)` is told when a source is followed; unknown marks are dropped. */
export function answerNodes(text, citations = [], cite = () => {}) {
  const blocks = [];
  for (const line of text.split("\n")) {
    if (!line.trim()) blocks.push(null);
    else addLine(blocks, line, (words) => inline(words, citations, cite));
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
  else if (last && /^\s/.test(line))
    last.lastChild.append(" ", ...words(line.trim())); // goes on with its step
  else blocks.push(node("p", {}, ...words(line)));
}

function inline(text, citations, cite) {
  const made = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, bold, code, mark, label, address, bare] = match;
    const before = text.slice(from, match.index);
    made.push(mark ? before.replace(/\s+$/, "") : before);
    from = match.index + all.length;
    if (bold) made.push(node("strong", {}, ...inline(bold, citations, cite)));
    else if (code) made.push(node("code", {}, code));
    else if (mark) made.push(sourceMark(Number(mark), citations, cite));
    else made.push(sourceLink(address ?? bare, label ?? bare, {}));
  }
  return [...made, text.slice(from)].filter(Boolean);
}

function sourceMark(n, citations, cite) {
  const citation = citations.find((one) => one.n === n);
  if (!citation) return null;
  const label = WORDS.source(n, citation.title);
  return sourceLink(citation.url, String(n), { class: "mark", "aria-label": label }, () => cite(citation));
}
