/* The bytes of unacknowledged frames in IndexedDB, by stream and number; which ones, Python says (widget/keeping.py).
 *
 * A page that lives holds a lock named after its stream, so that another page takes over only what nobody owns any more.
 * Without locks, without storage, or when storage throws, there is no store: memory serves, as long as the page lives. */

const DATABASE = "handrail";
const BOUND = 1024 * 1024; // bytes that earlier pages may leave, as one page's outbox
const OLDEST = 86_400_000; // ms: what nobody asked for in a day helps nobody

/** The store of this page's stream, or null. `ws` and `visitor` say whose frames a later page may take over. */
export async function openStore({ stream, visitor, ws }) {
  try {
    if (!navigator.locks) return null;
    const base = await opened();
    navigator.locks.request(lockOf(stream), () => new Promise(() => {})); // until the worker ends
    return storeIn(base, stream, { visitor, ws });
  } catch {
    return null;
  }
}

/** Forgets everything that any page kept. */
export function clearStore() {
  try {
    indexedDB.deleteDatabase(DATABASE);
  } catch {
    /* there is none */
  }
}

const lockOf = (stream) => `${DATABASE}.${stream}`;

function opened() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("streams", { keyPath: "stream" });
    request.result.createObjectStore("frames"); // key: [stream, number]
  };
  return answered(request).then((base) => {
    base.onversionchange = () => base.close(); // another page clears it
    return base;
  });
}

function storeIn(base, stream, owner) {
  let usable = true;

  function change(work) {
    const change = base.transaction(["streams", "frames"], "readwrite");
    const done = new Promise((yes, no) => {
      change.oncomplete = yes;
      change.onabort = change.onerror = () => no(change.error);
    });
    work(change.objectStore("streams"), change.objectStore("frames"));
    return done;
  }

  const framesOf = (name) => IDBKeyRange.bound([name, 0], [name, Infinity]);

  function remove(name) {
    return change((streams, frames) => {
      streams.delete(name);
      frames.delete(framesOf(name));
    });
  }

  /* Streams of the same visitor at the same server, latest first; what is too old or too much is removed. */
  async function others() {
    const all = await answered(base.transaction("streams").objectStore("streams").getAll());
    let room = BOUND;
    const found = [];
    for (const one of all.sort((a, b) => b.at - a.at)) {
      if (one.stream === stream) continue;
      const frames = await answered(base.transaction("frames").objectStore("frames").getAll(framesOf(one.stream)));
      room -= frames.reduce((sum, data) => sum + data.length, 0);
      if (!frames.length || room < 0 || Date.now() - one.at > OLDEST) await unowned(one.stream, () => remove(one.stream));
      else if (one.visitor === owner.visitor && one.ws === owner.ws) found.push(one.stream);
    }
    return found;
  }

  return {
    /** Puts frames ([number, bytes]) and forgets numbers; `hello` introduces them to the server. */
    async keep(hello, put, gone) {
      if (!usable || !(put.length || gone.length)) return;
      try {
        await change((streams, frames) => {
          if (put.length) streams.put({ stream, ...owner, hello, at: Date.now() });
          for (const [number, data] of put) frames.put(data, [stream, number]);
          for (const number of gone) frames.delete([stream, number]);
        });
      } catch {
        usable = false; // full, or cleared by another page
      }
    },
    /** Calls `hand(hello, frames)` for each stream that an earlier page left; what it settles is forgotten. */
    async takeOver(hand) {
      try {
        for (const name of (await others()).reverse())
          await unowned(name, async () => {
            const left = await answered(base.transaction("streams").objectStore("streams").get(name));
            const frames = await answered(base.transaction("frames").objectStore("frames").getAll(framesOf(name)));
            if (left && (await hand(left.hello, frames))) await remove(name);
          });
      } catch {
        usable = false;
      }
    },
    clear() {
      usable = false;
      base.close();
      clearStore();
    },
  };
}

/* Runs `work` when no page owns the stream, and as its owner. */
const unowned = (stream, work) =>
  navigator.locks.request(lockOf(stream), { ifAvailable: true }, (lock) => (lock ? work() : undefined));

function answered(request) {
  return new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });
}
