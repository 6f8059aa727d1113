"""COVID-QA's articles, cut into passages as any document is, with their questions."""

import json
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from server.knowledge.documents import Block, Document
from server.knowledge.parts import Article, Passage
from server.knowledge.passages import cut
from tests.bench.embeddings import DATA

MOST_TITLE = 200  # characters


class Paper(Struct, frozen=True):
    """An article of the set. `context` is its text as it is, which the answers' places count in."""

    passages: list[Passage]
    context: str
    questions: list[dict[str, Any]]  # as the set has them


def papers() -> Iterator[Paper]:
    """All of them, by their numbers: those at even places are for development, the others a test."""
    data = json.loads((DATA / "covidqa" / "covidqa.json").read_text(encoding="utf-8"))["data"]
    documents = sorted((one["paragraphs"][0] for one in data), key=lambda one: one["document_id"])
    for number, document in enumerate(documents):
        lines = [plain(line) for line in document["context"].splitlines() if line.strip()]
        title = lines[0][:MOST_TITLE]
        drafts = cut(Document(title=title, format="text", blocks=tuple(Block("text", line) for line in lines)))
        about = Article(f"{number:03}", title, "", (), "", "", len(drafts))
        passages = [
            Passage(f"{number:03}-{row:03}", about, row, one.heading, "", one.text) for row, one in enumerate(drafts)
        ]
        yield Paper(passages, document["context"], document["qas"])


def plain(text: str) -> str:
    """With one space between words."""
    return " ".join(text.split())
