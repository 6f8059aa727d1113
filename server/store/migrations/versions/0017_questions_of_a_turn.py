"""The questions of a turn that asks several, and what was decided about each"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decisions", sa.Column("parts_json", sa.Text(), server_default="[]", nullable=False))
    op.create_table(
        "decision_parts",
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("episode", sa.Text(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), server_default="", nullable=False),
        sa.Column("memory", sa.Text(), nullable=True),
        sa.Column("stands", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_decision_parts_site_sites")),
        sa.PrimaryKeyConstraint("decision", "n", name=op.f("pk_decision_parts")),
    )
    op.create_index(op.f("ix_decision_parts_episode"), "decision_parts", ["episode"])
    op.create_index(op.f("ix_decision_parts_site"), "decision_parts", ["site"])


def downgrade() -> None:
    op.drop_index(op.f("ix_decision_parts_site"), table_name="decision_parts")
    op.drop_index(op.f("ix_decision_parts_episode"), table_name="decision_parts")
    op.drop_table("decision_parts")
    op.drop_column("decisions", "parts_json")
