/* What the page needs only once it is idle, as a file of its own, so that the script tag's stays small. */
export { startWorker } from "./boot.js";
export { findElement, snapshot, takeSkeleton } from "./picture.js";
export { watchHistory, watchRequests, watchWindows } from "./replaced.js";
export { editedFields } from "./words.js";
