"""The gate: whether a challenger takes over, from how both answered the same held-out questions. Pure.

It takes over only when it is better with confidence (exact McNemar, one-sided) on enough questions, and when no slice
of them, by label, got worse with confidence. Everything else is a rejection that says why.

What people changed about the intents themselves is their decision: there the gate only stops what made the rest worse.
"""

from collections.abc import Sequence

from msgspec import Struct

from server.learning.statistics import discordant, one_sided, paired_interval

LEAST_QUESTIONS = 30  # below it even a large difference may be luck of who asked
LEAST_IN_SLICE = 10  # a slice smaller than this says nothing by itself
CONFIDENCE = 0.05  # chance of promoting a challenger that is no better
SLICE_CONFIDENCE = 0.05  # chance, for each slice, of blocking one that is no worse: the cautious side

EDIT_CONFIDENCE = 0.01  # chance, over all and for each slice, of stopping a person's edit that did no harm


class Verdict(Struct, frozen=True):
    """What the gate says, in a sentence and in numbers."""

    promote: bool
    reason: str
    metrics: dict[str, float]


def weigh(champion: Sequence[bool], challenger: Sequence[bool], slices: Sequence[str]) -> Verdict:
    """`champion` and `challenger` say which questions each got right, `slices` which slice each question is in."""
    n = len(slices)
    better, worse = discordant(champion, challenger)
    chance = one_sided(better, worse)
    metrics = _figures(champion, challenger)
    compared = f"right on {sum(challenger)} of {n} held-out questions, the champion on {sum(champion)}"
    if n < LEAST_QUESTIONS:
        return Verdict(False, f"Too few to tell: {n} held-out questions, {LEAST_QUESTIONS} are needed.", metrics)
    if better <= worse:
        return Verdict(False, f"Not better: {compared}.", metrics)
    if chance >= CONFIDENCE:
        return Verdict(False, f"Better, but it may be luck: {compared} (p = {chance:.2f}).", metrics)
    if hurt := _hurt(champion, challenger, slices, SLICE_CONFIDENCE):
        name, lost, gained, of = hurt[0]
        sentence = f"Better on the whole, worse on {name}: {lost} lost and {gained} won among {of} questions."
        return Verdict(False, sentence, metrics)
    return Verdict(True, f"Better: {compared} (p = {_small(chance)}), and no intent or article got worse.", metrics)


def weigh_edit(champion: Sequence[bool], challenger: Sequence[bool], slices: Sequence[str]) -> Verdict:
    """As `weigh`, for a head that differs by what a person changed: it passes unless the rest got worse for certain."""
    n = len(slices)
    better, worse = discordant(champion, challenger)
    metrics = _figures(champion, challenger)
    compared = f"right on {sum(challenger)} of {n} sentences held out, before on {sum(champion)}"
    if not n:
        return Verdict(True, "Live: there is nothing yet to compare it with.", metrics)
    if one_sided(worse, better) < EDIT_CONFIDENCE:
        return Verdict(False, f"It makes the rest worse: {compared}.", metrics)
    if hurt := _hurt(champion, challenger, slices, EDIT_CONFIDENCE):
        name, lost, gained, of = hurt[0]
        words = name.replace("_", " ")
        return Verdict(False, f"It makes {words} worse: {lost} lost and {gained} won of {of} sentences.", metrics)
    return Verdict(True, f"No worse than before: {compared}.", metrics)


def _figures(champion: Sequence[bool], challenger: Sequence[bool]) -> dict[str, float]:
    n = len(champion)
    better, worse = discordant(champion, challenger)
    difference, low, high = paired_interval(champion, challenger)
    return {
        "champion": round(sum(champion) / n, 4) if n else 0.0,
        "challenger": round(sum(challenger) / n, 4) if n else 0.0,
        "difference": round(difference, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "better": float(better),
        "worse": float(worse),
        "p": round(one_sided(better, worse), 6),
    }


def _hurt(
    champion: Sequence[bool], challenger: Sequence[bool], slices: Sequence[str], confidence: float
) -> list[tuple[str, int, int, int]]:
    """(slice, lost, won, questions) of the slices that got worse with confidence, the worst first."""
    found = []
    for name in sorted(set(slices)):
        rows = [row for row, at in enumerate(slices) if at == name]
        if len(rows) < LEAST_IN_SLICE:
            continue
        better, worse = discordant([champion[row] for row in rows], [challenger[row] for row in rows])
        if one_sided(worse, better) < confidence:
            found.append((name, worse, better, len(rows)))
    return sorted(found, key=lambda hurt: hurt[2] - hurt[1])


def _small(chance: float) -> str:
    return f"{chance:.3f}" if chance >= 0.001 else "below 0.001"
