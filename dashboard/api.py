"""The API as the dashboard calls it: typed answers, or a sentence that says what to do."""

from typing import Any, TypeVar

import httpx
import msgspec

from server.api.views import Problem

TIMEOUT = httpx.Timeout(20.0, connect=3.0)  # a year of a busy site is answered well within; a dead server is told soon
SENDING = httpx.Timeout(120.0, connect=3.0)  # a book of a thousand pages is read before the answer
T = TypeVar("T")
Params = dict[str, str | int | None]


class ApiError(Exception):
    """The API could not answer. `message` is a sentence for the reader.

    NotLoggedIn: the token is no longer good.  Unreachable: nobody answers at the address.
    """

    def __init__(self, message: str, code: str = "error") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class NotLoggedIn(ApiError):
    pass


class Unreachable(ApiError):
    pass


class Api:
    """One reader's calls. `http` is shared, the token is the reader's own. Every call raises ApiError."""

    def __init__(self, http: httpx.Client, token: str = "") -> None:
        self._http = http
        self._token = token

    @property
    def base(self) -> str:
        """Where the API is, without a slash at the end."""
        return str(self._http.base_url).rstrip("/")

    def get(self, path: str, kind: type[T], params: Params | None = None) -> T:
        """What GET answers, as `kind`; parameters that are empty are left away."""
        given = {name: value for name, value in (params or {}).items() if value not in (None, "")}
        return _decoded(self._call("GET", path, params=given), kind)

    def text(self, path: str) -> str:
        """What GET answers, as it is."""
        return self._call("GET", path).text

    def data(self, path: str) -> bytes:
        """The bytes that GET answers."""
        return self._call("GET", path).content

    def post(self, path: str, kind: type[T], body: msgspec.Struct | None = None) -> T:
        """What POST answers, as `kind`."""
        content = msgspec.json.encode(body) if body is not None else None
        return _decoded(self._call("POST", path, content=content), kind)

    def put(self, path: str, kind: type[T], body: msgspec.Struct) -> T:
        """What PUT answers, as `kind`."""
        return _decoded(self._call("PUT", path, content=msgspec.json.encode(body)), kind)

    def patch(self, path: str, kind: type[T], body: msgspec.Struct) -> T:
        """What PATCH answers, as `kind`."""
        return _decoded(self._call("PATCH", path, content=msgspec.json.encode(body)), kind)

    def delete(self, path: str, params: Params | None = None) -> None:
        """A DELETE; done when it returns."""
        self._call("DELETE", path, params=params or {})

    def send(self, path: str, kind: type[T], data: bytes, params: Params) -> T:
        """What POST answers to a file, as `kind`; empty parameters are left away."""
        given = {name: value for name, value in params.items() if value not in (None, "")}
        answer = self._call(
            "POST", path, content=data, params=given, content_type="application/octet-stream", timeout=SENDING
        )
        return _decoded(answer, kind)

    def tell(self, path: str, body: msgspec.Struct | None = None) -> None:
        """A POST whose answer says nothing more than that it was done."""
        self._call("POST", path, content=msgspec.json.encode(body) if body is not None else None)

    def _call(self, method: str, path: str, content_type: str = "application/json", **what: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self._token}"} if self._token else {}
        if what.get("content") is not None:
            headers["content-type"] = content_type
        try:
            answer = self._http.request(method, path, headers=headers, **what)
        except httpx.TimeoutException:
            raise Unreachable("The server takes too long to answer. Choose a shorter period or try again.") from None
        except httpx.HTTPError:
            raise Unreachable(
                f"Nobody answers at {self._http.base_url}. Start the server with `handrail serve`, "
                "or set HANDRAIL_URL to where it runs."
            ) from None
        if answer.is_success:
            return answer
        raise _error(answer, bool(self._token))


def client(url: str) -> httpx.Client:
    """A connection pool to the API at `url`; safe to share between threads."""
    return httpx.Client(base_url=url, timeout=TIMEOUT)


def _decoded(answer: httpx.Response, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except msgspec.DecodeError:
        raise ApiError(
            "The server's answer is not understood: are the server and the dashboard of the same version?", "not_ours"
        ) from None


def _error(answer: httpx.Response, had_token: bool) -> ApiError:
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        problem = Problem(code="error", message=f"The server answered with status {answer.status_code}.")
    if answer.status_code == 429:
        return ApiError("Too many tries. Wait a minute, then try again.", "too_many")
    if answer.status_code == 401 and had_token:
        return NotLoggedIn("Your log-in has ended. Log in again to go on where you were.", problem.code)
    if problem.code == "password_must_change":
        return NotLoggedIn("Choose a password of your own first.", problem.code)
    message = problem.message[:1].upper() + problem.message[1:]
    return ApiError(message if message.endswith((".", "?", "!")) else message + ".", problem.code)
