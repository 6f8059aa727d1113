"""How many planted contradictions and duplicates are found, and what is told falsely: `python -m tests.bench hygiene`.

"a -> b": by the rules of 45b072d, and now. `missed` names the articles that a plant was against.
"""

import json
import sys
from contextlib import redirect_stdout
from typing import Any

from models.encode import Encoder
from tests.bench.hygiene_sets import SETS, Tended, tended

# Contradictions found, duplicates found, false among articles, harmless plants disturbed
BEFORE = {
    "demo": (55, 12, 0, 0),
    "demo, few": (8, 2, 0, 0),
    "lumen": (6, 1, 0, 1),
    "pantry": (8, 1, 0, 1),
    "pedal": (9, 0, 0, 0),
    "tern": (10, 4, 0, 3),
    "harbor": (9, 3, 0, 3),
    "slate": (12, 3, 0, 2),
    "demo, second": (3, 2, 0, 0),
    "baths": (6, 2, 0, 2),
    "attic": (5, 10, 0, 2),
    "parla": (2, 2, 0, 5),
    "gala PROOF": (0, 3, 3, 1),
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
