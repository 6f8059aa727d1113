"""A real web site on loopback whose pages a test writes; it remembers what it was asked."""

import ssl
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6
from typing import Any

from msgspec import Struct

HTML = "text/html; charset=utf-8"


class Request(Struct, frozen=True):
    path: str
    headers: dict[str, str]


class Reply(Struct, frozen=True):
    body: bytes = b""
    status: int = 200
    type: str = HTML
    headers: Mapping[str, str] = {}


Answer = Reply | Callable[["Handler"], Reply | None]


class Site:
    """`pages` by path and query. A page may be a function that writes to the handler itself."""

    def __init__(self, address: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Answer] = {}
        self.otherwise: Answer = Reply(b"not here", 404)
        self.asked: list[Request] = []
        self.closing = threading.Event()
        server = type("Server", (ThreadingHTTPServer,), {"address_family": AF_INET6 if ":" in address else AF_INET})
        self._server = server((address, 0), type("Bound", (Handler,), {"site": self}))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.origin = f"http{'s' if context else ''}://{address}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def page(self, path: str, *links: str, head: str = "", **reply: Any) -> None:
        """An HTML page with links."""
        body = "".join(f'<p><a href="{link}">{link}</a>' for link in links)
        self.pages[path] = Reply(f"<title>{path}</title>{head}<h1>{path}</h1>{body}".encode(), **reply)

    def paths(self) -> list[str]:
        """What was asked for, in order, robots and sitemaps left out."""
        return [each.path for each in self.asked if each.path not in ("/robots.txt", "/sitemap.xml")]

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append(Request(self.path, {name.lower(): value for name, value in self.headers.items()}))
        answer = self.site.pages.get(self.path, self.site.otherwise)
        reply = answer if isinstance(answer, Reply) else answer(self)
        if reply is not None:
            self.send(reply)

    def send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {"Content-Type": reply.type, "Content-Length": str(len(reply.body)), **reply.headers}
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if reply.status != 304:
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: Any) -> None: ...

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True  # the other side had enough


def validated(reply: Reply, etag: str = "", modified: str = "") -> Answer:
    """A page that answers 304 to who has it."""

    def answer(handler: Handler) -> Reply:
        has = (etag and handler.headers.get("If-None-Match") == etag) or (
            modified and handler.headers.get("If-Modified-Since") == modified
        )
        extra = {"ETag": etag, "Last-Modified": modified}
        return Reply(b"", 304, "", extra) if has else Reply(reply.body, 200, reply.type, extra)

    return answer


class Waits(threading.Event):
    """A stop that never comes, and remembers for how long somebody wanted to wait instead of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        return self.is_set()
