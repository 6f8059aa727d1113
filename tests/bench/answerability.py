"""Whether it answers what is known and nothing else: `python -m tests.bench answerability`.

On each set (answerability_sets.py), and on covidqa, where a question's own article is left out of the index to make it
unanswerable: answered shares at several thresholds, AUROC of answerable against not, calibration of the confidence
(expected error over ten bins of equal size), and how much can be answered at a wanted precision; and what is answered
of clinc150's questions about other worlds. The sets with PROOF in their name, and the half of covidqa's articles that
is read here, are tuned on by nobody. Prints one JSON object.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encode import Encoder
from server.answering.inquiry import Inquiry, Means
from server.answering.policy import POLICIES, POLICY, Policy
from server.knowledge.index import Article, Passage, SiteIndex
from tests.bench.answerability_sets import AT, SETS, Desk, Judged, Question, judged
from tests.bench.embeddings import DATA, embed

BINS = 10
KNOWN_AT = (0.4, 0.5, 0.55, 0.6, 0.7, 0.8)
PRECISIONS = (0.9, 0.95)
MOST_WORDS = 90  # of a passage that covidqa's articles are cut into
DEVELOPMENT_HALF, PROOF_HALF = 0, 1  # of covidqa's articles, by their hash: weights are fitted on the one
MOST_QUESTIONS = 300  # of covidqa; each is decided twice

Numbers = NDArray[np.float64]


def main() -> None:
    """Measures all sets under each policy."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        found: dict[str, object] = {}
        for version, policy in POLICIES.items():
            found[version] = {name: measures(desk.judged(name, policy)) for name in SETS}
        other = list(covid(desk, POLICY))
        proofs = [row for name in SETS if name.endswith("PROOF") for row in desk.judged(name)]
        found |= {"covidqa": measures(other), "held out, all together": measures(proofs + other)}
        found["of other worlds, answered"] = {name: of_other_worlds(desk, name) for name in ("demo", "lumen PROOF")}
    print(json.dumps(found))


def measures(rows: Sequence[Judged]) -> dict[str, object]:
    """The figures of one set."""
    answerable = np.array([row.answerable for row in rows])
    right = np.array([row.right for row in rows], float)
    confidence = np.array([row.confidence for row in rows])
    known = np.array([row.features.get("known", row.confidence) for row in rows])
    answered = np.array([row.kind == "answer" for row in rows])
    back = np.array([row.kind == "clarify" for row in rows])
    return {
        "answerable": int(answerable.sum()),
        "unanswerable": int((~answerable).sum()),
        "right_article_first": _share(right[answerable]),
        "answerable_answered": _share(answered[answerable]),
        "answerable_asked_back": _share(back[answerable]),
        "unanswerable_answered": int(answered[~answerable].sum()),
        "unanswerable_asked_back": int(back[~answerable].sum()),
        "answered_with_right_article": _share(right[answered & answerable]),
        "accuracy": _share(answered == answerable),
        "auroc_answerable": auroc(known, answerable),
        "auroc_right": auroc(confidence, right > 0),
        "ece_right": calibration_error(confidence, right),
        "ece_answerable": calibration_error(known, answerable.astype(float)),
        "reliability_answerable": reliability(known, answerable.astype(float)),
        "answered_at": {
            str(limit): [_share(known[answerable] >= limit), int((known[~answerable] >= limit).sum())]
            for limit in KNOWN_AT
        },
        "coverage_at_precision": {str(wanted): coverage(known, answerable, wanted) for wanted in PRECISIONS},
    }


def calibration_error(said: Numbers, true: Numbers) -> float:
    """The mean distance of what is said from what is true, over bins of equal size."""
    parts = [part for part in np.array_split(np.argsort(said, kind="stable"), BINS) if len(part)]
    return round(float(sum(len(part) * abs(said[part].mean() - true[part].mean()) for part in parts) / len(said)), 4)


def reliability(said: Numbers, true: Numbers) -> list[tuple[float, float]]:
    """(said, true) of each bin: the reliability plot."""
    parts = np.array_split(np.argsort(said, kind="stable"), BINS)
    return [(round(float(said[part].mean()), 3), round(float(true[part].mean()), 3)) for part in parts if len(part)]


def auroc(score: Numbers, positive: NDArray[np.bool_]) -> float:
    """The chance that a positive one scores higher than a negative one."""
    higher, lower = score[positive], score[~positive]
    if not len(higher) or not len(lower):
        return float("nan")
    above = (higher[:, None] > lower[None]).mean() + 0.5 * (higher[:, None] == lower[None]).mean()
    return round(float(above), 4)


def coverage(score: Numbers, positive: NDArray[np.bool_], precision: float) -> float:
    """The largest share of answerable questions that is answered with at least this precision."""
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(positive[order])
    good = np.flatnonzero(hits / np.arange(1, len(order) + 1) >= precision)
    return round(float(hits[good[-1]] / positive.sum()), 4) if len(good) else 0.0


def of_other_worlds(desk: Desk, name: str) -> dict[str, object]:
    """clinc150's out-of-scope test questions (groceries, traffic, philosophy) asked at a set's help centre."""
    texts = [text for text, _ in json.loads((DATA / "clinc150" / "data_full.json").read_text())["oos_test"]]
    rows = desk.strangers(name, texts[:MOST_QUESTIONS])
    return {"questions": len(rows), "answered": [row.question.text for row in rows if row.kind == "answer"]}


def covid(desk: Desk, policy: Policy, half: int = PROOF_HALF, most: int = MOST_QUESTIONS) -> Iterator[Judged]:
    """Questions of one half of covidqa's articles, each with its article and without it."""
    documents = [part["paragraphs"][0] for part in json.loads((DATA / "covidqa" / "covidqa.json").read_text())["data"]]
    index = _index(desk.encoder, [document["context"] for document in documents])
    considerer = desk.considerer("covid", None)
    asked = [
        (f"{number}", question["question"])
        for number, document in enumerate(documents)
        if hashlib.sha256(document["context"].encode()).digest()[0] % 2 == half
        for question in document["qas"]
    ]
    step = max(len(asked) // most, 1)
    for article, text in asked[::step]:
        understood, embedding = desk.understanding.understand(text, None), desk.understanding.embed(text)
        without = index.changed("without", [], np.empty((0, index.dimensions), np.float32), {f"covid:{article}.md"})
        for known, right in ((index, frozenset({article})), (without, frozenset[str]())):
            inquiry = Inquiry(site="covid", text=text, understood=understood, embedding=embedding, at=AT)
            made = considerer.consider(inquiry, Means(index=known, policy=policy, memories=False))
            yield judged(Question(text, "", right), made)


def _index(encoder: Encoder, texts: Sequence[str]) -> SiteIndex:
    passages: list[Passage] = []
    for number, text in enumerate(texts):
        parts = list(_cut(text))
        article = Article(f"covid:{number}.md", text.split("\n")[0][:120], "", (), "", "", len(parts))
        passages += [Passage(f"{number}#{place}", article, place, "", "", part) for place, part in enumerate(parts)]
    return SiteIndex.build("covid", passages, embed(encoder, [passage.text for passage in passages]))


def _cut(text: str) -> Iterator[str]:
    """Paragraphs, long ones in parts."""
    for paragraph in text.split("\n"):
        words = paragraph.split()
        for start in range(0, len(words), MOST_WORDS):
            yield " ".join(words[start : start + MOST_WORDS])


def _share(values: Numbers | NDArray[np.bool_]) -> float:
    return round(float(values.mean()), 4) if len(values) else float("nan")


if __name__ == "__main__":
    main()
