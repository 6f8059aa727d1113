"""What documentation tools write into Markdown beside Markdown: boxes, tabs, shortcodes and components. Pure.

Hints of GitBook, shortcodes of Hugo, tags of Liquid, attributes of Kramdown, tabs and blocks of MkDocs and components
of MDX become Markdown that says the same: a box or a tab begins with its name in the form that GitHub has for it,
"[!Note]"; the rest is left out. What stands in fences and code stays.
"""

import re
from collections.abc import Callable, Iterator

BOXES = frozenset(
    re.findall(
        r"\w+",
        "note tip hint info information important warning caution danger attention notice success error alert callout"
        " admonition aside example",
    )
)
NAMELESS = frozenset(("hint", "alert", "callout", "admonition", "aside", "success"))  # told as notes
FOLDS = frozenset(("tab", "expand", "details", "accordion"))
SHOWN = frozenset(("figure", "image", "img", "video", "button", "badge", "icon", "kbd", "link"))  # their words are text
MOST_NAMES = 4  # of boxes within boxes that one paragraph begins with
MOST_TITLE = 80  # characters: what is longer is a text of its own

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_CODE = re.compile(r"(`+[^`]*`+)")
_TAG = re.compile(r"\{%(?P<liquid>[^{}]*)%\}|\{\{[<%](?P<hugo>[^{}]*)[>%]\}\}")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}|\{ ?[#.][\w-][^{}\n]*\}")
_ICON = re.compile(r":(?:material|octicons|fontawesome|simple)-[\w-]+:")
_CONTENTS = re.compile(r"\[\[?_?TOC_?\]?\]\s*", re.IGNORECASE)
_TABBED = re.compile(r'(\s*)===[!+]* "([^"]+)"\s*')  # what stands in it is indented, as in a box
_SLASHED = re.compile(r"(/{3,})(?:\s*([\w-]+)(?:\s*\|\s*(.+))?)?\s*")
_MDX = re.compile(
    r"import\s.+\sfrom\s+['\"][^'\"]+['\"];?\s*|import\s+['\"][^'\"]+['\"];?\s*|export\s+(?:const|default)\s.*"
)
_BOX_BELOW = re.compile(r"\[!\w+\]")
_REMARK = re.compile(r"\{/\*[^{}]*\*/\}")
_COMPONENT = re.compile(r"(?<!\w)<(?P<closed>/?)(?P<name>[A-Z][A-Za-z.]*)(?P<rest>(?:\s[^<>]*)?)/?>")
_TITLE = re.compile(r"""\b(?:title|label|summary|header)\s*=\s*["']([^"'<>{}]+)["']""")
_KIND = re.compile(r"""\b(?:style|type|color|status)\s*=\s*["'](\w+)["']""")
_SAID = re.compile(r"""\b(?:content|text)\s*=\s*"([^"]+)"|\b(?:content|text)\s*=\s*'([^']+)'""")
_FIRST = re.compile(r"""\s*["']([^"']+)["']""")
_CONTAINER = re.compile(r"\{?\.?([\w-]+)\}?(?:\[(.+?)\])?(?:\s+([^{]+))?")
_NAMED = re.compile(r"\[!([^\]\n]{1,80})\][+-]?\s*")


def without_dialects(text: str) -> str:
    """The Markdown of `text`, a line for each of its lines."""
    return "\n".join(_lines(text.split("\n")))


def names_before(text: str) -> tuple[list[str], str]:
    """The names of the boxes and tabs that a paragraph begins with, and the paragraph."""
    names: list[str] = []
    while len(names) < MOST_NAMES and (named := _NAMED.match(text)):
        name = named[1].strip()
        names.append(name.capitalize() if name.lower() in BOXES else name)
        text = text[named.end() :]
    return names, text


def box_of(words: str) -> str:
    """What a box is told as where these words, or the picture that stands for them, are all that its head says."""
    kind = words.lower().rstrip(":.!").removesuffix(" icon")
    return _kind(kind) if kind in BOXES else ""


def container_name(info: str) -> str:
    """What a container is called: "My title" of `::: tip My title`, "Tip" of `::: tip`, "" of a mere layout."""
    found = _CONTAINER.match(info.strip())
    if found is None:
        return ""
    kind, titled = found[1].lower(), found[2] or _title(info)
    if kind in BOXES or kind in FOLDS:
        titled = titled or (found[3] or "").strip() or ("" if kind in FOLDS else _kind(kind))
    return titled[:MOST_TITLE]


def _lines(lines: list[str]) -> Iterator[str]:
    fence = before = ""
    for line in lines:
        if opened := _FENCE.match(line):
            mark = opened[1]
            fence = ("" if mark.startswith(fence) else fence) if fence else mark
        plain = line if fence or opened else _line(line)
        if _BOX_BELOW.fullmatch(plain) and before.strip():
            plain = ""  # it belongs to the paragraph above, which has been told
        before = line
        yield plain


def _line(line: str) -> str:
    if _MDX.fullmatch(line) or _CONTENTS.fullmatch(line):
        return ""
    if tabbed := _TABBED.fullmatch(line):
        return f'{tabbed[1]}!!! tab "{tabbed[2]}"'
    if slashed := _SLASHED.fullmatch(line):
        return f"{':' * len(slashed[1])}{slashed[2] or ''} {slashed[3] or ''}".strip()
    named = line.startswith(("#", ":::"))
    return "".join(
        part if place % 2 else _words(part, named, place == 0) for place, part in enumerate(_CODE.split(line))
    )


def _words(text: str, named: bool, begins: bool) -> str:
    """A piece of a line that is no code; the attributes of a heading and of a box stay: they name it."""
    if "{" in text:
        text = _told(_TAG, _of_tag, _REMARK.sub("", text), begins)
        text = text if named else _ATTRIBUTES.sub(_of_attributes, text)
    text = _ICON.sub("", text) if ":" in text else text
    return _told(_COMPONENT, _of_component, text, begins) if "<" in text else text


def _told(marks: re.Pattern[str], of: Callable[[re.Match[str]], tuple[str, str]], text: str, begins: bool) -> str:
    """The text with the name and the words of each mark; a name is told where nothing but names stands before it."""
    parts, at = [], 0
    for mark in marks.finditer(text):
        between = text[at : mark.start()]
        begins = begins and not _NAMED.sub("", between).strip(" >*-+")
        name, words = of(mark)
        parts += [between, f"[!{name}] " if name and begins else "", words]
        begins, at = begins and not words, mark.end()
    return "".join((*parts, text[at:]))


def _of_tag(tag: re.Match[str]) -> tuple[str, str]:
    """What a tag or a shortcode begins: the name of its box or tab, and the words that it says itself."""
    name, _, rest = (tag["liquid"] or tag["hugo"] or "").strip("- ").partition(" ")
    if name == "include":
        name, _, rest = rest.strip().partition(" ")
        name = name.partition(".")[0].rpartition("/")[2]
    return _begun(name, rest)


def _of_component(tag: re.Match[str]) -> tuple[str, str]:
    """The same of a component: what is in it is Markdown."""
    return ("", "") if tag["closed"] else _begun(tag["name"], tag["rest"])


def _begun(name: str, rest: str) -> tuple[str, str]:
    said = _SAID.search(rest)
    words = (said[1] or said[2]) if said else ""
    title, kind = _title(rest), name.lower()
    if kind in SHOWN:
        return "", words or title
    if not title and kind in FOLDS | BOXES and (first := _FIRST.match(rest)):
        title = first[1]
    if not title and kind in BOXES:
        shown = _KIND.search(rest)
        title = _kind(shown[1].lower() if shown and shown[1].lower() in BOXES else kind)
    return title, words


def _of_attributes(attributes: re.Match[str]) -> str:
    """The name of the box that the paragraph below stands in: `{: .note }`."""
    kind = next((one for one in re.findall(r"\.([\w-]+)", attributes[0]) if one in BOXES), "")
    return f"[!{_kind(kind)}]" if kind else ""


def _title(rest: str) -> str:
    titled = _TITLE.search(rest)
    return titled[1].strip()[:MOST_TITLE] if titled else ""


def _kind(kind: str) -> str:
    return "Note" if kind in NAMELESS else kind.capitalize()
