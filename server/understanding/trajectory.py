"""How a visitor's mood moves over a conversation: its level, its slope, and the turn at which it drops. Pure.

Mood is one number a turn, -1 (upset) to 1 (content). A drop is told where a turn falls well below the level before it
and ends on the upset side, and once for each fall: the next turn is compared with the new level.
"""

from msgspec import Struct

MOST_TURNS = 8  # remembered: the slope is of the conversation's recent part, and memory stays bounded
LATEST = 0.5  # of the level's weight lies on the latest turn: a change of mood is believed within two turns
SLOPE_TURNS = 4  # fewer follow single words, more smooth away the turn for the worse
DROP = 0.35  # of -1..1 below the level before; best on tests/server/understanding/dialogues_tuned_on.json
UPSET = -0.2  # a happy visitor who becomes factual has not dropped


class Trajectory(Struct, frozen=True):
    """`moods` are the latest turns', oldest first; `level` their fading mean, `slope` its change a turn.

    `dropped` says that the latest turn fell, `drops` how often one did.
    """

    moods: tuple[float, ...] = ()
    level: float = 0.0
    slope: float = 0.0
    dropped: bool = False
    drops: int = 0


def follow(before: Trajectory, mood: float) -> Trajectory:
    """The trajectory after one more turn of `mood` (-1..1). A first turn is compared with a neutral one."""
    dropped = mood <= before.level - DROP and mood <= UPSET
    moods = (*before.moods, mood)[-MOST_TURNS:]
    level = mood if not before.moods else (1 - LATEST) * before.level + LATEST * mood
    return Trajectory(moods, level, slope(moods[-SLOPE_TURNS:]), dropped, before.drops + dropped)


def slope(moods: tuple[float, ...]) -> float:
    """Change of mood a turn: the least-squares line through evenly spaced turns; 0 for a single one."""
    n = len(moods)
    if n < 2:
        return 0.0
    middle, mean = (n - 1) / 2, sum(moods) / n
    over = sum((place - middle) * (mood - mean) for place, mood in enumerate(moods))
    return over / sum((place - middle) ** 2 for place in range(n))


def mood_of(sentiment: float, frustrated: float) -> float:
    """One turn's mood, -1..1: the sentiment of its words, drawn down by frustration that they don't name."""
    return max(-1.0, min(1.0, sentiment - max(0.0, frustrated - CALM) * PULL))


CALM = 0.3  # frustration below it is the model's doubt about a plain report
PULL = 0.6  # how far certain frustration draws a neutral turn down: to about "somewhat negative"
