// Every sentence said about attached files.

export const ATTACH = {
  list: "Attached files",
  preparing: "Getting it ready",
  stills: "Taking still pictures from the video",
  waiting: "Waits its turn",
  offline: "Goes out when the connection is back",
  sending: (percent) => `Sending, ${percent} %`,
  progress: (name) => `Sending ${name}`,
  reading: "Reading it",
  read: (words) => `Read: “${words}”`,
  noWords: "Attached. No words found in it.",
  again: "Try again",
  remove: (name) => `Remove ${name}`,
  done: (name, how) => `${name}. ${how}`,
  at: (name, time) => `${name} at ${time}`,

  three: "Three files go with one message; the others were left out.",
  tooLarge: "Larger than 5 MB. Attach a smaller one, or a screenshot of the part that matters.",
  empty: "There is nothing in this file.",
  strange: "This kind of file can’t be read here. Attach a picture, a PDF, a Word document or a text file.",
  unreadable: "This file can’t be opened any more. Choose it again.",
  video: "This browser can’t open the video. Attach a still picture of it, like a screenshot.",
  videoBlocked: "This page doesn’t let videos be opened. Attach a still picture of it, like a screenshot.",
  unsent: "It couldn’t be sent.",
  refused: "It wasn’t taken.",

  picture: "picture",
  document: "document",
  told: (name, kind, size) => `You attached “${name}” (${kind}, ${size})`,
};

/** Bytes as people read them: "820 bytes", "120 kB", "3.4 MB". */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A place in a video: "0:04", "1:02:09". */
export function moment(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
