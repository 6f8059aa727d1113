"""The one protocol between a page and the server: every frame, its limits, its codes.

A page opens a websocket and sends `Hello`; the server answers `Welcome`, or `Refused` and closes. After that it sends
`Batch`es, each with the next sequence number of its *stream* (one document load is one stream); the server
answers `Ack(seq)` once everything up to `seq` is on disk. After a lost connection the page says `Hello` again and
resends what lies behind `Welcome.acked`; the server drops what it already has. Frames are MessagePack, one a
websocket message.

A client's frame may be deflated (zlib), which its first byte tells: no MessagePack array begins with it.
Structs are `array_like`: fields grow only at the end, with defaults; tests/widget/golden/ guards the bytes.
Times are milliseconds. `at` is Unix time on the sender's clock, `dt` is counted from the batch's `at`.
"""

import zlib
from enum import IntEnum
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

PROTOCOL_VERSION = 1

MAX_FRAME_BYTES = 256 * 1024  # a skeleton of 1,500 boxes is about 90 KB; twice that and some
WORTH_PACKING = 200  # bytes: a shorter frame hardly gets shorter
MAX_EVENTS = 256  # a batch is one flush of about a second
MAX_BEACON_BYTES = 64 * 1024  # browsers refuse larger beacons
MAX_SAID_CHARS = 4000  # a long e-mail; longer text is refused in the composer already
MAX_FILES = 3  # of a turn: two screenshots and a log, or three stills of a video

