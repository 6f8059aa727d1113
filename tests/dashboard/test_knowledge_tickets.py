"""Tickets from before Handrail on the dashboard: nothing yet, brought in, refused, taken back; hours on Set-up."""

import csv
import io
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import delete
from streamlit.testing.v1 import AppTest

from dashboard.api import Api, client
from server.api.views.hours import HoursView
from server.api.views.tickets import ImportView
from server.store import schema
from server.store.database import Database
from tests.dashboard.conftest import Served
from tests.dashboard.history import SITE
from tests.dashboard.test_knowledge import labels, press
from tests.dashboard.test_screens import clean, words

Screen = Callable[..., AppTest]
ASKED = ["my card was declined", "I can't sign in any more", "where are the invoices of last year", ""]


@pytest.fixture
def admin(served: Served) -> Iterator[Api]:
    with client(served.url) as http:
        yield Api(http, served.readers["admin"].token)
    db = Database(f"sqlite:///{served.folder / 'handrail.db'}")
    for table in (schema.tickets, schema.ticket_imports):
        db.write(lambda conn, of=table: conn.execute(delete(of)))  # type: ignore[misc]
    db.close()


def export() -> bytes:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["id", "question", "created at"])
    rows.writerows((n, text, f"2026-0{n + 1}-01T09:00:00Z") for n, text in enumerate(ASKED))
    return out.getvalue().encode()


def bring(screen: Screen, name: str, data: bytes) -> AppTest:
    test = screen("knowledge", role="admin", about="Tickets")
    test.file_uploader[0].set_value([(name, data, "text/csv")]).run()
    return press(test, "Import it")


def ended(api: Api) -> ImportView:
    while True:
        [one] = api.get("/v1/tickets/imports", list[ImportView], {"site": SITE})
        if one.state != "reading":
            return one


def test_before_an_import_it_says_what_one_is_good_for(screen: Screen) -> None:
    test = screen("knowledge", about="Tickets")
    assert clean(test)
    assert "No tickets yet" in words(test)
    assert "An admin imports them" in words(test)
    assert not test.file_uploader


def test_an_export_is_brought_in_shown_and_taken_back(screen: Screen, admin: Api) -> None:
    test = bring(screen, "export.csv", export())
    assert not test.exception
    assert not test.error
    assert all("is being read" in one.value for one in test.success)  # none where it has been read by now
    assert ended(admin).tickets == 3
    test = screen("knowledge", role="admin", about="Tickets")
    assert clean(test)
    assert "3 tickets from before Handrail" in words(test)
    assert len(test.get("plotly_chart")) == 1
    shown = [table.value for table in test.dataframe]
    assert {"Tickets": "3"}.items() <= dict(zip(shown[1]["What"], shown[1]["Before"], strict=True)).items()
    assert list(shown[2]["What became of its rows"]) == ["4 rows: 3 new tickets, 1 left out"]
    assert "Take it back" not in labels(test)
    assert "csat" in words(test).lower()


def test_what_is_no_export_is_refused_with_the_reason(screen: Screen, admin: Api) -> None:
    test = bring(screen, "export.csv", b"colour,size\nred,3\n")
    assert not test.exception
    assert "no column holds the question" in test.error[0].value.lower()


def test_hours_of_service_are_set_on_the_set_up_page(screen: Screen, admin: Api) -> None:
    test = screen("setup", role="admin")
    assert clean(test)
    assert "Hours of service" in words(test)
    next(one for one in test.text_input if one.label == "Monday").set_value("09:00-17:00")
    press(test, "Save hours")
    assert clean(test)
    assert admin.get(f"/v1/sites/{SITE}/hours", HoursView).week[0] == [("09:00", "17:00")]
    next(one for one in test.text_input if one.label == "Monday").set_value("nine to five")
    press(test, "Save hours")
    assert not test.exception
    assert test.error
    admin.put(f"/v1/sites/{SITE}/hours", HoursView, HoursView())
