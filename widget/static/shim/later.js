/* What the page needs only once it is idle, as a file of its own, so that the script tag's stays small. */
export { carry } from "./carry.js";
export { fillApi } from "./api.js";
export { startWorker } from "./boot.js";
export { findElement } from "./find.js";
export { letter } from "./letter.js";
export { startLine } from "./line.js";
export { listenToGestures } from "./gestures.js";
export { listenOutside } from "./outside.js";
export { listenToSelection } from "./selecting.js";
export { startBy } from "./need.js";
export { watchMessages } from "./messages.js";
export { lookSoon, snapshot, takeSkeleton } from "./picture.js";
export { bootPolicy, deviceFacts } from "./policy.js";
export { mask } from "./redact.js";
export { restore, watchHistory, watchRequests, watchWindows } from "./replaced.js";
export { welcomed } from "./sample.js";
export { editedFields } from "./words.js";
