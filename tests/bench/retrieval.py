"""How well and how fast passages are found, beside BM25 alone and the encoder alone on the same passages.

Quality: question -> passage on COVID-QA (its articles cut as any are; weights were fitted on every second article's
questions, the others are the test), and question -> canonical example on BANKING77 (test questions; one or ten examples
of an intent). Scale: real sentences of three public sets, beyond them copies with noise, from which only times and the
recall against the exact order are read; a size of 1000000 takes some ten minutes and 8 GB. Prints one JSON object;
shares in percent, times in milliseconds.

usage: python -m tests.bench.retrieval [PASSAGES ...]
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import bm25s
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.encode import Embedding, Encoder
from server.knowledge.dense import Vectors
from server.knowledge.index import DEPTH, SPARE, Article, Passage, SiteIndex
from server.knowledge.words import words
from tests.bench.covidqa import papers, plain
from tests.bench.embeddings import DATA, banking, clinc, embed

SIZES = (15_000, 100_000)
DEEP = 10  # passages looked at
QUERIES = 1_000
EXACTLY = 200_000_000  # passages x questions that are compared one by one for the recall: a minute
READ = 100  # passages whose embedding is timed
NOISY = 20_000  # vectors that get their noise at once
EDITS = 1_000
EDITS_TOGETHER = 20  # articles in a delta

T = TypeVar("T")
Ranking = list[list[int]]


class Task(Struct):
    """Passages, questions with the rows that answer each, and all of their vectors."""

    passages: list[Passage]
    vectors: Embedding
    questions: list[str]
    asked: Embedding
    right: list[set[int]]


def main(sizes: Sequence[int]) -> None:
    """Measures all of it."""
    encoder = Encoder.load()
    questions = {"covidqa_development": covid(encoder, 0), "covidqa_test": covid(encoder, 1)}
    questions |= {f"banking77_{count}_a_class": banking_task(encoder, count) for count in (1, 10)}
    found: dict[str, object] = {name: compared(task) for name, task in questions.items()}
    found["read"] = read(encoder, questions["covidqa_test"].passages)
    texts, vectors = sentences(encoder)
    print(json.dumps({**found, "scale": {size: scale(texts, vectors, size) for size in sizes}}))


def covid(encoder: Encoder, half: int) -> Task:
    """All articles' passages; questions of every second article."""
    passages: list[Passage] = []
    questions: list[str] = []
    right: list[set[int]] = []
    for number, paper in enumerate(papers()):
        spans, whole, at = [], plain(paper.context), 0
        for passage in paper.passages:
            text = plain(passage.text)
            at = max(whole.find(text, at), at)
            spans.append((at, at + len(text)))
        for question in paper.questions if number % 2 == half else []:
            answer = question["answers"][0]
            start = len(plain(paper.context[: answer["answer_start"]]))
            end = start + len(plain(answer["text"]))
            rows = {len(passages) + row for row, span in enumerate(spans) if span[0] < end and start < span[1]}
            if rows:
                questions.append(question["question"])
                right.append(rows)
        passages += paper.passages
    vectors = embed(encoder, [f"{one.article.title}\n{one.text}" for one in passages], passages=True)
    return Task(passages, vectors, questions, embed(encoder, questions), right)


def banking_task(encoder: Encoder, count: int) -> Task:
    """The first `count` training questions of each intent, and all test questions."""
    texts, labels = banking("train")
    kept: dict[str, list[str]] = {}
    for text, label in zip(texts, labels, strict=True):
        if len(kept.setdefault(label, [])) < count:
            kept[label].append(text)
    rows = [(label, text) for label, some in kept.items() for text in some]
    passages = [
        Passage(f"{row:04}", Article(f"{row:04}", "", "", (), label, "", 1), 0, "", "", text)
        for row, (label, text) in enumerate(rows)
    ]
    questions, wanted = banking("test")
    right = [{row for row, (label, _) in enumerate(rows) if label == one} for one in wanted]
    return Task(passages, embed(encoder, [text for _, text in rows]), questions, embed(encoder, questions), right)


