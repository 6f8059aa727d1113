"""A visitor attaches a screenshot: its words find the answer, an agent sees it, nobody else does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from models.encode import Encoder
from server.api.auth import add_member
from server.api.views.desk import ConversationDetail, ConversationRow, TurnDetail
from server.app import create_app
from server.clock import now_ms
from server.knowledge.sync import sync_folder
from server.rooms import open_database
from server.settings import Settings
from server.store import sites
from tests.server.files.drawn import ERROR, screenshot
from widget.protocol import (
    PROTOCOL_VERSION,
    Batch,
    FileView,
    Hello,
    PageView,
    Said,
    Turn,
    TurnView,
    Welcome,
    decode_server,
    encode,
)

HELP = Path(__file__).parents[3] / "server" / "demo" / "help"
SITE, KEY, ORIGIN = "quillbook", "hr_quillbook_key", "https://quillbook.example"
SCREENSHOT = screenshot("Quillbook", "Billing details", ERROR, "Signed in as ann@mail.example", "Save changes")
SAVED = screenshot("Quillbook", "Report by month")


class Talk:
    """One visit's websocket and uploads."""

    def __init__(self, client: TestClient[Litestar], socket: Any, session: str) -> None:
        self.client = client
        self.socket = socket
        self.session = session
        self.seq = 0

    def attach(self, data: bytes, name: str = "shot.png") -> str:
        query = {"site": KEY, "session": self.session, "name": name}
        answer = self.client.post("/v1/files", params=query, content=data, headers={"origin": ORIGIN})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def say(self, text: str, *files: str) -> TurnView:
        """What Handrail answers."""
        self.seq += 1
        said = Said(1, f"turn-{self.session}-{self.seq}", text, "/somewhere", files)
        self.socket.send_bytes(encode(Batch(self.seq, now_ms() - 50, (PageView(0, "/somewhere"), said))))
        while True:
            frame = decode_server(self.socket.receive_bytes())
            if isinstance(frame, Turn):
                return frame.view


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient[Litestar], dict[str, str]]]:
    settings = Settings(data=tmp_path_factory.mktemp("files"))
    with open_database(settings) as db:
        db.write(sites.create, SITE, KEY, "Quillbook", [ORIGIN], False, 0)
        sync_folder(db, Encoder.load(), SITE, HELP, "/help/", now_ms())
        made = {
            role: add_member(db, f"{role}@quillbook.example", role, role, 0, must_change=False)
            for role in ("viewer", "agent")
        }
    with TestClient(create_app(settings)) as client:
        yield client, made


@pytest.fixture(scope="module")
def headers(app: tuple[TestClient[Litestar], dict[str, str]]) -> dict[str, dict[str, str]]:
    def token(role: str, password: str) -> str:
        login = {"email": f"{role}@quillbook.example", "password": password}
        return str(app[0].post("/v1/login", json=login).json()["token"])

    return {role: {"authorization": f"Bearer {token(role, password)}"} for role, password in app[1].items()}


@contextmanager
def visiting(app: tuple[TestClient[Litestar], dict[str, str]], session: str) -> Iterator[tuple[Talk, Welcome]]:
    with app[0].websocket_connect("/v1/stream", headers={"origin": ORIGIN}) as socket:
        hello = Hello(
            version=PROTOCOL_VERSION,
            site=KEY,
            visitor=f"visitor-of-{session}",
            session=session,
            stream=f"stream-{now_ms()}",
            sent_at=now_ms(),
            route="/somewhere",
        )
        socket.send_bytes(encode(hello))
        welcome = decode_server(socket.receive_bytes())
        assert isinstance(welcome, Welcome)
        yield Talk(app[0], socket, session), welcome


def is_about_vat(view: TurnView) -> bool:
    return bool(view.citations) and view.citations[0].url.startswith("/help/vat-number-format")


def detail(app: Any, headers: dict[str, dict[str, str]], session: str) -> ConversationDetail:
    rows = app[0].get("/v1/conversations", params={"site": SITE, "state": "all"}, headers=headers["viewer"])
    found = msgspec.json.decode(rows.content, type=list[ConversationRow])
    one = next(row.id for row in found if row.session == session)
    return msgspec.json.decode(
        app[0].get(f"/v1/conversations/{one}", headers=headers["agent"]).content, type=ConversationDetail
    )


