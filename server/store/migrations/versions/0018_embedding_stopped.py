"""When a site's passages were last embedded anew, and why that stopped"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("knowledge_states", sa.Column("next_at", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("knowledge_states", sa.Column("next_error", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("knowledge_states", "next_error")
    op.drop_column("knowledge_states", "next_at")
