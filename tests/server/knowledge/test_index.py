import numpy as np
import pytest

from models.encode import Encoder
from server.knowledge.index import Article, Passage, SiteIndex, by_article, names_page

TEXTS = {
    "vat": ("Enter your VAT number", "The VAT number starts with two letters, like DE123456789."),
    "refund": ("Refunds for orders", "You get your money back within 14 days."),
    "codes": ("Error E-1042", "E-1042 means that the row has no date."),
    "refund-plan": ("Refunds for a plan", "You get your money back within 14 days."),
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture(scope="module")
def index(encoder: Encoder) -> SiteIndex:
    pages = {"vat": ("/billing",), "refund-plan": ("/plans/*",)}
    passages = [
        Passage(f"{id}#0", Article(id, title, f"/{id}", pages.get(id, ()), "", "", 1), 0, "", "", text)
        for id, (title, text) in TEXTS.items()
    ]
    texts = [f"{title}\n{text}" for title, text in TEXTS.values()]
    return SiteIndex.build("v1", passages, np.stack([encoder.encode(text) for text in texts]))


def found(index: SiteIndex, encoder: Encoder, query: str, route: str = "") -> list[str]:
    return [hit.passage.article.id for hit in index.search(query, encoder.encode(query), route)]


def test_paraphrase_is_found_by_meaning(index: SiteIndex, encoder: Encoder):
    assert found(index, encoder, "our European tax number")[0] == "vat"


def test_error_code_is_found_by_its_letters(index: SiteIndex, encoder: Encoder):
    assert found(index, encoder, "what is E-1042")[0] == "codes"


def test_page_turns_a_near_tie_and_nothing_else(index: SiteIndex, encoder: Encoder):
    assert found(index, encoder, "money back please", "/plans/yearly")[0] == "refund-plan"
    assert found(index, encoder, "our European tax number", "/plans/yearly")[0] == "vat"


def test_same_question_always_finds_the_same(index: SiteIndex, encoder: Encoder):
    query = "money back"
    assert index.search(query, encoder.encode(query)) == index.search(query, encoder.encode(query))


def test_question_without_known_words_has_no_lexical_side(index: SiteIndex, encoder: Encoder):
    assert all(hit.lexical == 0 for hit in index.search("xyzzy plugh", encoder.encode("xyzzy plugh")))


def test_articles_are_ranked_by_their_two_best(index: SiteIndex, encoder: Encoder):
    ranked = by_article(index.search("money back", encoder.encode("money back")))
    assert {ranked[0].article.id, ranked[1].article.id} == {"refund", "refund-plan"}
    assert by_article([]) == []


def test_best_in_an_article_however_far(index: SiteIndex, encoder: Encoder):
    hit = index.best_in("vat", "pizza", encoder.encode("pizza"))
    assert hit is not None
    assert hit.passage.article.id == "vat"
    assert index.best_in("nothing", "pizza", encoder.encode("pizza")) is None


def two_passages(filler: int) -> SiteIndex:
    """Two passages with the same words in `filler` other ones: b has them in one sentence, a in two."""
    words = " ".join(f"word{number}" for number in range(filler))
    texts = {"a": f"The invoice. {words}. A refund.", "b": f"The invoice refund. {words}. A."}
    passages = [
        Passage(id, Article(id, "", "", (), "", "", 1), 0, "", "", texts.get(id, words)) for id in ("a", "b", "c", "d")
    ]
    return SiteIndex.build("1", passages, np.zeros((4, 8), np.float32))


def test_in_long_passages_words_of_one_sentence_count_more():
    first, second = two_passages(100).search("invoice refund", np.zeros(8, np.float32), limit=2)
    assert (first.passage.id, second.passage.id) == ("b", "a")
    assert first.lexical > second.lexical + 0.2


def test_in_short_ones_they_count_the_same():
    first, second = two_passages(20).search("invoice refund", np.zeros(8, np.float32), limit=2)
    assert first.score == second.score


@pytest.mark.parametrize(
    ("pages", "route", "named"),
    [
        (("/a",), "/a", True),
        (("/a",), "/a/b", False),
        (("/a/*",), "/a/b", True),
        ((), "/a", False),
        (("/a",), "", False),
    ],
)
def test_page_is_named(pages: tuple[str, ...], route: str, named: bool):
    assert names_page(pages, route) is named