def asked(seen: ConversationDetail) -> TurnDetail:
    return next(turn for turn in seen.turns if turn.who == "visitor")


@pytest.mark.parametrize(("session", "text"), [("session-what", "what is this?"), ("session-name", "shot.png")])
def test_the_words_on_a_screenshot_find_the_answer(app: Any, session: str, text: str) -> None:
    with visiting(app, session) as (talk, _):
        assert is_about_vat(talk.say(text, talk.attach(SCREENSHOT)))


def test_without_the_screenshot_there_is_no_answer(app: Any) -> None:
    with visiting(app, "session-without") as (talk, _):
        talk.attach(SCREENSHOT)  # attached, and left away
        assert not is_about_vat(talk.say("what is this?"))


def test_a_screenshot_of_something_else_finds_no_answer_about_vat(app: Any) -> None:
    with visiting(app, "session-else") as (talk, _):
        assert not is_about_vat(talk.say("what is this?", talk.attach(SAVED)))


def test_a_picture_without_words_says_that_nothing_was_read(app: Any) -> None:
    with visiting(app, "session-blank") as (talk, _):
        view = talk.say("shot.png", talk.attach(screenshot()))
        assert (view.sure, view.citations) == ("unknown", ())
        assert "read" in view.text


def test_a_file_of_another_session_is_no_file_of_the_turn(app: Any, headers: Any) -> None:
    with visiting(app, "session-owner") as (owner, _):
        file = owner.attach(SCREENSHOT)
    with visiting(app, "session-thief") as (thief, _):
        assert not is_about_vat(thief.say("what is this?", file, "file-that-is-none"))
    assert asked(detail(app, headers, "session-thief")).files == []


def test_the_visitors_own_words_count_beside_the_files(app: Any) -> None:
    with visiting(app, "session-person") as (talk, _):
        view = talk.say("I want to talk to a human being please", talk.attach(SCREENSHOT))
        assert view.citations == ()


def test_after_a_reload_the_turn_has_its_files(app: Any) -> None:
    with visiting(app, "session-reload") as (talk, _):
        file = talk.attach(SCREENSHOT, "error of ann@mail.example.png")
        talk.say("what is this?", file)
    with visiting(app, "session-reload") as (_, welcome):
        turn = welcome.turns[0]
        assert (turn.who, turn.files) == ("visitor", (FileView(file, "image", "error of [email].png"),))
        assert all(other.files == () for other in welcome.turns[1:])


def test_an_agent_sees_the_words_the_picture_and_why(app: Any, headers: Any) -> None:
    with visiting(app, "session-agent") as (talk, _):
        file = talk.attach(SCREENSHOT)
        talk.say("what is this?", file)
    seen = detail(app, headers, "session-agent")
    (attached,) = asked(seen).files
    assert (attached.id, attached.kind, attached.name) == (file, "image", "shot.png")
    assert ERROR in attached.words.splitlines()
    assert "ann@mail.example" not in attached.words
    decision = next(turn.decision for turn in seen.turns if turn.decision)
    assert any("1 attached file" in reason for reason in decision.reasons)
    assert seen.suggestion is not None
    assert ERROR in seen.summary
    picture = app[0].get(f"/v1/files/{file}", headers=headers["agent"])
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["content-security-policy"].startswith("sandbox")
    assert picture.headers["cache-control"] == "no-store"


def test_a_document_is_shown_as_plain_text(app: Any, headers: Any) -> None:
    with visiting(app, "session-text") as (talk, _):
        file = talk.attach(f"10:00 {ERROR} <script>".encode(), "app.log")
        assert is_about_vat(talk.say("app.log", file))
    shown = app[0].get(f"/v1/files/{file}", headers=headers["agent"])
    assert (shown.text, shown.headers["content-type"]) == (f"10:00 {ERROR} <script>", "text/plain; charset=utf-8")


def test_only_an_agent_sees_a_file(app: Any, headers: Any) -> None:
    with visiting(app, "session-roles") as (talk, _):
        path = f"/v1/files/{talk.attach(b'a note')}"
    assert app[0].get(path).status_code == 401
    assert app[0].get(path, headers=headers["viewer"]).status_code == 403
    assert app[0].get(path, headers=headers["agent"]).status_code == 200
    for name in ("nothing", "..%2Fhandrail.db", "../handrail.db"):
        assert app[0].get(f"/v1/files/{name}", headers=headers["agent"]).status_code == 404
