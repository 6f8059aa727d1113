"""A turn becomes an Understood: every field means something, any text has an answer, champions swap while running."""

import threading

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.encode import Encoder
from models.intent.build import read_seeds
from models.registry import Registry
from models.train import train_head
from server.understanding import Understanding, Understood


def check(understood: Understood) -> None:
    """What holds for every answer."""
    shares = (understood.confidence, understood.in_scope_score, understood.frustration, understood.urgency)
    assert all(0 <= share <= 1 for share in shares)
    assert -1 <= understood.sentiment_score <= 1
    assert understood.alternatives[0] == (understood.intent, understood.confidence)
    assert len(understood.alternatives) == 5
    assert [p for _, p in understood.alternatives] == sorted((p for _, p in understood.alternatives), reverse=True)
    assert msgspec.json.decode(msgspec.json.encode(understood), type=Understood) == understood


def test_a_complaint_about_money_is_read_whole(shipped: Understanding) -> None:
    understood = shipped.understand(
        "You charged me twice AGAIN!! This is the third time, I want to speak to a human now"
    )
    check(understood)
    assert understood.intent in {"billing", "refund", "complaint", "talk_to_person"}
    assert understood.sentiment == "negative"
    assert understood.sentiment_score < -0.3
    assert understood.frustration > 0.6
    assert understood.wants_person
    assert understood.sensitive == "money_dispute"


def test_a_calm_question_is_none_of_that(shipped: Understanding) -> None:
    understood = shipped.understand("Where do I find the invoice for March?")
    check(understood)
    assert understood.intent == "invoice"
    assert understood.confidence > 0.8
    assert not understood.out_of_scope
    assert understood.sentiment == "neutral"
    assert understood.frustration < 0.4
    assert understood.urgency < 0.2
    assert not understood.wants_person
    assert understood.sensitive is None
    assert understood.tried == ()


def test_thanks_are_positive(shipped: Understanding) -> None:
    understood = shipped.understand("perfect, it works now, thank you so much")
    assert understood.sentiment == "positive"
    assert understood.sentiment_score > 0.5
    assert understood.frustration < 0.2


def test_evidence_are_the_nearest_known_examples(shipped: Understanding) -> None:
    text, label, cosine = shipped.understand("my card was declined").evidence[0]
    assert (text, label) == ("my card was declined", "payment_failed")
    assert cosine > 0.99


def test_a_deadline_is_urgent(shipped: Understanding) -> None:
    calm = shipped.understand("the export doesn't work")
    pressed = shipped.understand("the export doesn't work and the audit is tomorrow, please help asap")
    assert pressed.urgency > 0.7 > calm.urgency


def test_every_version_is_named_and_no_text_is_kept(shipped: Understanding) -> None:
    understood = shipped.understand("unmistakable turn of phrase")
    assert set(understood.versions) == {"encoder", "intent", "sentiment", "frustration"}
    assert understood.versions["intent"].startswith("intent-0001-")
    assert b"unmistakable" not in msgspec.json.encode(understood)


def test_the_page_settles_what_the_words_leave_open(shipped: Understanding) -> None:
    vague = "the file is refused"
    here = dict(shipped.understand(vague, "/settings/import").alternatives)
    assert here["import"] > 1.5 * dict(shipped.understand(vague).alternatives)["import"]
    clear = shipped.understand("I forgot my password", "/settings/import")
    assert clear.intent == "access"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "👍🏽👍🏽",
        "?!?!",
        "\x00\x1b[31m\x07",
        "مرحبا لا أستطيع الدخول",
        "‮evil‬",
        "\ud83d half a pair",
        "ß" * 9000,
    ],
)
def test_strange_turns_have_an_answer(shipped: Understanding, text: str) -> None:
    check(shipped.understand(text))


@settings(max_examples=60, deadline=None)
@given(st.text(), st.none() | st.text())
def test_no_turn_and_no_page_is_too_strange(text: str, page: str | None) -> None:
    check(SHARED[0].understand(text, page))


SHARED: list[Understanding] = []


@pytest.fixture(autouse=True)
def _share(shipped: Understanding) -> None:
    SHARED[:] = [shipped]


@pytest.mark.parametrize("text", ["", "👍", "...", "\n\t"])
def test_a_turn_without_words_is_out_of_scope(shipped: Understanding, text: str) -> None:
    understood = shipped.understand(text)
    assert understood.out_of_scope
    assert not understood.wants_person


def test_a_huge_turn_is_clipped_and_says_so(shipped: Understanding) -> None:
    assert shipped.understand("where is my invoice " * 5000).clipped
    assert not shipped.understand("where is my invoice").clipped


def test_full_width_letters_and_joiners_read_as_usual(shipped: Understanding) -> None:
    assert shipped.understand("ｔａｌｋ ｔｏ ａ hu\u200bman").wants_person


def test_embedding_is_a_unit_vector(shipped: Understanding) -> None:
    assert np.linalg.norm(shipped.embed("hello")) == pytest.approx(1, abs=1e-5)


def refunds_only(encoder: Encoder, registry: Registry) -> str:
    """A version that calls invoices refunds."""
    texts, labels = read_seeds()
    chosen = [(text, label) for text, label in zip(texts, labels, strict=True) if label in {"invoice", "access"}]
    renamed = ["refund" if label == "invoice" else label for _, label in chosen]
    return registry.add("intent", train_head([text for text, _ in chosen], renamed, encoder=encoder), {})


def test_a_new_champion_is_taken_over_and_a_named_version_is_not(registry: Registry, encoder: Encoder) -> None:
    following = Understanding.load(registry, encoder)
    frozen = Understanding.load(registry, encoder, intent_version=registry.day_one("intent"))
    assert not following.refresh()
    registry.promote("intent", refunds_only(encoder, registry), "test", 1)
    assert following.refresh()
    assert not frozen.refresh()
    assert following.understand("I need the invoice for March").intent == "refund"
    assert frozen.understand("I need the invoice for March").intent == "invoice"
    assert following.understand("x").versions["intent"] == registry.champion("intent")


def test_turns_during_a_swap_meet_one_set_of_models(registry: Registry, encoder: Encoder) -> None:
    understanding = Understanding.load(registry, encoder)
    first, second = registry.champion("intent"), refunds_only(encoder, registry)
    expected = {first: "invoice", second: "refund"}
    seen: list[Understood] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            seen.append(understanding.understand("I need the invoice for March"))

    asking = threading.Thread(target=ask)
    asking.start()
    for turn, version in enumerate((second, first) * 10):
        registry.promote("intent", version, "test", turn)
        understanding.refresh()
    ended.set()
    asking.join()
    assert seen
    assert all(understood.intent == expected[understood.versions["intent"]] for understood in seen)
