"""GoEmotions (Apache-2.0) read as sentiment and frustration: which of its 27 emotions mean what in a support turn."""

import os
from pathlib import Path

DATA = Path(os.environ.get("HANDRAIL_EVAL_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))

POSITIVE = {"admiration", "amusement", "approval", "caring", "excitement", "gratitude", "joy", "love", "optimism"}
POSITIVE |= {"pride", "relief"}
NEGATIVE = {"anger", "annoyance", "disappointment", "disapproval", "disgust", "embarrassment", "fear", "grief"}
NEGATIVE |= {"nervousness", "remorse", "sadness"}
NEUTRAL = {"neutral", "curiosity", "confusion", "realization"}
FRUSTRATED = {"anger", "annoyance", "disappointment"}
# desire and surprise are neither: a visitor who wants something is not thereby happy or unhappy


def sentiment_of(emotions: frozenset[str]) -> str | None:
    """negative, neutral or positive; None where a comment is mixed or says none of them."""
    sides = [name for name, side in (("positive", POSITIVE), ("negative", NEGATIVE)) if emotions & side]
    if len(sides) == 2:
        return None
    return sides[0] if sides else ("neutral" if emotions & NEUTRAL else None)


def read_split(split: str, data: Path = DATA) -> list[tuple[str, frozenset[str]]]:
    """(text, emotions) of `train`, `dev` or `test`. Raises FileNotFoundError where the public data is absent."""
    folder = data / "goemotions"
    names = (folder / "labels.txt").read_text().split()
    rows = (line.split("\t") for line in (folder / f"{split}.tsv").read_text(encoding="utf-8").splitlines())
    return [(text, frozenset(names[int(number)] for number in numbers.split(","))) for text, numbers, _ in rows]
