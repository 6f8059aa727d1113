/* Why a control is off, where the page says so: in its description, in a tooltip on it or on what wraps it, or in a hint
 * beside it. Nothing is guessed: no reason is "". */
import { FIELD, nameOf } from "./elements.js";
import { visible } from "./messages.js";
import { masked, textOf, tidy } from "./words.js";

const REASON_CHARS = 300;
const TIPS = ["data-disabled-reason", "data-tooltip", "data-tooltip-content", "data-tip", "data-tippy-content", "data-bs-title", "data-bs-original-title", "data-original-title", "title"];
const WRAPS = 2; // elements around a control that may carry its tooltip, because a disabled control gets no mouse
const HINT = "small,[role=tooltip],[role=note],[class*=hint i],[class*=help i],[class*=tooltip i],[class*=note i],[class*=reason i],[class*=caption i]";
const AROUND = "label,fieldset,[role=group],p,li";

/** The reason, at most 300 characters, scrubbed of what was typed. */
export function reasonOf(control) {
  if (masked(control)) return "";
  return described(control) || tipOf(control) || hintBeside(control) || wholeGroup(control);
}

/* A description may be meant for screen readers alone. */
function described(control) {
  const root = control.getRootNode();
  const ids = `${control.getAttribute("aria-describedby") || ""} ${control.getAttribute("aria-errormessage") || ""}`;
  const texts = ids.split(/\s+/).map((id) => id && textOf(root.getElementById?.(id), REASON_CHARS));
  return tidy(texts.filter(Boolean).join(" ") || control.getAttribute("aria-description"), REASON_CHARS);
}

function tipOf(control) {
  const name = nameOf(control);
  let place = control;
  for (let step = 0; place && step <= WRAPS; step++, place = place.parentElement) {
    if (step && !wraps(place, control)) break;
    for (const attribute of TIPS) {
      const text = tidy(place.getAttribute(attribute), REASON_CHARS);
      if (text && text !== name) return text;
    }
  }
  return "";
}

/* Whether an element is there for this control alone. */
const wraps = (place, control) => !/^(form|body|main|section)$/.test(place.localName) && place.querySelectorAll(`${FIELD},button,a[href]`).length === Number(control.matches(`${FIELD},button,a[href]`));

/* A visible hint in the same label or group, or right beside it, that is about no other field. */
function hintBeside(control) {
  const around = control.closest(AROUND);
  const inGroup = around ? [...around.querySelectorAll(HINT)].filter((hint) => hint.parentElement.closest(AROUND) === around) : [];
  const beside = [control.nextElementSibling, control.previousElementSibling].filter((one) => one?.matches(HINT));
  for (const hint of [...beside, ...inGroup]) {
    const other = hint.id && control.getRootNode().querySelector(`[aria-describedby~="${CSS.escape(hint.id)}"]`);
    const text = !other && !hint.contains(control) && !hint.closest("button,a") && visible(hint) && textOf(hint, REASON_CHARS);
    if (text) return text;
  }
  return "";
}

/* What holds for a whole group that is off: its own reason. */
function wholeGroup(control) {
  const group = control.parentElement?.closest("fieldset:disabled,[aria-disabled=true]");
  return group ? described(group) || tipOf(group) || hintBeside(group) : "";
}
