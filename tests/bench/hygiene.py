"""How many planted contradictions and duplicates are found, and what is told falsely: `python -m tests.bench hygiene`.

"a -> b": by the rules of 5319394, and now. `missed` names the articles that a plant was against.
"""

import json
import sys
from contextlib import redirect_stdout
from typing import Any

from models.encode import Encoder
from tests.bench.hygiene_sets import SETS, Tended, tended

# Contradictions found, duplicates found, false among articles, harmless plants disturbed
BEFORE = {
    "demo": (49, 12, 1, 0),
    "demo, few": (4, 2, 1, 0),
    "lumen": (5, 1, 1, 1),
    "pantry": (9, 1, 0, 2),
    "pedal": (8, 0, 0, 1),
    "tern": (6, 3, 0, 2),
    "harbor": (6, 3, 0, 3),
    "slate": (5, 3, 0, 1),
    "demo PROOF": (3, 2, 1, 0),
    "baths PROOF": (6, 1, 0, 1),
    "attic PROOF": (5, 9, 0, 1),
}


def main() -> None:
    """Measures and prints one JSON object."""
    encoder = Encoder.load()
    with redirect_stdout(sys.stderr):  # a round logs what it did
        measured = {name: figures(name, tended(name, encoder)) for name in SETS}
    print(json.dumps(measured))


def figures(name: str, done: Tended) -> dict[str, Any]:
    """What was found of a set, before and now."""
    against = {file: plant.against for file, plant in done.plants.items()}
    contradictions, missed = done.found("contradiction")
    duplicates, doubles = done.found("duplicate")
    disturbed = {file for one in done.false() for file in one.pair & done.plants.keys()}
    now = (len(contradictions), len(duplicates), len(done.alarms()), len(disturbed))
    names = ("contradictions", "duplicates", "false_among_articles", "harmless_disturbed")
    planted = (len(contradictions + missed), len(duplicates + doubles))
    return {
        "articles": done.articles,
        "planted": dict(zip(names[:2], planted, strict=True)),
        **{each: f"{old} -> {new}" for each, old, new in zip(names, BEFORE[name], now, strict=True)},
        "false": [f"{one.one} | {one.other}" for one in done.false()],
        "missed": [against[file] for file in missed + doubles],
        "seconds": round(done.ms / 1000, 1),
    }


if __name__ == "__main__":
    main()
