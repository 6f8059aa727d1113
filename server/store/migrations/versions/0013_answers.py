"""Settings of answers, clarifications, written sentences"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decisions", sa.Column("moments_json", sa.Text(), server_default="{}", nullable=False))
    op.add_column("turns", sa.Column("options_json", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("turns", "options_json")
    op.drop_column("decisions", "moments_json")
