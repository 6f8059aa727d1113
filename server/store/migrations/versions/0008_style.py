"""The form a visitor wants answers in, and a site's tone"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PARTS = ("answer_form", "answer_length", "answer_tone")


def upgrade() -> None:
    for part in PARTS:
        op.add_column("sites", sa.Column(part, sa.Text(), server_default="", nullable=False))
    op.create_table(
        "style_wishes",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("visitor", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), server_default="", nullable=False),
        sa.Column("length", sa.Text(), server_default="", nullable=False),
        sa.Column("tone", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_style_wishes_site_sites")),
        sa.PrimaryKeyConstraint("site", "visitor", name=op.f("pk_style_wishes")),
    )


def downgrade() -> None:
    op.drop_table("style_wishes")
    for part in reversed(PARTS):
        op.drop_column("sites", part)
