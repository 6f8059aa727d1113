import gzip
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpcore
import pytest

from server.knowledge.web.fetched import Fetched, Known, Moved, digest
from server.knowledge.web.fetching import LONGEST_WAIT_S, Fetcher
from server.knowledge.web.guard import Guard
from tests.server.knowledge.web.certificates import certified
from tests.server.knowledge.web.site import Answer, Handler, Reply, Site, Waits, validated

PAGE = Reply(b"<h1>Help</h1>")


def test_a_page_comes_with_what_the_next_time_needs(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = validated(PAGE, '"v1"', "Sat, 21 Nov 2026 10:00:00 GMT")
    first = fetcher.fetch(f"{site.origin}/a")
    assert (first.state, first.data, first.content_type) == ("changed", PAGE.body, PAGE.type)
    assert (first.etag, first.modified, first.status) == ('"v1"', "Sat, 21 Nov 2026 10:00:00 GMT", 200)
    again = fetcher.fetch(f"{site.origin}/a", Known(first.etag, first.modified, digest(first.data), ("/x",)))
    assert (again.state, again.data, again.status) == ("unchanged", b"", 304)
    assert (again.etag, again.modified, again.links) == (first.etag, first.modified, ("/x",))


def test_a_date_alone_asks_too(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = validated(PAGE, modified="Sat, 21 Nov 2026 10:00:00 GMT")
    assert fetcher.fetch(f"{site.origin}/a", Known("", "Sat, 21 Nov 2026 10:00:00 GMT")).state == "unchanged"
    assert fetcher.fetch(f"{site.origin}/a", Known("", "Fri, 20 Nov 2026 10:00:00 GMT")).state == "changed"


def test_the_same_bytes_without_validators_are_unchanged(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = PAGE
    assert fetcher.fetch(f"{site.origin}/a", Known(hash=digest(PAGE.body))).state == "unchanged"
    assert fetcher.fetch(f"{site.origin}/a", Known(hash=digest(b"else"))).state == "changed"


def test_a_304_that_nobody_asked_for_is_no_page(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Reply(b"", 304)
    assert fetcher.fetch(f"{site.origin}/a").state == "failed"


@pytest.mark.parametrize(
    ("status", "state"),
    [(404, "gone"), (410, "gone"), (401, "failed"), (403, "failed"), (204, "failed"), (206, "failed"), (418, "failed")],
)
def test_what_a_status_means(site: Site, fetcher: Fetcher, status: int, state: str) -> None:
    site.pages["/a"] = Reply(b"", status)
    answer = fetcher.fetch(f"{site.origin}/a", Known(hash="0"))
    assert (answer.state, answer.status) == (state, status)
    assert str(status) in answer.reason
    assert len(site.asked) == 1


def in_turn(*answers: Answer) -> Callable[[Handler], Reply | None]:
    left = list(answers)

    def answer(handler: Handler) -> Reply | None:
        given = left.pop(0) if len(left) > 1 else left[0]
        return given if isinstance(given, Reply) else given(handler)

    return answer


def test_a_busy_server_is_asked_again_when_it_says(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = in_turn(Reply(b"", 429, headers={"Retry-After": "7"}), PAGE)
    waits = Waits()
    assert fetcher.fetch(f"{site.origin}/a", stop=waits).state == "changed"
    assert [round(seconds) for seconds in waits.seconds] == [7]


def test_a_date_to_come_back_at_is_understood(site: Site, fetcher: Fetcher) -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=12), usegmt=True)
    site.pages["/a"] = in_turn(Reply(b"", 503, headers={"Retry-After": at}), PAGE)
    waits = Waits()
    assert fetcher.fetch(f"{site.origin}/a", stop=waits).state == "changed"
    assert 9 < waits.seconds[0] <= 12


@pytest.mark.parametrize("said", ["soon", "-5", "", "1e3", "99999999999999999999999"])
def test_a_senseless_time_to_come_back_is_bounded(site: Site, fetcher: Fetcher, said: str) -> None:
    site.pages["/a"] = in_turn(Reply(b"", 503, headers={"Retry-After": said}), PAGE)
    waits = Waits()
    fetcher.fetch(f"{site.origin}/a", stop=waits)
    assert all(seconds <= LONGEST_WAIT_S for seconds in waits.seconds)


def test_who_wants_an_hour_is_left_for_this_time(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Reply(b"", 429, headers={"Retry-After": "3600"})
    waits = Waits()
    assert fetcher.fetch(f"{site.origin}/a", stop=waits).state == "failed"
    assert len(site.asked) == 1
    assert waits.seconds == []


def test_a_server_that_stays_broken_is_tried_three_times_ever_later(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Reply(b"", 500)
    waits = Waits()
    answer = fetcher.fetch(f"{site.origin}/a", stop=waits)
    assert (answer.state, answer.status, len(site.asked)) == ("failed", 500, 3)
    assert [round(seconds) for seconds in waits.seconds] == [1, 2]


def test_a_line_that_is_cut_is_tried_again(site: Site, fetcher: Fetcher) -> None:
    def cut(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.close_connection = True

    site.pages["/a"] = in_turn(cut, PAGE)
    assert fetcher.fetch(f"{site.origin}/a", stop=Waits()).state == "changed"


def test_nobody_at_the_port_is_a_failure(fetcher: Fetcher, site: Site) -> None:
    site.close()
    assert fetcher.fetch(f"{site.origin}/a", stop=Waits()).state == "failed"


def test_a_stop_ends_the_waiting(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Reply(b"", 503)
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    began = time.monotonic()
    assert fetcher.fetch(f"{site.origin}/a", stop=stop).state == "failed"
    assert time.monotonic() - began < 0.9
    assert fetcher.fetch(f"{site.origin}/a", stop=stop).reason == "it was stopped"


def test_turns_leave_time_between_requests(site: Site) -> None:
    site.pages["/a"] = PAGE
    fetcher, waits = Fetcher(Guard(f"127.0.0.1:{site.port}"), delay_s=3.0), Waits()
    for _ in range(3):
        fetcher.fetch(f"{site.origin}/a", stop=waits)
    fetcher.slow_down("127.0.0.1", 10_000)
    fetcher.fetch(f"{site.origin}/a", stop=waits)
    fetcher.fetch(f"{site.origin}/a", stop=waits)
    fetcher.close()
    assert [round(seconds) for seconds in waits.seconds] == [3, 6, 9, 9 + LONGEST_WAIT_S]


# Redirects


def test_a_redirect_is_followed_and_its_end_named(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Reply(b"", 302, headers={"Location": "b"})
    site.pages["/b"] = validated(PAGE, '"v1"')
    answer = fetcher.fetch(f"{site.origin}/a", Known(etag='"v1"'))
    assert (answer.url, answer.at, answer.state) == (f"{site.origin}/a", f"{site.origin}/b", "changed")
    assert "if-none-match" in site.asked[0].headers
    assert "if-none-match" not in site.asked[1].headers, "what the first address said is no other one's"


def test_one_step_is_told_as_it_is(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Reply(b"", 308, headers={"Location": "/b"})
    assert fetcher.ask(f"{site.origin}/a") == Moved(f"{site.origin}/a", f"{site.origin}/b", True)


def test_a_redirect_in_a_circle_ends(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = Reply(b"", 301, headers={"Location": "/a"})
    assert fetcher.fetch(f"{site.origin}/a").state == "failed"
    assert len(site.asked) == 6


@pytest.mark.parametrize("to", ["", "mailto:a@b.example", "http://[", "file:///etc/passwd", "//"])
def test_a_redirect_to_nowhere_is_a_failure(site: Site, fetcher: Fetcher, to: str) -> None:
    site.pages["/a"] = Reply(b"", 301, headers={"Location": to})
    assert fetcher.fetch(f"{site.origin}/a").state == "failed"


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:169.254.169.254]/",
        "http://127.0.0.1:22/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://10.0.0.1/admin",
        "http://inside.example/",
        "http://localhost/",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(site: Site, to: str) -> None:
    site.pages["/a"] = Reply(b"", 302, headers={"Location": to})
    names = {"docs.example": ["127.0.0.1"], "inside.example": ["10.0.0.7"], "localhost": ["127.0.0.1", "::1"]}
    fetcher = Fetcher(Guard(f"docs.example:{site.port}", lambda host, port: names[host]), delay_s=0.0)
    answer = fetcher.fetch(f"http://docs.example:{site.port}/a")
    fetcher.close()
    assert (answer.state, answer.data) == ("refused", b"")
    assert site.paths() == ["/a"]


# Names


class Names:
    """A resolver that changes its mind: each name has an answer for each time it is asked, the last one for good."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self._answers = {name.replace("_", "."): list(given) for name, given in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self._answers[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that sockets were to be opened to; none is."""
    addresses: list[str] = []

    def connect_tcp(self: object, host: str, port: int, *rest: object) -> httpcore.NetworkStream:
        addresses.append(host)
        raise httpcore.ConnectError("no network in tests")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect_tcp)
    return addresses


def test_a_name_that_turns_private_between_check_and_connection_changes_nothing(dialled: list[str]) -> None:
    names = Names(h_example=[["93.184.216.34"], ["127.0.0.1"]])
    fetcher = Fetcher(Guard("", names), delay_s=0.0)
    answer = fetcher.fetch("http://h.example/", stop=Waits())
    fetcher.close()
    assert dialled == ["93.184.216.34"], "the checked address itself is dialled, the next try is checked anew"
    assert answer.state == "refused"
    assert names.asked == ["h.example", "h.example"]


def test_all_addresses_of_a_name_are_tried_as_numbers(dialled: list[str]) -> None:
    fetcher = Fetcher(Guard("", Names(h_example=[["93.184.216.34", "2606:4700::1111"]])), delay_s=0.0)
    assert fetcher.fetch("http://h.example/", stop=Waits()).state == "failed"
    fetcher.close()
    assert dialled == ["93.184.216.34", "2606:4700::1111"] * 3


def test_nothing_of_the_environment_leads_elsewhere(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/a"] = Reply(PAGE.body, headers={"Set-Cookie": "id=1; Path=/"})
    for _ in range(2):
        assert fetcher.fetch(f"{site.origin}/a").state == "changed"
    assert len(site.asked) == 2
    assert all({"cookie", "authorization"}.isdisjoint(request.headers) for request in site.asked)


def test_the_host_is_named_though_an_address_is_dialled(site: Site) -> None:
    site.pages["/a"] = PAGE
    names = Names(docs_example=[["127.0.0.1"]])
    fetcher = Fetcher(Guard(f"docs.example:{site.port}", names), delay_s=0.0)
    for _ in range(2):
        assert fetcher.fetch(f"http://docs.example:{site.port}/a").state == "changed"
    fetcher.close()
    assert site.asked[0].headers["host"] == f"docs.example:{site.port}"
    assert names.asked == ["docs.example"], "one connection, one resolution"


def test_an_ipv6_host_is_named_in_brackets() -> None:
    try:
        site = Site("::1")
    except OSError:
        pytest.skip("no IPv6 on this machine")
    site.pages["/a"] = PAGE
    fetcher = Fetcher(Guard(f"[::1]:{site.port}"), delay_s=0.0)
    answer = fetcher.fetch(f"http://[::1]:{site.port}/a")
    fetcher.close()
    site.close()
    assert answer.state == "changed"
    assert site.asked[0].headers["host"] == f"[::1]:{site.port}"


# TLS


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[Site, Fetcher, list[str | None]]]:
    """A site with a certificate for docs.example, names that all lead there, and what SNI it was asked for."""
    server, client = certified("docs.example", tmp_path)
    heard: list[str | None] = []
    server.sni_callback = lambda _socket, name, _context: heard.append(name)
    site = Site(context=server)
    site.pages["/a"] = PAGE
    allowed = f"docs.example:{site.port}, other.example:{site.port}"
    fetcher = Fetcher(Guard(allowed, lambda host, port: ["127.0.0.1"]), delay_s=0.0, trust=client)
    yield site, fetcher, heard
    fetcher.close()
    site.close()


def test_a_certificate_is_held_against_the_name(secure: tuple[Site, Fetcher, list[str | None]]) -> None:
    site, fetcher, heard = secure
    assert fetcher.fetch(f"https://docs.example:{site.port}/a").state == "changed"
    assert heard == ["docs.example"]


def test_one_for_another_name_is_not_taken(secure: tuple[Site, Fetcher, list[str | None]]) -> None:
    site, fetcher, _ = secure
    answer = fetcher.fetch(f"https://other.example:{site.port}/a", stop=Waits())
    assert (answer.state, answer.data, site.asked) == ("failed", b"", [])


def test_nor_one_that_nobody_vouches_for(secure: tuple[Site, Fetcher, list[str | None]]) -> None:
    site, _, _ = secure
    guard = Guard(f"docs.example:{site.port}", lambda host, port: ["127.0.0.1"])
    fetcher = Fetcher(guard, delay_s=0.0, trust=ssl.create_default_context())
    assert fetcher.fetch(f"https://docs.example:{site.port}/a", stop=Waits()).state == "failed"
    fetcher.close()
    assert site.asked == []


# Bounds


def quick(site: Site, most_bytes: int = 100_000, fetch_s: float = 0.4) -> Fetcher:
    return Fetcher(Guard(f"127.0.0.1:{site.port}"), delay_s=0.0, fetch_s=fetch_s, most_bytes=most_bytes)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_packed_pages_are_read(site: Site, fetcher: Fetcher, pack: Callable[[bytes], bytes]) -> None:
    coding = "gzip" if pack is gzip.compress else "deflate"
    site.pages["/a"] = Reply(pack(PAGE.body), headers={"Content-Encoding": coding})
    assert fetcher.fetch(f"{site.origin}/a").data == PAGE.body


def test_a_bomb_fails_with_its_reason(site: Site) -> None:
    site.pages["/a"] = Reply(gzip.compress(b"\0" * 10_000_000), headers={"Content-Encoding": "gzip"})
    fetcher = quick(site, fetch_s=5.0)
    answer = fetcher.fetch(f"{site.origin}/a")
    fetcher.close()
    assert (answer.state, answer.data) == ("failed", b"")
    assert "100,000 bytes" in answer.reason
    assert len(site.asked) == 1


def drip(handler: Handler, head: bytes, drop: bytes) -> None:
    """Bytes one by one, for ever or until the reader leaves."""
    handler.close_connection = True
    handler.wfile.write(head)
    while not handler.site.closing.wait(0.01):
        handler.wfile.write(drop)


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
)
def test_a_page_that_never_ends_is_left_in_time(site: Site, head: bytes, drop: bytes) -> None:
    site.pages["/a"] = lambda handler: drip(handler, head, drop)
    fetcher, began = quick(site), time.monotonic()
    answer = fetcher.fetch(f"{site.origin}/a")
    fetcher.close()
    assert (answer.state, answer.reason) == ("failed", "it takes too long")
    assert time.monotonic() - began < 2.0
    assert len(site.asked) == 1


def test_a_page_without_end_is_left_when_it_has_too_much(site: Site) -> None:
    def flood(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not handler.site.closing.is_set():
            handler.wfile.write(b"x" * 10_000)

    site.pages["/a"] = flood
    fetcher = quick(site, fetch_s=5.0)
    assert "bytes" in fetcher.fetch(f"{site.origin}/a").reason
    fetcher.close()


@pytest.mark.parametrize("line", [b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n", b"SSH-2.0-x\r\n", b"\0\1"])
def test_what_does_not_speak_http_is_a_failure(site: Site, line: bytes) -> None:
    def speak(handler: Handler) -> None:
        handler.wfile.write(line)
        handler.close_connection = True

    site.pages["/a"] = speak
    assert fetcher_state(site) == "failed"


def fetcher_state(site: Site) -> str:
    fetcher = quick(site)
    answer: Fetched = fetcher.fetch(f"{site.origin}/a", stop=Waits())
    fetcher.close()
    return answer.state


@pytest.mark.parametrize(
    ("path", "kind", "state"),
    [
        ("/a", "text/html", "changed"),
        ("/a", "Text/HTML;charset=latin1", "changed"),
        ("/a.pdf", "application/pdf", "changed"),
        ("/a.pdf", "application/octet-stream", "changed"),
        ("/a.doc", "application/msword", "changed"),
        ("/a.ppt", "application/octet-stream", "changed"),
        ("/a.md", "", "changed"),
        ("/a", "", "changed"),
        ("/a.zip", "", "refused"),
        ("/a", "application/octet-stream", "refused"),
        ("/a.png", "image/png", "refused"),
        ("/a.exe", "application/octet-stream", "refused"),
        ("/a", "application/json", "refused"),
    ],
)
def test_only_what_a_reader_takes_is_taken(site: Site, fetcher: Fetcher, path: str, kind: str, state: str) -> None:
    site.pages[path] = Reply(b"data", type=kind)
    answer = fetcher.fetch(site.origin + path)
    assert answer.state == state
    assert (answer.data == b"data") == (state == "changed")


def test_many_threads_may_share_one(site: Site, fetcher: Fetcher) -> None:
    site.pages["/a"] = PAGE
    states: list[str] = []
    threads = [
        threading.Thread(target=lambda: states.append(fetcher.fetch(f"{site.origin}/a").state)) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert states == ["changed"] * 12
