"""Help centres with articles planted against theirs: contradictions, duplicates, and harmless ones near by.

A set is a folder of articles and a JSON list of plants, each with its kind, the article it is planted against, title
and text. The weights are fitted on the sets in FITTED; vocabulary and thresholds were chosen by those and by "demo,
second", "baths", "attic" and "parla". The set with PROOF in its name is never tuned on.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from models.encode import Encoder
from server.hygiene import view
from server.hygiene.round import Hygiene
from server.knowledge.sync import sync_folder
from server.store import sites
from server.store.database import Database

ROOT = Path(__file__).parents[2]
HELP = ROOT / "server" / "demo" / "help"
OWN = ROOT / "tests" / "server" / "hygiene"
OTHERS = ROOT / "tests" / "server" / "answering" / "answerability"
PAIRS = OWN / "pairs.json"
SITE, AT = "site", 1_700_000_000_000
SETS: dict[str, tuple[Path, str]] = {
    "demo": (HELP, "plants_tuned_on.json"),
    "demo, few": (HELP, "plants.json"),
    **{
        name: (OTHERS / name, f"plants_{name}.json") for name in ("lumen", "pantry", "pedal", "tern", "harbor", "slate")
    },
    "demo, second": (HELP, "plants_second.json"),
    "baths": (OWN / "baths", "plants_third.json"),
    "attic": (OWN / "attic", "plants_attic.json"),
    "parla": (OWN / "parla", "plants_parla.json"),
    "gala PROOF": (OWN / "gala", "plants_gala.json"),
}
FITTED = ("demo", "demo, few", "lumen", "pantry", "pedal", "tern", "harbor", "slate")


class Plant(Struct, frozen=True):
    """An article that contradicts another one, says the same, or only seems to ("harmless")."""

    kind: str
    against: str
    title: str
    text: str


class Told(Struct, frozen=True):
    """A finding between two articles: names of their files, kind, what both say."""

    pair: frozenset[str]
    kind: str
    one: str
    other: str


class Tended(Struct, frozen=True):
    """A set after a round: its plants, by file, all findings of two articles, how long the round took."""

    plants: dict[str, Plant]
    told: list[Told]
    articles: int
    ms: float

    def found(self, kind: str) -> tuple[list[str], list[str]]:
        """The plants of a kind whose article is named with them, and those whose isn't."""
        pairs = {one.pair for one in self.told}
        named = [(name, {name, one.against} in pairs) for name, one in self.plants.items() if one.kind == kind]
        return [name for name, right in named if right], [name for name, right in named if not right]

    def false(self) -> list[Told]:
        """Findings between articles that are right, or with a harmless plant."""
        return [one for one in self.told if all(self._right(name) for name in one.pair)]

    def alarms(self) -> list[Told]:
        """Those of `false` without any plant."""
        return [one for one in self.false() if not one.pair & self.plants.keys()]

    def _right(self, name: str) -> bool:
        return name not in self.plants or self.plants[name].kind == "harmless"


def plants(name: str) -> dict[str, Plant]:
    """The plants of a set by the name of their file."""
    found = json.loads((OWN / SETS[name][1]).read_text(encoding="utf-8"))
    return {f"plant-{number}.md": Plant(**plant) for number, plant in enumerate(found)}


def tended(name: str, encoder: Encoder) -> Tended:
    """The set after one round of hygiene over all of it."""
    with filled(name, encoder) as db:
        done = Hygiene(db, encoder).tend(SITE, AT)
        found = db.read(view.findings, SITE)
    told = [
        Told(frozenset((_file(one.one.article), _file(one.other.article))), one.kind, one.one.quote, one.other.quote)
        for one in found
        if one.other is not None
    ]
    return Tended(plants(name), told, done.compared, done.ms)


@contextmanager
def filled(name: str, encoder: Encoder) -> Iterator[Database]:
    """A database with the set's articles, plants among them."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "articles"
        folder.mkdir()
        for path in SETS[name][0].glob("*.md"):
            (folder / path.name).write_bytes(path.read_bytes())
        for file, plant in plants(name).items():
            (folder / file).write_text(f"---\ntitle: {plant.title}\n---\n{plant.text}\n", encoding="utf-8")
        db = Database(f"sqlite:///{scratch}/handrail.db")
        db.migrate()
        db.write(sites.create, SITE, "key", "Site", [], False, 1)
        sync_folder(db, encoder, SITE, folder, "/help/", AT)
        try:
            yield db
        finally:
            db.close()


def _file(article: str) -> str:
    return article.removeprefix(f"{SITE}:")
