import time

from tests.server.conversation.conftest import Room
from widget.protocol import Element, Message, Nudge, PageView, Snapshot, Struggled

VAT = Element("id:vat", "textbox", "VAT number", "input")
SAVE = Element("id:save-billing", "button", "Save", "button")
STATE = Snapshot(
    1, "/billing", "Billing", step="billing-details", errors=(Message(VAT, "Invalid VAT number"),), disabled=(SAVE,)
)
REFUSED = Struggled(
    2, "struggle-vat-1", "/billing", "repeated_validation", "struggle", VAT, 3, 9000, message="Invalid VAT number"
)
RAGE = Struggled(3, "struggle-save-1", "/billing", "rage_click", "struggle", SAVE, 3, 700)


def nudges(frames):
    return [frame for frame in frames if isinstance(frame, Nudge)]


async def test_vat(room: Room):
    began = time.perf_counter()
    frames = await room.tell(PageView(0, "/billing", "Billing"), STATE, REFUSED)
    print(time.perf_counter() - began)
    print(frames)
    frames = await room.tell(RAGE)
    print(frames)
    for r in room.db.read(
        lambda c: list(c.exec_driver_sql("select kind,confidence,reasons_json,features_json from decisions"))
    ):
        print(r)


async def test_rage_only(room: Room):
    began = time.perf_counter()
    frames = await room.tell(PageView(0, "/billing", "Billing"), STATE, RAGE)
    print(time.perf_counter() - began)
    print(frames)


async def test_rage_nosnap(room: Room):
    frames = await room.tell(PageView(0, "/billing", "Billing"), RAGE)
    print(frames)
    for r in room.db.read(
        lambda c: list(c.exec_driver_sql("select kind,confidence,reasons_json,features_json from decisions"))
    ):
        print(r)
