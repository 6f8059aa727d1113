"""Every reason for which the gateway turns somebody away, with its close code and a sentence that helps.

The sentences hold no text of the page, no key and no origin: they are shown in consoles.
"""

import re

from msgspec import Struct, structs

from server.errors import HandrailError
from widget.protocol import MAX_FRAME_BYTES, ClientFrame, CloseCode, ProtocolError, decode_client, unpacked
from widget.protocol import Refused as RefusedFrame

SOON_MS = 1_000
SHORTLY_MS = 5_000
LATER_MS = 30_000

QUOTED = re.compile(r"'[^']*'")  # a decoder's message quotes what it did not like


class Refusal(Struct, frozen=True):
    """`reason` is what is counted and logged; `retry_ms` is -1 when trying again is useless."""

    reason: str
    code: CloseCode
    sentence: str
    retry_ms: int = -1

    def saying(self, sentence: str, retry_ms: int | None = None) -> "Refusal":
        """The same with a sentence about this case."""
        return structs.replace(self, sentence=sentence, retry_ms=self.retry_ms if retry_ms is None else retry_ms)

    def frame(self) -> RefusedFrame:
        return RefusedFrame(code=self.code, message=self.sentence, retry_ms=self.retry_ms)


class Rejected(HandrailError):
    """Somebody is turned away; `refusal` says why. As HTTP it is the status the close code was made from."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.sentence, refusal.reason)
        self.refusal = refusal
        self.status = int(refusal.code) - 4000


UNKNOWN_KEY = Refusal(
    "unknown_key",
    CloseCode.NOT_FOR_YOU,
    "No site has this key: check data-site in the script tag.",
)
FOREIGN_ORIGIN = Refusal(
    "foreign_origin", CloseCode.FOREIGN_ORIGIN, "This page's origin is not on the site's list of allowed origins."
)
NOT_SIMULATED = Refusal(
    "not_simulated", CloseCode.FOREIGN_ORIGIN, "Only a site that is marked as simulated takes simulated visitors."
)
WRONG_VERSION = Refusal(
    "wrong_version", CloseCode.WRONG_VERSION, "This server speaks another version of the protocol: reload the page."
)
MALFORMED = Refusal("malformed", CloseCode.MALFORMED, "This is not a frame of the protocol.")
NO_HELLO = Refusal("no_hello", CloseCode.MALFORMED, "A connection starts with Hello.")
HELLO_LATE = Refusal("hello_late", CloseCode.MALFORMED, "No Hello came in time.", SHORTLY_MS)
SECOND_HELLO = Refusal("second_hello", CloseCode.MALFORMED, "Hello was said already; batches follow it.")
TOO_LARGE = Refusal("too_large", CloseCode.TOO_LARGE, "The frame is larger than the protocol allows.")
OUT_OF_ORDER = Refusal(
    "out_of_order", CloseCode.OUT_OF_ORDER, "A batch was skipped: go on from the last one that was acked.", SOON_MS
)
TOO_FAST = Refusal("too_fast", CloseCode.TOO_FAST, "The page sends faster than its quota.", SHORTLY_MS)
SITE_TOO_FAST = Refusal("site_too_fast", CloseCode.TOO_FAST, "The site sends faster than its quota.", LATER_MS)
TOO_MANY = Refusal("too_many_connections", CloseCode.TOO_FAST, "Too many connections are open.", LATER_MS)
LOG_UNAVAILABLE = Refusal(
    "log_unavailable",
    CloseCode.UNAVAILABLE,
    "Events can't be stored right now: keep what was not acked.",
    SHORTLY_MS,
)
DATABASE_UNAVAILABLE = Refusal(
    "database_unavailable", CloseCode.UNAVAILABLE, "The server can't look up the site right now.", SHORTLY_MS
)
CLOSING = Refusal("closing", CloseCode.UNAVAILABLE, "The server is restarting.", SOON_MS)
SLOW_READER = Refusal(
    "slow_reader", CloseCode.UNAVAILABLE, "The page does not read what the server sends it.", SHORTLY_MS
)
IDLE = Refusal("idle", CloseCode.UNAVAILABLE, "Nothing was said for a long time.", SOON_MS)
REPLACED = Refusal("replaced", CloseCode.UNAVAILABLE, "The same page opened a newer connection.", LATER_MS)


def inflated(data: bytes) -> bytes:
    """The frame's bytes as they are kept, inflated. Raises Rejected where they are too many or can't be inflated."""
    try:
        plain = unpacked(data)
    except ProtocolError as error:
        raise Rejected(MALFORMED.saying(f"This is not a frame of the protocol: {error}.")) from None
    if len(plain) > MAX_FRAME_BYTES:
        size = "more" if plain is not data else str(len(data))
        raise Rejected(TOO_LARGE.saying(f"The frame has {size} bytes, {MAX_FRAME_BYTES} are allowed."))
    return plain


def decoded(data: bytes) -> ClientFrame:
    """The frame. Raises Rejected, naming the place in the frame that is wrong and not what stands there."""
    try:
        return decode_client(data)
    except ProtocolError as error:
        what = QUOTED.sub("'…'", str(error))
        raise Rejected(MALFORMED.saying(f"This is not a frame of the protocol: {what}.")) from None
