// Makes DOM nodes from values. Nothing here, or anywhere in the panel, parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. A function in `attributes` is a listener of that name; null, undefined and false are left out.
 * Children are nodes or plain text; empty ones are left out.
 */
export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child || child === 0));
  return made;
}

/** A button that never submits a form of the host's. */
export function button(attributes, ...children) {
  return node("button", { type: "button", ...attributes }, ...children);
}

/** Words only a screen reader meets. */
export function unseen(text) {
  return node("span", { class: "unseen" }, text);
}

/** One of our line icons (24 x 24, drawn in the colour of the text around it); words stand beside it or in a label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

const PATHS = {
  // The mark: a rail that climbs from left to right on three posts, its end curled for the hand.
  mark: "M3.5 16.2 15.2 7.6c2-1.5 4.8-.3 4.8 2 0 1.5-1.3 2.5-2.6 2.2M6.5 14v6M12 10v10M17.4 11.8V20",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  back: "M14.5 6 8.5 12l6 6",
  go: "M9.5 6l6 6-6 6",
  send: "M12 19V5.5M6 11l6-6 6 6",
  clip: "M19.6 11.3 12 18.9a4.6 4.6 0 0 1-6.5-6.5l7.7-7.7a3.1 3.1 0 0 1 4.4 4.4l-7.6 7.6a1.5 1.5 0 0 1-2.2-2.2l6.9-6.9",
  picture: "M6 4.5h12A1.5 1.5 0 0 1 19.5 6v12a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 18V6A1.5 1.5 0 0 1 6 4.5zM4.5 16l4-4 3.5 3.5 2.5-2.5 5 4.5M15.2 8.6v.2",
  document: "M13.5 3.5H7.2A1.2 1.2 0 0 0 6 4.7v14.6a1.2 1.2 0 0 0 1.2 1.2h9.6a1.2 1.2 0 0 0 1.2-1.2V8zM13.5 3.5V8H18M9 12.5h6M9 16h4",
  up: "M7.5 20H5a1 1 0 0 1-1-1v-7.5a1 1 0 0 1 1-1h2.5zm0 0h9.2a2 2 0 0 0 2-1.6l1.1-5.5a2 2 0 0 0-2-2.4H13.5l.7-3.7a2 2 0 0 0-3.7-1.3l-3 5",
  down: "M7.5 4H5a1 1 0 0 0-1 1v7.5a1 1 0 0 0 1 1h2.5zm0 0h9.2a2 2 0 0 1 2 1.6l1.1 5.5a2 2 0 0 1-2 2.4H13.5l.7 3.7a2 2 0 0 1-3.7 1.3l-3-5",
  person: "M12 12a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6zM4.8 20c.8-3.2 3.7-5 7.2-5s6.4 1.8 7.2 5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  about: "M4.5 14.5c2.5-3.5 5-3.5 7.5-1s5 2.5 7.5-1M4.5 9.5c2.5-3.5 5-3.5 7.5-1s5 2.5 7.5-1",
  question: "M8.7 9a3.3 3.3 0 1 1 4.9 2.9c-1 .6-1.6 1.2-1.6 2.4M12 18v.2",
  aim: "M12 3v3.5M12 17.5V21M3 12h3.5M17.5 12H21M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9z",
  offline: "M4 9.5a12 12 0 0 1 4-2.6M12 6c3 0 5.8 1.2 8 3.5M7.5 13.5A6.5 6.5 0 0 1 11 11.7M12 18v.2M4.5 4.5l15 15",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 7.5V12l3 2",
  shield: "M12 3.5l7 2.6v5.2c0 4.3-2.8 7.5-7 9.2-4.2-1.7-7-4.9-7-9.2V6.1z",
};
