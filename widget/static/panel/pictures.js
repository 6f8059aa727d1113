// Makes pictures ready in the page: a thumbnail, and a smaller copy of what is larger than anybody reads. It draws on
// canvases alone: a strict policy of the page's refuses images from blob addresses, never a canvas.

export const MAX_BYTES = 5 * 1024 * 1024; // what the server takes
const LONGEST_PX = 2000; // text of a screenshot is still read at that
const SHORTEST_PX = 600; // a whole page's long strip keeps this width, or nobody could read it
const MOST_PX = 8000; // of the long side, whatever its strip
const THUMB_PX = 88; // 44 CSS pixels on a dense screen
const TAKEN = /^image\/(png|jpeg|webp|gif)$/; // by the server; others the browser can show are sent as PNG
const JPEG_QUALITY = 0.9; // letters keep their edges

/**
 * `{thumb, blob}` of a picture file: a small canvas (null where the browser can't show this kind: the server decides),
 * and what is to be sent.
 */
export async function readyPicture(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return { thumb: null, blob: file };
  }
  try {
    const fits = TAKEN.test(file.type) && scaleOf(bitmap) === 1 && file.size <= MAX_BYTES;
    return { thumb: thumbnail(bitmap), blob: fits ? file : await copy(bitmap, file.type) };
  } finally {
    bitmap.close();
  }
}

/** A copy of a bitmap or a video's frame, no larger than is sent. */
export async function copy(source, type = "image/png") {
  const { width, height } = sizeOf(source);
  const scale = scaleOf(source);
  const canvas = drawn(source, Math.round(width * scale), Math.round(height * scale));
  if (type === "image/jpeg") return encoded(canvas, type);
  const exact = await encoded(canvas, "image/png");
  return exact.size <= MAX_BYTES ? exact : encoded(canvas, "image/jpeg"); // a photograph
}

/** The middle of a picture as a small square. */
export function thumbnail(source) {
  const { width, height } = sizeOf(source);
  const side = Math.min(width, height);
  const canvas = square(THUMB_PX);
  const brush = canvas.getContext("2d");
  brush.imageSmoothingQuality = "high";
  brush.drawImage(source, (width - side) / 2, (height - side) / 2, side, side, 0, 0, THUMB_PX, THUMB_PX);
  return canvas;
}

function scaleOf(source) {
  const { width, height } = sizeOf(source);
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  return Math.min(1, Math.max(LONGEST_PX / long, SHORTEST_PX / short), MOST_PX / long);
}

function sizeOf(source) {
  return { width: source.videoWidth ?? source.width, height: source.videoHeight ?? source.height };
}

function drawn(source, width, height) {
  const canvas = square(0);
  canvas.width = Math.max(width, 1);
  canvas.height = Math.max(height, 1);
  const brush = canvas.getContext("2d");
  brush.imageSmoothingQuality = "high";
  brush.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function square(side) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  return canvas;
}

function encoded(canvas, type) {
  return new Promise((told, failed) =>
    canvas.toBlob((blob) => (blob ? told(blob) : failed(new Error("no room for the picture"))), type, JPEG_QUALITY),
  );
}
