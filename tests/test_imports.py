"""The import table of the house holds: who may know whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("widget", "models", "server", "dashboard")
MAY_IMPORT = {
    "widget": (),
    "models": (),
    "server": ("widget.protocol", "widget.signals", "widget.worker", "widget.shared", "models"),
    "dashboard": ("server.api.views",),
}
SERVER_ORDER = {  # a room of the server -> the rooms it may know (itself always)
    "store": {"errors", "clock", "api.views"},
    "eventlog": {"errors", "store"},
    "understanding": {"errors", "clock"},
    "confined": set(),
    "files": {"errors", "clock", "store", "understanding", "confined"},
    "knowledge": {"errors", "clock", "store", "understanding", "confined"},
    "lookups": {"errors", "clock", "breaker"},
    "writing": {"errors", "clock", "breaker", "understanding"},
    "answering": {"store", "understanding", "knowledge", "lookups", "writing", "api.views"},
    "conversation": {
        *{"errors", "clock", "store", "eventlog", "understanding"},
        *{"knowledge", "lookups", "writing", "answering", "projections", "api.views"},
    },
    "projections": {"errors", "clock", "store", "eventlog", "api.views"},
    "learning": {
        *{"errors", "clock", "store", "eventlog", "understanding"},
        *{"knowledge", "answering", "conversation", "projections", "hygiene", "api.views"},
    },
    "hygiene": {*{"errors", "clock", "store", "understanding"}, *{"knowledge", "projections", "api.views"}},
    "tickets": {
        *{"errors", "clock", "store", "understanding"},
        *{"knowledge", "projections", "learning", "api.views"},
    },
    "gateway": {
        *{"errors", "clock", "store", "eventlog", "understanding", "conversation"},
        *{"settings", "projections", "files", "bodies"},
    },
}


def modules(room: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((ROOT / room).rglob("*.py")):
        if {"node_modules", ".build", "dist", "versions"} & set(path.parts):
            continue
        yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module in ROOMS:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


def within(name: str, allowed: str) -> bool:
    return name == allowed or name.startswith(allowed + ".")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_the_table_allows(room: str) -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in modules(room)
        for name in imports(path)
        if name.split(".")[0] in ROOMS
        and name.split(".")[0] != room
        and not any(within(name, allowed) for allowed in MAY_IMPORT[room])
    ]
    assert wrong == []


@pytest.mark.parametrize("room", sorted(SERVER_ORDER))
def test_a_room_of_the_server_knows_only_rooms_below_it(room: str) -> None:
    allowed = SERVER_ORDER[room] | {room}
    wrong = [
        f"{module} imports {name}"
        for module, path in modules(f"server/{room}")
        for name in imports(path)
        if within(name, "server") and not any(within(name, f"server.{each}") for each in allowed)
    ]
    assert wrong == []


def test_the_page_imports_nothing_but_the_standard_library_and_msgspec() -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in modules("widget")
        if module != "widget.build"
        for name in imports(path)
        if name.split(".")[0] in {"server", "models", "dashboard", "litestar", "numpy"}
    ]
    assert wrong == []


def test_the_walk_finds_the_rooms() -> None:
    assert all(list(modules(room)) for room in ROOMS)
