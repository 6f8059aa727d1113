"""Imported tickets"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INDEXES = (
    ("ticket_imports", ("site", "at")),
    ("tickets", ("site", "at")),
    ("tickets", ("brought_by",)),
    ("tickets", ("site", "requester")),
    ("ticket_bands", ("band",)),
)


def must(name: str, kind: sa.types.TypeEngine[Any], default: str | None = None) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def may(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=True)


def texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), server_default="", nullable=False) for name in names]


def of(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "ticket_imports",
        must("id", sa.Text()),
        must("site", sa.Text()),
        *texts("name", "shape", "by"),
        must("state", sa.Text()),
        *texts("error"),
        must("report_json", sa.Text(), "{}"),
        *(must(name, sa.BigInteger()) for name in ("at", "progress_at")),
        may("done_at", sa.BigInteger()),
        of("ticket_imports", "site", "sites"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_imports")),
    )
    op.create_table(
        "tickets",
        must("id", sa.Text()),
        must("site", sa.Text()),
        must("brought_by", sa.Text()),
        *texts("external"),
        must("content", sa.Text()),
        *texts("requester"),
        must("question", sa.Text()),
        *texts("answer"),
        *(may(name, sa.BigInteger()) for name in ("at", "closed_at")),
        *(may(name, sa.Integer()) for name in ("first_reply_ms", "handled_ms")),
        *texts("status"),
        may("reopens", sa.Integer()),
        may("rating", sa.Float()),
        may("satisfied", sa.Boolean()),
        must("tags_json", sa.Text(), "[]"),
        *texts("intent"),
        must("confidence", sa.Float(), "0"),
        *texts("edge", "sentiment"),
        must("sentiment_score", sa.Float(), "0"),
        *texts("language", "outcome", "evidence"),
        must("versions_json", sa.Text(), "{}"),
        must("embedding", sa.LargeBinary()),
        must("dismissed", sa.Boolean(), "0"),
        of("tickets", "site", "sites"),
        of("tickets", "brought_by", "ticket_imports", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
    )
    op.create_table(
        "ticket_bands",
        *(must(name, sa.Text()) for name in ("ticket", "band")),
        of("ticket_bands", "ticket", "tickets", "CASCADE"),
        sa.PrimaryKeyConstraint("ticket", "band", name=op.f("pk_ticket_bands")),
    )
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def downgrade() -> None:
    for table in ("ticket_bands", "tickets", "ticket_imports"):
        op.drop_table(table)
