"""Sources of knowledge, deliveries, what people set on articles, revisions"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TEXT = ("source", "format", "language", "review_by", "valid_from", "valid_until", "etag", "modified")
PASSAGE_TEXT = ("language", "fingerprint", "standing", "copy_of", "kept_in")
PASSAGE_INDEXES = (("site", "fingerprint", "standing", "id"), ("site", "fingerprint", "copy_of"), ("kept_in",))


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        *(text(name) for name in ("name", "address", "prefix", "url_prefix", "owner")),
        sa.Column("public", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("every_s", sa.Integer(), server_default="0", nullable=False),
        sa.Column("settings_json", sa.Text(), server_default="{}", nullable=False),
        text("secret"),
        sa.Column("state", sa.Text(), server_default="new", nullable=False),
        text("error"),
        sa.Column("report_json", sa.Text(), server_default="{}", nullable=False),
        sa.Column("progress_json", sa.Text(), server_default="{}", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("synced_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_sources_site_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("site", "kind", "address", "name", name=op.f("uq_sources_site_kind_address_name")),
    )
    op.create_table(
        "source_files",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        text("content_type"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        text("by"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["sources.id"], name=op.f("fk_source_files_source_sources"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "path", name=op.f("pk_source_files")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        text("path"),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        text("error"),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_deliveries_site_sites")),
        sa.ForeignKeyConstraint(
            ["source"], ["sources.id"], name=op.f("fk_deliveries_source_sources"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_done_at_due_at"), "deliveries", ["done_at", "due_at"])
    op.create_index(op.f("ix_deliveries_source_path"), "deliveries", ["source", "path"])
    op.create_table(
        "heard_webhooks",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"], ["sources.id"], name=op.f("fk_heard_webhooks_source_sources"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "call", name=op.f("pk_heard_webhooks")),
    )
    op.create_index(op.f("ix_heard_webhooks_at"), "heard_webhooks", ["at"])
    for name in TEXT:
        op.add_column("articles", text(name))
    op.add_column("articles", sa.Column("published", sa.Boolean(), server_default="1", nullable=False))
    op.add_column("articles", sa.Column("live", sa.Boolean(), server_default="1", nullable=False))
    op.add_column("articles", sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index(op.f("ix_articles_site_revision"), "articles", ["site", "revision"])
    op.create_table(
        "page_links",
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("links_json", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.id"], name=op.f("fk_page_links_article_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_page_links")),
    )
    op.create_table(
        "article_care",
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("review_by", sa.Text(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=True),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=True),
        text("reviewed_by"),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_article_care_site_sites")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_article_care")),
    )
    op.create_table(
        "gone_articles",
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_gone_articles_site_sites")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_gone_articles")),
    )
    op.create_index(op.f("ix_gone_articles_site_revision"), "gone_articles", ["site", "revision"])
    for name in PASSAGE_TEXT:
        op.add_column("passages", text(name))
    for columns in PASSAGE_INDEXES:
        op.create_index(op.f(f"ix_passages_{'_'.join(columns)}"), "passages", list(columns))
    op.create_table(
        "passage_bands",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_passage_bands_site_sites")),
        sa.PrimaryKeyConstraint("site", "band", "fingerprint", name=op.f("pk_passage_bands")),
    )
    op.create_index(op.f("ix_passage_bands_site_fingerprint_band"), "passage_bands", ["site", "fingerprint", "band"])
    op.create_table(
        "next_embeddings",
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("encoder", sa.Text(), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage"], ["passages.id"], name=op.f("fk_next_embeddings_passage_passages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("passage", "encoder", name=op.f("pk_next_embeddings")),
    )
    op.create_table(
        "knowledge_states",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        text("encoder"),
        text("next_encoder"),
        sa.Column("digest", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_knowledge_states_site_sites")),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_knowledge_states")),
    )
    op.add_column("knowledge_versions", sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("knowledge_versions", "revision")
    for table in ("knowledge_states", "next_embeddings", "passage_bands"):
        op.drop_table(table)
    for columns in PASSAGE_INDEXES:
        op.drop_index(op.f(f"ix_passages_{'_'.join(columns)}"), "passages")
    for name in PASSAGE_TEXT:
        op.drop_column("passages", name)
    for table in ("gone_articles", "article_care", "page_links"):
        op.drop_table(table)
    op.drop_index(op.f("ix_articles_site_revision"), "articles")
    for name in (*TEXT, "published", "live", "revision"):
        op.drop_column("articles", name)
    for table in ("heard_webhooks", "deliveries", "source_files", "sources"):
        op.drop_table(table)
