"""One frame of every kind with every field set: the bytes in golden/ are the wire format.

Runs in CPython and in Pyodide alike: `differing(read)` compares what is encoded here with the bytes that `read(name)`
gives. A field added at the end changes the bytes of its frame: write them anew with `python -m tests.widget.golden`,
and keep `OLD` decoding.
"""

from collections.abc import Callable
from pathlib import Path

from widget.protocol import (
    Ack,
    Batch,
    Box,
    Chunk,
    Citation,
    Clicked,
    ClientFrame,
    Dwelt,
    Element,
    Event,
    FileView,
    Hello,
    Identified,
    Likely,
    Message,
    Mode,
    Nudge,
    Nudged,
    Observed,
    PageView,
    PanelUsed,
    PersonWanted,
    Rated,
    Refused,
    Released,
    Resolved,
    Said,
    ServerFrame,
    Sharing,
    Sign,
    Skeleton,
    Snapshot,
    Solved,
    StepDone,
    Struggled,
    Turn,
    TurnView,
    Welcome,
    Working,
    decode_client,
    decode_server,
    encode,
)

FOLDER = Path(__file__).parent / "golden"

AT = 1_760_000_000_000
VISITOR, SESSION, STREAM = "v" * 22, "s" * 22, "t" * 22
FILE = "file-0000000000000001"
TURN, NUDGE, STRUGGLE = "turn-0000000000000001", "nudge-000000000000001", "struggle-00000000000001"

VAT = Element(key="#vat", role="textbox", name="VAT number", tag="input")
SAVE = Element(key="#save-billing", role="button", name="Save changes", tag="button")
VIEW = TurnView(
    turn=TURN,
    who="handrail",
    text="Put the country code in front. [1]",
    at=AT,
    name="Ada",
    citations=(Citation(n=1, title="VAT numbers", url="/help/vat", passage="vat#2", quote="two letters first"),),
    sure="sure",
    highlight="#vat",
    solvable=True,
    reply_to="turn-0000000000000000",
    solved=False,
    rated=True,
    files=(FileView(id=FILE, kind="image", name="error.png"),),
    options=("Set a new password", "E-mail or password is wrong"),
)

EVENTS: dict[str, Event] = {
    "page_view": PageView(dt=0, route="/billing", title="Billing · Größe ✓", came_from="/settings"),
    "clicked": Clicked(dt=1, element=SAVE, rx=10, ry=990, run=2),
    "dwelt": Dwelt(dt=2, route="/billing", visible_ms=10_000, clicks=3, edits=40, scrolls=2),
    "struggled": Struggled(
        dt=3,
        id=STRUGGLE,
        route="/billing",
        signal="repeated_validation",
        verdict="struggle",
        element=VAT,
        count=3,
        span_ms=41_000,
        evidence=("refused", "refused 3 times in 41 s"),
        rules="2",
        message="Enter a valid VAT number",
        signs=(Sign(kind="mutation", after_ms=-12), Sign(kind="request", after_ms=2600)),
    ),
    "snapshot": Snapshot(
        dt=4,
        route="/billing",
        title="Billing",
        headings=("Billing", "Company"),
        step="billing-form",
        focused=VAT,
        errors=(Message(element=VAT, text="Enter a valid VAT number"),),
        disabled=(SAVE,),
        dialogs=("Leave this page?",),
        notices=("Draft kept",),
        scroll=120,
        width=1280,
        height=2400,
        language="en",
        reasons=(Message(element=SAVE, text="Fill in the VAT number first"),),
        context=(("plan", "Team"), ("seats", "12")),
    ),
    "skeleton": Skeleton(
        dt=5,
        route="/billing",
        version="0badcafe-1",
        width=1280,
        height=2400,
        boxes=(Box(-4, 100, 320, 40, role="textbox", label="VAT number", key="#vat", hint='input[name="vat"]'),),
    ),
    "step_done": StepDone(dt=6, route="/billing", step="billing-form", evidence="Saved"),
    "said": Said(dt=7, turn=TURN, text="Why can't I save? 🙁", route="/billing", files=(FILE,)),
    "rated": Rated(dt=8, turn=TURN, up=True),
    "solved": Solved(dt=9, turn=TURN, solved=False),
    "person_wanted": PersonWanted(dt=10, route="/billing"),
    "nudged": Nudged(dt=11, nudge=NUDGE, reaction="opened"),
    "panel_used": PanelUsed(dt=12, what="citation", detail="vat#2"),
    "sharing": Sharing(dt=13, paused=True, mode="off"),
    "released": Released(dt=14, name="2.4.0"),
    "observed": Observed(
        dt=86_400_000,
        route="/billing",
        rows=((3.0, AT + 0.5, 0.0, 10.25, 20.0, 4.0),),
        elements=(SAVE,),
        traits=("control disabled",),
        strings=("/billing", "Enter a valid VAT number"),
        steps=("billing-form",),
        packed=b"\x01\x02",
        judged=True,
    ),
    "identified": Identified(dt=15, who="u-17", traits=(("plan", "Team"),), proof="7f" * 32),
}

