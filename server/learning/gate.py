"""The gate: whether a challenger takes over, from how both answered the same held-out questions. Pure.

It takes over only when it is better with confidence (exact McNemar, one-sided) on enough questions, and when no slice
of them, by label, got worse with confidence. Everything else is a rejection that says why.
"""

from collections.abc import Sequence

from msgspec import Struct

from server.learning.statistics import discordant, one_sided, paired_interval

LEAST_QUESTIONS = 30  # below it even a large difference may be luck of who asked
LEAST_IN_SLICE = 10  # a slice smaller than this says nothing by itself
CONFIDENCE = 0.05  # chance of promoting a challenger that is no better
SLICE_CONFIDENCE = 0.05  # chance, for each slice, of blocking one that is no worse: the cautious side


class Verdict(Struct, frozen=True):
    """What the gate says, in a sentence and in numbers."""

    promote: bool
    reason: str
    metrics: dict[str, float]


def weigh(champion: Sequence[bool], challenger: Sequence[bool], slices: Sequence[str]) -> Verdict:
    """`champion` and `challenger` say which questions each got right, `slices` which slice each question is in."""
    n = len(slices)
    better, worse = discordant(champion, challenger)
    difference, low, high = paired_interval(champion, challenger)
    chance = one_sided(better, worse)
    metrics = {
        "champion": round(sum(champion) / n, 4) if n else 0.0,
        "challenger": round(sum(challenger) / n, 4) if n else 0.0,
        "difference": round(difference, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "better": float(better),
        "worse": float(worse),
        "p": round(chance, 6),
    }
    compared = f"right on {sum(challenger)} of {n} held-out questions, the champion on {sum(champion)}"
    if n < LEAST_QUESTIONS:
        return Verdict(False, f"Too few to tell: {n} held-out questions, {LEAST_QUESTIONS} are needed.", metrics)
    if better <= worse:
        return Verdict(False, f"Not better: {compared}.", metrics)
    if chance >= CONFIDENCE:
        return Verdict(False, f"Better, but it may be luck: {compared} (p = {chance:.2f}).", metrics)
    if hurt := _hurt(champion, challenger, slices):
        name, lost, gained, of = hurt[0]
        sentence = f"Better on the whole, worse on {name}: {lost} lost and {gained} won among {of} questions."
        return Verdict(False, sentence, metrics)
    return Verdict(True, f"Better: {compared} (p = {_small(chance)}), and no intent or article got worse.", metrics)


def _hurt(
    champion: Sequence[bool], challenger: Sequence[bool], slices: Sequence[str]
) -> list[tuple[str, int, int, int]]:
    """(slice, lost, won, questions) of the slices that got worse with confidence, the worst first."""
    found = []
    for name in sorted(set(slices)):
        rows = [row for row, at in enumerate(slices) if at == name]
        if len(rows) < LEAST_IN_SLICE:
            continue
        better, worse = discordant([champion[row] for row in rows], [challenger[row] for row in rows])
        if one_sided(worse, better) < SLICE_CONFIDENCE:
            found.append((name, worse, better, len(rows)))
    return sorted(found, key=lambda hurt: hurt[2] - hurt[1])


def _small(chance: float) -> str:
    return f"{chance:.3f}" if chance >= 0.001 else "below 0.001"
