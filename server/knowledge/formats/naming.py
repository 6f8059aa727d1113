"""Gives a document a title where its author gave none."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from server.knowledge.documents import Block


def title_of(name: str, blocks: Iterable[Block]) -> str:
    """The first heading of the highest level, else the file's name in words. `name` is a path or an address."""
    first = next((block.text for block in blocks if block.kind == "heading" and block.level == 1 and block.text), "")
    return first or in_words(name)


def in_words(name: str) -> str:
    """ "guides/reset-password.md" is "Reset password"."""
    stem = PurePosixPath(unquote(urlsplit(name).path) if "://" in name else name.replace("\\", "/")).stem
    words = " ".join(stem.replace("-", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:] if words else "Untitled"
