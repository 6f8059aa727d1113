/* The script tag's program: captures from the first event on, then loads the panel and Python when the page is idle.
 *
 * Nothing here may be felt by the page: no layout is changed, no value is read, work is done in small pieces, and
 * a fault ends in silence. */
import * as kind from "./kinds.js";
import { link } from "./link.js";
import { listen, seenPage } from "./listen.js";
import { watchMutations } from "./mutations.js";
import { recorder as makeRecorder } from "./recorder.js";
import { identity, kept, randomId, readSite, route as currentRoute, startMode, trail } from "./site.js";
import { watchAddress, watchErrors } from "./wires.js";
import { editedFields } from "./words.js";

/* global BUILD */
const SETTLED = 1500; // ms after a new page before its layout is looked at
const HELD_MESSAGES = 200; // for a panel that is not there yet
const TOLD_WHILE_PAUSED = new Set(["say", "rate", "solved", "person", "share"]);
const CALLS = ["open", "release", "completed", "identify", "context", "on", "consent", "stop"];
const script = document.currentScript;

function begin() {
  let mode = startMode(script.dataset.consent);
  const site = readSite(script, mode);
  let paused = mode === "off";
  let sampledOut = false;
  let stream = randomId();
  let route = currentRoute();
  let past = paused ? [] : trail(route, Date.now());
  let later = null; // later.js, once it is there
  let panel = null;
  let openAtOnce = false;
  const pictured = new Set();
  let hearers = []; // the panel
  const hooks = {}; // the host's own: {name: [functions]}
  const page = seenPage();
  const ending = new AbortController();
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
    if (message.frame?.kind === "we") sample(message.frame.sample);
    const hook = hookOf(message);
    for (const call of (hook && hooks[hook]) || []) guarded(() => call(message.frame || message));
    if (hearers.length) for (const call of hearers) guarded(() => call(message));
    else held = [...held.slice(1 - HELD_MESSAGES), message];
  }

  function send(message) {
    if (message.what === "share") setMode(message.mode || (message.paused ? "off" : "full"));
    else tell(message);
    if (paused) python.post({ k: "talk" });
    boot(); // somebody uses the panel
  }

  function tell(message) {
    recorder.flush(); // what was done before these words comes first
    if (!paused || !message.what || TOLD_WHILE_PAUSED.has(message.what)) python.post(message);
  }

  /* What may be told from now on, on the visitor's word; ids of a lesser mode count from the next page. */
  function setMode(next) {
    if (sampledOut) return;
    const before = mode;
    mode = next;
    paused = mode === "off";
    kept.set("sharing", mode);
    if (before !== mode) identity(mode);
    recorder.flush();
    recorder.on = !paused;
    python.post({ k: "tell", what: "share", paused, mode });
    if (before === "off") enter();
  }

  /* A site may want to hear of some of its visitors only: the others have the chat, always the same ones. */
  function sample(perMille = 1000) {
    if (paused || perMille >= 1000 || hash(site.visitor) % 1000 < perMille) return;
    sampledOut = paused = true;
    recorder.flush();
    recorder.on = false;
    python.post({ k: "tell", what: "share", paused, mode: "off" });
  }

  /* The page comes into view of those who help. */
  function enter() {
    if (paused) return;
    pageRow(kind.PAGE);
    if (site.release) python.post({ k: "tell", what: "release", name: site.release });
    takePictures();
    bootWhenIdle();
  }

  /* Weak devices and visitors who save data get Python only with the chat; until then the server judges. */
  function bootWhenIdle() {
    if (paused || !later) return;
    const policy = later.bootPolicy(site, later.deviceFacts(navigator));
    if (policy === "idle") whenIdle(boot);
    if (policy === "engaged") for (const name of ["pointerdown", "keydown"]) window.addEventListener(name, boot, { passive: true, once: true, signal: ending.signal });
    if (policy === "need") page.suspect = boot;
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
    if (!paused) trail(route, Date.now());
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
      const openSince = later.watchRequests(recorder);
      later.watchWindows(recorder);
      later.watchHistory(movedSafely);
      later.watchMessages(recorder, page, openSince, ending.signal);
      later.listenToGestures(recorder, ending.signal);
      later.fillApi(api, { tell, open: openPanel, setMode, stop, hooks });
      for (const call of queue.splice(0)) api.push(call);
      bootWhenIdle();
      takePictures();
      panel = (await load("panel.js")).mountPanel(forPanel());
      if (openAtOnce) panel.open();
    } catch {
      recorder.faults++; // refused by the page's policy, or gone from the server: capture goes on without them
    }
  }

  /* Gives the page back as it was. */
  function stop() {
    recorder.row(kind.LEAVE, performance.now());
    recorder.flush();
    recorder.on = false;
    ending.abort();
    later?.restore();
    python.leave();
    panel?.remove?.();
  }

  /* `window.handrail`: calls are kept until api.js is there, also those pushed into an array of that name before. */
  const queue = Array.isArray(window.handrail) ? window.handrail : [];
  const api = { push: (call) => queue.push(call) };
  for (const name of CALLS) api[name] = (...values) => queue.push([name, ...values]);
  window.handrail = api;

  listen(recorder, page, ending.signal);
  watchMutations(recorder, page, ending.signal);
  watchErrors(recorder, ending.signal);
  watchAddress(movedSafely, ending.signal);
  enter();

  const on = (name, call) => window.addEventListener(name, call, { signal: ending.signal });
  for (const name of ["online", "offline"]) on(name, () => python.post({ k: name }));
  on("pagehide", () => {
    recorder.row(kind.LEAVE, performance.now());
    recorder.flush();
    python.leave();
  });
  on("pageshow", (event) => {
    if (!event.persisted) return;
    // Back from the browser's memory: what was left has gone out with the beacon, so this counts as a new document.
    stream = randomId();
    past = paused ? [] : trail(route, Date.now());
    recorder.renew();
    enter();
  });
  const start = () => whenIdle(loadRest);
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start, { once: true });
}

/* Which of the host's hooks a message is for. */
function hookOf({ k, frame }) {
  if (k === "struggle" || frame?.kind === "nd") return "struggle";
  if (frame?.kind === "tu" && frame.view.who !== "visitor") return "answer";
  return frame?.kind === "rs" ? "resolved" : "";
}

/* FNV-1a, 32 bits: the same number for the same visitor everywhere. */
function hash(text) {
  let sum = 2166136261;
  for (const letter of text) sum = Math.imul(sum ^ letter.charCodeAt(0), 16777619);
  return sum >>> 0;
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