Id = Annotated[str, Meta(min_length=8, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Key = Annotated[str, Meta(min_length=1, max_length=200)]
Short = Annotated[str, Meta(max_length=120)]
Text = Annotated[str, Meta(max_length=400)]
Route = Annotated[str, Meta(min_length=1, max_length=300)]
Ms = Annotated[int, Meta(ge=0, le=86_400_000)]
Epoch = Annotated[int, Meta(ge=0, le=4_102_444_800_000)]  # until 2100
Seq = Annotated[int, Meta(ge=1, le=2**31)]
Px = Annotated[int, Meta(ge=-100_000, le=1_000_000)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
PerMille = Annotated[int, Meta(ge=0, le=1000)]

Signal = Literal[
    "rage_click", "dead_click", "error_click", "repeated_validation", "hesitation", "back_and_forth",
    "slow_click", "dead_swipe", "cursor_thrash", "scroll_thrash", "field_reentry", "rage_typing", "erase_burst",
    "form_abandonment", "quick_back", "stall", "price_dwell", "help_seeking", "error_copy", "pinch_zoom",
    "left_after_error", "exit_intent",
]  # fmt: skip
Verdict = Literal["struggle", "fine", "unjudgeable"]


class CloseCode(IntEnum):
    """Why a connection was closed: websocket close codes, private range."""

    NOT_FOR_YOU = 4401  # unknown site key
    FOREIGN_ORIGIN = 4403  # the page's origin is not on the site's list
    MALFORMED = 4400  # not a frame of this protocol
    OUT_OF_ORDER = 4409  # a sequence number was skipped: resume from Welcome.acked
    TOO_LARGE = 4413
    WRONG_VERSION = 4426
    TOO_FAST = 4429  # more than the site's quota; retry after `retry_ms`
    UNAVAILABLE = 4503  # the log can't take more now (disk full, shutting down)


class Frame(Struct, array_like=True, frozen=True, forbid_unknown_fields=False):
    """Common shape of everything on the wire."""


# ---------------------------------------------------------------- what a page says


class Element(Frame, frozen=True):
    """An element of the page as friction is counted on it; `key` comes from the identity ladder (elements.py)."""

    key: Key
    role: Short = ""
    name: Short = ""  # accessible name, masked; never a value
    tag: Short = ""


class PageView(Frame, frozen=True, tag="pv"):
    """A page (route template) came into view."""

    dt: Ms
    route: Route
    title: Text = ""
    came_from: Annotated[str, Meta(max_length=300)] = ""


class Clicked(Frame, frozen=True, tag="ck"):
    """A click on an element; `rx`, `ry` are the position within it, in per mille of its box."""

    dt: Ms
    element: Element
    rx: PerMille = 500
    ry: PerMille = 500
    run: Count = 1  # the how-manyth of a quick run at this place: what is normal for the element is learned from it


class Dwelt(Frame, frozen=True, tag="dw"):
    """What happened on the page since the last one: visible time and counts, no content."""

    dt: Ms
    route: Route
    visible_ms: Ms
    clicks: Count = 0
    edits: Count = 0
    scrolls: Count = 0


class Sign(Frame, frozen=True):
    """A sign of life that the page gave: an event's kind, and ms after the pointer went down (below 0: before)."""

    kind: Short
    after_ms: Annotated[int, Meta(ge=-86_400_000, le=86_400_000)]


class Struggled(Frame, frozen=True, tag="st"):
    """A detector's verdict other than *fine*, with the evidence that led to it.

    `id` follows from stream, signal, element and time, so that a verdict reached twice (in the page and on the server)
    is one.
    """

    dt: Ms
    id: Id
    route: Route
    signal: Signal
    verdict: Verdict
    element: Element | None = None
    count: Count = 1
    span_ms: Ms = 0
    evidence: Annotated[tuple[Text, ...], Meta(max_length=12)] = ()
    rules: Short = ""  # version of the rule set
    message: Text = ""  # the page's own error text where the signal is about one, masked
    signs: Annotated[tuple[Sign, ...], Meta(max_length=12)] = ()  # what the page did show, too late or too little


class Message(Frame, frozen=True):
    """A message the page shows about a field, masked."""

    element: Element
    text: Text


class Snapshot(Frame, frozen=True, tag="sn"):
    """UI state of the page at one moment. Holds no values of inputs."""

    dt: Ms
    route: Route
    title: Text = ""
    headings: Annotated[tuple[Short, ...], Meta(max_length=12)] = ()
    step: Short = ""  # of the form or wizard in use
    focused: Element | None = None
    errors: Annotated[tuple[Message, ...], Meta(max_length=20)] = ()
    disabled: Annotated[tuple[Element, ...], Meta(max_length=20)] = ()
    dialogs: Annotated[tuple[Short, ...], Meta(max_length=5)] = ()
    notices: Annotated[tuple[Text, ...], Meta(max_length=5)] = ()  # status messages and toasts, masked
    scroll: PerMille = 0
    width: Px = 0
    height: Px = 0
    language: Short = ""
    reasons: Annotated[tuple[Message, ...], Meta(max_length=20)] = ()  # why controls are disabled, where the page says
    context: Annotated[tuple[tuple[Short, Text], ...], Meta(max_length=20)] = ()  # the product's own, handrail.context


class Box(Frame, frozen=True):
    """A rectangle of a page's layout, document coordinates in CSS pixels."""

    x: Px
    y: Px
    w: Px
    h: Px
    role: Short = ""
    label: Short = ""
    key: Annotated[str, Meta(max_length=200)] = ""
    hint: Short = ""  # of a control: its field name, link or icon, as a selector; evidence when its key changes


class Skeleton(Frame, frozen=True, tag="sk"):
    """The layout of a page, once per page version, for the friction map. `version` is a hash of the boxes."""

    dt: Ms
    route: Route
    version: Short
    width: Px
    height: Px
    boxes: Annotated[tuple[Box, ...], Meta(max_length=1500)] = ()


class StepDone(Frame, frozen=True, tag="sd"):
    """The page shows that a step was completed: what makes *verified* resolution possible."""

    dt: Ms
    route: Route
    step: Short
    evidence: Text = ""  # the status message or the change of page that showed it, masked


class Said(Frame, frozen=True, tag="sa"):
    """A visitor's turn in the conversation. `turn` is made by the page and names it for ever."""

    dt: Ms
    turn: Id
    text: Annotated[str, Meta(min_length=1, max_length=MAX_SAID_CHARS)]
    route: Route
    files: Annotated[tuple[Id, ...], Meta(max_length=MAX_FILES)] = ()  # as the answer to POST /v1/files names them


class Rated(Frame, frozen=True, tag="ra"):
    """Thumb up or down on an answer."""

    dt: Ms
    turn: Id
    up: bool


class Solved(Frame, frozen=True, tag="so"):
    """The visitor's word on "Did that solve it?"."""

    dt: Ms
    turn: Id
    solved: bool


class PersonWanted(Frame, frozen=True, tag="pw"):
    """The visitor asked for a person."""

    dt: Ms
    route: Route


class Nudged(Frame, frozen=True, tag="nu"):
    """What became of a nudge in the page."""

    dt: Ms
    nudge: Id
    reaction: Literal["shown", "opened", "dismissed"]


class PanelUsed(Frame, frozen=True, tag="pu"):
    """The panel was opened or closed, or a citation followed."""

    dt: Ms
    what: Literal["opened", "closed", "citation"]
    detail: Text = ""


class Sharing(Frame, frozen=True, tag="sh"):
    """The visitor, or the page on the visitor's word, changed what the page tells.

    `mode`: off (the chat's own turns only), anonymous (nothing outlives the tab), full; "" from older pages.
    """

    dt: Ms
    paused: bool
    mode: Literal["", "off", "anonymous", "full"] = ""


class Identified(Frame, frozen=True, tag="if"):
    """The product says who its signed-in visitor is, in its own terms; never told in anonymous mode."""

    dt: Ms
    who: Short  # "": nobody is signed in any more
    traits: Annotated[tuple[tuple[Short, Text], ...], Meta(max_length=20)] = ()
    proof: Short = ""  # HMAC-SHA256 of `who` with the site's secret, made by the product's server (docs/lookups.md)


class Released(Frame, frozen=True, tag="rl"):
    """The host page names the release it runs."""

    dt: Ms
    name: Short


class Observed(Frame, frozen=True, tag="ob"):
    """Raw rows of the shim: to be judged on the server, or judged already and kept so that they can be judged anew.

    `rows` are events as in widget/events.py, six numbers each, `el` the place in `elements`; `packed` holds the same
    as bytes (widget/signals/trace.py), and only one of the two is used. `traits` are words about the element at the
    same place ("control disabled"), `steps` its step; `strings` what rows point to by `v`, masked; `before` the frozen
    state (widget/signals/watched.py) of whoever judged the rows before these.
    """

    dt: Ms
    route: Route
    rows: Annotated[tuple[tuple[float, float, float, float, float, float], ...], Meta(max_length=512)]
    elements: Annotated[tuple[Element, ...], Meta(max_length=256)] = ()
    traits: Annotated[tuple[Short, ...], Meta(max_length=256)] = ()
    strings: Annotated[tuple[Text, ...], Meta(max_length=256)] = ()
    steps: Annotated[tuple[Short, ...], Meta(max_length=256)] = ()
    packed: Annotated[bytes, Meta(max_length=64 * 1024)] = b""
    judged: bool = False
    before: Annotated[bytes, Meta(max_length=64 * 1024)] = b""


Event = (
    PageView | Clicked | Dwelt | Struggled | Snapshot | Skeleton | StepDone | Said | Rated | Solved | PersonWanted
    | Nudged | PanelUsed | Sharing | Released | Observed | Identified
)  # fmt: skip


class Hello(Frame, frozen=True, tag="hi"):
    """First frame of every connection."""

    version: int
    site: Id  # public site key
    visitor: Id
    session: Id  # one browser tab
    stream: Id  # one document load
    sent_at: Epoch
    route: Route
    title: Text = ""
    language: Short = ""
    width: Px = 0
    height: Px = 0
    simulated: bool = False  # accepted only by sites marked simulated
    mode: Literal["", "off", "anonymous", "full"] = ""  # as in Sharing; what is remembered beyond the tab hangs on it


class Batch(Frame, frozen=True, tag="ba"):
    """Events in the order they happened, durable as a whole. `through` is the last raw batch of the shim it covers."""

    seq: Seq
    at: Epoch
    events: Annotated[tuple[Event, ...], Meta(min_length=1, max_length=MAX_EVENTS)]
    through: Annotated[int, Meta(ge=0)] = 0


ClientFrame = Hello | Batch


# ---------------------------------------------------------------- what the server says


class Citation(Frame, frozen=True):
    """Where a part of an answer comes from. `n` is the number in the text, as in "[1]"."""

    n: int
    title: str
    url: str
    passage: str  # passage id
    quote: str = ""


class FileView(Frame, frozen=True):
    """A file that the visitor attached to a turn. The page sees no more of it than this."""

    id: str
    kind: str  # image | document
    name: str


class TurnView(Frame, frozen=True):
    """One turn as the panel shows it."""

    turn: str
    who: Literal["visitor", "handrail", "person"]
    text: str
    at: int
    name: str = ""  # of the person
    citations: tuple[Citation, ...] = ()
    sure: Literal["", "sure", "unsure", "unknown"] = ""
    highlight: str = ""  # element key that the answer is about
    solvable: bool = False  # "Did that solve it?" is asked under it
    reply_to: str = ""
    solved: bool | None = None
    rated: bool | None = None
    files: tuple[FileView, ...] = ()  # of a visitor's turn
    options: tuple[str, ...] = ()  # what a clarifying question lets the visitor choose from


class Welcome(Frame, frozen=True, tag="we"):
    """The server's answer to Hello. `acked` is the last durable sequence number of the stream, 0 when none."""

    version: int
    session: str
    acked: int
    server_at: int
    product: str = ""
    people_online: bool = False
    mode: Literal["assistant", "waiting", "person"] = "assistant"
    turns: tuple[TurnView, ...] = ()  # the conversation so far: the panel replaces what it shows
    rules: str = ""  # JSON of rule overrides, "" for the shipped rules
    sample: PerMille = 1000  # of visitors whose visit is told; the others have the chat alone
    trace: bool = True  # raw rows are kept on the server after they were judged in the page
    reply_from: int = 0  # as of Mode, when the conversation waits for a person
    reply_by: int = 0


class Ack(Frame, frozen=True, tag="ac"):
    """Everything of the stream up to `seq` is on disk."""

    seq: int


class Refused(Frame, frozen=True, tag="no"):
    """Why the server will not go on, in a sentence that helps. `retry_ms` is -1 when trying again is useless."""

    code: int
    message: str
    retry_ms: int = -1


class Nudge(Frame, frozen=True, tag="nd"):
    """Help offered before being asked."""

    nudge: str
    sentence: str  # the problem and the way out, in the page's own words
    element: str = ""  # key to outline on "Show me"
    title: str = ""  # of the article
    url: str = ""
    question: str = ""  # what the conversation opens with


class Working(Frame, frozen=True, tag="wk"):
    """What is going on with a turn."""

    turn: str  # the visitor's turn
    phase: Literal["received", "searched", "decided", "writing"]


class Chunk(Frame, frozen=True, tag="ch"):
    """A piece of an answer as it is made; `index` counts from 0, a repeated one is ignored."""

    turn: str  # the answer's turn
    index: int
    text: str


class Turn(Frame, frozen=True, tag="tu"):
    """A whole turn: an answer at its end, or a person's words. Replaces the chunks of the same turn."""

    view: TurnView


class Mode(Frame, frozen=True, tag="mo"):
    """Who answers now. `wait_s` is the expected wait in seconds, -1 when unknown."""

    mode: Literal["assistant", "waiting", "person"]
    name: str = ""
    wait_s: int = -1
    people_online: bool = False
    reply_from: int = 0  # a person answers between these moments (Unix ms); 0: nothing was promised
    reply_by: int = 0


class Likely(Frame, frozen=True, tag="lq"):
    """Up to three likely questions for the state the page is in."""

    route: str
    questions: tuple[str, ...]


class Resolved(Frame, frozen=True, tag="rs"):
    """The step that was stuck is completed."""

    step: str
    sentence: str


ServerFrame = Welcome | Ack | Refused | Nudge | Working | Chunk | Turn | Mode | Likely | Resolved


class ProtocolError(ValueError):
    """The bytes are not a frame of this protocol; the text says what is wrong, never what was in it."""


F = TypeVar("F")

_DEFLATED = b"\x78"  # zlib's first byte
_encoder = msgspec.msgpack.Encoder()
_client: msgspec.msgpack.Decoder[ClientFrame] = msgspec.msgpack.Decoder(ClientFrame)
_server: msgspec.msgpack.Decoder[ServerFrame] = msgspec.msgpack.Decoder(ServerFrame)


def encode(frame: ClientFrame | ServerFrame) -> bytes:
    """The bytes of a frame; the same in CPython and Pyodide."""
    return _encoder.encode(frame)


def packed(data: bytes) -> bytes:
    """A client frame's bytes, deflated where that makes them shorter: about half of what a visit says."""
    if len(data) < WORTH_PACKING:
        return data
    return min(zlib.compress(data), data, key=len)


def unpacked(data: bytes) -> bytes:
    """A client frame's plain bytes, at most one more than a frame may have. Raises ProtocolError for broken ones."""
    if data[:1] != _DEFLATED:
        return data
    reader = zlib.decompressobj()
    try:
        plain = reader.decompress(data, MAX_FRAME_BYTES + 1)
    except zlib.error:
        raise ProtocolError("the frame can't be inflated") from None
    if not reader.eof and len(plain) <= MAX_FRAME_BYTES:
        raise ProtocolError("the frame's deflated bytes end too soon")
    return plain


def decode_client(data: bytes) -> ClientFrame:
    """A page's frame, deflated or not. Raises ProtocolError for anything else."""
    return _checked(_client, unpacked(data))


def decode_server(data: bytes) -> ServerFrame:
    """A server's frame. Raises ProtocolError for anything else."""
    return _checked(_server, data)


def _checked(decoder: "msgspec.msgpack.Decoder[F]", data: bytes) -> F:
    if len(data) > MAX_FRAME_BYTES:
        raise ProtocolError(f"the frame has {len(data)} bytes, {MAX_FRAME_BYTES} are allowed")
    try:
        return decoder.decode(data)
    except msgspec.DecodeError as error:  # ValidationError too: names the field and the type, not the content
        raise ProtocolError(str(error)) from None
    except (UnicodeDecodeError, RecursionError) as error:  # outside msgspec's family, seen with mutated input
        raise ProtocolError(type(error).__name__) from None
