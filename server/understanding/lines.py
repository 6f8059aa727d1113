"""One JSON object for each line of text: what `handrail understand --json` prints."""

from collections.abc import Iterable, Iterator

import msgspec

from server.understanding.understanding import Understanding


def understand_lines(lines: Iterable[str], understanding: Understanding) -> Iterator[bytes]:
    """Each line's `Understood` with the line itself as `text` (it is the caller's own): JSON without newline."""
    for line in lines:
        text = line.rstrip("\r\n")
        understood = msgspec.structs.asdict(understanding.understand(text))
        yield msgspec.json.encode({"text": text.encode("utf-8", "replace").decode(), **understood})
