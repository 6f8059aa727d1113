"""`handrail lookups check` and the doctor: a file of look-ups is held to its rules before it serves."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.server.commands.test_cli import handrail
from tests.server.lookups.conftest import ORDERS, SECRET


class Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        right = self.headers["authorization"] == SECRET and self.path == "/customers/u-7/orders/A-1042"
        body = b'{"status": "sent"}' if right else b"{}"
        self.send_response(200 if right else 403)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        path = tmp_path / "lookups.toml"
        path.write_text(ORDERS.format(url=f"http://127.0.0.1:{server.server_port}").replace("300", "3000"))
        yield path
        server.shutdown()
        serving.join()


def test_a_right_file_is_told_look_up_by_look_up(file: Path) -> None:
    done = handrail("lookups", "check", str(file), ORDERS_TOKEN=SECRET)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("order: every site, signed-in visitors only, within 3000 ms (not encrypted")


def test_a_wrong_file_is_told_and_fails(file: Path) -> None:
    done = handrail("lookups", "check", HANDRAIL_LOOKUPS=str(file))
    assert done.returncode == 1
    assert 'look-up "order": headers.Authorization: the environment variable ORDERS_TOKEN is not set' in done.stderr


def test_trying_one_says_what_a_visitor_would_be_told(file: Path) -> None:
    call = ("lookups", "check", str(file), "--try", "order", "customer=u-7", "number=A-1042")
    done = handrail(*call, ORDERS_TOKEN=SECRET)
    assert (done.returncode, done.stdout) == (0, "Order A-1042 is sent.\n"), done.stderr
    assert "told after" in done.stderr
    wrong = handrail(*call, ORDERS_TOKEN="Bearer another")
    assert wrong.returncode == 1
    assert "is the header's value right?" in wrong.stdout
    assert "another" not in wrong.stdout + wrong.stderr


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (("order", "customer=u-7"), "say number=... too"),
        (("order", "customer=..", "number=A-1"), "customer can't stand in a URL"),
        (("parcel", "customer=u-7"), "there is no look-up parcel; there are order"),
    ],
)
def test_trying_without_what_it_needs_says_what_is_missing(file: Path, values: tuple[str, ...], told: str) -> None:
    done = handrail("lookups", "check", "--try", *values, HANDRAIL_LOOKUPS=str(file), ORDERS_TOKEN=SECRET)
    assert done.returncode == 1
    assert told in done.stderr


def test_doctor_tells_of_a_broken_file_and_is_content_with_a_right_one(file: Path, tmp_path: Path) -> None:
    right = handrail("doctor", data=tmp_path / "data", HANDRAIL_LOOKUPS=str(file), ORDERS_TOKEN=SECRET)
    assert (right.returncode, "Look-ups: order (version" in right.stdout) == (0, True), right.stdout
    file.write_text(file.read_text().replace('title = "Shop orders"', 'title = ""'))
    wrong = handrail("doctor", data=tmp_path / "data", HANDRAIL_LOOKUPS=str(file), ORDERS_TOKEN=SECRET)
    assert wrong.returncode == 1
    assert "title: it has 1 to 80" in wrong.stdout
    assert "goes on with the version before" in wrong.stdout
    assert "s3cr3t" not in wrong.stdout
