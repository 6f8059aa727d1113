"""What struggles showed, completed steps, learned weights of signals, pseudonyms of signed-in visitors"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signal_weights",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("learned", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "signal", name=op.f("pk_signal_weights")),
    )
    op.add_column("page_days", sa.Column("first_at", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("page_days", sa.Column("done", sa.Integer(), server_default="0", nullable=False))
    op.add_column("struggles", sa.Column("signs_json", sa.Text(), server_default="[]", nullable=False))
    op.add_column("visits", sa.Column("who", sa.Text(), server_default="", nullable=False))
    op.add_column("visits", sa.Column("traits_json", sa.Text(), server_default="{}", nullable=False))
    op.add_column("sites", sa.Column("secret", sa.Text(), server_default="", nullable=False))
    _give_secrets()


def _give_secrets() -> None:
    connection = op.get_bind()
    for (site,) in connection.execute(sa.text("SELECT id FROM sites")).all():
        values = {"site": site, "secret": secrets.token_hex(32)}
        connection.execute(sa.text("UPDATE sites SET secret = :secret WHERE id = :site"), values)


def downgrade() -> None:
    op.drop_column("sites", "secret")
    for column in ("traits_json", "who"):
        op.drop_column("visits", column)
    op.drop_column("struggles", "signs_json")
    for column in ("done", "first_at"):
        op.drop_column("page_days", column)
    op.drop_table("signal_weights")
