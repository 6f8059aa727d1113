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
    assert len(key(path="x" * 500)) == 200
    assert len(key(path=f"{'x' * 300} >> button", name="y" * 500, place="z" * 100)) == 200


def test_nothing_known_still_has_a_key() -> None:
    assert key() == "?"


def test_the_same_name_in_another_form_is_another_element_whichever_is_seen_first() -> None:
    save = {"tag": "button", "role": "button", "name": "Save"}
    for places in (["profile", "billing"], ["billing", "profile"]):
        table = ElementTable()
        table.add(json.dumps([{**save, "i": at, "place": place} for at, place in enumerate(places)]))
        assert [one.key for at in range(2) if (one := table.get(at))] == [f"button:Save~{place}" for place in places]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"tag": "input", "hint": "name=email", "place": "billing"}, 'input[name="email"]~billing'),
        ({"tag": "input", "hint": "name=input-4711", "path": "form>input"}, "form>input"),
        ({"tag": "button", "hint": "name=\nhref=/sprite.3fa9.svg#trash"}, 'button:has([href$="#trash"])'),
        ({"tag": "button", "hint": "class=fa fa-trash fa-2x"}, "button:has(.fa-trash)"),
        ({"tag": "button", "hint": "class=lucide lucide-pencil h-4 w-4"}, "button:has(.lucide-pencil)"),
        ({"tag": "button", "hint": "class=css-1q2w3e\nd=M3 6h18"}, 'button:has([d^="M3 6h18"])'),
        ({"tag": "button", "hint": "class=sc-bdvvtp kQzRfa", "path": "div>button"}, "div>button"),
    ],
)
def test_what_has_no_name_is_known_by_its_field_name_or_icon(fields: dict[str, Any], expected: str) -> None:
    assert key(**fields) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("form>input", "form>input"),
        ("div.flex.items-center.px-4:nth-of-type(2)>button:nth-of-type(3)", "div:nth-of-type(2)>button:nth-of-type(3)"),
        ("div.Button_root__x7Ks2>button.css-1q2w3e", "div>button"),
        ("div.sc-bdvvtp.kQzRfa>button.jss42", "div>button"),
        ("nav.sidebar>a.is-active.menu-link.selected", "nav.sidebar>a.menu-link"),
        ("div.card.has-error.open>button", "div.card>button"),
        (
            "table.orders>tbody>tr:nth-of-type(7)>td:nth-of-type(4)>button",
            "table.orders>tbody>tr>td:nth-of-type(4)>button",
        ),
        ("div#billing>div.field:nth-of-type(2)>span", "#billing>div.field:nth-of-type(2)>span"),
        ("div.css-1[role=row]:nth-of-type(9)>div.user-card:nth-of-type(2)>i", "div[role=row]>div.user-card>i"),
        ("div#mat-input-3>span", "div>span"),
        ("a>b>c>d>e>f>g", "c>d>e>f>g"),
    ],
)
def test_paths_keep_what_an_author_wrote_and_drop_state_and_build(path: str, expected: str) -> None:
    assert key(path=path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("main>x-login:nth-of-type(2) >> form>button", "x-login >> button:Go"),
        ("iframe#pay >> form>button", "#pay >> button:Go"),
        ("div>iframe:nth-of-type(2) >> x-card >> button", "iframe:nth-of-type(2) >> x-card >> button:Go"),
    ],
)
def test_shadow_roots_and_frames_are_marked(path: str, expected: str) -> None:
    assert key(tag="button", name="Go", path=path) == expected


def test_an_id_in_a_shadow_root_is_not_the_one_outside() -> None:
    assert (key(id="q", path="x-a >> input#q"), key(id="q", path="input#q")) == ("x-a >> #q", "#q")


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
        ({"kind": "link download"}, "opaque"),
        ({"kind": "link download"}, "download"),
        ({"tag": "iframe", "kind": "frame"}, "frame"),
        ({"tag": "iframe", "kind": "frame"}, "opaque"),
        ({"tag": "video"}, "opaque"),
        ({"tag": "button", "path": "div.video-player>button"}, "media"),
        ({"tag": "button", "kind": "toggle"}, "toggle"),
        ({"role": "switch"}, "toggle"),
        ({"tag": "input", "type": "checkbox"}, "toggle"),
        ({"role": "spinbutton"}, "stepper"),
        ({"role": "gridcell", "name": "15"}, "calendar"),
        ({"tag": "button", "name": "Next month"}, "calendar"),
        ({"tag": "button", "path": "div.react-datepicker__week>div>button"}, "calendar"),
        ({"tag": "button", "kind": "carousel"}, "carousel"),
        ({"role": "slider", "name": "Volume"}, "carousel"),
        ({"tag": "div", "kind": "game"}, "game"),
        ({"tag": "input", "type": "search"}, "search"),
        ({"tag": "input", "name": "Search orders"}, "search"),
        ({"role": "searchbox"}, "search"),
        ({"tag": "span", "kind": "error"}, "error"),
        ({"tag": "span", "path": "form>span.error-message"}, "error"),
    ],
)
def test_traits(fields: dict[str, Any], trait: str) -> None:
    assert target(**fields).has(trait)
    assert not target(tag="p", role="", name="Text").has(trait)


def test_a_button_beside_a_video_is_judged() -> None:
    assert not target(tag="button", path="div.video-player>button").has("opaque")


def test_words_in_a_list_of_players_or_of_updates_exempt_nothing() -> None:
    one = target(tag="button", name="Update research", path="ul.players>li.update>button")
    assert not one.traits & {"media", "calendar", "search", "carousel", "game"}


@pytest.mark.parametrize(
    ("fields", "role"),
    [
        ({"tag": "a", "kind": "link"}, "link"),
        ({"tag": "a"}, ""),
        ({"tag": "a", "kind": "link", "role": "button"}, "button"),
        ({"tag": "input", "type": "search"}, "searchbox"),
        ({"tag": "input", "type": "email"}, "textbox"),
        ({"tag": "select"}, "combobox"),
        ({"tag": "h2"}, "heading"),
        ({"tag": "div"}, ""),
    ],
)
def test_a_tag_says_its_role_where_the_author_does_not(fields: dict[str, Any], role: str) -> None:
    assert describe(Descriptor(**fields)).element.role == role
