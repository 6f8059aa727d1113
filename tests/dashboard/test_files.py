"""Streamlit puts the dashboard's folder first on sys.path: nothing in it may stand before a package."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import dashboard

FOLDER = Path(dashboard.__file__).parent


def test_no_file_bears_the_name_of_a_module_that_others_import() -> None:
    ours = {path.stem for path in FOLDER.iterdir() if path.suffix == ".py" or path.is_dir()} - {
        "__init__",
        "__pycache__",
    }
    assert ours & (set(sys.stdlib_module_names) | set(packages_distributions())) == set()


def test_the_font_lies_where_the_theme_says_with_its_licence() -> None:
    theme = tomllib.loads((FOLDER / ".streamlit" / "config.toml").read_text())["theme"]
    face = theme["fontFaces"][0]
    assert (FOLDER / face["url"].removeprefix("app/")).read_bytes()[:4] == b"wOF2"
    assert "OPEN FONT LICENSE" in (FOLDER / "static" / "OFL.txt").read_text().upper()


def test_nothing_is_loaded_from_elsewhere() -> None:
    texts = [path.read_text() for path in FOLDER.rglob("*") if path.suffix in {".py", ".toml", ".svg"}]
    example = re.compile(r"https://(app\.|docs\.)?example\.com")  # what people are shown in an empty field
    assert not [text for text in texts if "https://" in example.sub("", text)]
