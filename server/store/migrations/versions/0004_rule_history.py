"""Every version of a site's struggle rules"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("rules_json", sa.Text(), server_default="", nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("trace", sa.Boolean(), nullable=False),
        sa.Column("differences_json", sa.Text(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_rule_changes_site_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_changes")),
    )
    op.create_index(op.f("ix_rule_changes_site_at"), "rule_changes", ["site", "at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_rule_changes_site_at"), "rule_changes")
    op.drop_table("rule_changes")
