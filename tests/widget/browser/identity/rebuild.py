"""Fifty pages, each before and after a release, with the truth about every element written on it.

A template (pages/*.html) says what a page holds and what its next release does to it: `x-after` gone or new, `x-text`,
`x-aria` and `x-place` new wording, `x-move` blocks that change places, `x-rows` what a row is repeated for, `x-state`
where states come and go. What every release does comes by chance on top: other hashes and ids, wrappers that appear
and vanish, texts between, a row more or less. `data-truth` names each element; what repeats in rows has one name.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.widget.browser.identity.markup import Node, read, write
from tests.widget.browser.identity.skins import SKINS, Build, dress

PAGES = Path(__file__).parent / "pages"
STYLE = (
    "<style>body{font:14px sans-serif;margin:8px}header,nav,main,footer,.row{padding:4px}"
    "button,input,select,a{margin:2px}i{display:inline-block;width:12px;height:12px}"
    "aside{float:right;width:240px}td,th{padding:2px}</style>"
)
NO_WRAP = frozenset(
    {"page", "table", "thead", "tbody", "tr", "select", "ul", "ol", "svg", "template", "details", "label"}
)
NOTES = ("Nothing is final yet.", "Changes take effect at once.", "3 of 5 used", "Updated today")


@dataclass(frozen=True)
class Release:
    """One page in two builds, as HTML."""

    name: str
    before: str
    after: str


def releases(seed: str = "") -> Iterator[Release]:
    """Every template in two skins; another seed gives other hashes, wrappers and rows."""
    skins = list(SKINS)
    for place, path in enumerate(sorted(PAGES.glob("*.html"))):
        for turn in range(2):
            skin = skins[(place + turn * 5) % len(skins)]
            yield _release(path.stem, path.read_text(), skin, turn, seed)


def _release(page: str, source: str, skin: str, turn: int, seed: str) -> Release:
    name = f"{page}/{skin}"
    builds = []
    for when, first in (("before", 3 + turn), ("after", 17 + 4 * turn)):
        tree = read(source)
        for number, node in enumerate(tree.walk()):
            if node.interactive:
                node.attributes["data-truth"] = f"{node.tag}-{number}"
        chance = random.Random(f"{seed}{name}/{when}")
        later = when == "after"
        _change(tree, later)
        if later:
            _reshape(tree, chance)
        _repeat(tree, later, chance)
        dress(tree, page, skin, Build(f"{seed}{name}/{when}", first))
        head = f"<head><title>{page}</title>{STYLE}</head>"
        builds.append(f"<!doctype html><html>{head}<body>{write(tree)}</body></html>")
    return Release(name, *builds)


def _change(node: Node, later: bool) -> None:
    """Applies what the template says about the release, and takes the instructions away."""
    unwanted = "gone" if later else "new"
    node.children = [child for child in node.children if child.attributes.get("x-after") != unwanted]
    moving = [place for place, child in enumerate(node.children) if "x-move" in child.attributes]
    if later:
        blocks = [node.children[place] for place in moving]
        for place, block in zip(moving, reversed(blocks), strict=True):
            node.children[place] = block
    for child in node.children:
        said = {name: child.attributes.pop(name, "") for name in ("x-text", "x-aria", "x-place", "x-after", "x-move")}
        if later and said["x-text"]:
            texts = [part for part in child.children if not part.tag]
            texts[0].text = said["x-text"]
        if later and said["x-aria"]:
            child.attributes["aria-label"] = said["x-aria"]
        if later and said["x-place"]:
            child.attributes["placeholder"] = said["x-place"]
        _change(child, later)


def _repeat(node: Node, later: bool, chance: random.Random) -> None:
    children: list[Node] = []
    for child in node.children:
        rows = child.attributes.pop("x-rows", "").split("|")
        if rows != [""]:
            kept = rows[1:] if later and chance.random() < 0.5 else rows
            children += [_filled(child, row) for row in ([*kept, "Zoe"] if later else kept)]
        else:
            _repeat(child, later, chance)
            children.append(child)
    node.children = children


def _filled(node: Node, row: str) -> Node:
    copy = node.copy()
    for part in copy.walk():
        part.text = part.text.replace("{}", row)
        part.attributes = {name: value.replace("{}", row) for name, value in part.attributes.items()}
    return copy


def _reshape(node: Node, chance: random.Random) -> None:
    """Wrappers come and go, texts appear between."""
    for child in node.children:
        _reshape(child, chance)
    if node.tag in NO_WRAP or not node.tag:
        return
    if node.tag in ("div", "section", "main", "form", "header", "footer", "aside") and node.children:
        if chance.random() < 0.25:
            node.children = [Node("div", {"c": "inner"}, node.children)]
        if chance.random() < 0.2:
            place = chance.randrange(len(node.children) + 1)
            node.children.insert(place, Node("p", {}, [Node(text=chance.choice(NOTES))]))
    node.children = [_wrapped(child, chance) for child in node.children]


def _wrapped(node: Node, chance: random.Random) -> Node:
    plain = node.tag == "div" and set(node.attributes) <= {"c"} and len(node.children) == 1 and node.children[0].tag
    if plain and chance.random() < 0.4:
        return node.children[0]
    if node.tag in ("button", "a", "input") and chance.random() < 0.12:
        return Node("span", {"c": "hold"}, [node])
    return node
