"""What status messages say of an outcome."""

import pytest

from tests.widget.page import seen, target
from widget.events import Kind, Seen
from widget.outcome import succeeded, went_wrong

ALERT = target(tag="div", role="alert", name="", id="flash", kind="error", step="")


def said(text: str, alert: bool = False) -> Seen:
    return seen(Kind.STATUS, 0, ALERT if alert else None, text=text)


@pytest.mark.parametrize(
    "text",
    [
        "Saved", "Your changes are saved.", "Invitation sent to 3 people", "Done", "Copied", "Gespeichert",
        "Saved. Please check your e-mail.", "Checked 12 rows, no errors",
    ],
)  # fmt: skip
def test_success(text: str) -> None:
    assert succeeded(said(text))
    assert not went_wrong(said(text))


@pytest.mark.parametrize("text", ["", "  ", "Loading...", "Saving…", "Saving", "Please wait", "Bitte warten"])
def test_what_is_under_way_is_neither(text: str) -> None:
    assert not succeeded(said(text))
    assert not went_wrong(said(text))


@pytest.mark.parametrize(
    "text",
    [
        "Couldn't save", "Couldn’t save", "Something went wrong", "Not saved", "Card declined", "2 errors",
        "Speichern fehlgeschlagen", "Die Nummer ist ungültig", "Une erreur est survenue", "No se pudo guardar",
        "Mislukt", "Nie udało się zapisać",
    ],
)  # fmt: skip
def test_what_went_wrong(text: str) -> None:
    assert went_wrong(said(text))
    assert not succeeded(said(text))


@pytest.mark.parametrize(
    "text",
    [
        "Please enter a VAT number", "Name already taken", "Insufficient funds", "Your changes have not been saved",
        "The file wasn't uploaded", "The file is too large",
    ],
)  # fmt: skip
def test_what_is_wanted_otherwise_is_no_success(text: str) -> None:
    assert not succeeded(said(text))


def test_an_alert_tells_of_success_only_in_so_many_words() -> None:
    assert succeeded(said("Your plan was changed", alert=True))
    assert not succeeded(said("This plan is for teams", alert=True))
    assert succeeded(said("This plan is for teams"))


def test_an_alert_that_denies_something_is_an_error_and_a_hint_is_none() -> None:
    assert went_wrong(said("Insufficient funds", alert=True))
    assert not went_wrong(said("Insufficient data for a chart yet"))
    assert not went_wrong(said("This plan is for teams", alert=True))


def test_what_a_live_region_holds_is_no_message() -> None:
    invoice = (
        "Halden Studio QB-1046 Bakery Lindenhof Written 20 Nov, due 4 Dec Packaging, second round 14.5 h €1,232.50"
    )
    assert not succeeded(said(invoice))
    assert succeeded(said("Bakery Lindenhof has it"))
    assert succeeded(said(f"Your invoice was sent. {invoice}"))
