"""The form, length and tone of what Handrail says. It arranges quoted words; which words are quoted it never touches.

A style is layered: the visitor's own wish goes first, then the product's word (`handrail.identify`), then the site's
default. Each part of it (form, length, tone) is taken from the first of them that says something about it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal, Protocol, get_args

from msgspec import Struct, structs

from server.answering.sentences import ANAPHORA, Unit, units
from server.answering.style_words import Words, words_of
from widget.protocol import Citation

Form = Literal["", "steps", "prose"]
Length = Literal["", "brief", "full"]
Tone = Literal["", "plain", "warm", "formal"]
Source = Literal["wish", "product", "site"]

TRAIT = "style"  # of handrail.identify(id, {style: "brief"})
MEMORY = "memory:"  # begins the passage of a citation that quotes a person
PREFIX = "style."  # of the features that say how an answer is given and who wanted it so: style.steps.wish
MOST_TRAIT_WORDS = 8  # of what the product says: three parts, and room for a sentence

_MARK = re.compile(r"^(?:\d+\. |- )")
_BY_NUMBER = re.compile(r"\bsteps? \d", re.IGNORECASE)  # such a text keeps the numbers that it speaks of
_CLOSED = re.compile(r"[.!?:;…][\"”’')\]]*$")
_BETWEEN = r"[.;]?\s+(?:\d+\. |- )?"  # all that may stand between two quoted units: an end, a space, a mark
_SYNONYMS = {"short": "brief", "long": "full", "numbered": "steps", "sentences": "prose", "friendly": "warm"}


class Style(Struct, frozen=True):
    """How answers are given. "" leaves a part open: as the article has it, without extras, in plain words.

    `form`: numbered steps, or flowing prose. `length`: brief is the answer's lines alone, full adds an opening and a
    sentence that says what one can do next.
    """

    form: Form = ""
    length: Length = ""
    tone: Tone = ""

    def over(self, below: "Style") -> "Style":
        """This style, with what it leaves open taken from `below`."""
        return Style(self.form or below.form, self.length or below.length, self.tone or below.tone)


class Manner(Struct, frozen=True):
    """The style that holds for a visitor, and who wanted each of its parts so."""

    style: Style = Style()
    sources: Mapping[str, Source] = {}  # part -> who

    @property
    def words(self) -> Words:
        """Handrail's own sentences in this tone."""
        return words_of(self.style.tone)

    def features(self) -> dict[str, float]:
        """What a decision keeps of it; nothing for a style that nobody asked for."""
        said = structs.asdict(self.style)
        return {f"{PREFIX}{said[part]}.{source}": 1.0 for part, source in self.sources.items()}


class Quoting(Protocol):
    """An answer as far as it is looked at here."""

    @property
    def text(self) -> str: ...
    @property
    def citations(self) -> tuple[Citation, ...]: ...


def layered(wish: Style, told: Style, site: Style) -> Manner:
    """What holds when visitor, product and site have each said what they want."""
    sources: dict[str, Source] = {}
    layers: tuple[tuple[Source, Style], ...] = (("site", site), ("product", told), ("wish", wish))
    for source, layer in layers:
        sources |= {part: source for part, value in structs.asdict(layer).items() if value}
    return Manner(wish.over(told).over(site), sources)


def of_words(text: str) -> Style:
    """The style that a product names in a trait, such as "brief, warm"; words that mean none are passed over."""
    said = [_SYNONYMS.get(word, word) for word in re.findall(r"[a-z]+", text.lower())[:MOST_TRAIT_WORDS]]
    style = Style()
    for part, kind in (("form", Form), ("length", Length), ("tone", Tone)):
        if known := [word for word in said if word in get_args(kind)]:
            style = structs.replace(style, **{part: known[0]})
    return style


def dressed(citations: Sequence[Citation], style: Style, opening: str = "", sure: str = "") -> tuple[str, ...]:
    """The pieces of an answer that gives these quotes, in order: opening, lines with their sources, closing.

    `opening` is what the moment asks for ("Then try this:"); without one the style may have its own. An answer that is
    not sure has none: the panel says already that it is the closest.
    """
    lines = arranged(citations, style.form)
    return framed(lines, style, opening, sure, steps=sum(bool(_MARK.match(line)) for line in lines) > 1)


def framed(lines: Sequence[str], style: Style, opening: str, sure: str, steps: bool) -> tuple[str, ...]:
    """The lines of an answer with its opening, which may announce `steps`, and its closing."""
    words = words_of(style.tone)
    if not opening and sure != "unsure" and _opens(style):
        opening = words.opening_steps if steps else words.opening
    first = [opening] if opening and style.length != "brief" else []
    last = [words.closing] if style.length == "full" else []
    every = [*first, *lines, *last]
    return (*(f"{line}\n" for line in every[:-1]), *every[-1:])


def undressed(text: str) -> str:
    """What `dressed` has put before and after is taken away again: a correction keeps the answer alone."""
    lines = text.strip().split("\n")
    spoken = [words_of(tone) for tone in get_args(Tone)]
    said = {line for words in spoken for line in (words.opening, words.opening_steps, words.next)}
    if lines and (lines[0] in said or any(_leads_in(lines[0], words.lead) for words in spoken)):
        lines = lines[1:]
    if lines and lines[-1] in {words.closing for words in spoken}:
        lines = lines[:-1]
    lines = [line for line in lines if not any(_leads_in(line, words.part) for words in spoken)]
    return "\n".join(lines).strip()


