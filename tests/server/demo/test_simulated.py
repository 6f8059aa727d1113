"""Simulated visitors are made of data that fits the product, and say the same for the same seed."""

from random import Random

import pytest

from server.demo.help_articles import read_articles
from server.demo.personas import PERSONAS
from server.demo.troubles import read_troubles
from server.demo.voices import say


def test_every_trouble_names_articles_that_exist() -> None:
    slugs = {article.slug for article in read_articles()}
    assert {slug for trouble in read_troubles() for slug in trouble.articles} <= slugs


def test_a_trouble_is_told_in_several_ways() -> None:
    assert all(len(set(trouble.sayings)) >= 4 for trouble in read_troubles())


def test_personas_share_all_visits() -> None:
    assert sum(persona.share for persona in PERSONAS) == pytest.approx(1)


def test_the_same_seed_says_the_same_and_another_one_differs() -> None:
    words = [say("where is my invoice", Random(seed)) for seed in (1, 1, 2, 3, 4, 5)]
    assert words[0] == words[1]
    assert len(set(words)) > 2


def test_no_saying_is_a_sentence_of_an_article() -> None:
    text = " ".join(article.body.lower() for article in read_articles())
    assert [saying for trouble in read_troubles() for saying in trouble.sayings if saying in text] == []
