"""Who visits: a handful of temperaments, as shares and odds."""

from random import Random

from msgspec import Struct


class Persona(Struct, frozen=True):
    """Odds of one temperament; `share` is its part of all visits, `pace` stretches every pause."""

    name: str
    share: float
    pace: float
    asks: float  # goes to the chat when stuck
    heeds: float  # a nudge that fits: most people wave such cards away
    follows: float  # an answer that fits
    tells: float  # says whether it helped
    insists: float  # tries again after a miss
    wants_person: float  # after that
    language: str = "en"


PERSONAS = (
    Persona("careful", 0.30, 1.3, asks=0.6, heeds=0.35, follows=0.85, tells=0.7, insists=0.7, wants_person=0.4),
    Persona("hurried", 0.30, 0.6, asks=0.5, heeds=0.2, follows=0.7, tells=0.45, insists=0.4, wants_person=0.5),
    Persona("newcomer", 0.25, 1.6, asks=0.8, heeds=0.45, follows=0.9, tells=0.75, insists=0.7, wants_person=0.6),
    Persona("silent", 0.15, 1.0, asks=0.1, heeds=0.2, follows=0.5, tells=0.15, insists=0.2, wants_person=0.1),
)


def pick_persona(rng: Random) -> Persona:
    """One at random, by share."""
    return rng.choices(PERSONAS, [persona.share for persona in PERSONAS])[0]
