"""A sentence that helps at once, made in the page from the page's own words; works with the network cut.

Rules of thumb: where the page's message says what it wants, it is repeated with the field's name; where it only says
that something is wrong, the hint points to the field. What the page wrote is on the visitor's own screen, so nothing is
masked here, and nothing of it is sent.
"""

import re

from widget.redaction import clip

SENTENCE_CHARS = 200

EMPTY = re.compile(r"\b(required|fill (in|out)|can(no|')t be (blank|empty)|must not be empty|missing)\b", re.I)
BARE = re.compile(r"^\W*(this )?(\w+ ){0,4}(is )?(invalid|not valid|incorrect|wrong|error)( \w+){0,2}\W*$", re.I)
TELLS = re.compile(r"\b(like|such as|for example|e\.g\.|format|must|should|needs?|at least|at most|only)\b", re.I)


def for_refused(name: str, message: str) -> str:
    """The hint for a field that was refused repeatedly; "" when the page says nothing to build on."""
    field, text = _tidy(name), _tidy(message)
    if not text and not field:
        return ""
    label = f"“{field}”" if field else "This field"
    if not text or BARE.match(text):
        return clip(f"{label} is refused. Check for spaces, a missing prefix or another notation.", SENTENCE_CHARS)
    if EMPTY.search(text):
        return clip(f"{label} has to be filled in before this can go on.", SENTENCE_CHARS)
    if TELLS.search(text) or not field or field.lower() in text.lower():
        return clip(_sentence(text), SENTENCE_CHARS)
    return clip(f"{label}: {_sentence(text)}", SENTENCE_CHARS)


def for_disabled(name: str, errors: list[tuple[str, str]], reason: str = "") -> str:
    """The hint for a disabled control that is clicked: the page's own reason, else which field (name, message) the page
    complains about; "" when it says neither."""
    label = f"“{_tidy(name)}”" if _tidy(name) else "This button"
    if _tidy(reason):
        return clip(f"{label} is off: {_sentence(_tidy(reason))}", SENTENCE_CHARS)
    if not errors:
        return ""
    field, message = _tidy(errors[0][0]), _tidy(errors[0][1])
    where = f"“{field}”" if field else "a field"
    why = f": {_sentence(message)}" if message else "."
    return clip(f"{label} stays off until {where} is right{why}", SENTENCE_CHARS)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" *:")


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text[-1:] in ".!?…" else text + "."
