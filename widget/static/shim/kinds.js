/* The kinds of rows: the same numbers as widget/events.py. A row is [kind, t, el, x, y, v], six float64. */
export const PAGE = 1;
export const POINTER_DOWN = 2;
export const CLICK = 3;
export const FOCUS = 4;
export const BLUR = 5;
export const INPUT = 6;
export const SUBMIT = 7;
export const SCROLL = 8;
export const MUTATION = 9;
export const REQUEST = 10;
export const SCRIPT_ERROR = 11;
export const INVALID = 12;
export const STATUS = 13;
export const NAVIGATE = 14;
export const VISIBILITY = 15;
export const SELECTION = 16;
export const WINDOW_OPEN = 17;

export const HOVER = 18;
export const TURN = 19;
export const TOUCH_START = 20;
export const TOUCH_END = 21;
export const ZOOM = 22;
export const COPY = 23;
export const EXIT = 24;
export const LEAVE = 25;

/* v of a WINDOW_OPEN row: what lives outside of the document. */
export const WINDOW = 0;
export const DOWNLOAD = 1;
export const PRINT = 2;
export const DIALOG = 3;
export const ELSEWHERE = 4;
export const CLIPBOARD = 5;
export const MEDIA = 6;
export const FILE = 7;
export const PROTOCOL = 8;
export const FULLSCREEN = 9;

export const ROW = 6;
