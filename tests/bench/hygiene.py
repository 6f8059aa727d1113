"""How many planted contradictions and duplicates are found, and what is told falsely: `python -m tests.bench hygiene`.

Of each set of hygiene_sets.py; `missed` names the articles that a plant was against.
"""

import json
import sys
from contextlib import redirect_stdout
from typing import Any

from models.encode import Encoder
from tests.bench.hygiene_sets import SETS, Tended, tended


def main() -> None:
    """Measures and prints one JSON object."""
    encoder = Encoder.load()
    with redirect_stdout(sys.stderr):  # a round logs what it did
        measured = {name: figures(tended(name, encoder)) for name in SETS}
    print(json.dumps(measured))


def figures(done: Tended) -> dict[str, Any]:
    """What was found of a set."""
    against = {file: plant.against for file, plant in done.plants.items()}
    contradictions, missed = done.found("contradiction")
    duplicates, doubles = done.found("duplicate")
    disturbed = {file for one in done.false() for file in one.pair & done.plants.keys()}
    return {
        "articles": done.articles,
        "contradictions": f"{len(contradictions)} of {len(contradictions + missed)}",
        "duplicates": f"{len(duplicates)} of {len(duplicates + doubles)}",
        "false_among_articles": len(done.alarms()),
        "harmless_disturbed": len(disturbed),
        "false": [f"{one.one} | {one.other}" for one in done.false()],
        "missed": [against[file] for file in missed + doubles],
        "seconds": round(done.ms / 1000, 1),
    }


if __name__ == "__main__":
    main()
