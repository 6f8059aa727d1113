"""How people say it: a saying dressed in openers, closers, case and typing slips; the same for the same `rng`."""

from random import Random

OPENERS = ("", "", "", "", "hi, ", "hello ", "hey ", "help! ", "quick question: ", "sorry, ", "good morning, ", "ugh, ")
CLOSERS = ("", "", "", "", "?", "??", " please", " thanks", " - any idea", ", what now", " since this morning", "!!")
REPHRASED = ("no, I mean: ", "that's not it. ", "still stuck. ", "again: ", "not what I asked, ")
SLIP_RATE = 0.015  # a letter in seventy: what people leave in a chat
NEIGHBOURS = {"a": "s", "e": "r", "i": "o", "n": "m", "o": "p", "r": "t", "s": "d", "t": "y", "l": "k", "c": "v"}


def say(saying: str, rng: Random, again: bool = False) -> str:
    """One visitor's wording of `saying`; `again` when an answer has just missed."""
    text = (rng.choice(REPHRASED) if again else rng.choice(OPENERS)) + saying + rng.choice(CLOSERS)
    text = "".join(_slip(letter, rng) for letter in text)
    manner = rng.random()
    if manner < 0.05:
        return text.upper()
    return text.lower() if manner < 0.5 else text[:1].upper() + text[1:]


def _slip(letter: str, rng: Random) -> str:
    if rng.random() >= SLIP_RATE:
        return letter
    return rng.choice(("", letter * 2, NEIGHBOURS.get(letter, letter)))
