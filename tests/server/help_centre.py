"""The demo's help centre in a store, with what people taught: what rooms of the server are tested on."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from models.encode import Embedding
from server.answering.learned import Memory
from server.store import corrections
from server.store.database import Database

HELP = Path(__file__).parents[2] / "server" / "demo" / "help"
SITE, AT = "quillbook", 1_700_000_000_000
AGENT = SimpleNamespace(id="agent-mara", name="Mara")


class Memories:
    """Live memories straight from the store: what server.learning.learned does, less the article head."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._rows: list[tuple[str, Memory, Embedding]] = []
        self.refresh()

    def refresh(self) -> None:
        rows = self._db.read(corrections.live_memories)
        fields = Memory.__struct_fields__
        self._rows = [
            (
                row.site,
                Memory(**{name: getattr(row, name) for name in fields}),
                np.frombuffer(row.embedding, np.float32),
            )
            for row in rows
        ]

    def nearest_memory(self, site: str, embedding: Embedding) -> tuple[Memory, float] | None:
        near = [(memory, float(row @ embedding)) for of, memory, row in self._rows if of == site]
        return max(near, key=lambda pair: pair[1], default=None)

    def article_scores(self, embedding: Embedding) -> dict[str, float]:
        return {}

    def versions(self) -> dict[str, str]:
        return {"article": "none", "memory": f"{len(self._rows)}"}


def copied(stocked: Path, folder: Path) -> Database:
    """The stocked database once more, in a folder of its own."""
    folder.mkdir(exist_ok=True)
    for part in stocked.parent.glob("handrail.db*"):
        shutil.copy(part, folder / part.name)
    return Database(f"sqlite:///{folder / 'handrail.db'}")
