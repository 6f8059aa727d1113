"""Which steps belong to what is said: of articles about one thing, and of manuals about everything."""

import pytest

from server.answering.sections import MOST_SECTIONS, are_one_matter, elsewhere
from server.knowledge.index import Article, Found, Hit, Passage

ARTICLE = Article("a", "Title", "/help/a", (), "", "", 3)
DO = "1. Press it.\n2. Wait."


def passage(heading: str, text: str = "It is so.", place: int = 0) -> Passage:
    return Passage(f"p-{heading}-{place}", ARTICLE, place, heading, "", text)


def manual(*steps: str) -> list[Passage]:
    others = [passage(f"Part {number}", place=number) for number in range(MOST_SECTIONS + 1)]
    return [*others, *(passage(heading, DO, 90) for heading in steps)]


@pytest.mark.parametrize(
    ("own", "steps"), [("Care", "Care › Descaling"), ("Care › Descaling", "Care"), ("Care", "Care"), ("Care › X", "")]
)
def test_sections_of_one_matter_stand_above_each_other(own: str, steps: str) -> None:
    article = manual(steps, "Other")
    assert are_one_matter(passage(own), passage(steps, DO), article, of_all=False)


@pytest.mark.parametrize(("own", "steps"), [("Care", "Use"), ("Care › Milk", "Care › Descaling"), ("", "Care")])
def test_a_manual_says_other_things_elsewhere(own: str, steps: str) -> None:
    for of_all in (False, True):
        assert not are_one_matter(passage(own), passage(steps, DO), manual(steps), of_all=of_all)


def test_a_short_article_is_about_its_only_steps() -> None:
    own, steps = passage("Why"), passage("Do it", DO)
    assert are_one_matter(own, steps, [own, steps], of_all=False)


def test_of_several_in_a_short_article_only_what_is_asked_of_all_of_it() -> None:
    own, steps = passage("Why"), passage("Do it", DO)
    article = [own, steps, passage("Or so", DO, 2)]
    assert not are_one_matter(own, steps, article, of_all=False)
    assert are_one_matter(own, steps, article, of_all=True)


def found(*headings: str) -> Found:
    hits = tuple(Hit(passage(one, place=at), 0.9 - at / 10, 0.5, 0.0, False, False) for at, one in enumerate(headings))
    return Found(ARTICLE, 0.9, hits)


def test_a_manual_is_held_against_its_other_sections() -> None:
    assert elsewhere(found("A", "B", "A", "C", "D", "E", "F", "G")) == pytest.approx([0.8, 0.6, 0.5, 0.4])


def test_a_short_article_is_held_against_none() -> None:
    assert elsewhere(found("A", "B", "C")) == []
