"""Every kind of event has a sentence for the visitor, and its true data."""

import msgspec
import pytest

from tests.widget.golden import EVENTS, VIEW
from widget.protocol import Element, Struggled
from widget.shared import STRUGGLES, data, words


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_has_a_sentence_without_its_field_names(name: str) -> None:
    sentence = words(EVENTS[name])
    assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] == "“"
    assert "None" not in sentence
    assert "{" not in sentence


@pytest.mark.parametrize("signal", sorted(STRUGGLES))
def test_every_struggle_names_where_it_was(signal: str) -> None:
    one = msgspec.convert(["st", 0, "i" * 8, "/", signal, "struggle", ["#vat", "textbox", "VAT number"]], Struggled)
    assert ("VAT number" in words(one)) == ("{on}" in STRUGGLES[signal].lower())
    nameless = msgspec.structs.replace(one, element=Element(key="form>input", role="textbox"))
    assert "None" not in words(nameless)
    assert words(msgspec.structs.replace(one, element=None))


def test_data_has_fields_by_name_and_the_kind() -> None:
    assert data(EVENTS["clicked"]) == {
        "kind": "ck",
        "dt": 1,
        "element": {"key": "#save-billing", "role": "button", "name": "Save changes", "tag": "button"},
        "rx": 10,
        "ry": 990,
        "run": 2,
    }
    assert data(VIEW)["citations"][0]["passage"] == "vat#2"
    assert "kind" not in data(VIEW)
