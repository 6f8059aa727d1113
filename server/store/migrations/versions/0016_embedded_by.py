"""By which encoder, and how read, a site's passages were embedded"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("knowledge_states", sa.Column("embedded_by", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("knowledge_states", "embedded_by")
