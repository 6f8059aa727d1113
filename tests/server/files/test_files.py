"""Names of files as they are shown, and what is covered on a picture."""

import subprocess
import sys

import pytest

from server.files.files import MOST_NAME, Covering, cleaned


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("shot.png", "shot.png"),
        ("C:\\Users\\ann\\shot.png", "shot.png"),
        ("../../etc/passwd", "passwd"),
        ("error of ann@mail.example.png", "error of [email].png"),
        ("ann@mail.example", "[email]"),
        ("clip.mov at 0:04", "clip.mov at 0:04"),
        ("a\x00b\n\u202ec.png", "a b c.png"),
        ("", "file"),
        ("///", "file"),
        (".png", ".png"),
    ],
)
def test_a_name_is_shown_without_folders_and_personal_data(name: str, shown: str) -> None:
    assert cleaned(name) == shown


def test_a_long_name_keeps_its_ending() -> None:
    name = cleaned("x" * 500 + ".jpeg")
    assert (len(name), name[-5:]) == (MOST_NAME, ".jpeg")


def test_lines_with_something_personal_are_covered_and_only_they() -> None:
    lines = ["Billing", "write to ann@mail.example", "Card 4111 1111", "1111 1111", "Save"]
    covering = Covering()
    assert covering.hide(lines)[:1] == [1]
    assert 0 not in covering.hide(lines)
    assert 4 not in covering.hide(lines)
    assert "ann@" not in covering.words(lines)


def test_the_server_itself_loads_no_reader_of_files() -> None:
    code = (
        "import sys, server.app; print([name for name in ('PIL', 'cv2', 'rapidocr', 'pypdf') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
