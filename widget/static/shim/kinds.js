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

export const ROW = 6;
