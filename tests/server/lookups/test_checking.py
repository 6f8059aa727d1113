"""A file of look-ups is held to its rules: what is wrong is told with its place, never with a secret."""

from pathlib import Path

import pytest

from server.errors import Misconfigured
from server.lookups.checking import MOST_LOOKUPS, read_table
from tests.server.lookups.conftest import ENVIRONMENT, ORDERS, STOCK

ORDER = ORDERS.format(url="https://api.shop.example")
ITEM = STOCK.format(url="http://stock.internal:8080")


def written(folder: Path, text: str) -> Path:
    path = folder / "lookups.toml"
    path.write_text(text)
    return path


def test_a_right_file_is_read_with_its_secrets_apart(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, 'time_zone = "Europe/Berlin"\n' + ORDER + ITEM), ENVIRONMENT)
    assert [one.name for one in table.lookups] == ["order", "stock"]
    assert table.headers["order"] == {"Authorization": ENVIRONMENT["ORDERS_TOKEN"]}
    assert "s3cr3t" not in repr(table.lookups)
    assert table.lookups[1].timeout_ms == 300


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    (one,) = read_table(written(tmp_path, ITEM.replace("timeout_ms = 300\n", "")), {}).lookups
    assert (one.timeout_ms, one.at_once, one.site) == (800, 4, "")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "order"', 'name = "My Order"', 'look-up "My Order": name: it has small letters'),
        ('name = "order"\n', "", "look-up 1: Object missing required field `name`"),
        ('title = "Shop orders"', 'title = ""', 'look-up "order": title: it has 1 to 80'),
        ("timeout_ms = 300", "timeout_ms = 60000", 'look-up "order": timeout_ms: it lies between 50 and 3000'),
        ("timeout_ms = 300", 'timeout_ms = "300"', 'look-up "order": timeout_ms: Expected `int`, got `str`'),
        ("timeout_ms = 300", "at_once = 99", "at_once: it lies between 1 and 16"),
        ("timeout_ms = 300", "timeout = 300", "Object contains unknown field `timeout`"),
        ('words = ["order", "parcel"]\nintents = ["order_delivery"]\n', "", "words: say by which words or intents"),
        ("https://api.shop.example", "https://{customer}.shop.example", "url: the host is fixed"),
        ("https://api.shop.example", "https://me:pass@shop.example", "url: the host is fixed"),
        ("https://api.shop.example", "file:///etc", "url: it looks like https://"),
        ("/orders/{number}", "/orders/{order}", "url: {order} is not among the needs"),
        ("/orders/{number}", "/orders", "url: the need number is not used"),
        ("/orders/{number}", "/orders/{number", "url: a name in braces"),
        ("https://api.shop.example", "https://api.shop.example:99999", "url: Port out of range"),
        ('{ from = "visitor" }', '{ from = "turn", pattern = "u-[0-9]+" }', "public: it needs the visitor"),
        ('{ from = "visitor" }', '{ from = "somewhere" }', "needs"),
        ("[A-Z]-\\d{3,6}", "[A-Z", "needs.number.pattern: it is no pattern"),
        ("[A-Z]-\\d{3,6}", "\\d*", "needs.number.pattern: it has at most 200"),
        ('Authorization = "ORDERS_TOKEN"', 'Host = "ORDERS_TOKEN"', "headers.Host: this header can't be set"),
        ('"ORDERS_TOKEN"', '"Bearer abc"', "headers.Authorization: name the environment variable"),
        ('"ORDERS_TOKEN"', '"OTHER_TOKEN"', "headers.Authorization: the environment variable OTHER_TOKEN is not set"),
        ('"ORDERS_TOKEN"', '"BROKEN"', "the environment variable BROKEN holds what no header can"),
        ('fields.status = "status"', 'fields.status = "a..b"', "fields.status: a path has up to 8 steps"),
        ('fields.status = "status"', 'fields.status = {path = "a", most = 999}', "fields.status.most: it lies"),
        ("is {status};", "is {state};", "say 2: {state} is neither a field nor a need"),
        ("is {status};", "of {customer} is {status};", "say 2: {customer} is neither a field"),
        ('when = { status = "delivered" }', 'when = { state = "delivered" }', "say 1: when: state is no field"),
        ("I find no order {number} of yours.", "No {eta}.", "not_found: {eta} is neither a field nor a need"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in ORDER
    with pytest.raises(Misconfigured) as wrong:
        read_table(written(tmp_path, ORDER.replace(old, new)), ENVIRONMENT | {"BROKEN": "s3cr3t\r\nx: y"})
    assert told in wrong.value.message
    assert str(tmp_path / "lookups.toml") in wrong.value.message
    assert "s3cr3t" not in wrong.value.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[lookup]", "is no TOML"),
        ("\xff", "is no TOML"),
        ("lookups = 3", "lookups: there is no such setting"),
        ("lookup = 3", "lookup: at most"),
        ('time_zone = "Mars/Base"', "time_zone: 'Mars/Base' is not known"),
        ("[[lookup]]\nname = 3", "look-up 1: "),
        (ITEM * 2, 'look-up "stock": name: another look-up has this name'),
        (ITEM * (MOST_LOOKUPS + 1), "lookup: at most 50"),
        ("# " + "x" * 300_000, "more than 256 KB"),
    ],
)
def test_what_is_no_such_file_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "lookups.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(Misconfigured, match=r"lookups\.toml") as wrong:
        read_table(path, ENVIRONMENT)
    assert told in wrong.value.message


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    broken = ORDER.replace('title = "Shop orders"', 'title = ""').replace("timeout_ms = 300", "timeout_ms = 1")
    with pytest.raises(Misconfigured) as wrong:
        read_table(written(tmp_path, broken + ITEM.replace("public = true\n", "")), ENVIRONMENT)
    for field in ("title", "timeout_ms", 'look-up "stock": public'):
        assert field in wrong.value.message


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="HANDRAIL_LOOKUPS"):
        read_table(tmp_path / "none.toml", {})