def compared(task: Task) -> dict[str, dict[str, float]]:
    """The three ways on one task."""
    index = SiteIndex.build("", task.passages, task.vectors)
    row_of = {passage.id: row for row, passage in enumerate(task.passages)}
    ours = [
        [row_of[hit.passage.id] for hit in index.search(question, vector, limit=DEEP)]
        for question, vector in zip(task.questions, task.asked, strict=True)
    ]
    return {
        "bm25": figures(by_words(task), task.right),
        "dense": figures(best(task.asked @ task.vectors.T), task.right),
        "ours": figures(ours, task.right),
    }


def by_words(task: Task) -> Ranking:
    """BM25 as bm25s has it by default, over the same title, heading and text."""
    lexical = bm25s.BM25()
    corpus = [words(f"{one.article.title}\n{one.heading}\n{one.text}") for one in task.passages]
    lexical.index(corpus, show_progress=False)
    asked = [words(question) for question in task.questions]
    none = np.zeros(len(task.passages), np.float32)
    return best(np.stack([lexical.get_scores(one) if one else none for one in asked]))


def best(scores: NDArray[np.float32]) -> Ranking:
    """The best rows of each question, best first."""
    found: Ranking = np.argsort(-scores, axis=1, kind="stable")[:, :DEEP].tolist()
    return found


def figures(rankings: Ranking, right: list[set[int]]) -> dict[str, float]:
    """recall@k: share of questions with a right one among the first k; nDCG@10 over all right ones."""
    gains = [[row in wanted for row in ranking] for ranking, wanted in zip(rankings, right, strict=True)]
    recalls = {f"recall@{k}": float(np.mean([any(one[:k]) for one in gains])) for k in (1, 5, 10)}
    ideal = [sum(1 / np.log2(k + 2) for k in range(min(DEEP, len(wanted)))) for wanted in right]
    reached = [sum(hit / np.log2(k + 2) for k, hit in enumerate(one)) for one in gains]
    shares = recalls | {"ndcg@10": float(np.mean(np.array(reached) / ideal))}
    return {"questions": len(right), **{name: round(100 * share, 1) for name, share in shares.items()}}


