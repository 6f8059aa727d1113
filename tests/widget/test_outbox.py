"""The outbox loses nothing, reorders nothing and leaves no gap, whatever the connection does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from widget.outbox import FRAME_BYTES, IN_FLIGHT, RETRY_MAX_MS, RETRY_MS, Outbox
from widget.protocol import MAX_EVENTS, Batch, Dwelt, Event, PageView, Said, StepDone, decode_client

T = 1_760_000_000_000.0


def outbox(pending_bytes: int = 1024 * 1024) -> Outbox:
    return Outbox(lambda: 0.5, pending_bytes=pending_bytes)


def batch(data: bytes) -> Batch:
    frame = decode_client(data)
    assert isinstance(frame, Batch)
    return frame


def dwelt(number: int) -> Dwelt:
    return Dwelt(dt=0, route="/", visible_ms=1, edits=number)


def said(number: int) -> Said:
    return Said(dt=0, turn=f"turn-{number:08}", text="Why?", route="/")


def number(event: Event) -> int:
    if isinstance(event, Said):
        return int(event.turn.removeprefix("turn-"))
    assert isinstance(event, Dwelt)
    return event.edits


class Server:
    """Keeps what is durable and answers as the gateway does: a gap is refused, a repetition dropped."""

    def __init__(self) -> None:
        self.acked = 0
        self.events: list[Event] = []

    def take(self, data: bytes) -> None:
        frame = batch(data)
        assert frame.seq <= self.acked + 1, "a sequence number was skipped"
        if frame.seq == self.acked + 1:
            self.acked = frame.seq
            self.events += frame.events


def test_events_travel_in_one_batch_with_times_from_its_start() -> None:
    box = outbox()
    box.add(dwelt(1), T, raw=4)
    box.add(dwelt(2), T + 250, raw=4)
    box.resume(0)
    [frame] = [batch(data) for data in box.flush()]
    assert (frame.seq, frame.at, frame.through) == (1, int(T), 4)
    assert [event.dt for event in frame.events] == [0, 250]


def test_nothing_is_sent_before_the_server_welcomes() -> None:
    box = outbox()
    box.add(dwelt(1), T)
    assert box.flush() == []
    assert len(box.pending()) == 1


def test_a_frame_is_sent_once_a_connection() -> None:
    box = outbox()
    box.resume(0)
    box.add(dwelt(1), T)
    assert len(box.flush()) == 1
    assert box.flush() == []


def test_unacknowledged_frames_are_sent_again_after_a_reconnect_and_acknowledged_ones_not() -> None:
    box = outbox()
    box.resume(0)
    for at in range(3):
        box.add(dwelt(at), T + at)
        box.flush()
    box.acked(1)
    box.closed()
    box.resume(2)
    assert [batch(data).seq for data in box.flush()] == [3]


def test_many_events_are_split_by_number_and_by_bytes() -> None:
    box = outbox()
    for at in range(MAX_EVENTS + 1):
        box.add(dwelt(at), T)
    for at in range(150):
        box.add(StepDone(dt=0, route="/", step="s", evidence="x" * 400), T + at)
    frames = [batch(data) for data in box.pending()]
    assert max(len(frame.events) for frame in frames) == MAX_EVENTS
    assert max(len(data) for data in box.pending()) <= FRAME_BYTES + 2048
    assert [frame.seq for frame in frames] == list(range(1, len(frames) + 1))


def test_through_names_a_raw_batch_only_when_all_of_it_is_covered() -> None:
    box = outbox()
    for at in range(MAX_EVENTS):
        box.add(dwelt(at), T, raw=1)
    for at in range(MAX_EVENTS):
        box.add(dwelt(at), T, raw=2 if at else 1)
    first, second = (batch(data) for data in box.pending())
    assert (first.through, second.through) == (0, 2)


def test_sending_pauses_when_too_much_waits_for_its_acknowledgement() -> None:
    box = outbox()
    box.resume(0)
    for at in range(IN_FLIGHT + 5):
        box.add(dwelt(at), T)
        box.seal()
    assert len(box.flush()) == IN_FLIGHT
    assert box.flush() == []
    box.acked(3)
    assert [batch(data).seq for data in box.flush()] == [IN_FLIGHT + 1, IN_FLIGHT + 2, IN_FLIGHT + 3]


def test_a_long_time_offline_drops_dwelling_first_and_words_never() -> None:
    box = outbox(pending_bytes=20_000)
    for at in range(2000):
        box.add(dwelt(at), T + at)
        if at % 100 == 0:
            box.add(said(at), T + at)
            box.add(PageView(dt=0, route=f"/p/{at}"), T + at)
        box.seal()
    frames = [batch(data) for data in box.pending()]
    events = [event for frame in frames for event in frame.events]
    assert sum(map(len, box.pending())) <= 20_000
    assert [number(event) for event in events if isinstance(event, Said)] == list(range(0, 2000, 100))
    assert sum(isinstance(event, PageView) for event in events) == 20
    assert box.dropped["Dwelt"] == 2000 - sum(isinstance(event, Dwelt) for event in events)
    assert set(box.dropped) == {"Dwelt"}
    assert [frame.seq for frame in frames] == list(range(1, len(frames) + 1))


def test_frames_that_may_have_left_keep_their_number_and_bytes() -> None:
    box = outbox(pending_bytes=4000)
    box.resume(0)
    for at in range(100):
        box.add(dwelt(at), T + at)
    left = box.flush()
    box.closed()
    for at in range(2000):
        box.add(dwelt(at), T + at)
        box.seal()
    assert box.pending()[: len(left)] == left
    assert [batch(data).seq for data in box.pending()] == list(range(1, len(box.pending()) + 1))


def test_numbers_go_on_from_where_the_server_is_when_python_started_anew() -> None:
    box = outbox()
    box.add(said(1), T)
    box.seal()
    box.resume(9)
    assert [batch(data).seq for data in box.flush()] == [10]


def test_frames_that_never_left_follow_those_of_the_server_that_stood_in_for_python() -> None:
    box = outbox()
    for count in range(3):
        box.add(said(count), T + count)
        box.seal()
    box.resume(2)  # two of the server's own
    [frame] = [batch(data) for data in box.flush()]
    assert (frame.seq, [number(event) for event in frame.events]) == (3, [0, 1, 2])


def test_numbers_follow_those_of_the_runtime_that_handed_over() -> None:
    box = outbox()
    box.go_on(7)
    box.add(said(1), T)
    assert [batch(data).seq for data in box.pending()] == [8]


def test_numbers_go_back_when_the_server_lost_its_log() -> None:
    box = outbox()
    box.resume(0)
    for at in range(3):
        box.add(said(at), T)
        box.flush()
    box.acked(2)
    box.closed()
    box.resume(0)
    assert [batch(data).seq for data in box.flush()] == [1]


def test_waiting_doubles_up_to_a_limit_and_starts_again_after_a_welcome() -> None:
    box = Outbox(lambda: 0.999999)
    waits = [box.closed() for _ in range(12)]
    assert waits[0] < waits[1] < waits[2] <= waits[-1]
    assert round(waits[0]) == RETRY_MS
    assert round(waits[-1]) == RETRY_MAX_MS
    box.resume(0)
    assert round(box.closed()) == RETRY_MS


def test_chance_spreads_the_tries_of_many_pages() -> None:
    assert Outbox(lambda: 0.0).closed() == RETRY_MS / 2


class Line:
    """A connection that breaks as the script wants it, between an outbox and a server."""

    def __init__(self) -> None:
        self.box, self.server = outbox(), Server()
        self.open, self.added = False, 0

    def play(self, what: str, amount: int) -> None:
        match what:
            case "add":
                for _ in range(amount):
                    self.added += 1
                    self.box.add(said(self.added), T + self.added)
            case "flush":
                self.flush(amount)
            case "ack" if self.open:
                self.box.acked(self.server.acked)
            case "drop" if self.open:
                self.box.closed()
                self.open = False
            case "reconnect" if not self.open:
                self.box.resume(self.server.acked)
                self.open = True
            case "pending":
                self.box.pending()

    def flush(self, arriving: int) -> None:
        """Of what is sent, as many frames arrive; then the line breaks, unless all did."""
        frames = self.box.flush()
        assert self.open or not frames
        for data in frames[:arriving]:
            self.server.take(data)
        if arriving < len(frames):
            self.box.closed()
            self.open = False

    def finish(self) -> None:
        self.play("drop", 0)
        while not self.box.empty:
            self.play("reconnect", 0)
            self.flush(1000)
            self.box.acked(self.server.acked)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 5)),
        st.tuples(st.just("flush"), st.sampled_from([0, 1, 2, 5, 1000])),
        st.tuples(st.sampled_from(["ack", "drop", "reconnect", "pending"]), st.just(0)),
    ),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(steps)
def test_nothing_is_lost_or_reordered_under_any_connection(script: list[tuple[str, int]]) -> None:
    line = Line()
    for what, amount in script:
        line.play(what, amount)
    line.finish()
    assert [number(event) for event in line.server.events] == list(range(1, line.added + 1))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=300), st.integers(0, 5))
def test_the_bound_holds_the_order_and_the_words(kinds: list[bool], sent: int) -> None:
    box = outbox(pending_bytes=1500)
    box.resume(0)
    words = []
    for at, is_said in enumerate(kinds):
        if is_said:
            words.append(at)
        box.add(said(at) if is_said else dwelt(at), T + at)
        if at < sent:
            box.flush()
        else:
            box.seal()
    frames = [batch(data) for data in box.pending()]
    numbers = [number(event) for frame in frames for event in frame.events]
    assert numbers == sorted(numbers)
    assert [event for event in numbers if event in set(words)] == words
    assert [frame.seq for frame in frames] == list(range(1, len(frames) + 1))
