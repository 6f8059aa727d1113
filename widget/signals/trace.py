"""Raw rows kept so that a visit can be judged anew: packed small and without loss, elements and strings beside them.

Rows hold whole numbers (static/MESSAGES.md). Each is written as differences from the row before, zigzagged, seven bits
a byte, and the whole is deflated: about four bytes a row.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence

from widget.elements import Target
from widget.events import WITH_TEXT, Kind
from widget.protocol import Element, Observed
from widget.redaction import clean, clean_route

Row = Sequence[float]

MAX_ROWS = 512  # of one Observed: what a page packs and a server unpacks
MAX_PLACES = 200  # elements and strings of one Observed; the protocol allows 256
WRITTEN_BYTES = MAX_ROWS * 6 * 10  # an int64 takes at most ten bytes
TEXT_CHARS, STEP_CHARS = 400, 120
UNJUDGED = frozenset({int(Kind.HOVER)})  # what no shipped rule asks for is not worth its bytes
TEXTS = frozenset(map(int, WITH_TEXT))


def pack(rows: Iterable[Row]) -> bytes:
    """Rows of six whole numbers as bytes. Raises ValueError for fractions, infinities and too many rows."""
    written = bytearray()
    before = [0] * 6
    for count, row in enumerate(rows, 1):
        now = [int(value) for value in row]
        if count > MAX_ROWS or len(now) != 6 or any(a != b for a, b in zip(now, row, strict=True)):
            raise ValueError("rows are six whole numbers each, 512 at most")
        for a, b in zip(now, before, strict=True):
            _write(written, a - b)
        before = now
    return zlib.compress(bytes(written), 9)


def unpack(data: bytes) -> list[tuple[float, ...]]:
    """The rows again. Raises ValueError for bytes that `pack` did not make."""
    reader = zlib.decompressobj()
    try:
        written = reader.decompress(data, WRITTEN_BYTES + 1)
    except zlib.error:
        raise ValueError("not packed rows") from None
    if len(written) > WRITTEN_BYTES or not reader.eof or reader.unused_data:
        raise ValueError("not packed rows: too long, or cut short")
    numbers = list(_read(written))
    if len(numbers) % 6:
        raise ValueError("not packed rows: a row is cut short")
    rows, before = [], [0] * 6
    for at in range(0, len(numbers), 6):
        before = [a + b for a, b in zip(before, numbers[at : at + 6], strict=True)]
        rows.append(tuple(map(float, before)))
    return rows


class Trace:
    """Collects rows of a document until they are taken as one `Observed`."""

    def __init__(self) -> None:
        self._start()

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def full(self) -> bool:
        """Whether it is to be taken before more is added."""
        return len(self._rows) >= MAX_ROWS or len(self._targets) >= MAX_PLACES or len(self._strings) >= MAX_PLACES

    def add(self, row: Row, element: Callable[[int], Target | None], strings: Sequence[str]) -> None:
        """Adds a row as the shim told it; what it points to is taken along."""
        kind, t, el, x, y, v = row
        if int(kind) in UNJUDGED or self.full:
            return
        target = element(int(el))
        place = -1 if target is None else self._targets.setdefault((int(el), target), len(self._targets))
        if int(kind) in TEXTS:
            text = strings[int(v)] if 0 <= int(v) < len(strings) else None
            v = -1 if text is None else self._strings.setdefault(clean(text, TEXT_CHARS), len(self._strings))
        self._rows.append((round(kind), round(t), place, round(x), round(y), round(v)))

    def take(self, route: str) -> Observed | None:
        """What was collected, judged already; None when it is nothing."""
        if not self._rows:
            return None
        targets = [target for _, target in self._targets]
        observed = Observed(
            dt=0,
            route=clean_route(route),
            rows=(),
            elements=tuple(target.element for target in targets),
            traits=tuple(" ".join(sorted(target.traits)) for target in targets),
            strings=tuple(self._strings),
            steps=tuple(target.step[:STEP_CHARS] for target in targets),
            packed=pack(self._rows),
            judged=True,
        )
        self._start()
        return observed

    def _start(self) -> None:
        self._rows: list[tuple[int, ...]] = []
        self._targets: dict[tuple[int, Target], int] = {}
        self._strings: dict[str, int] = {}


def rows_in(observed: Observed) -> list[tuple[float, ...]]:
    """The rows of an `Observed`, packed or not. Raises ValueError for damaged ones."""
    return unpack(observed.packed) if observed.packed else [tuple(row) for row in observed.rows]


def targets_in(
    elements: Sequence[Element], traits: Sequence[str] = (), steps: Sequence[str] = ()
) -> Callable[[int], Target | None]:
    """The elements of an `Observed` by their place, as detectors see them."""
    targets = [
        Target(
            element,
            frozenset(traits[place].split()) if place < len(traits) else frozenset(),
            steps[place] if place < len(steps) else "",
        )
        for place, element in enumerate(elements)
    ]
    return lambda place: targets[place] if 0 <= place < len(targets) else None


def _write(out: bytearray, value: int) -> None:
    zigzag = value << 1 if value >= 0 else (-value << 1) - 1
    while zigzag >= 0x80:
        out.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    out.append(zigzag)


def _read(data: bytes) -> Iterable[int]:
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte >= 0x80:
            if shift > 63:
                raise ValueError("not packed rows: a number is too large")
            continue
        yield value >> 1 if not value & 1 else -((value + 1) >> 1)
        value = shift = 0
    if shift:
        raise ValueError("not packed rows: a number is cut short")
