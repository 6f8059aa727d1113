"""Findings of hygiene, gaps and their drafts, notices to owners, review cycles"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INDEXES = (
    ("findings", ("site", "state")),
    ("findings", ("article",)),
    ("findings", ("other",)),
    ("gaps", ("site", "state")),
    ("gap_questions", ("site", "gap")),
    ("gap_questions", ("gap",)),
    ("notices", ("site", "owner")),
)


def must(name: str, kind: Any, default: str | None = None) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), server_default="", nullable=False) for name in names]


def of_site(table: str) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    return must("site", sa.Text()), sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f(f"fk_{table}_site_sites"))


def upgrade() -> None:
    op.add_column("article_care", sa.Column("review_days", sa.Integer(), nullable=True))
    op.create_table(
        "hygiene_states",
        *of_site("hygiene_states"),
        must("revision", sa.BigInteger(), "0"),
        *(must(name, sa.BigInteger()) for name in ("asked_until", "round_at")),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_hygiene_states")),
    )
    op.create_table(
        "findings",
        must("id", sa.Text()),
        *of_site("findings"),
        *(must(name, sa.Text()) for name in ("kind", "subject", "state")),
        must("score", sa.Float()),
        must("article", sa.Text()),
        *texts("passage", "quote"),
        must("marks_json", sa.Text(), "[]"),
        *texts("other", "other_passage", "other_quote"),
        must("other_marks_json", sa.Text(), "[]"),
        *texts("control", "route", "release", "suggestion"),
        *(must(name, sa.BigInteger()) for name in ("found_at", "changed_at")),
        *texts("by", "reason"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_table(
        "gaps",
        must("id", sa.Text()),
        *of_site("gaps"),
        must("name", sa.Text()),
        *texts("example"),
        must("state", sa.Text()),
        *(must(name, sa.Integer()) for name in ("questions", "visits", "struggling")),
        must("rank", sa.Float()),
        must("centre", sa.LargeBinary()),
        must("draft_json", sa.Text(), "{}"),
        *texts("article"),
        *(must(name, sa.BigInteger()) for name in ("first_at", "last_at", "changed_at")),
        *texts("by", "reason"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
    )
    op.create_table(
        "gap_questions",
        must("turn", sa.Text()),
        *of_site("gap_questions"),
        *texts("gap"),
        *(must(name, sa.Text()) for name in ("text", "session", "conversation")),
        *texts("route"),
        must("why", sa.Text()),
        must("struggles", sa.Integer(), "0"),
        must("at", sa.BigInteger()),
        must("embedding", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("turn", name=op.f("pk_gap_questions")),
    )
    op.create_table(
        "notices",
        must("id", sa.Text()),
        *of_site("notices"),
        *(must(name, sa.Text()) for name in ("owner", "kind", "article", "text")),
        must("at", sa.BigInteger()),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def downgrade() -> None:
    for table in ("notices", "gap_questions", "gaps", "findings", "hygiene_states"):
        op.drop_table(table)
    op.drop_column("article_care", "review_days")
