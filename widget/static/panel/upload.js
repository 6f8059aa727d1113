// Sends one file to the server and says what became of it.

const PATIENCE_MS = 180_000; // 5 MB over a slow line, and reading
const NAME_CHARS = 120; // as the server takes it
const PASSES = new Set([0, 403, 408, 425, 429]); // 403: the server does not know this visit yet
const MESSAGE_CHARS = 240; // of the server's sentence

/**
 * `{done, stop()}`: `done` resolves to `{file}` (the server's answer), or to `{message, again, line}`: the server's
 * sentence or "", whether another try may go better, whether the line is to blame. `progress(share)` gets 0 to 1.
 */
export function upload(blob, name, { base, site, session }, progress) {
  const request = new XMLHttpRequest(); // fetch tells no progress of what goes out
  request.handrail = true; // no request of the page's (shim/replaced.js)
  const done = new Promise((told) => {
    const address = new URL("/v1/files", base);
    address.search = new URLSearchParams({ site, session, name: name.slice(0, NAME_CHARS) });
    request.open("POST", address);
    request.timeout = PATIENCE_MS;
    request.setRequestHeader("Content-Type", "text/plain"); // what it is, the content says
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? loaded / total : 0));
    request.upload.addEventListener("load", () => progress(1));
    request.addEventListener("loadend", () => told(outcome(request)));
    request.send(blob);
  });
  return { done, stop: () => request.abort() };
}

function outcome(request) {
  const { status } = request; // 0 without an answer
  const said = read(request.responseText);
  if (status === 201 && typeof said.id === "string") return { file: said };
  const message = typeof said.message === "string" ? said.message.slice(0, MESSAGE_CHARS) : "";
  const again = PASSES.has(status) || status >= 500 || said.code === "too_slow";
  return { message, again, line: status === 0 };
}

function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {}; // not our server's words
  }
}
