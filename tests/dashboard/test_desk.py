"""The desk's words and, with a visitor who waits, its work from queue to correction."""

from collections.abc import Callable, Iterator

import httpx
import msgspec
import pytest
from streamlit.testing.v1 import AppTest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from dashboard.api import Api, client
from dashboard.desk.correction import correctable, parts_of
from dashboard.desk.queue import label
from dashboard.desk.talk import facts
from server.api.views.desk import ConversationRow, DecisionView, LookupView, TurnDetail
from server.clock import now_ms
from tests.dashboard.conftest import Served
from tests.dashboard.history import KEY
from tests.dashboard.test_screens import words as shown
from tests.server.files.drawn import ERROR, screenshot
from widget.protocol import (
    PROTOCOL_VERSION,
    Ack,
    Batch,
    Hello,
    Mode,
    PageView,
    PersonWanted,
    Said,
    ServerFrame,
    Turn,
    decode_server,
    encode,
)

PATIENCE_S = 20.0
ORIGIN = "https://app.acme.test"
DECIDED = DecisionView(
    id="d", kind="answer", at=0, intent="", confidence=0.8, reasons=[], features={}, thresholds={}, alternatives=[],
    versions={},
)  # fmt: skip


def turn(**more: object) -> TurnDetail:
    fields: dict[str, object] = {"id": "t", "who": "handrail", "name": "", "text": "Yes.", "at": 0, "reply_to": "q"}
    return TurnDetail(**{**fields, **more})  # type: ignore[arg-type]


def row(**more: object) -> ConversationRow:
    fields: dict[str, object] = {
        "id": "c", "site": "s", "session": "v", "mode": "waiting", "route": "/billing", "started_at": 0, "last_at": 0,
        "last_text": "It does not work",
    }  # fmt: skip
    return ConversationRow(**{**fields, **more})  # type: ignore[arg-type]


def test_a_turn_tells_which_live_data_was_looked_up_and_what_became_of_it() -> None:
    looked = [LookupView("order", "Shop orders", "told", 104.2), LookupView("stock", "Stock", "slow", 800.0)]
    told = facts(turn(decision=msgspec.structs.replace(DECIDED, lookups=looked)))
    assert "looked up Shop orders: told, 104 ms" in told
    assert "looked up Stock: too slow, 800 ms" in told


def test_a_row_says_who_waits_how_long_and_why() -> None:
    words = label(row(waiting_s=240, reason="customer_request", urgency=0.9, sentiment=-0.6))
    assert "waits 4 min" in words
    assert "asked for a person" in words
    assert "urgent" in words
    assert "upset" in words


def test_a_calm_row_says_neither_urgent_nor_upset() -> None:
    words = label(row(mode="assistant", sentiment=0.1))
    assert "urgent" not in words
    assert "upset" not in words


def test_a_row_that_goes_badly_says_so_before_anybody_waits() -> None:
    assert "goes badly" in label(row(mode="assistant", risk=0.7))
    assert "goes badly" not in label(row(mode="assistant", risk=0.3))


def test_a_visitors_words_are_never_markup_in_the_queue() -> None:
    assert "![" not in label(row(last_text="![x](http://evil/pixel.png)"))


def test_the_parts_of_an_answer_are_its_sentences_and_steps_without_marks() -> None:
    answer = "Digits alone are refused. [1]\n1. Open Billing.\n2. Type DE123. [2]"
    assert parts_of(answer) == ["Digits alone are refused.", "1. Open Billing.", "2. Type DE123."]
    assert all(part in answer.replace(" [1]", "").replace(" [2]", "") for part in parts_of(answer))


def test_only_answers_can_be_corrected() -> None:
    notice, answer, person = turn(id="n"), turn(id="a", decision=DECIDED), turn(id="p", who="person", decision=DECIDED)
    assert [one.id for one in correctable([notice, answer, person])] == ["a"]


def test_an_answers_confidence_and_outcome_are_said() -> None:
    assert facts(turn(decision=DECIDED, solved=False, corrected=True)) == [
        "confidence 80 %",
        "did not solve it",
        "corrected",
    ]


