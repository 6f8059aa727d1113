"""What README says is so: commands, settings, directives, pictures."""

import re
import subprocess
from pathlib import Path

from msgspec import structs

from server.cli import COMMANDS
from server.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_two_commands_exist() -> None:
    for target in ("demo", "test"):
        assert f"make {target}" in README
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True)
        assert "widget.build" in done.stdout, "it sets up what it needs"


def test_every_setting_is_named_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(HANDRAIL_\w+)` \| `([^`]*)` \|", README, re.M))
    fields = {PREFIX + field.name.upper(): field.default for field in structs.fields(Settings)}
    assert set(rows) == set(fields)
    shown = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in fields.items()}
    shown[PREFIX + "URL"] = "http://HOST:PORT"  # follows from two others
    assert rows == shown


def test_every_command_is_named_and_no_other() -> None:
    named = set(re.findall(r"^\| `handrail (\w+)", README, re.M))
    assert named == set(COMMANDS)


def test_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert len(pictures) >= 3
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []


def test_the_directives_are_those_that_the_host_page_is_tested_with() -> None:
    from tests.widget.browser.conftest import POLICY

    for directive in ("'wasm-unsafe-eval'", "worker-src blob:"):
        assert directive in README
        assert directive in POLICY


def test_the_map_names_rooms_that_exist() -> None:
    house = README.partition("## The house")[2].partition("## Measured")[0]
    rooms = set(re.findall(r"`((?:widget|models|server|dashboard|tests)/[\w/]*)`", house))
    assert rooms
    assert [room for room in rooms if not (ROOT / room).exists()] == []