def _leads_in(line: str, lead: str) -> bool:
    before, _, after = lead.partition("{title}")
    return line.startswith(before) and line.endswith(after)


def arranged(citations: Sequence[Citation], form: Form) -> list[str]:
    """The quotes in lines, each quote's last one with its source's mark."""
    quotes = [(citation, units(citation.quote)) for citation in citations]
    match form:
        case "steps":
            return _numbered(quotes)
        case "prose":
            return [line for citation, parts in quotes for line in _marked(_flowing(parts), citation.n)]
    return [line for citation, parts in quotes for line in _marked(_written(citation, parts), citation.n)]


def holds(text: str, citation: Citation) -> bool:
    """Whether the text gives the quote whole and in its own words, from a line's start to the source's mark.

    Between its sentences and steps nothing but ends, spaces, numbers and bullets may stand, whatever the form.
    """
    said = _BETWEEN.join(re.escape(bare(unit)) for unit in units(citation.quote))
    return bool(said) and re.search(rf"(?m)^(?:\d+\. |- )?{said}[.;]? \[{citation.n}\]", text) is not None


def claims(answer: Quoting) -> frozenset[tuple[str, str]]:
    """What an answer says: (passage, quoted unit) for each that stands in its text, without marks and spelling."""
    return frozenset(
        (citation.passage, " ".join(bare(unit).casefold().split()))
        for citation in answer.citations
        for unit in units(citation.quote)
        if bare(unit) in answer.text
    )


def bare(unit: Unit) -> str:
    """A unit's words without the number or bullet before them."""
    return _MARK.sub("", unit.text) if unit.kind in ("step", "bullet") else unit.text


def _opens(style: Style) -> bool:
    return style.length == "full" or (not style.length and style.tone in ("warm", "formal"))


def _marked(lines: list[str], n: int) -> list[str]:
    return [*lines[:-1], f"{lines[-1]} [{n}]"]


def _written(citation: Citation, parts: list[Unit]) -> list[str]:
    """As the article has it: steps and bullets a line each, sentences of one paragraph together."""
    if citation.passage.startswith(MEMORY):  # a person's own line breaks mean something
        return citation.quote.split("\n")
    lines: list[str] = []
    end = -2
    for unit in parts:
        if unit.kind == "sentence" and lines and unit.start == end + 1:
            lines[-1] += f" {unit.text}"
        else:
            lines.append(unit.text)
        end = unit.end
    return lines


def _numbered(quotes: list[tuple[Citation, list[Unit]]]) -> list[str]:
    """The most step-like of what is quoted (steps, or else bullets, or else sentences), counted through.

    A text that speaks of its steps by number keeps them, one that has a single thing to say gets no number.
    """
    every = [unit for _, parts in quotes for unit in parts]
    kinds = {unit.kind for unit in every}
    counted = next(kind for kind in ("step", "bullet", "sentence", "row") if kind in kinds)
    alone = sum(unit.kind == counted and not _leads(unit) for unit in every) < 2
    if counted == "row" or alone or any(_BY_NUMBER.search(unit.text) for unit in every):
        return arranged([citation for citation, _ in quotes], "")
    lines: list[str] = []
    count = 0
    for citation, parts in quotes:
        mine: list[str] = []
        for place, unit in enumerate(parts):
            goes_on = place > 0 and _goes_on(parts[place - 1], unit)
            if unit.kind == counted and not _leads(unit) and not (goes_on and unit.text.startswith(ANAPHORA)):
                count += 1
                mine.append(f"{count}. {bare(unit)}")
            elif goes_on:
                mine[-1] += f" {unit.text}"
            else:
                mine.append(unit.text)
        lines += _marked(mine, citation.n)
    return lines


def _goes_on(before: Unit, unit: Unit) -> bool:
    """Whether a sentence follows one that it may share a line with."""
    return before.kind == unit.kind == "sentence" and not _leads(before) and not _leads(unit)


def _leads(unit: Unit) -> bool:
    """Whether the unit only announces what follows."""
    return unit.kind == "sentence" and unit.text.endswith(":")


def _flowing(parts: list[Unit]) -> list[str]:
    """One paragraph; rows of a table can't flow and stay lines."""
    lines: list[str] = []
    for place, unit in enumerate(parts):
        follows = place > 0 and unit.kind != "row" and parts[place - 1].kind != "row"
        later = parts[place + 1] if place + 1 < len(parts) else None
        said = bare(unit) + _end(unit, later)
        if follows:
            lines[-1] += f" {said}"
        else:
            lines.append(said)
    return lines


def _end(unit: Unit, later: Unit | None) -> str:
    """What closes a unit in a paragraph: nothing where it is closed, a semicolon within a list of mere phrases."""
    if unit.kind == "row" or _CLOSED.search(unit.text):
        return ""
    return ";" if later is not None and unit.kind == later.kind == "bullet" else "."
