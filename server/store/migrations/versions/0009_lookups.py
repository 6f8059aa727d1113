"""Verified visitors and live look-ups"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sites", sa.Column("proof_secret", sa.Text(), server_default="", nullable=False))
    op.add_column("decisions", sa.Column("lookups_json", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("decisions", "lookups_json")
    op.drop_column("sites", "proof_secret")
