"""Hours of service, promises of a reply"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENTS = ("promised_from", "promised_by", "replied_at", "delivered_at")


def upgrade() -> None:
    op.add_column("sites", sa.Column("hours_json", sa.Text(), server_default="", nullable=False))
    for name in MOMENTS:
        op.add_column("handoffs", sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for name in reversed(MOMENTS):
        op.drop_column("handoffs", name)
    op.drop_column("sites", "hours_json")
