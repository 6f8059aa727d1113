"""Struggle rules of a site, calibrations, and the names that elements had before a release"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aliases",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("new", sa.Text(), server_default="", nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reused", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("release", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("site", "route", "old", "at", name=op.f("pk_aliases")),
    )
    op.create_table(
        "calibrations",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("fields_json", sa.Text(), nullable=False),
        sa.Column("evidence_json", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("site", "element", "signal", name=op.f("pk_calibrations")),
    )
    op.add_column("element_days", sa.Column("longest_run", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sites", sa.Column("rules_json", sa.Text(), server_default="", nullable=False))
    op.add_column("sites", sa.Column("sample", sa.Integer(), server_default="1000", nullable=False))
    op.add_column("sites", sa.Column("trace", sa.Boolean(), server_default="1", nullable=False))


def downgrade() -> None:
    for column in ("trace", "sample", "rules_json"):
        op.drop_column("sites", column)
    op.drop_column("element_days", "longest_run")
    op.drop_table("calibrations")
    op.drop_table("aliases")
