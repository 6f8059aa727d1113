"""The identity ladder."""

import json
from typing import Any

import msgspec
import pytest

from tests.widget.page import SAVE, VAT, target
from widget.elements import Descriptor, ElementTable, describe, stable_id


def key(**fields: Any) -> str:
    return describe(Descriptor(**fields)).key


def test_rungs_in_order() -> None:
    everything = {
        "author": "vat",
        "testid": "vat-input",
        "id": "vat",
        "role": "textbox",
        "name": "VAT",
        "path": "form>input",
    }
    keys = []
    for rung in ("author", "testid", "id", "name", "path"):
        keys.append(key(**everything))
        everything[rung] = ""
    assert keys == ["@vat", "%vat-input", "#vat", "textbox:VAT", "form>input"]


def test_the_billing_demo_has_the_keys_that_its_articles_name() -> None:
    assert (describe(VAT).key, describe(SAVE).key) == ("#vat", "#save-billing")


@pytest.mark.parametrize("id", ["vat", "save-billing", "address-line1", "q"])
def test_ids_that_an_author_wrote_are_stable(id: str) -> None:
    assert stable_id(id) == id


@pytest.mark.parametrize(
    "id", ["", None, ":r3:", "radix-:r1:", "mui-3", "input-4711", "ember12", "a3f9c2", "react-aria-5", "x" * 61]
)
def test_ids_that_a_framework_numbers_are_dropped(id: str | None) -> None:
    assert stable_id(id) == ""


def test_a_button_without_role_is_named_by_its_tag() -> None:
    assert key(tag="button", name="Save changes") == "button:Save changes"


def test_a_counter_in_the_name_is_not_identity() -> None:
    assert key(role="link", name="Inbox (12)") == key(role="link", name="Inbox (3)") == "link:Inbox"


def test_personal_data_in_names_is_masked_in_key_and_name() -> None:
    one = describe(Descriptor(tag="button", role="button", name="Remove ada@example.com"))
    assert (one.key, one.element.name) == ("button:Remove [email]", "Remove [email]")


def test_keys_stay_within_their_limit() -> None:
    assert len(key(role="button", name="x" * 500)) <= 200
    assert key(path="body>" + "div>" * 100 + "i").endswith("div>i")
    assert len(key(path="body>" + "div>" * 100 + "i")) == 200


def test_nothing_known_still_has_a_key() -> None:
    assert key() == "?"


def test_the_same_name_in_another_form_is_another_element() -> None:
    table = ElementTable()
    save = {"tag": "button", "role": "button", "name": "Save"}
    steps = ["profile", "billing", "profile"]
    table.add(json.dumps([{**save, "i": at, "step": step} for at, step in enumerate(steps)]))
    found = [table.get(at) for at in range(3)]
    assert [one.key for one in found if one] == ["button:Save", "button:Save~2", "button:Save"]


def test_a_row_button_that_repeats_is_one_control() -> None:
    table = ElementTable()
    table.add(
        json.dumps([{"i": at, "role": "button", "name": "Edit", "path": f"tr:nth({at})>button"} for at in (1, 2)])
    )
    assert table.get(1) == table.get(2)


def test_a_later_descriptor_replaces_the_earlier() -> None:
    table = ElementTable()
    table.add(json.dumps([{"i": 1, "tag": "button", "id": "save", "disabled": True}]))
    table.add(json.dumps([{"i": 1, "tag": "button", "id": "save", "disabled": False}]))
    one = table.get(1)
    assert one is not None
    assert not one.has("disabled")


def test_unknown_elements_are_none() -> None:
    assert ElementTable().get(-1) is None


def test_descriptors_that_are_none_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        ElementTable().add('[{"i": "x"}]')


def test_nulls_from_the_shim_are_nothing() -> None:
    assert describe(Descriptor(tag=None, role=None, name=None, id="vat", step=None, rect=None)).key == "#vat"


@pytest.mark.parametrize(
    ("fields", "trait"),
    [
        ({"tag": "button"}, "control"),
        ({"disabled": True}, "disabled"),
        ({"tag": "input", "type": "email", "typeable": False}, "typeable"),
        ({"exempt": True}, "exempt"),
        ({"name": "−"}, "stepper"),
        ({"tag": "select"}, "native"),
        ({"kind": "link"}, "link"),
        ({"kind": "canvas"}, "opaque"),
        ({"tag": "input", "type": "file"}, "opaque"),
    ],
)
def test_traits(fields: dict[str, Any], trait: str) -> None:
    assert target(**fields).has(trait)
    assert not target(tag="p", role="", name="Text").has(trait)
