/* The script tag's program: captures from the first event on, then loads the panel and Python when the page is idle.
 *
 * Nothing here may be felt by the page: no layout is changed, no value is read, work is done in small pieces, and
 * a fault ends in silence. */
import * as kind from "./kinds.js";
import { link } from "./link.js";
import { listen } from "./listen.js";
import { watchMessages } from "./messages.js";
import { recorder as makeRecorder } from "./recorder.js";
import { kept, randomId, readSite, route as currentRoute, startsPaused, trail } from "./site.js";
import { watchAddress, watchErrors } from "./wires.js";
import { editedFields } from "./words.js";

/* global BUILD */
const SETTLED = 1500; // ms after a new page before its layout is looked at
const HELD_MESSAGES = 200; // for a panel that is not there yet
const TOLD_WHILE_PAUSED = new Set(["say", "rate", "solved", "person", "share"]);
const script = document.currentScript;

function begin() {
  const site = readSite(script);
  let paused = startsPaused();
  let stream = randomId();
  let route = currentRoute();
  let past = trail(route, Date.now());
  let later = null; // later.js, once it is there
  let openSince = () => false; // whether a request of the page's that began after a time is still open
  let panel = null;
  let openAtOnce = false;
  const pictured = new Set();
  let hearers = []; // the panel
  const hooks = {}; // the host's own: {name: [functions]}
  let held = [];

  const recorder = makeRecorder((batch) => python.rows(batch));
  recorder.on = !paused;
  const python = link(site, bootMessage, hear);

  function bootMessage() {
    const { base, ws, site: key, visitor, session } = site;
    const ids = { site: key, visitor, session, stream, sent_at: Date.now(), route, title: document.title.slice(0, 200) };
    const view = { language: document.documentElement.lang || navigator.language, width: innerWidth, height: innerHeight };
    return { k: "boot", base, ws, ...ids, ...view, paused, trail: past, ids };
  }

  function hear(message) {
    if (message.k === "snap?") return void whenIdle(sendSnapshot, 200);
    const hook = hookOf(message);
    for (const call of (hook && hooks[hook]) || []) guarded(() => call(message.frame || message));
    if (hearers.length) for (const call of hearers) guarded(() => call(message));
    else held = [...held.slice(1 - HELD_MESSAGES), message];
  }

  function send(message) {
    if (message.what === "share") share(message);
    else tell(message);
    if (paused) python.post({ k: "talk" });
    boot(); // somebody uses the panel
  }

  function tell(message) {
    recorder.flush(); // what was done before these words comes first
    if (!paused || !message.what || TOLD_WHILE_PAUSED.has(message.what)) python.post(message);
  }

  function share(message) {
    paused = message.paused;
    kept.set("sharing", paused ? "paused" : "on");
    recorder.flush();
    recorder.on = !paused;
    python.post(message);
    enter();
  }

  /* The page comes into view of those who help. */
  function enter() {
    if (paused) return;
    pageRow(kind.PAGE);
    if (site.release) python.post({ k: "tell", what: "release", name: site.release });
    takePictures();
    bootWhenIdle();
  }

  /* A visitor who saves data gets Python only with the chat; until then rows wait for the beacon. */
  function bootWhenIdle() {
    if (!paused && navigator.connection?.saveData !== true) whenIdle(boot);
  }

  function boot() {
    if (later) python.boot(later.startWorker);
  }

  function pageRow(which) {
    recorder.row(which, performance.now(), -1, 0, 0, recorder.text(route));
  }

  function sendSnapshot() {
    if (!paused && later) python.post({ k: "snap", snap: later.snapshot(route) });
  }

  function takePictures() {
    const of = route;
    setTimeout(() => {
      if (paused || !later || of !== route || pictured.has(of)) return;
      pictured.add(of);
      whenIdle(sendSnapshot);
      later.takeSkeleton(of, (skel) => !paused && python.post({ k: "skel", skel }), whenIdle);
    }, SETTLED);
  }

  function moved() {
    const next = currentRoute();
    const another = next !== route;
    route = next;
    pageRow(kind.NAVIGATE);
    if (!another) return;
    trail(route, Date.now());
    recorder.soon();
    takePictures();
  }

  const movedSafely = () => guarded(moved);

  const forPanel = () => ({
    options: { ...site, paused },
    send,
    /** Hears what Python says; the first hearer gets what was said before, in order. Returns how to stop. */
    on(call) {
      hearers.push(call);
      const earlier = held;
      held = [];
      for (const message of earlier) guarded(() => call(message));
      return () => (hearers = hearers.filter((other) => other !== call));
    },
    snapshotNow() {
      sendSnapshot();
      return later.snapshot(route);
    },
    findElement: later.findElement,
  });

  function openPanel() {
    if (panel) panel.open();
    else openAtOnce = true;
  }

  async function loadRest() {
    const load = (name) => import(new URL(`${name}?b=${BUILD}`, site.base).href);
    try {
      later = await load("later.js");
      later.editedFields(editedFields());
      openSince = later.watchRequests(recorder);
      later.watchWindows(recorder);
      later.watchHistory(movedSafely);
      bootWhenIdle();
      takePictures();
      panel = (await load("panel.js")).mountPanel(forPanel());
      if (openAtOnce) panel.open();
    } catch {
      recorder.faults++; // refused by the page's policy, or gone from the server: capture goes on without them
    }
  }

  listen(recorder, watchMessages(recorder, (at) => openSince(at)));
  watchErrors(recorder);
  watchAddress(movedSafely);
  enter();
  publish(hooks, tell, openPanel);

  window.addEventListener("online", () => python.post({ k: "online" }));
  window.addEventListener("offline", () => python.post({ k: "offline" }));
  window.addEventListener("pagehide", () => {
    recorder.flush();
    python.leave();
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    // Back from the browser's memory: what was left has gone out with the beacon, so this counts as a new document.
    stream = randomId();
    past = trail(route, Date.now());
    recorder.renew();
    enter();
  });
  const start = () => whenIdle(loadRest);
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start, { once: true });
}

/* Which of the host's hooks a message is for. */
function hookOf({ k, frame }) {
  if (k === "hint" || frame?.kind === "nd") return "struggle";
  if (frame?.kind === "tu" && frame.view.who !== "visitor") return "answer";
  return frame?.kind === "rs" ? "resolved" : "";
}

/** `window.handrail` for the host: open(), release(name), completed(step), on(name, function). Calls pushed into an
 * array of that name before the script came, as in `handrail.push(["release", "2.4"])`, are made now. */
function publish(hooks, tell, open) {
  const api = {
    open,
    release: (name) => tell({ k: "tell", what: "release", name: String(name) }),
    completed: (step) => tell({ k: "tell", what: "completed", step: String(step) }),
    on: (name, call) => void (hooks[name] ||= []).push(call),
    push: ([name, ...values]) => api[name]?.(...values),
  };
  const early = window.handrail;
  window.handrail = api;
  if (Array.isArray(early)) for (const call of early) guarded(() => api.push(call));
}

/** Runs `work` when the browser has nothing better to do. */
function whenIdle(work, timeout = 3000) {
  if (window.requestIdleCallback) requestIdleCallback(work, { timeout });
  else setTimeout(work, 50);
}

function guarded(work) {
  try {
    return work();
  } catch (error) {
    setTimeout(() => console.warn("handrail:", error)); // the host's own hooks: theirs to see, not theirs to trip over
    return undefined;
  }
}

if (script?.dataset.site && !window.handrail?.open) guarded(begin);
