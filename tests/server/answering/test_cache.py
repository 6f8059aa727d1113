"""Worded answers kept for the next one: found for the same question in the same place, and for nothing else."""

import threading
from itertools import product

import pytest
from msgspec import structs

from models.encode import Encoder
from server.answering.answer import Answer
from server.answering.cache import MOST_A_SITE, OLDEST_MS, AnswerCache, Kept, Scope
from server.answering.style import Style
from server.writing import Source
from tests.server.answering.test_gist import QUESTIONS, near_misses

AT = 1_700_000_000_000
ASKED = "How do I cancel my plan?"
SOURCE = Source(passage="p-1", title="Cancel", url="/c", heading="", text="Press Cancel plan.", places=((0, 18),))
SCOPE = Scope(site="shop", route="/billing", model="m", style=Style(), passage=SOURCE)


@pytest.fixture
def cache() -> AnswerCache:
    return AnswerCache()


def put(cache: AnswerCache, encoder: Encoder, text: str = ASKED, scope: Scope = SCOPE, article: str = "a-1") -> Kept:
    answer = Answer(pieces=(f"Answer to {text}",), written="m")
    kept = Kept(answer=answer, sources=(SOURCE,), features={}, embedding=encoder.encode(text), article=article, at=AT)
    cache.keep(scope, text, kept)
    return kept


def find(cache: AnswerCache, encoder: Encoder, text: str = ASKED, scope: Scope = SCOPE, at: int = AT) -> Kept | None:
    return cache.find(scope, text, encoder.encode(text), at)


def test_the_same_question_is_answered_again(cache: AnswerCache, encoder: Encoder) -> None:
    kept = put(cache, encoder)
    assert find(cache, encoder) is kept
    assert find(cache, encoder, "hi, how can I cancel the plan please") is kept


@pytest.mark.parametrize(("half", "least"), [("development", 29), ("proof", 24)])
def test_how_often_the_same_question_in_other_words_is_a_hit(encoder: Encoder, half: str, least: int) -> None:
    hits = 0
    for one, other in QUESTIONS[half]:
        cache = AnswerCache()
        put(cache, encoder, one)
        hits += find(cache, encoder, other) is not None
    assert hits >= least


def test_every_near_miss_is_a_miss(cache: AnswerCache, encoder: Encoder) -> None:
    """130 pairs that differ in a number, a negation, a name or one word; with all others in the cache as well."""
    pairs = near_misses()
    assert len(pairs) == 130
    for one, _ in pairs:
        put(cache, encoder, one)
    for one, other in pairs:
        found = find(cache, encoder, other)
        assert found is None or found.answer.text != f"Answer to {one}"


PLACES = [f"/{page}" for page in ("billing/", "Billing", "", "team", "checkout", "billing/:id", "settings")]
AUDIENCES = [
    structs.replace(SOURCE, text="Press Cancel plan. Staff may refund."),
    structs.replace(SOURCE, passage="p-2"),
    structs.replace(SOURCE, places=((0, 5),)),
    structs.replace(SOURCE, title="Cancel (internal)"),
    structs.replace(SOURCE, heading="For agents"),
]
QUESTIONS_ASKED = [pair[0] for pair in QUESTIONS["development"][:7]]


@pytest.mark.parametrize(
    "scope",
    [
        *(structs.replace(SCOPE, route=route) for route in PLACES),
        *(structs.replace(SCOPE, passage=source) for source in AUDIENCES),
        structs.replace(SCOPE, tried=frozenset({"reload"})),
        structs.replace(SCOPE, site="other"),
        structs.replace(SCOPE, model="m2"),
        *(structs.replace(SCOPE, style=style) for style in (Style("steps"), Style(length="brief"), Style(tone="warm"))),
    ],
    ids=str,
)
def test_another_page_audience_site_model_or_manner_is_a_miss(
    cache: AnswerCache, encoder: Encoder, scope: Scope
) -> None:
    """Seven questions in 18 other places: 126 pairs."""
    for text in QUESTIONS_ASKED:
        put(cache, encoder, text)
        assert find(cache, encoder, text, scope) is None


def test_what_only_shares_its_words_is_a_miss(cache: AnswerCache, encoder: Encoder) -> None:
    put(cache, encoder)
    assert cache.find(SCOPE, ASKED, encoder.encode("what a lovely day"), AT) is None


def test_a_changed_article_takes_its_answers_and_no_others(cache: AnswerCache, encoder: Encoder) -> None:
    put(cache, encoder)
    put(cache, encoder, "How do I pause my plan?", article="a-2")
    cache.forget("other", {"a-1"})
    assert find(cache, encoder) is not None
    cache.forget("shop", {"a-1"})
    assert find(cache, encoder) is None
    assert len(cache) == 1


def test_an_old_answer_is_written_anew(cache: AnswerCache, encoder: Encoder) -> None:
    put(cache, encoder)
    assert find(cache, encoder, at=AT + OLDEST_MS) is not None
    assert find(cache, encoder, at=AT + OLDEST_MS + 1) is None
    assert len(cache) == 0


def test_the_cache_is_bounded_and_keeps_what_is_used(cache: AnswerCache, encoder: Encoder) -> None:
    kept = put(cache, encoder)
    for number in range(MOST_A_SITE):
        cache.keep(SCOPE, f"What does error {number} mean?", kept)
        find(cache, encoder)
    assert len(cache) == MOST_A_SITE
    assert find(cache, encoder) is kept


def test_a_question_that_asks_nothing_is_never_kept(cache: AnswerCache, encoder: Encoder) -> None:
    put(cache, encoder, "???")
    assert len(cache) == 0
    assert find(cache, encoder, "!!!") is None


def test_threads_may_ask_while_articles_change(cache: AnswerCache, encoder: Encoder) -> None:
    kept = put(cache, encoder)
    failed: list[Exception] = []

    def work(forgets: bool) -> None:
        try:
            for number in range(2_000):
                if forgets:
                    cache.forget("shop", {"a-1"})
                else:
                    cache.keep(SCOPE, f"What does error {number} mean?", kept)
                    cache.find(SCOPE, ASKED, kept.embedding, AT)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(forgets,)) for forgets, _ in product((True, False), range(2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
