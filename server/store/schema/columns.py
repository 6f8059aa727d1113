"""What the tables share: their metadata and the columns that most of them have."""

from sqlalchemy import BigInteger, Column, ForeignKey, MetaData, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column() -> Column[str]:
    return Column("id", Text, primary_key=True)


def site_column() -> Column[str]:
    return Column("site", Text, ForeignKey("sites.id"), nullable=False)


def at_column(name: str = "at", *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def text_column(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")
