// Every sentence the panel says, in one place.

export const WORDS = {
  help: "Help",
  open: "Open help",
  unread: (n) => `${n} new ${n === 1 ? "message" : "messages"}`,
  close: "Close help",
  log: "Conversation",
  you: "You",
  handrail: "Handrail",
  someone: "Support",

  onPage: "You’re on ",
  greeting: "What are you trying to do?",
  greetingMore: "Ask in your own words. The answer comes from the help pages, with its source.",
  likely: "Often asked here",

  composer: "Your message",
  placeholder: "Ask in your own words",
  placeholderPerson: "Write a message",
  send: "Send",
  attach: "Attach a screenshot or a document",
  attachDrop: "Drop it here to attach it",
  attachFailed: "Attaching couldn’t be loaded. Check the connection and try again.",
  attachWait: "Wait until the attached file is ready.",
  attached: "Attached",
  pasted: (time) => `Screenshot ${time}`,
  left: (n) => `${n} characters left`,
  over: (n) => `${n} characters too long: shorten it, or send it in two parts`,

  phase: {
    connecting: "Connecting",
    sending: "Sending",
    received: "Looking through the help pages",
    searched: "Picking what fits this page",
    decided: "Preparing the answer",
    writing: "Writing the answer",
    next: "Looking for the next best way",
    person: "Asking for a person",
  },
  slow: "This takes longer than usual. You can keep writing, or talk to a person.",
  unsent: "Not sent yet: goes out as soon as the connection is back",

  sure: {
    sure: "This fits your question.",
    unsure: "I’m not sure. Here is the closest I found.",
    unknown: "I don’t know this one.",
  },
  source: (n, title) => `Source ${n}: ${title} (opens in a new tab)`,
  sources: "Sources",
  showMe: "Show me",
  rate: "Was this answer useful?",
  useful: "Useful",
  notUseful: "Not useful",
  choose: "Choose what you mean",
  orElse: "Or is it about one of these?",
  noneOfThese: "None of these",
  solved: "Did that solve it?",
  yes: "Yes",
  notYet: "Not yet",
  wasSolved: "Solved",
  wasNotSolved: "Not solved yet",

  person: "Talk to a person",
  personAsked: "Person asked for",
  personWith: "A person is with you",
  personHere: (name) => `${name || "A person"} is here`,
  asking: "Asking for a person.",
  waiting: "Waiting for a person",
  waitKnown: (span) => `Someone usually joins within ${span}. They will see what you wrote here.`,
  waitUnknown: "Someone is online and joins as soon as they can. They will see what you wrote here.",
  replyBy: (when) => `A person answers here ${when}, your time. You can leave this page meanwhile.`,
  replyLate: "This takes longer than we said. Your question is kept, and the reply appears here.",
  nobody: "Nobody is online right now. The reply appears here, and you can leave this page meanwhile.",

  offlineHere: "You’re offline. What you write is kept and sent when you’re back.",
  offlineThere: "Help can’t be reached right now. What you write is kept and sent when it is back.",
  again: (span) => `Next try in ${span}.`,
  failed: "Help couldn’t start in this browser.",
  refused: "Help isn’t available on this page.",

  nudge: "Help with this page",
  nudgeSpoken: (sentence) => `Help is offered: ${sentence}`,
  notNow: "Not now",
  gotIt: "Got it",
  readMore: "Read more",
  outlined: (name) => (name ? `Outlined on the page: ${name}` : "Outlined on the page"),
  gone: "That part isn’t visible on the page right now.",
  newMessage: (name) => `New message from ${name}`,

  shared: "What is shared",
  back: "Back to the conversation",
  sharing: "Share what happens on this page",
  sharingOn:
    "So that help knows where you are: the page, clicks, and the errors it shows. Never what you type into it. " +
    "Files only when you attach them.",
  sharingOff: "Paused. Nothing about the page is sent, only what you write or attach in this conversation.",
  told: "Told so far, newest first",
  toldNothing: "Nothing has been told yet.",
  trueData: "Exactly what was sent",
};

/** When somebody answers, in the visitor's own time: "Monday, 23 November, 09:00 to 10:00"; two days where it is two. */
export function replyTime(from, by) {
  const day = (at) => new Date(at).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  const time = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (day(from) === day(by)) return `${day(by)}, ${time(from)} to ${time(by)}`;
  return `between ${day(from)}, ${time(from)} and ${day(by)}, ${time(by)}`;
}

/** A length of time in words: "40 seconds", "3 minutes". */
export function span(ms) {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `${Math.round(seconds / 60)} minutes`;
}

/** A running time, short: "4 s", "2 min 05 s". */
export function elapsed(ms) {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
