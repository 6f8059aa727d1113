"""Whether what is quoted from a passage holds the answer: `python -m tests.bench quotes`. Prints one JSON object.

Questions of COVID-QA with the passage that their answer stands in, word for word. `by_word` is how a quote is chosen;
`whole` chooses by the cosine of each sentence as a whole, as it was before. Thresholds were set with a look at the
development half of the articles; the other half is read by nobody else. Shares in percent.
"""

import json
from statistics import mean

from msgspec import Struct

from models.encode import Encoder
from server.answering.answerability import Weigher
from server.answering.excerpt import excerpt
from server.answering.expected import says, value_asked
from server.answering.nearness import Near
from server.answering.sentences import units
from server.knowledge.index import Passage, SiteIndex
from tests.bench.covidqa import papers, plain
from tests.bench.embeddings import embed

MOST = 300  # questions of a half
HALVES = {"development": 0, "test": 1}


class Case(Struct, frozen=True):
    """A question, the words that answer it, and the passage that has them."""

    question: str
    answer: str
    passage: Passage


def main() -> None:
    """Measures both halves."""
    encoder = Encoder.load()
    print(json.dumps({name: measured(encoder, cases(half)) for name, half in HALVES.items()}))


def cases(half: int) -> list[Case]:
    """Questions of every second article whose answer stands in one passage."""
    found: list[Case] = []
    for number, paper in enumerate(papers()):
        for asked in paper.questions if number % 2 == half else []:
            answer = plain(asked["answers"][0]["text"])
            holding = next((one for one in paper.passages if answer in plain(one.text)), None)
            if holding is not None:
                found.append(Case(asked["question"], answer, holding))
    return found[:: max(len(found) // MOST, 1)]


def measured(encoder: Encoder, asked: list[Case]) -> dict[str, object]:
    """How often the quote, and the nearest unit alone, hold the answer."""
    weigher = Weigher(encoder)
    passages = list({one.passage.id: one.passage for one in asked}.values())
    index = SiteIndex.build("", passages, embed(encoder, [one.text for one in passages], passages=True))
    ways: dict[str, list[tuple[bool, bool, int]]] = {"by_word": [], "whole": []}
    for one in asked:
        question = weigher.question(one.question, index)
        near = weigher.near(question, one.passage)
        whole = [float(encoder.encode(unit.text) @ question.tokens.embedding) for unit in units(one.passage.text)]
        ways["by_word"].append(_held(one, near or tuple(whole)))
        ways["whole"].append(_held(one, tuple(whole)))
    return {
        "questions": len(asked),
        **{
            way: {
                "quote_holds_answer": round(100 * mean(held for held, _, _ in found), 1),
                "nearest_unit_holds_it": round(100 * mean(top for _, top, _ in found), 1),
                "characters": round(mean(size for _, _, size in found)),
            }
            for way, found in ways.items()
        },
    }


def _held(case: Case, near: Near) -> tuple[bool, bool, int]:
    """(the quote has the answer, the nearest unit has it, characters of the quote)."""
    parts = units(case.passage.text)
    kind = value_asked(case.question)
    valued = [place for place, unit in enumerate(parts) if says(kind, unit.text)]
    quote = plain(" ".join(unit.text for unit in excerpt(parts, range(len(parts)), near, valued=valued)))
    top = plain(parts[max(range(len(parts)), key=lambda place: near[place])].text)
    return case.answer in quote, case.answer in top, len(quote)


if __name__ == "__main__":
    main()
