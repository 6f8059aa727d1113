"""What became of answers, and the keys that choices among them are drawn by"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worked",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("episode", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("visitor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("heldout", sa.Boolean(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_worked_site_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worked")),
    )
    op.create_index(op.f("ix_worked_site_at"), "worked", ["site", "at"])
    op.create_table(
        "draw_keys",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_draw_keys_site_sites")),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_draw_keys")),
    )


def downgrade() -> None:
    op.drop_table("draw_keys")
    op.drop_index(op.f("ix_worked_site_at"), table_name="worked")
    op.drop_table("worked")
