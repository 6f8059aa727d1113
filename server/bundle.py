"""What was built of the widget: its manifest, read from the installed package."""

from importlib.resources import files
from pathlib import Path

import msgspec

from server.errors import Misconfigured

DIST = Path(str(files("widget"))) / "dist"


class Asset(msgspec.Struct, frozen=True):
    """A file of the bundle as manifest.json names it."""

    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """`files` are paths below `DIST`."""

    build: str
    files: dict[str, Asset]


def bundle() -> Manifest:
    """What was built. Raises Misconfigured when nothing was."""
    try:
        return msgspec.json.decode((DIST / "manifest.json").read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise Misconfigured("the widget is not built: run `make` (it needs Node 20) or install the wheel") from None
