"""Are questions in words that nobody has used yet answered better by what was learned from like ones? Prints JSON.

Leave one cluster of phrasings out (tests/server/learning/novel.py), on the demo's help centre and on BANKING77: an
article an intent, with its name and one example; past cases are questions of the training split, asked are questions of
the test split by the cluster that they are nearest to. Differences are paired, with 95 % bootstrap intervals.
usage: python -m tests.bench.novel
"""

import json
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from models.encode import Encoder
from server.learning.statistics import paired_interval
from tests.bench.embeddings import banking
from tests.server.learning.conftest import HELP, SAYINGS
from tests.server.learning.novel import SITE, SYSTEMS, Case, Novel, left_out, phrasings

CLUSTERS = 3
CASES = 16  # of an intent
ASKED = 4  # of an intent


def main() -> None:
    encoder = Encoder.load()
    print(json.dumps({"demo": told(demo(encoder)), "banking77": told(public(encoder))}))


def demo(encoder: Encoder) -> dict[str, list[bool]]:
    """What the demo's visitors say, by article."""
    cases = [Case(one.text, one.route, f"{SITE}:{one.article.partition(':')[2]}") for one in SAYINGS]
    cluster = phrasings(cases, encoder, CLUSTERS)
    with tempfile.TemporaryDirectory() as folder:
        world = Novel(Path(folder), encoder, HELP)
        found = left_out(world, cases, cluster, cases, cluster)
        world.db.close()
    return found


def public(encoder: Encoder) -> dict[str, list[bool]]:
    """BANKING77 as a help centre."""
    cases, asked = chosen("train", CASES + 1), chosen("test", ASKED)
    with tempfile.TemporaryDirectory() as folder:
        centre = Path(folder) / "centre"
        centre.mkdir()
        for intent, texts in cases.items():
            (centre / f"{intent}.md").write_text(f"# {intent.replace('_', ' ')}\n\n{texts[0]}\n", encoding="utf-8")
        past = [Case(text, "/", f"{SITE}:{intent}.md") for intent, texts in cases.items() for text in texts[1:]]
        novel = [Case(text, "/", f"{SITE}:{intent}.md") for intent, texts in asked.items() for text in texts]
        cluster = phrasings(past, encoder, CLUSTERS)
        world = Novel(Path(folder), encoder, centre)
        found = left_out(world, past, cluster, novel, nearest(past, cluster, novel, encoder))
        world.db.close()
    return found


def chosen(split: str, count: int) -> dict[str, list[str]]:
    """The first questions of each intent."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for text, label in zip(*banking(split), strict=True):
        if len(found[label.lower()]) < count:
            found[label.lower()].append(text)
    return dict(sorted(found.items()))


def nearest(past: list[Case], cluster: list[int], novel: list[Case], encoder: Encoder) -> list[int]:
    """The cluster of its intent that each question is nearest to, by the past case nearest to it."""
    embeddings = encoder.encode_many([case.text for case in past])
    found = []
    for case in novel:
        rows = [row for row, one in enumerate(past) if one.article == case.article]
        likeness = embeddings[rows] @ encoder.encode(case.text)
        found.append(cluster[rows[int(np.argmax(likeness))]])
    return found


def told(found: dict[str, list[bool]]) -> dict[str, object]:
    """Shares in percent, and what each system gains on the help centre alone."""
    before = found[SYSTEMS[0]]
    gains = {name: paired_interval(before, after) for name, after in found.items() if name != SYSTEMS[0]}
    return {
        "asked": len(before),
        "right": {name: round(100 * sum(after) / len(after), 1) for name, after in found.items()},
        "gain": {name: [round(100 * figure, 1) for figure in gain] for name, gain in gains.items()},
    }


if __name__ == "__main__":
    main()
