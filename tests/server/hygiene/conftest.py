"""A site with the demo's help centre, tended by real rounds: SQLite, the shipped encoder."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from sqlalchemy import Connection, insert

from models.encode import Encoder
from server.hygiene.round import Hygiene
from server.knowledge.sync import sync_folder
from server.store import sites
from server.store.database import Database
from server.store.schema import conversations, decisions, handoffs, turns

HELP = Path(__file__).parents[3] / "server" / "demo" / "help"
SITE, DAY = "quillbook", 86_400_000
NOW = 20_500 * DAY


class House(Struct):
    """A site under care. `folder` holds its articles; `say` and the like make its past."""

    db: Database
    hygiene: Hygiene
    folder: Path
    count: Iterator[int]

    def sync(self) -> None:
        sync_folder(self.db, self.hygiene.encoder, SITE, self.folder, "/help/", NOW)

    def write(self, name: str, text: str, **head: str) -> None:
        """An article in the folder, not synced yet."""
        lines = "".join(f"{key}: {value}\n" for key, value in head.items())
        (self.folder / name).write_text(f"---\n{lines}---\n{text}\n")

    def ask(self, text: str, at: int, kind: str = "unknown", route: str = "/invoices", **features: float) -> str:
        """A visitor's question and what was decided; returns the conversation."""
        number = next(self.count)
        talk, turn = f"talk-{number}", f"turn-{number:04}"
        feats = "{" + ",".join(f'"{name}":{value}' for name, value in features.items()) + "}"

        def put(conn: Connection) -> None:
            base = {"site": SITE, "session": f"session-{number}"}
            conn.execute(
                insert(conversations).values(
                    **base, id=talk, visitor="v", mode="assistant", started_at=at, last_at=at, route=route
                )
            )
            conn.execute(insert(turns).values(id=turn, conversation=talk, who="visitor", text=text, at=at, route=route))
            conn.execute(
                insert(decisions).values(
                    **base, id=f"{turn}.d", conversation=talk, turn=turn, at=at, kind=kind, features_json=feats
                )
            )

        self.db.write(put)
        return talk

    def told(self, talk: str, who: str, text: str, at: int, **values: Any) -> None:
        """What was answered in a conversation."""
        number = next(self.count)
        row = {"id": f"told-{number}", "conversation": talk, "who": who, "text": text, "at": at, **values}
        self.db.write(lambda conn: conn.execute(insert(turns).values(row)))

    def hand_over(self, talk: str, reason: str, at: int) -> None:
        row = {"id": f"handoff-{next(self.count)}", "conversation": talk, "reason": reason, "asked_at": at}
        self.db.write(lambda conn: conn.execute(insert(handoffs).values(row)))


@pytest.fixture
def house(tmp_path: Path, encoder: Encoder) -> Iterator[House]:
    db = Database(f"sqlite:///{tmp_path / 'handrail.db'}")
    db.migrate()
    db.write(sites.create, SITE, "key-1", "Quillbook", [], False, 1)
    folder = tmp_path / "help"
    folder.mkdir()
    yield House(db, Hygiene(db, encoder), folder, itertools.count(1))
    db.close()
