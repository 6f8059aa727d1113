"""A style changes how an answer looks and never what it says: over all articles of the demo's help, in all styles."""

import itertools
import re
from typing import get_args

import pytest
from msgspec import structs

from models.encode import Encoder
from server.answering.answer import Answer, CitationBroken, Quoter, verify
from server.answering.considered import Considered
from server.answering.decide import decide
from server.answering.decision import Situation
from server.answering.sentences import units
from server.answering.style import (
    Form,
    Length,
    Style,
    Tone,
    arranged,
    bare,
    claims,
    dressed,
    holds,
    layered,
    of_words,
    undressed,
)
from server.answering.style_words import FORMAL, PLAIN, WARM, words_of
from server.knowledge.index import Hit, Passage
from server.knowledge.knowledge import Knowledge
from server.store.database import Database
from tests.server.help_centre import SITE
from widget.protocol import Citation

STYLES = [
    Style(form, length, tone)
    for form, length, tone in itertools.product(get_args(Form), get_args(Length), ("plain", "warm", "formal"))
]
AS_WRITTEN = Style()
CONTRACTION = re.compile(r"\w['’](?:t|s|re|ve|ll|m|d)\b")


def cited(*quotes: str) -> tuple[Citation, ...]:
    return tuple(Citation(n, "T", "/u", f"p{n}", quote) for n, quote in enumerate(quotes, 1))


def answers_of(db: Database, encoder: Encoder) -> dict[str, tuple[Citation, ...]]:
    """For each article what answers its title: the citations of its best passage, with the steps beside it."""
    index, quoter = Knowledge(db).index(SITE), Quoter(encoder.encode)
    decision = structs.replace(decide(Situation(intent="", features={}, candidates=(), versions={})), kind="answer")
    found = {}
    for id, article in index.articles.items():
        embedding = encoder.encode(article.title)
        best = index.best_in(id, article.title, embedding)
        assert best is not None
        beside = tuple(Hit(one, 0.6, 0.6, 0.0, False, False) for one in index.passages_of(id) if one != best.passage)
        considered = Considered(
            decision=decision, situation=Situation(intent="", features={}, candidates=(), versions={}),
            passage=best.passage, beside=beside,
        )  # fmt: skip
        found[id] = quoter.answer(considered, embedding).citations
    return found


def styled(citations: tuple[Citation, ...], style: Style) -> Answer:
    return Answer(pieces=dressed(citations, style, sure="sure"), citations=citations, sure="sure")


def test_claims_are_the_same_in_every_style_and_the_text_is_as_the_style_says(db: Database, encoder: Encoder):
    answers = answers_of(db, encoder)
    texts = {passage.id: passage.text for passage in Knowledge(db).index(SITE).passages}
    assert len(answers) > 50
    differing = dict.fromkeys(STYLES, 0)
    for citations in answers.values():
        plain = styled(citations, AS_WRITTEN)
        said = claims(plain)
        assert len(said) == len({(c.passage, bare(unit)) for c in citations for unit in units(c.quote)})
        for style in STYLES:
            answer = styled(citations, style)
            assert claims(answer) == said, (style, answer.text)
            assert answer.citations == plain.citations
            verify(answer, texts.get)
            lines = arranged(citations, style.form)
            assert "".join(answer.pieces) == answer.text
            framed = style.length == "full" or (not style.length and style.tone != "plain")
            assert (answer.text == "\n".join(lines)) == (not framed), style
            assert answer.text.endswith(words_of(style.tone).closing) == (style.length == "full")
            differing[style] += answer.text != plain.text
    for style, count in differing.items():
        if style.length == "full" or (not style.length and style.tone != "plain"):
            assert count == len(answers), style
        elif style.form == "prose":
            assert count > len(answers) / 2, style
        elif style.form == "":
            assert count == 0, style


def test_every_whole_passage_keeps_its_claims_too(db: Database):
    passages: list[Passage] = Knowledge(db).index(SITE).passages
    counted = dict.fromkeys(get_args(Form), 0)
    for passage in passages:
        citations = (Citation(1, passage.article.title, passage.url, passage.id, passage.text),)
        said = claims(styled(citations, AS_WRITTEN))
        for style in STYLES:
            answer = styled(citations, style)
            assert claims(answer) == said
            verify(answer, {passage.id: passage.text}.get)
            counted[style.form] += arranged(citations, style.form) != arranged(citations, "")
    assert counted[""] == 0
    assert min(counted["steps"], counted["prose"]) > 9 * len(passages) / 3  # nine styles of each form


def test_steps_are_counted_through_and_prose_flows():
    citations = cited("On Billing:\n- Open Billing.\n- Press Replace card", "It takes a day. This is normal.")
    assert arranged(citations, "") == [
        "On Billing:", "- Open Billing.", "- Press Replace card [1]", "It takes a day. This is normal. [2]",
    ]  # fmt: skip
    assert arranged(citations, "steps")[1:3] == ["1. Open Billing.", "2. Press Replace card [1]"]
    assert arranged(citations, "prose") == [
        "On Billing: Open Billing. Press Replace card. [1]",
        "It takes a day. This is normal. [2]",
    ]


def test_sentences_are_counted_only_where_nothing_is_listed():
    prose = cited("Cards are safe. A declined card can be replaced. It takes effect at once.")
    assert arranged(prose, "steps") == [
        "1. Cards are safe.",
        "2. A declined card can be replaced. It takes effect at once. [1]",
    ]
    beside_steps = cited("Cards are safe. A card can be replaced.", "2. Open Billing.\n4. Press Replace card.")
    assert arranged(beside_steps, "steps") == [
        "Cards are safe. A card can be replaced. [1]",
        "1. Open Billing.",
        "2. Press Replace card. [2]",
    ]


