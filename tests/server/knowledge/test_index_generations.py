"""Any sequence of changes gives the index that is built anew of what is there then."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from models.encode import Embedding
from server.knowledge.index import Article, Hit, Passage, SiteIndex

WORDS = [f"{stem}{end}" for stem in ("invoice", "refund", "plan", "E-10", "login", "cart", "tax") for end in "abcdef"]
WIDTH = 16
Contents = dict[str, list[tuple[Passage, Embedding]]]


def written(article: str, rng: Random, *, public: bool = True) -> list[tuple[Passage, Embedding]]:
    """An article of one to four passages, now and then the same text and vector as another's."""
    count = rng.randint(1, 4)
    about = Article(article, rng.choice(WORDS), f"/{article}", ("/billing",), "", "", count, public)
    found = []
    for position in range(count):
        seed = rng.randrange(40)
        text = " ".join(Random(seed).choices(WORDS, k=Random(seed).randint(2, 12)))
        vector = np.random.default_rng(seed).standard_normal(WIDTH).astype(np.float32)
        found.append(
            (Passage(f"{article}#{position}-{seed}", about, position, "", "", text), vector / np.linalg.norm(vector))
        )
    return found


def stacked(contents: Contents) -> tuple[list[Passage], Embedding]:
    rows = [row for article in sorted(contents) for row in contents[article]]
    vectors = np.stack([vector for _, vector in rows]) if rows else np.empty((0, WIDTH), np.float32)
    return [passage for passage, _ in rows], vectors


def questions(rng: Random, count: int) -> list[tuple[str, Embedding]]:
    numbers = np.random.default_rng(rng.randrange(10_000))
    return [
        (" ".join(rng.choices(WORDS, k=4)), numbers.standard_normal(WIDTH).astype(np.float32)) for _ in range(count)
    ]


def same(one: list[Hit], other: list[Hit]) -> bool:
    return [hit.passage for hit in one] == [hit.passage for hit in other] and np.allclose(
        [(hit.score, hit.dense, hit.lexical) for hit in one],
        [(hit.score, hit.dense, hit.lexical) for hit in other],
        rtol=0,
        atol=1e-6,
    )


@pytest.mark.parametrize("seed", range(12))
def test_changes_in_steps_equal_an_index_built_anew(seed: int):
    rng = Random(seed)
    contents: Contents = {f"a{n}": written(f"a{n}", rng) for n in range(rng.choice((0, 1, 60)))}
    index = SiteIndex.build("0", *stacked(contents))
    for step in range(25):
        gone = {id for id in contents if rng.random() < 0.1} | {"never-there"}
        changed = {id: written(id, rng) for id in [f"a{rng.randrange(80)}" for _ in range(rng.randrange(6))]}
        contents = {id: rows for id, rows in contents.items() if id not in gone} | changed
        index = index.changed(str(step), *stacked(changed), gone | set(changed))
        if rng.random() < 0.2:
            index = index.merged()
            assert index.lingering == 0
        anew = SiteIndex.build(str(step), *stacked(contents))
        assert index.passages == anew.passages
        assert index.articles == anew.articles
        assert len(index) == len(anew)
        for query, embedding in questions(rng, 4):
            for limit in (1, 8, 64):
                assert same(index.search(query, embedding, limit=limit), anew.search(query, embedding, limit=limit))


def test_generation_that_was_given_out_stays_what_it_is():
    rng = Random(1)
    contents: Contents = {f"a{n}": written(f"a{n}", rng) for n in range(20)}
    before = SiteIndex.build("0", *stacked(contents))
    asked = questions(rng, 10)
    found = [before.search(*one) for one in asked]
    after = before.changed("1", *stacked({}), set(contents))
    assert [before.search(*one) for one in asked] == found
    assert all(after.search(*one) == [] for one in asked)
    assert (len(after), after.passages, after.articles) == (0, [], {})


def test_much_beside_the_large_part_is_due_to_be_merged(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.knowledge.index.MOST_BESIDE", 10)
    rng = Random(2)
    contents: Contents = {f"a{n:03}": written(f"a{n:03}", rng) for n in range(100)}
    index = SiteIndex.build("0", *stacked(contents))
    assert not index.overdue
    few = index.changed("1", *stacked({}), {"a001"})
    assert (few.overdue, few.lingering > 0) == (False, True)
    many = few.changed("2", *stacked({}), {f"a{n:03}" for n in range(20)})
    assert many.overdue
    assert (many.merged().overdue, many.merged().lingering) == (False, 0)


def texts_in_memory(index: SiteIndex) -> str:
    return " ".join(
        " ".join([*(passage.text for passage in part.passages), *part.postings.numbers]) for part in index._parts
    )


def test_merged_index_has_forgotten_what_is_gone():
    rng = Random(3)
    secret = [
        (Passage("s#0", Article("s", "t", "/", (), "", "", 1), 0, "", "", "xyzzyplugh"), np.ones(WIDTH, np.float32))
    ]
    index = SiteIndex.build("0", *stacked({"s": secret, "a": written("a", rng)}))
    gone = index.changed("1", *stacked({}), {"s"})
    assert "xyzzyplugh" in texts_in_memory(gone)
    assert all(hit.passage.id != "s#0" for hit in gone.search("xyzzyplugh", np.ones(WIDTH, np.float32)))
    assert "xyzzyplugh" not in texts_in_memory(gone.merged())


@pytest.mark.parametrize("make", [SiteIndex.build, lambda *args: SiteIndex.build("0", *stacked({})).changed(*args, ())])
def test_public_index_takes_no_internal_passage(make: Callable[..., SiteIndex]):
    passages, vectors = stacked({"a": written("a", Random(4), public=False)})
    with pytest.raises(ValueError, match="audience"):
        make("1", passages, vectors)


def test_internal_index_takes_no_public_passage():
    with pytest.raises(ValueError, match="audience"):
        SiteIndex.build("1", *stacked({"a": written("a", Random(4))}), internal=True)


def test_question_of_another_encoder_is_answered_by_its_words():
    index = SiteIndex.build("0", *stacked({f"a{n}": written(f"a{n}", Random(n)) for n in range(30)}))
    text = index.passages[0].text
    hits = index.search(text, np.ones(WIDTH + 1, np.float32))
    assert hits[0].passage.text == text
