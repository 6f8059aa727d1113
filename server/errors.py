"""The one tree of exceptions; each carries a stable code and a sentence that helps.

HandrailError
├── Invalid        the request makes no sense as it is (400)
├── Forbidden      the role or origin doesn't allow it (403)
├── NotFound       there is no such thing (404)
├── Conflict       somebody else was first (409)
├── TooLarge       more bytes, pixels or pages than are taken (413)
├── Unsupported    of a kind that is not read, or that is not safe (415)
├── Unreadable     broken, or locked with a password (422)
├── Overloaded     a bounded queue is full: try again shortly (429)
├── Unavailable    disk, model or index can't serve now (503)
└── Misconfigured  a setting or a file is missing; the sentence says which and what to do (command line: exit 1)
"""


class HandrailError(Exception):
    """An error whose message may be shown to people; it never holds what a visitor typed."""

    status = 500
    code = "error"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class Invalid(HandrailError):
    status = 400
    code = "invalid"


class Forbidden(HandrailError):
    status = 403
    code = "forbidden"


class NotFound(HandrailError):
    status = 404
    code = "not_found"


class Conflict(HandrailError):
    status = 409
    code = "conflict"


class TooLarge(HandrailError):
    status = 413
    code = "too_large"


class Unsupported(HandrailError):
    status = 415
    code = "unsupported"


class Unreadable(HandrailError):
    status = 422
    code = "unreadable"


class Overloaded(HandrailError):
    status = 429
    code = "overloaded"


class Unavailable(HandrailError):
    status = 503
    code = "unavailable"


class Misconfigured(HandrailError):
    status = 500
    code = "misconfigured"
