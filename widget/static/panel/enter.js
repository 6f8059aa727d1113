// Brings the panel into the page so that the page's style, order, direction changes and shortcuts do it no harm.

import { STYLE } from "./style.js";
import { ANSWER_STYLE } from "./style_answer.js";
import { VIEWS_STYLE } from "./style_views.js";
import { TOKENS } from "./tokens.js";

const STAY = ["keydown", "keyup", "keypress", "input", "paste", "focusin", "focusout"];

/**
 * Appends `host` with `root` in its shadow to the body.
 *
 * The shadow root keeps the page's style out, and a constructed sheet needs no permission of a strict policy. In the top
 * layer no stacking order, transform or opacity of the page's reaches the panel. Some pages replace their body as they
 * navigate: the panel comes along. To the page, a key pressed in the composer comes from an unknown element, and its
 * shortcuts would fire while one types: such events end at the root.
 */
export function enterPage(host, root) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(TOKENS + STYLE + VIEWS_STYLE + ANSWER_STYLE);
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(root);
  for (const kind of STAY) root.addEventListener(kind, (event) => event.stopPropagation());
  host.popover = "manual";
  const enter = () => (document.body.append(host), host.showPopover?.()); // browsers before 2024 have no top layer for it
  const back = () => host.isConnected || !document.body || enter();
  enter();
  new MutationObserver(back).observe(document.documentElement, { childList: true });
}

/** Keeps `root` in the direction the document names. */
export function followDirection(root) {
  const look = () => (root.dir = document.documentElement.dir || document.body.dir || "ltr");
  new MutationObserver(look).observe(document.documentElement, { attributes: true, attributeFilter: ["dir"] });
  look();
}
