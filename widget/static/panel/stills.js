// Takes still pictures out of a video, in the page: the video itself never leaves it.

import { copy, thumbnail } from "./pictures.js";

const PLACES = [[0.5], [0.3, 0.7], [0.2, 0.5, 0.8]]; // shares of its length, by how many pictures are wanted
const SHORT_S = 1; // less than that is one picture
const PATIENCE_MS = 15_000; // for each step: opening, going to a place
const BEYOND_S = 1e7; // recordings don't know their length until one has gone to their end

/** The video can't be opened; `blocked` when the page's policy says so. */
export class NoVideo extends Error {
  constructor(blocked) {
    super("the video can't be opened");
    this.blocked = blocked;
  }
}

/** Up to `room` stills of a video file, in their order: `{blob, thumb, at}` with `at` in seconds. Throws NoVideo. */
export async function stillsOf(file, room) {
  let blocked = false;
  const refused = ({ effectiveDirective }) => (blocked ||= effectiveDirective === "media-src");
  document.addEventListener("securitypolicyviolation", refused);
  const address = URL.createObjectURL(file);
  const video = document.createElement("video");
  video.muted = video.playsInline = true;
  video.preload = "auto";
  try {
    await until(video, "loadeddata", () => (video.src = address));
    return await taken(video, await lengthOf(video), room);
  } catch {
    throw new NoVideo(blocked);
  } finally {
    document.removeEventListener("securitypolicyviolation", refused);
    video.removeAttribute("src");
    video.load(); // lets go of the file
    URL.revokeObjectURL(address);
  }
}

async function taken(video, length, room) {
  if (!video.videoWidth) throw new Error("sound alone");
  const places = PLACES[length < SHORT_S ? 0 : Math.min(room, PLACES.length) - 1];
  const stills = [];
  for (const place of places) {
    await until(video, "seeked", () => (video.currentTime = length * place));
    stills.push({ blob: await copy(video), thumb: thumbnail(video), at: length * place });
  }
  return stills;
}

async function lengthOf(video) {
  if (Number.isFinite(video.duration)) return video.duration;
  await until(video, "seeked", () => (video.currentTime = BEYOND_S));
  return Number.isFinite(video.duration) ? video.duration : video.currentTime;
}

/** Does `work` and waits for the event that follows; rejects on an error or when it takes too long. */
function until(video, event, work) {
  return new Promise((told, failed) => {
    const listening = new AbortController();
    const end = (settle) => () => {
      clearTimeout(late);
      listening.abort();
      settle();
    };
    const late = setTimeout(end(failed), PATIENCE_MS);
    video.addEventListener(event, end(told), { signal: listening.signal });
    video.addEventListener("error", end(failed), { signal: listening.signal });
    work();
  });
}
