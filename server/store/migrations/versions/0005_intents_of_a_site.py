"""Intents and examples of a site's own, their history and training state; turns that nothing known fits"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

EDGE = sa.text("edge IN ('out_of_scope', 'low_confidence')")
SAID = sa.text("who = 'visitor'")


def upgrade() -> None:
    op.add_column("turns", sa.Column("confidence", sa.Float(), nullable=True))
    op.add_column("turns", sa.Column("edge", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_turns_edge", "turns", ["at"], sqlite_where=EDGE, postgresql_where=EDGE)
    op.create_index("ix_turns_intent", "turns", ["intent", "at"], sqlite_where=SAID, postgresql_where=SAID)
    op.create_table(
        "intents",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("on", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("merged_into", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_intents_site_sites")),
        sa.PrimaryKeyConstraint("site", "id", name=op.f("pk_intents")),
    )
    op.create_table(
        "intent_examples",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("heldout", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("turn", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_intent_examples_site_sites")),
        sa.PrimaryKeyConstraint("site", "key", name=op.f("pk_intent_examples")),
    )
    op.create_index(op.f("ix_intent_examples_site_intent"), "intent_examples", ["site", "intent"])
    op.create_table(
        "intent_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("before_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_intent_changes_site_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intent_changes")),
    )
    op.create_index(op.f("ix_intent_changes_site_at"), "intent_changes", ["site", "at"])
    op.create_table(
        "intent_states",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("trained", sa.Integer(), server_default="0", nullable=False),
        sa.Column("forced", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_intent_states_site_sites")),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_intent_states")),
    )


def downgrade() -> None:
    op.drop_table("intent_states")
    op.drop_index(op.f("ix_intent_changes_site_at"), "intent_changes")
    op.drop_table("intent_changes")
    op.drop_index(op.f("ix_intent_examples_site_intent"), "intent_examples")
    op.drop_table("intent_examples")
    op.drop_table("intents")
    op.drop_index("ix_turns_intent", "turns")
    op.drop_index("ix_turns_edge", "turns")
    op.drop_column("turns", "edge")
    op.drop_column("turns", "confidence")
