"""What of the outbox outlives its page, and how it is handed in afterwards."""

from hypothesis import given
from hypothesis import strategies as st

from tests.widget.test_outbox import T, batch, outbox, said
from widget.keeping import Keeper, Leftover
from widget.outbox import LINGER_MS
from widget.protocol import Ack, Batch, Hello, Refused, Said, Welcome, decode_client, encode

HELLO = encode(
    Hello(
        version=1,
        site="demo-site",
        visitor="v" * 22,
        session="s" * 22,
        stream="t" * 22,
        sent_at=int(T),
        route="/",
    )
)


def frames(*numbers: int) -> list[bytes]:
    return [encode(Batch(seq=number, at=int(T), events=(said(number),))) for number in numbers]


def words(sent: list[bytes]) -> list[str]:
    return [event.turn for data in sent for event in batch(data).events if isinstance(event, Said)]


def leftover(*numbers: int) -> Leftover:
    return Leftover(HELLO, frames(*numbers), lambda: T + 60_000)


def welcome(acked: int) -> bytes:
    return encode(Welcome(version=1, session="s" * 22, acked=acked, server_at=1))


def test_frames_that_the_server_answers_at_once_never_go_into_storage() -> None:
    box, keeper = outbox(), Keeper()
    box.resume(0)
    box.add(said(1), T)
    box.flush()
    assert keeper.changes(box.waiting(T + 100)) == ([], [])
    box.acked(1)
    assert keeper.changes(box.waiting(T + 9000)) == ([], [])


def test_frame_that_waits_for_long_goes_into_storage_and_leaves_it_with_its_acknowledgement() -> None:
    box, keeper = outbox(), Keeper()
    box.resume(0)
    box.add(said(1), T)
    (data,) = box.flush()
    assert keeper.changes(box.waiting(T + LINGER_MS + 1)) == ([(1, data)], [])
    assert keeper.changes(box.waiting(T + LINGER_MS + 2)) == ([], [])
    box.acked(1)
    assert keeper.changes(box.waiting(T + LINGER_MS + 3)) == ([], [1])


def test_without_a_line_every_frame_goes_into_storage_at_once() -> None:
    box, keeper = outbox(), Keeper()
    box.closed()
    box.add(said(1), T)
    put, _ = keeper.changes(box.waiting(T))
    assert [number for number, _ in put] == [1]


def test_storage_follows_frames_that_are_packed_anew() -> None:
    box, keeper = outbox(pending_bytes=20_000), Keeper()
    box.closed()
    storage: dict[int, bytes] = {}
    for at in range(600):
        box.add(said(at), T + at)
        put, gone = keeper.changes(box.waiting(T + at))
        storage.update(put)
        for number in gone:
            del storage[number]
    assert list(storage.values()) == box.pending()


def test_later_page_says_hello_for_the_page_that_is_gone_with_the_time_of_now() -> None:
    hello = decode_client(leftover(3).opened())
    assert isinstance(hello, Hello)
    assert (hello.stream, hello.sent_at) == ("t" * 22, int(T + 60_000))


def test_only_what_the_server_lacks_is_handed_in() -> None:
    left = leftover(3, 4, 5)
    sent = left.received(welcome(4))
    assert [batch(data).seq for data in sent] == [5]
    assert left.state == "open"
    left.received(encode(Ack(seq=5)))
    assert left.state == "done"


def test_nothing_is_handed_in_when_the_beacon_was_faster() -> None:
    left = leftover(3, 4)
    assert left.received(welcome(4)) == []
    assert left.state == "done"


def test_first_acknowledgements_do_not_end_it() -> None:
    left = leftover(1, 2, 3)
    left.received(welcome(0))
    for number in (1, 2):
        left.received(encode(Ack(seq=number)))
        assert left.state == "open"


def test_server_that_wants_it_later_gets_it_later_and_a_refusal_for_good_ends_it() -> None:
    for retry_ms, state in ((5000, "later"), (-1, "done")):
        left = leftover(1)
        left.received(encode(Refused(code=4429, message="too fast", retry_ms=retry_ms)))
        assert left.state == state


@given(st.sets(st.integers(1, 30), min_size=1), st.integers(0, 35))
def test_numbers_go_on_without_a_gap_from_wherever_the_server_is(stored: set[int], acked: int) -> None:
    left = leftover(*sorted(stored))
    sent = left.received(welcome(acked))
    assert [batch(data).seq for data in sent] == list(range(acked + 1, acked + 1 + len(sent)))
    assert words(sent) == [f"turn-{number:08}" for number in sorted(stored) if number > acked]
