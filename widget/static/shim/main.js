/* The script tag's program: captures from the first event on, then loads the panel and Python when the page is idle.
 *
 * Nothing here may be felt by the page: no layout is changed, no value is read, work is done in small pieces, and
 * a fault ends in silence. */
import * as kind from "./kinds.js";
import { link } from "./link.js";
import { listen, seenPage } from "./listen.js";
import { watchMutations } from "./mutations.js";
import { recorder as makeRecorder } from "./recorder.js";
import { MODES, identity, kept, randomId, readSite, route as currentRoute, startMode, tab, trail } from "./site.js";
import { watchAddress, watchEarlyRequests, watchErrors } from "./wires.js";
import { editedFields, tidy } from "./words.js";

/* global BUILD */
const SETTLED = 1500; // ms after a new page before its layout is looked at
const HELD_MESSAGES = 200; // for a panel that is not there yet
const TOLD_WHILE_PAUSED = new Set(["say", "rate", "solved", "person", "share"]);
const CALLS = ["open", "release", "completed", "identify", "context", "on", "consent", "stop"];
const script = document.currentScript;

function begin() {
  const queue = Array.isArray(window.handrail) ? window.handrail : [];
  for (const [name, word] of queue) if (name === "consent" && MODES.test(word)) kept.set("sharing", word);
  let mode = startMode(script.dataset.consent);
  const site = readSite(script, mode);
  let aside = Boolean(tab.get("aside")); // of those whose visit the site does not want to hear of
  let paused = mode === "off" || aside;
  let introduced = false; // whether Python was told who is here
  let stream = randomId();
  let route = currentRoute();
  let past = []; // the pages before
  let carried = {}; // from the page before, by later.js
  let later = null; // later.js, once it is there
  let panel = null;
  let openAtOnce = false;
  const pictured = new Set();
  let hearers = []; // the panel
  let passOn = null; // to the host's own hooks
  let see = null; // rows, while Python waits for a need
  const page = seenPage();
  const ending = new AbortController();
  let held = [];

  const recorder = makeRecorder((batch) => {
    see?.(batch.rows);
    python.rows(batch);
  });
  const python = link(site, bootMessage, hear);

  function bootMessage() {
    introduced = true;
    const { base, ws, site: key, visitor, session } = site;
    const ids = { site: key, visitor, session, stream, sent_at: Date.now(), route, title: tidy(document.title, 200) };
    const view = { language: document.documentElement.lang || navigator.language, width: innerWidth, height: innerHeight };
    return { k: "boot", base, ws, ...ids, ...view, paused, mode, trail: past, ...carried, ids };
  }

  function hear(message) {
    if (message.k === "snap?") return later.lookSoon(() => whenIdle(sendSnapshot, 200));
    if (message.frame?.kind === "we" && mode !== "off") stepAside(later.welcomed(site.visitor, message.frame));
    passOn(message);
    if (hearers.length) for (const call of hearers) guarded(() => call(message));
    else held = [...held.slice(1 - HELD_MESSAGES), message];
  }

  function send(message) {
    if (message.what === "share") setMode(message.paused ? "off" : site.consent === "anonymous" ? site.consent : "full");
    else tell(message);
    if (paused) {
      if (message.what === "say") tab.set("session", site.session); // the conversation goes on on the next page
      python.post({ k: "talk" });
    }
    boot(); // somebody uses the panel
  }

  function tell(message) {
    recorder.flush(); // what was done before these words comes first
    if (!paused || !message.what || TOLD_WHILE_PAUSED.has(message.what)) python.post(message);
  }

  /* What may be told from now on, on the visitor's word. Once Python runs, other ids count from the next page. */
  function setMode(next) {
    kept.set("sharing", next);
    if (next === mode) return;
    recorder.flush();
    const ids = identity(next, mode);
    const before = paused;
    mode = next;
    pause();
    if (!introduced) {
      Object.assign(site, ids);
      if (paused) {
        python.forget();
        recorder.renew();
      }
    }
    python.post({ k: "tell", what: "share", paused, mode });
    if (before && !paused) enter();
  }

  function pause() {
    paused = mode === "off" || aside || ending.signal.aborted;
    recorder.on = !paused;
  }

  /* Remembered for the tab, and looked at anew with each connection. */
  function stepAside(out) {
    tab.set("aside", out ? "1" : null);
    if (!out || aside) return;
    aside = true;
    pause();
  }

  /* The page comes into view of those who help. */
  function enter() {
    if (paused) return;
    past = trail(route, Date.now());
    pageRow(kind.PAGE);
    if (site.release) python.post({ k: "tell", what: "release", name: site.release });
    takePictures();
    bootByPolicy();
  }

  function bootByPolicy() {
    if (paused || !later) return;
    const word = policy();
    if (word !== "idle") python.serve(later.startLine, true); // the server judges until then
    see = later.startBy(word, boot, whenIdle, ending.signal);
  }

  const policy = () => later.bootPolicy(site, later.deviceFacts(navigator));

  function boot() {
    if (!later || ending.signal.aborted) return;
    see = null;
    const never = policy() === "never";
    python.serve(later.startLine, never);
    if (!never) python.boot(later.startWorker);
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
    options: site,
    paused,
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
    signal: ending.signal,
  });

  function openPanel() {
    if (panel) panel.open();
    else openAtOnce = true;
  }

  async function loadRest() {
    const load = (name) => import(new URL(`${name}?b=${BUILD}`, site.base).href);
    try {
      const rest = await load("later.js");
      if (ending.signal.aborted) return;
      later = rest;
      later.editedFields(editedFields());
      const openSince = later.watchRequests(recorder, page);
      later.watchWindows(recorder);
      later.watchHistory(movedSafely);
      later.watchMessages(recorder, page, openSince, ending.signal);
      carried = later.carry(recorder, page, () => route, ending.signal);
      later.listenToGestures(recorder, ending.signal);
      later.listenToSelection(recorder, page, ending.signal);
      later.listenOutside(recorder, ending.signal);
      passOn = later.fillApi(api, { tell, open: openPanel, setMode, mode: () => mode, stop, ended: () => ending.signal.aborted });
      for (const call of queue.splice(0)) call.undo = api.push(call);
      bootByPolicy();
      takePictures();
      const { mountPanel } = await load("panel.js");
      if (ending.signal.aborted) return;
      panel = mountPanel(forPanel());
      if (openAtOnce) panel.open();
    } catch {
      recorder.faults++; // refused by the page's policy, or gone from the server: capture goes on without them
    }
  }

  function leave() {
    recorder.row(kind.LEAVE, performance.now());
    recorder.flush();
    python.leave(later?.letter);
  }

  /* Gives the page back as it was. */
  function stop() {
    leave();
    ending.abort();
    pause();
    later?.restore();
    panel?.close();
    panel?.host.remove();
  }

  /* `window.handrail`: calls are kept until api.js is there, also those pushed into an array of that name before. Only
   * what ends or forbids all this is done at once. */
  const api = { push: (call) => queue.push(call) };
  for (const name of CALLS)
    api[name] = (...values) => {
      const call = [name, ...values];
      queue.push(call);
      return () => (call.undo ? call.undo() : call.splice(0)); // what `on` gives
    };
  api.stop = stop;
  api.consent = (word) => MODES.test(word) && setMode(word);
  window.handrail = api;

  pause();
  listen(recorder, page, ending.signal);
  watchMutations(recorder, page, ending.signal);
  watchErrors(recorder, ending.signal);
  watchEarlyRequests(recorder, page, ending.signal);
  watchAddress(movedSafely, ending.signal);
  enter();

  const on = (name, call) => window.addEventListener(name, call, { signal: ending.signal });
  for (const name of ["online", "offline"]) on(name, () => python.post({ k: name }));
  on("pagehide", leave);
  on("pageshow", (event) => {
    if (!event.persisted) return;
    // Back from the browser's memory: what was left has gone out with the beacon, so this counts as a new document.
    stream = randomId();
    Object.assign(site, identity(mode));
    recorder.renew();
    enter();
  });
  const start = () => whenIdle(loadRest);
  if (document.readyState === "complete") start();
  else on("load", start);
}

/** Runs `work` when the browser has nothing better to do. */
function whenIdle(work, timeout = 3000) {
  if (window.requestIdleCallback) requestIdleCallback(work, { timeout });
  else setTimeout(work, 50);
}

function guarded(work) {
  try {
    work();
  } catch (error) {
    setTimeout(() => console.warn("handrail:", error));
  }
}

if (script?.dataset.site && !window.handrail?.open) guarded(begin);