def read(encoder: Encoder, passages: list[Passage]) -> dict[str, float]:
    """How fast long passages are embedded, on one thread, and how long they are."""
    texts = [f"{one.article.title}\n{one.text}" for one in passages[:: len(passages) // READ][:READ]]
    _, seconds = timed(lambda: [encoder.encode_passage(text) for text in texts])
    _, first = timed(lambda: [encoder.encode(text) for text in texts])
    return {
        "characters": round(float(np.mean([len(text) for text in texts]))),
        "whole_passages_a_second": round(len(texts) / seconds, 1),
        "first_128_tokens_a_second": round(len(texts) / first, 1),
    }


def sentences(encoder: Encoder) -> tuple[list[str], Embedding]:
    """Real sentences of support and of online talk, shuffled."""
    texts = [*banking("train")[0], *clinc("train")[0]]
    for part in ("train", "dev"):
        lines = (DATA / "goemotions" / f"{part}.tsv").read_text(encoding="utf-8").splitlines()
        texts += [line.split("\t")[0] for line in lines]
    texts = sorted(set(texts))
    vectors = embed(encoder, texts)
    order = np.random.default_rng(0).permutation(len(texts))
    return [texts[row] for row in order], vectors[order]


def scale(texts: list[str], vectors: Embedding, size: int) -> dict[str, float]:
    """Build, search, change and search again with `size` passages, four an article."""
    numbers = np.random.default_rng(1)
    asked_texts, asked, texts, vectors = texts[:QUERIES], vectors[:QUERIES], texts[QUERIES:], vectors[QUERIES:]
    rows = np.arange(size) % len(texts)
    there = vectors[rows]
    for first in range(len(texts), size, NOISY):
        some = there[first : first + NOISY]
        some += 0.02 * numbers.standard_normal(some.shape, np.float32)
        some /= np.linalg.norm(some, axis=1, keepdims=True)
    passages = [article_passage(row, texts[rows[row]]) for row in range(size)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    index, build_s = timed(lambda: SiteIndex.build("", passages, there))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    fresh = by_meaning(there, asked) | searched(index, asked_texts, asked, there)
    deltas = []
    for start in range(0, 3 * EDITS, 3 * EDITS_TOGETHER):  # every third article; of these every second is deleted
        edited = [4 * article for article in range(start, start + 3 * EDITS_TOGETHER, 3)]
        there[[row for first in edited for row in range(first, first + 4)]] = 0
        kept = [row for first in edited if first % 8 for row in range(first, first + 4)]
        there[kept] = vectors[[(7 * row + 1) % len(vectors) for row in kept]]
        some, gone = [passages[row] for row in kept], {f"{first // 4:07}" for first in edited}
        began = time.perf_counter()
        index = index.changed("", some, there[kept], gone)
        deltas.append(1000 * (time.perf_counter() - began))
    edited_figures = searched(index, asked_texts, asked, there)
    merged, merge_s = timed(index.merged)
    return {
        "build_s": round(build_s, 1),
        "passages_a_second": round(size / build_s),
        "peak_memory_mb": round(memory / 1024),
        "kb_a_passage": round(memory / size, 2),
        **fresh,
        "delta_of_20_articles_ms": round(float(np.median(deltas)), 1),
        **{f"after_{EDITS}_edits_{name}": value for name, value in edited_figures.items()},
        "merge_s": round(merge_s, 2),
        **{f"merged_{name}": value for name, value in searched(merged, asked_texts, asked, there).items()},
    }


def by_meaning(there: Embedding, asked: Embedding) -> dict[str, float]:
    """Latency of the dense side alone, for as many as the whole search takes of it, and its share of the exact ten."""
    vectors, times, found = Vectors.of(there), [], 0
    compared = min(len(asked), EXACTLY // len(there))
    for number, vector in enumerate(asked):
        began = time.perf_counter()
        rows = vectors.nearest(vector, DEPTH + SPARE, None)
        cosines = vectors.cosines(vector, rows)
        times.append(1000 * (time.perf_counter() - began))
        if number < compared:
            exact = set(np.argpartition(-(there @ vector), DEEP)[:DEEP].tolist())
            found += len(exact.intersection(rows[np.argsort(-cosines)[:DEEP]].tolist()))
    p50, p99 = (round(float(np.percentile(times, at)), 2) for at in (50, 99))
    return {
        "by_meaning_p50_ms": p50,
        "by_meaning_p99_ms": p99,
        "by_meaning_recall@10": round(found / (DEEP * compared), 4),
    }


def article_passage(row: int, text: str) -> Passage:
    """One of four of an article."""
    article = Article(f"{row // 4:07}", "", "", (), "", "", 4)
    return Passage(f"{row:08}", article, row % 4, "", "", text)


def searched(index: SiteIndex, texts: list[str], asked: Embedding, there: Embedding) -> dict[str, float]:
    """Latencies of whole searches, and the share of the ten exactly nearest among what the dense side names."""
    times, whole, found = [], [], 0
    compared = min(len(texts), EXACTLY // len(there))
    for text, vector in zip(texts, asked, strict=True):
        began = time.perf_counter()
        index.search(text, vector)
        times.append(1000 * (time.perf_counter() - began))
    for text, vector in zip(texts[:compared], asked, strict=False):
        began = time.perf_counter()
        hits = index.search(text, vector, limit=64)
        whole.append(1000 * (time.perf_counter() - began))
        exact = {f"{row:08}" for row in np.argpartition(-(there @ vector), DEEP)[:DEEP]}
        near = sorted(hits, key=lambda hit: -hit.dense)[:DEEP]
        found += len(exact & {hit.passage.id for hit in near})
    p50, p95, p99 = (round(float(np.percentile(times, at)), 2) for at in (50, 95, 99))
    figures = {"p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "of_64_p99_ms": round(float(np.percentile(whole, 99)), 2)}
    return figures | {"recall@10": round(found / (DEEP * compared), 4)}


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What `work` returns, and the seconds it took."""
    began = time.perf_counter()
    return work(), time.perf_counter() - began


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
