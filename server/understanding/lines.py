"""One JSON object for each line of text: what `handrail understand --json` prints."""

from collections.abc import Iterable, Iterator

import msgspec

from server.understanding.reading import says_something
from server.understanding.understanding import Understanding

BROKEN = "not UTF-8: what could not be read is replaced"
EMPTY = "empty: there is nothing to understand"
WORDLESS = "no words: nothing to look up"


def understand_lines(lines: Iterable[bytes | str], understanding: Understanding, site: str = "") -> Iterator[bytes]:
    """Each line's `Understood` with the line itself as `text` (it is the caller's own): JSON without newline.

    `note` says what was odd about a line: bytes that are no UTF-8, nothing in it, no letter or digit; else "".
    """
    for line in lines:
        text, note = _decoded(line)
        understood = msgspec.structs.asdict(understanding.understand(text, site=site))
        yield msgspec.json.encode({"text": text, "note": note, **understood})


def _decoded(line: bytes | str) -> tuple[str, str]:
    """(the line's text without its end, what was odd about it)."""
    raw = line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass")
    raw = raw.rstrip(b"\r\n")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace"), BROKEN
    if not text.strip():
        return text, EMPTY
    return text, "" if says_something(text) else WORDLESS
