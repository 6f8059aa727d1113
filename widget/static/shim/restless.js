/* Places of the page that change by themselves - clocks, tickers, feeds: what changes there answers nobody's click, unless
 * the click was right beside it. */
const ASKED = 500; // ms after a press: what changes later is taken to come by itself
const MOMENTS = 6, APART = 500; // ms: so many changes that far apart within the span; a list that loads is done sooner
const SPAN = 15_000; // ms: a display that changes every other second is restless
const AROUND = 3; // levels: a cell that changes makes its table restless; a carousel's arrows lie as near to its pictures

/** Gives `page.answers(records)`: how many of the mutations may be an answer to somebody. */
export function watchRestless(page, signal) {
  const moments = new WeakMap(); // place -> the newest times that it changed unasked
  let pressedAt = -Infinity;
  let pressed = null;

  const press = (event) => {
    pressedAt = performance.now();
    [pressed] = event.composedPath();
  };
  for (const name of ["pointerdown", "keydown"]) window.addEventListener(name, press, { capture: true, passive: true, signal });

  function unasked(place, now) {
    const times = moments.get(place) || [];
    if (now - (times.at(-1) ?? -Infinity) >= APART) moments.set(place, [...times, now].slice(-MOMENTS));
  }

  function restless(place, now) {
    const times = moments.get(place);
    return times?.length === MOMENTS && now - times[0] < SPAN;
  }

  const beside = (place) => Boolean(pressed && upwards(pressed).at(-1)?.contains(place));

  page.answers = (records) => {
    const now = performance.now();
    const places = new Map(); // a place -> whether it is restless
    let answers = 0;
    for (const { target } of records) {
      if (!places.has(target)) {
        const around = upwards(target);
        places.set(target, around.some((place) => restless(place, now)) && !beside(target));
        if (now - pressedAt > ASKED) for (const place of around) unasked(place, now);
      }
      if (!places.get(target)) answers++;
    }
    return answers;
  };
}

/* A node with what lies around it, as far as that still is one part of the page. */
function upwards(node) {
  const found = [];
  for (let at = node; at && found.length < AROUND && !/^(body|html|main)$/.test(at.localName); at = at.parentElement) found.push(at);
  return found;
}
