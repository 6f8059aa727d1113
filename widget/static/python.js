/* Python in the worker: started anew, or from a picture of its memory that an earlier page of this browser kept.
 *
 * A start anew imports for a second of CPU. Right after the imports, before Python knows of any visitor, its memory is
 * copied; once the page is quiet the copy goes into the Cache API, under the name of the files it was made of, and the
 * next page goes on from there. Pictures of other builds and browsers are thrown away. Whatever goes wrong with a
 * picture, its rehearsal included, throws it away and starts Python anew, within the same call; that build then does
 * without.
 *
 * What Pyodide 314 wants for that: the same native library loaded before Python at both ends, so that its functions get
 * the same places in wasm's table; no object of ours in Python's memory. A picture repeats the hash seed, too: nothing
 * of the page's Python draws from it or from `random`, ids come from `crypto`. */

/* global PYTHON_FOLDER, LIBRARY */
const EMPTY_LOCK = {
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" },
  packages: {},
};
const SITE_PACKAGES = "/lib/python3.14/site-packages/";
const ALBUM = "handrail-python";
const NONE = new Uint8Array(); // the picture of a build that has none that works in this browser
const PATIENCE = 15_000; // ms for a picture: a start anew takes a second on a fast device, ten on a slow one
const QUIET = 8000; // ms after the start until the copy is written: 30 MB are felt on a slow disk

/** Python with the page's modules imported: {python, how: "anew" | "restored", distrust}. `lasting` allows to keep a
 * picture; `distrust()` throws it away for good, when this Python turns out to be broken. */
export async function startPython(base, lasting) {
  const folder = new URL(PYTHON_FOLDER, base).href;
  const album = lasting ? await openAlbum(folder) : null;
  const picture = await album?.find();
  const distrust = () => album?.keep(NONE);
  if (picture?.byteLength) {
    try {
      return { python: await within(PATIENCE, restored(folder, picture)), how: "restored", distrust };
    } catch {
      await distrust();
    }
  }
  const wanted = album && !picture;
  const python = await anew(folder, wanted);
  if (wanted) keepLater(album, python);
  return { python, how: "anew", distrust };
}

async function anew(folder, toBeCopied) {
  const [python, archive] = await Promise.all([
    load(folder, { _makeSnapshot: toBeCopied }),
    fetch(`${folder}page.zip`).then((answer) => answer.arrayBuffer()),
  ]);
  python.unpackArchive(archive, "zip", { extractDir: SITE_PACKAGES });
  python.FS.writeFile(SITE_PACKAGES + LIBRARY, ""); // for Python's finder: what it names is loaded already
  python.runPython("import widget.worker, widget.rehearsal");
  return python;
}

async function restored(folder, picture) {
  const python = await load(folder, { _loadSnapshot: picture });
  python.runPython("import widget.rehearsal; widget.rehearsal.rehearse()");
  return python;
}

async function load(folder, more) {
  const [{ loadPyodide }, { default: create }] = await Promise.all([
    import(`${folder}pyodide.mjs`),
    import(`${folder}pyodide.asm.mjs`),
  ]);
  return loadPyodide({
    indexURL: folder,
    stdLibURL: `${folder}stdlib.zip`,
    lockFileContents: EMPTY_LOCK,
    packageBaseUrl: folder,
    stdout: () => {},
    stderr: () => {},
    createPyodideModule(settings) {
      settings.dynamicLibraries = [SITE_PACKAGES + LIBRARY];
      settings.locateFile = (name) => folder + name.replace(SITE_PACKAGES, "");
      return create(settings);
    },
    ...more,
  });
}

function keepLater(album, python) {
  let picture;
  try {
    picture = python.makeMemorySnapshot();
  } catch {
    return; // another Pyodide, or something of ours in its memory: then every page starts anew
  }
  setTimeout(() => album.keep(picture), QUIET);
}

/* The place of this build's and this browser's picture; null where there is no secure context or no storage. */
async function openAlbum(folder) {
  const name = `${folder}memory?${encodeURIComponent(navigator.userAgent)}`;
  try {
    const cache = await caches.open(ALBUM);
    return {
      find: () => cache.match(name).then((kept) => kept?.arrayBuffer()).catch(() => NONE),
      async keep(picture) {
        try {
          for (const other of await cache.keys()) await cache.delete(other);
          await cache.put(name, new Response(picture));
        } catch {
          await cache.delete(name).catch(() => false); // full
        }
      },
    };
  } catch {
    return null;
  }
}

function within(ms, work) {
  const late = new Promise((_, fail) => setTimeout(fail, ms, new Error("it took too long")));
  return Promise.race([work, late]);
}
