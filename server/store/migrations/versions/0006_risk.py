"""How near to going wrong a conversation was at each turn, and an episode at its last one"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turns", sa.Column("risk", sa.Float(), nullable=True))
    op.add_column("episodes", sa.Column("risk", sa.Float(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("episodes", "risk")
    op.drop_column("turns", "risk")
