/* Who and where we are: the script tag's options, the ids of visitor, session and stream, what the visitor chose to
 * share, the trail of pages. Storage that a browser refuses is replaced by memory: ids then last for this document. */

import { editedFields } from "./words.js";

const ID_BYTES = 16;
const TRAIL_PAGES = 12;

export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/** A drawer of the browser's storage under our prefix; `name` is localStorage or sessionStorage. Never throws. */
function drawer(name) {
  const memory = {};
  return {
    get(key) {
      try {
        return window[name].getItem(`handrail.${key}`);
      } catch {
        return memory[key] ?? null;
      }
    },
    /* null takes it away */
    set(key, value) {
      memory[key] = value;
      try {
        if (value === null) window[name].removeItem(`handrail.${key}`);
        else window[name].setItem(`handrail.${key}`, value);
      } catch {
        /* blocked or full: memory serves */
      }
    },
  };
}

export const kept = drawer("localStorage");
export const tab = drawer("sessionStorage");

function lasting(store, key) {
  const found = store.get(key);
  if (found && /^[\w-]{8,40}$/.test(found)) return found;
  const made = randomId();
  store.set(key, made);
  return made;
}

/** What the script tag says: `<script async src="W/widget/handrail.js" data-site="KEY">`, and who is here: full is known
 * again, anonymous within this tab, off not at all, and nothing is written. */
export function readSite(script, mode) {
  const source = new URL(script.src, location.href);
  const socket = source.origin.replace(/^http/, "ws");
  return {
    ...script.dataset, // site, accent, offsetX, offsetY, release, consent, boot
    base: new URL("./", source).href,
    ws: `${socket}/v1/stream`,
    line: `${socket}/v1/line`,
    beacon: `${source.origin}/v1/beacon`,
    ...identity(mode),
  };
}

/** The ids of visitor and session as far as the mode keeps them; what the mode does not keep, or `before` did and it
 * does not, is taken away. With "off" nothing is written: a conversation's session that is there goes on. */
export function identity(mode, before = mode) {
  if (mode !== "full") kept.set("visitor", null);
  const gone = mode === "off" ? ["alias", "trail", "carried"] : before === "full" && mode !== before ? ["session", "trail", "carried"] : [];
  for (const key of gone) tab.set(key, null);
  if (mode === "off") return { visitor: randomId(), session: tab.get("session") || randomId() };
  return { visitor: mode === "full" ? lasting(kept, "visitor") : lasting(tab, "alias"), session: lasting(tab, "session") };
}

export const MODES = /^(off|anonymous|full)$/;

/** What may be told: "off", "anonymous" or "full". The visitor's own word goes first, then the browser's wish not to be
 * followed, then the script tag. */
export function startMode(consent) {
  const word = kept.get("sharing");
  if (MODES.test(word)) return word;
  if (navigator.globalPrivacyControl === true || navigator.doNotTrack === "1") return "off";
  return MODES.test(consent) ? consent : "full";
}

/** The pages seen before this one in the tab, oldest first, as [route, ms]; then adds this one. */
export function trail(route, at) {
  let pages = [];
  try {
    pages = JSON.parse(tab.get("trail")) || [];
  } catch {
    /* another script wrote something else there */
  }
  tab.set("trail", JSON.stringify([...pages, [route, at]].slice(-TRAIL_PAGES)));
  return pages;
}

const PART_OF_AN_ID = /^(\d+|[0-9a-f]{8}-[0-9a-f-]{27,}|[0-9a-f]{16,}|(?=.*\d)[\w-]{16,}|[\w-]{32,}|.*@.*|.*%40.*)$/i;

/** The page as a template: "/teams/42/edit" is "/teams/:id/edit". No query; a hash only where it is a route. What the visitor typed
 * is an id, too. */
export function route() {
  const template = (path) =>
    path
      .split("/")
      .map((part) => (PART_OF_AN_ID.test(part) || editedFields().typed?.(part) ? ":id" : part))
      .join("/");
  const hash = location.hash.startsWith("#/") ? template(location.hash.split("?")[0]) : "";
  return (template(location.pathname) + hash).slice(0, 300) || "/";
}
