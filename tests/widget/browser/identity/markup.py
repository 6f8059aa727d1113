"""A small tree of HTML: read from a template, changed, written again."""

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "img", "hr", "br", "path", "circle", "use"})
CONTROL_TAGS = frozenset({"a", "button", "input", "select", "textarea", "summary"})
CONTROL_ROLES = frozenset({"button", "switch", "treeitem", "textbox"})


@dataclass
class Node:
    """An element with its children, or text (`tag` is "")."""

    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    text: str = ""

    def copy(self) -> "Node":
        return Node(self.tag, dict(self.attributes), [child.copy() for child in self.children], self.text)

    def walk(self) -> Iterator["Node"]:
        """This node and everything in it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def interactive(self) -> bool:
        return self.tag in CONTROL_TAGS or self.attributes.get("role", "") in CONTROL_ROLES


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("page")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        closed = self._open.pop()
        assert closed.tag == tag, f"<{closed.tag}> ends with </{tag}>"

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._open[-1].children.append(Node(text=data))


def read(source: str) -> Node:
    """The tree of a template; its root is a `page`."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    assert len(reader._open) == 1, "an element is not closed"
    return reader.root


def write(node: Node) -> str:
    """The tree as HTML; an `x-frame` becomes an iframe that holds its children as a document of its own."""
    if not node.tag:
        return html.escape(node.text, quote=False)
    inside = "".join(map(write, node.children))
    if node.tag == "page":
        return inside
    attributes, tag = node.attributes, node.tag
    if tag == "x-frame":
        attributes, tag, inside = attributes | {"srcdoc": f"<!doctype html><body>{inside}"}, "iframe", ""
    told = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{told}>" + ("" if tag in VOID and tag not in ("path", "circle", "use") else f"{inside}</{tag}>")
