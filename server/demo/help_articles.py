"""Reads the help centre's Markdown articles with their front matter.

An article starts with a block between two `---` lines: `title`, `slug`, `category`, `pages` (a bracketed list of
routes), `intent`, `updated` (a day), `owner` and perhaps `review_by` (a day), one per line; the Markdown follows.
"""

from datetime import date
from pathlib import Path

import msgspec

INTENTS = frozenset(
    {
        *{"access", "account_data", "billing", "bug", "cancel", "complaint", "export", "feature_request", "how_to"},
        *{"import", "integrations", "invoice", "order_delivery", "payment_failed", "performance"},
        *{"permissions_team", "refund", "reports", "vat_tax"},
    }
)

HELP_FOLDER = Path(__file__).parent / "help"


class Article(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One article; `pages` are routes of the product it concerns, `body` is Markdown without the title."""

    title: str
    slug: str
    category: str
    pages: tuple[str, ...]
    intent: str
    updated: date
    owner: str
    body: str
    review_by: date | None = None


def read_articles(folder: Path = HELP_FOLDER) -> tuple[Article, ...]:
    """All articles of `folder` in the order of their file names.

    Raises ValueError, naming the file, when an article's front matter is missing, incomplete or wrong.
    """
    return tuple(_read(path) for path in sorted(folder.glob("*.md")))


def _read(path: Path) -> Article:
    opening, _, rest = path.read_text(encoding="utf-8").partition("---\n")
    front, closing, body = rest.partition("\n---\n")
    if opening or not closing:
        raise ValueError(f"{path.name}: the article must start with a front matter block between --- lines")
    try:
        article = msgspec.convert({**_fields(front), "body": body.strip()}, Article, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{path.name}: {error}") from error
    if article.intent not in INTENTS:
        raise ValueError(f"{path.name}: unknown intent {article.intent!r}")
    return article


def _fields(front: str) -> dict[str, str | list[str]]:
    fields: dict[str, str | list[str]] = {}
    for line in front.splitlines():
        name, _, value = line.partition(":")
        value = value.strip()
        listed = value.startswith("[") and value.endswith("]")
        fields[name.strip()] = [each.strip() for each in value[1:-1].split(",")] if listed else value
    return fields