class Visitor:
    """A visitor's page on its own socket."""

    def __init__(self, socket: ClientConnection, url: str, name: str) -> None:
        self._socket, self._url, self._name, self._seq = socket, url, name, 0
        hello = Hello(
            version=PROTOCOL_VERSION, site=KEY, visitor=f"visitor-{name}", session=f"session-{name}",
            stream=f"stream-{name}", sent_at=now_ms(), route="/billing", title="Billing",
        )  # fmt: skip
        socket.send(encode(hello))
        self.tell(PageView(0, "/billing", "Billing"))

    def tell(self, *events: PageView | Said | PersonWanted) -> None:
        self._seq += 1
        self._socket.send(encode(Batch(self._seq, now_ms() - 50, events)))

    @property
    def seq(self) -> int:
        return self._seq

    def attach(self, name: str, data: bytes) -> str:
        """Uploads a file; answers its id."""
        query = {"site": KEY, "session": f"session-{self._name}", "name": name}
        headers = {"Origin": ORIGIN, "Content-Type": "text/plain"}
        answer = httpx.post(f"{self._url}/v1/files", params=query, content=data, headers=headers, timeout=60)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def until(self, wanted: Callable[[ServerFrame], bool]) -> ServerFrame:
        while True:
            data = self._socket.recv(PATIENCE_S)
            assert isinstance(data, bytes)
            frame = decode_server(data)
            if wanted(frame):
                return frame


@pytest.fixture
def visitor(served: Served) -> Iterator[Visitor]:
    url = served.url.replace("http", "ws") + "/v1/stream"
    with connect(url, origin=Origin(ORIGIN), compression=None) as socket:
        waiting = Visitor(socket, served.url, f"{now_ms()}")
        waiting.tell(Said(0, f"turn-{now_ms()}", "Please let me talk to a person about my invoice", "/billing"))
        waiting.tell(PersonWanted(0, "/billing"))
        waiting.until(lambda frame: isinstance(frame, Mode) and frame.mode == "waiting")
        yield waiting
    with client(served.url) as http:
        api = Api(http, served.readers["agent"].token)
        for one in api.get("/v1/conversations", list[ConversationRow], {"state": "open"}):
            api.tell(f"/v1/conversations/{one.id}/close")


def test_an_agent_takes_a_conversation_answers_live_and_gives_it_back(
    screen: Callable[..., AppTest], visitor: Visitor
) -> None:
    desk = screen("desk", role="agent")
    desk.button(key="next").click().run()
    assert not desk.exception
    assert "Understood as" in shown(desk)
    assert 'class="verdict"' in shown(desk)
    assert "came with Handrail" in shown(desk)
    desk.button(key="take").click().run()
    visitor.until(lambda frame: isinstance(frame, Mode) and frame.mode == "person" and frame.name == "Agent")
    desk.chat_input(key="reply").set_value("Hello, I am here. <b>What</b> is wrong?").run()
    said = visitor.until(lambda frame: isinstance(frame, Turn) and frame.view.who == "person")
    assert isinstance(said, Turn)
    assert said.view.text == "Hello, I am here. <b>What</b> is wrong?"
    desk.button(key="give_back").click().run()
    visitor.until(lambda frame: isinstance(frame, Mode) and frame.mode == "assistant")
    assert not desk.error


def test_an_agent_sees_what_was_attached_and_its_words(
    screen: Callable[..., AppTest], visitor: Visitor, served: Served
) -> None:
    picture = visitor.attach("error.png", screenshot(ERROR))
    text = visitor.attach("log <b>.txt", b"Import failed in row 41")
    visitor.tell(Said(0, f"turn-{now_ms()}", "It says this", "/billing", (picture, text)))
    visitor.until(lambda frame: isinstance(frame, Ack) and frame.seq == visitor.seq)
    desk = screen("desk", role="agent")
    desk.button(key="next").click().run()
    assert not desk.exception
    assert '<img src="data:image/png;base64,' in shown(desk)
    assert 'alt="error.png"' in shown(desk)
    assert ERROR in shown(desk)
    assert "Import failed in row 41" in shown(desk)
    assert [each.label for each in desk.expander[:2]] == [r"Words in error\.png", r"Text of log \<b\>\.txt"]

    (served.folder / "files" / picture).unlink()
    desk = screen("desk", role="agent")
    desk.button(key="next").click().run()
    assert not desk.exception
    assert "This file is no longer kept." in shown(desk)
    assert "<img" not in shown(desk)


def test_a_viewer_reads_the_words_and_sees_no_picture(screen: Callable[..., AppTest], visitor: Visitor) -> None:
    picture = visitor.attach("error.png", screenshot(ERROR))
    visitor.tell(Said(0, f"turn-{now_ms()}", "It says this", "/billing", (picture,)))
    visitor.until(lambda frame: isinstance(frame, Ack) and frame.seq == visitor.seq)
    desk = screen("desk", role="viewer")
    desk.button(key="next").click().run()
    assert not desk.exception
    assert ERROR in shown(desk)
    assert "<img" not in shown(desk)


def test_a_viewer_cannot_take_a_conversation(screen: Callable[..., AppTest], visitor: Visitor) -> None:
    desk = screen("desk", role="viewer")
    desk.button(key="next").click().run()
    desk.button(key="take").click().run()
    assert not desk.exception
    assert "role agent" in desk.error[0].value
