"""Puts the answers to several questions of one turn into one text: a block for each source, in the order asked.

What isn't known, or was not taken up, has a line of its own that names the question. One block alone looks like any
other answer.
"""

from collections.abc import Sequence
from itertools import groupby

from server.answering.style import MEMORY, Style, arranged, dressed, framed
from server.answering.style_words import Words, words_of
from server.understanding.masking import masked
from widget.protocol import Citation

Block = tuple[Citation, ...]
MOST_NAMED = 4  # questions beyond those taken up that are named; a list of more says no more


def about(question: str, said: str, words: Words) -> str:
    """What is said of one question of several, by its name."""
    return f"{words.about.format(question=question)} {said}"


def left_open(beyond: Sequence[str], words: Words) -> str:
    """What is said of questions that were not taken up, by their names, in one sentence; "" where there are none."""
    if not beyond:
        return ""
    named = [*beyond[:MOST_NAMED], *(["…"] if len(beyond) > MOST_NAMED else [])]
    this, it = ("this", "it") if len(beyond) == 1 else ("these", "them")
    return about("”, “".join(named), words.beyond.format(this=this, it=it), words)


def gathered(parts: Sequence[Block | str], style: Style, opening: str = "", sure: str = "") -> tuple[str, ...]:
    """The pieces of an answer out of blocks, each the citations of one source, and of finished lines."""
    blocks = [part for part in parts if not isinstance(part, str)]
    if len(parts) == len(blocks) == 1:
        return dressed(blocks[0], style, opening, sure)
    lines: list[str] = []
    for part in parts:
        lines += [""] if lines else []
        if isinstance(part, str):
            lines.append(part)
            continue
        lead = [words_of(style.tone).part.format(title=part[0].title)] if len(blocks) > 1 and _is_article(part) else []
        lines += [*lead, *arranged(part, style.form)]
    return framed(lines, style, opening, sure, steps=False)


def regathered(text: str, citations: Sequence[Citation]) -> tuple[Block | str, ...]:
    """The parts that an answer was gathered from; lines about what isn't known stand before its sources or after."""
    blocks = tuple(tuple(cited) for _, cited in groupby(citations, key=lambda citation: citation.title))
    ahead, _, behind = text.partition(f"[{citations[0].n}]") if citations else (text, "", "")
    return (*_unknown(ahead), *blocks, *_unknown(behind))


def _unknown(text: str) -> list[str]:
    return [line for line in text.split("\n") if is_about(line)]


def masked_names(text: str) -> str:
    """An answer as it is stored: where it quotes the visitor's words, they are masked like these."""
    return "\n".join(masked(line) if is_about(line) else line for line in text.split("\n"))


def is_about(line: str) -> bool:
    """Whether a line only says that one question of several isn't known, or was not taken up."""
    before, _, after = Words().about.partition("{question}")
    return line.startswith(before) and after in line and not line.endswith("]")


def _is_article(block: Block) -> bool:
    return not block[0].passage.startswith(MEMORY)