@pytest.mark.parametrize("quote", ["Cards are kept safe.", "1. Open Billing.\n2. Go back to step 1.", "A | B\n1 | 2"])
def test_what_must_not_be_counted_stays_as_it_is(quote: str):
    assert arranged(cited(quote), "steps") == arranged(cited(quote), "")


def test_phrases_of_a_list_are_joined_and_rows_stay_lines():
    assert arranged(cited("You can pay with:\n- a card\n- a transfer"), "prose") == [
        "You can pay with: a card; a transfer. [1]"
    ]
    assert arranged(cited("Prices:\nSolo | 9\nStudio | 24"), "prose") == ["Prices:", "Solo | 9", "Studio | 24 [1]"]


def test_a_persons_words_keep_their_lines():
    memory = (Citation(1, "Answered by Mara", "", "memory:m1", "Ask Jo.\n\nShe has the key."),)
    assert "".join(dressed(memory, AS_WRITTEN)) == "Ask Jo.\n\nShe has the key. [1]"


@pytest.mark.parametrize(
    "text",
    [
        "1. Open Billing.\n2. Press Save. [1]",  # another word
        "1. Press Replace card.\n2. Open Billing. [1]",  # another order
        "1. Open Billing. [1]",  # less
        "1. Open Billing.\nNever do this:\n2. Press Replace card. [1]",  # more
        "Do not 1. Open Billing. Press Replace card. [1]",  # words before
        "1. Open billing.\n2. Press Replace card. [1]",  # another case
        "1. Open Billing.\n2. Press Replace card. [2]",  # another source
    ],
)
def test_words_that_are_not_the_quotes_stop_the_answer(text: str):
    citation = Citation(1, "T", "/u", "p", "1. Open Billing.\n2. Press Replace card.")
    assert not holds(text, citation)
    with pytest.raises(CitationBroken):
        verify(Answer(pieces=(text,), citations=(citation,)), lambda passage: citation.quote)


@pytest.mark.parametrize("form", get_args(Form))
def test_marks_may_come_and_go(form: Form):
    citations = cited("1. Open Billing.\n2. Press Replace card")
    assert holds("\n".join(arranged(citations, form)), citations[0])


def test_an_opening_of_the_moment_goes_before_the_styles_own_and_brief_has_none():
    citations = cited("Open Billing.")
    assert dressed(citations, Style(length="full"), "Then try this:")[0] == "Then try this:\n"
    assert dressed(citations, Style(length="brief"), "Then try this:") == ("Open Billing. [1]",)
    assert dressed(citations, AS_WRITTEN, "Then try this:") == ("Then try this:\n", "Open Billing. [1]")


def test_an_unsure_answer_does_not_open_as_if_it_were_sure():
    assert dressed(cited("Open Billing."), Style(tone="warm"), sure="unsure") == ("Open Billing. [1]",)


@pytest.mark.parametrize("style", STYLES)
def test_what_was_put_around_an_answer_comes_off_again(style: Style):
    citations = cited("1. Open Billing.\n2. Press Save.")
    assert undressed("".join(dressed(citations, style))) == "\n".join(arranged(citations, style.form))


def test_the_first_who_says_something_about_a_part_is_heeded():
    manner = layered(Style(form="steps"), Style(form="prose", length="brief"), Style("prose", "full", "warm"))
    assert manner.style == Style("steps", "brief", "warm")
    assert manner.sources == {"form": "wish", "length": "product", "tone": "site"}
    assert sorted(manner.features()) == ["style.brief.product", "style.steps.wish", "style.warm.site"]
    assert layered(Style(), Style(), Style()).features() == {}


@pytest.mark.parametrize(
    ("said", "style"),
    [
        ("brief", Style(length="brief")),
        ("Brief, numbered steps", Style("steps", "brief")),
        ("formal sentences", Style("prose", "", "formal")),
        ("friendly", Style(tone="warm")),
        ("", Style()),
        ("gothic", Style()),
        ("x " * 500 + "brief", Style()),
    ],
)
def test_the_products_word_is_read(said: str, style: Style):
    assert of_words(said) == style


def test_a_stored_decision_with_a_style_is_made_again_from_what_is_stored():
    features = layered(Style(form="steps"), Style(), Style(tone="formal")).features()
    decision = decide(Situation(intent="", features=features | {"again": 1.0}, candidates=(), versions={}))
    assert (decision.kind, decision.because, decision.confidence) == ("again", "wish", 1.0)
    assert decision.reasons[-1] == "Style: formal tone (the site's default), numbered steps (the visitor's wish)."


def test_formal_has_no_contractions_and_no_tone_shouts():
    assert words_of("") is words_of("plain") is words_of("unknown") is PLAIN
    assert set(get_args(Tone)) == {"", "plain", "warm", "formal"}
    for words in (PLAIN, WARM, FORMAL):
        assert sum(sentence.count("!") for sentence in structs.astuple(words)) <= 1
    assert [sentence for sentence in structs.astuple(FORMAL) if CONTRACTION.search(sentence)] == []
    assert all((*structs.astuple(WARM), *structs.astuple(FORMAL)))
    for name in ("opening", "opening_steps", "closing", "next", "greeted", "thanked", "unknown", "glad"):
        assert len({getattr(words, name) for words in (PLAIN, WARM, FORMAL)}) == 3, name