CLIENT: dict[str, ClientFrame] = {
    "hello": Hello(
        version=1,
        site="demo-site",
        visitor=VISITOR,
        session=SESSION,
        stream=STREAM,
        sent_at=AT,
        route="/billing",
        title="Billing",
        language="en-GB",
        width=1280,
        height=800,
        simulated=True,
        mode="anonymous",
    ),
    "batch": Batch(seq=2**31, at=AT, events=tuple(EVENTS.values()), through=17),
    **{
        f"batch_{name}": Batch(seq=place, at=AT, events=(event,))
        for place, (name, event) in enumerate(EVENTS.items(), start=1)
    },
}

SERVER: dict[str, ServerFrame] = {
    "welcome": Welcome(
        version=1,
        session=SESSION,
        acked=7,
        server_at=AT,
        product="Tideline",
        people_online=True,
        mode="waiting",
        turns=(VIEW,),
        rules='{"rage_click":{"clicks":4}}',
        sample=250,
        trace=False,
        reply_from=AT,
        reply_by=AT + 3_600_000,
    ),
    "ack": Ack(seq=70_000),
    "refused": Refused(code=4429, message="Too many events; wait a second.", retry_ms=1000),
    "nudge": Nudge(
        nudge=NUDGE,
        sentence="The VAT number needs the country prefix.",
        element="#vat",
        title="VAT numbers",
        url="/help/vat",
        question="What is wrong with my VAT number?",
    ),
    "working": Working(turn=TURN, phase="searched"),
    "chunk": Chunk(turn=TURN, index=2, text="Put the "),
    "turn": Turn(view=VIEW),
    "mode": Mode(mode="person", name="Ada", wait_s=40, people_online=True, reply_from=AT, reply_by=AT + 3_600_000),
    "likely": Likely(route="/billing", questions=("Why can't I save?", "Where is my invoice?")),
    "resolved": Resolved(step="billing-form", sentence="Saved: your billing details are complete."),
}

# Frames as release 0.1 wrote them, before fields were added at their end: they are in logs.
OLD_FOLDER = Path(__file__).parent / "golden_0_1"


def differing(read: Callable[[str], bytes]) -> list[str]:
    """Names of the frames that are not encoded as the bytes that `read` gives, or not decoded from them again."""
    frames: dict[str, ClientFrame | ServerFrame] = {**CLIENT, **SERVER}
    return [name for name, frame in frames.items() if encode(frame) != read(name) or _decoded(name, read) != frame]


def _decoded(name: str, read: Callable[[str], bytes]) -> ClientFrame | ServerFrame:
    return decode_client(read(name)) if name in CLIENT else decode_server(read(name))


def _write() -> None:
    FOLDER.mkdir(exist_ok=True)
    frames: dict[str, ClientFrame | ServerFrame] = {**CLIENT, **SERVER}
    for name, frame in frames.items():
        (FOLDER / f"{name}.bin").write_bytes(encode(frame))


if __name__ == "__main__":
    _write()
