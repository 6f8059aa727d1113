"""Markdown: front matter with its keys, and blocks without markup."""

import pytest

from server.errors import Unreadable
from server.knowledge.documents import Block, Head
from server.knowledge.formats import read

FULL = b"""---
title: "Invalid expiry date"
slug: /card-expiry/
category: Payments
pages: [/billing, "/checkout"]
intent: payment_failed
owner: Billing team
updated: 2026-09-14
review_by: 2027-01-31
valid_from: 2026-10-01
valid_until: 2026-12-31T23:59:59Z
language: de-AT
weight: 3
description: >
  A folded text of another tool,
  over two lines.
---
Write month and year.
"""


def head(*lines: str) -> Head:
    return read("a.md", "\n".join(["---", *lines, "---", "Text"]).encode()).head


def test_front_matter_is_read() -> None:
    document = read("pay/card.md", FULL)
    assert document.title == "Invalid expiry date"
    assert document.head == Head(
        slug="card-expiry",
        category="Payments",
        pages=("/billing", "/checkout"),
        intent="payment_failed",
        owner="Billing team",
        updated="2026-09-14",
        review_by="2027-01-31",
        valid_from="2026-10-01",
        valid_until="2026-12-31",
        language="de",
    )
    assert document.blocks == (Block("text", "Write month and year."),)


def test_quote_inside_a_title_stays() -> None:
    assert read("a.md", b'---\ntitle: "Row 41" is refused\n---\nx').title == '"Row 41" is refused'


def test_without_front_matter_heading_and_file_name_serve() -> None:
    document = read("deep/reset-password.md", b"# Set a new password\n\nOpen the mail.")
    assert (document.title, document.head) == ("Set a new password", Head())
    assert read("deep/reset-password.md", b"Open the mail.").title == "Reset password"
    assert read("https://a.example/help/reset_password.md?x=1", b"Open the mail.").title == "Reset password"


@pytest.mark.parametrize("lines", [("pages:", "  - /a", "  - /b"), ("pages:", "- /a", "- /b"), ("pages: /a, /b",)])
def test_pages_may_stand_a_line_each(lines: tuple[str, ...]) -> None:
    assert head(*lines).pages == ("/a", "/b")


@pytest.mark.parametrize(
    ("line", "public"),
    [
        ("public: true", True),
        ("public: No", False),
        ("internal: true", False),
        ("internal: false", True),
        ("visibility: internal", False),
        ("visibility: public", True),
        ("owner: me", None),
    ],
)
def test_who_may_see_it(line: str, public: bool | None) -> None:
    assert head(line).public is public


def test_of_two_words_on_who_may_see_it_the_narrower_counts() -> None:
    assert head("public: true", "internal: true").public is False


@pytest.mark.parametrize(
    ("line", "published"), [("draft: true", False), ("published: false", False), ("draft: no", True), ("x: y", True)]
)
def test_drafts_are_not_published(line: str, published: bool) -> None:
    assert head(line).published is published


@pytest.mark.parametrize(
    ("key", "value"), [("review", "2027/1/5"), ("review-by", "2027-01-05"), ("Review_By", "20270105")]
)
def test_a_review_date_is_understood_as_people_write_it(key: str, value: str) -> None:
    assert head(f"{key}: {value}").review_by == "2027-01-05"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"---\ntitle: A\nbody", "never ends"),
        (b"---\nno colon here\n---\nbody", "Line 2 of the front matter"),
        (b"---\ntitle: A\nvalid_until: next year\n---\nbody", "Line 3 of the front matter: `valid_until`"),
        (b"---\nreview_by: 2026-02-30\n---\nbody", "`review_by` is not a date"),
        (b"---\npublic: perhaps\n---\nbody", "`public` is not true or false"),
        (b"---\nvisibility: some\n---\nbody", "`visibility` is not public or internal"),
        (b"---\ntitle: A\n---\n  \n", "no text"),
        (b"# A\n\n## B\n", "headings only"),
    ],
)
def test_a_broken_file_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read("a.md", data)


def test_lists_tables_and_code_are_blocks_of_their_own() -> None:
    body = b"""3. Open it.

   Look.
4. Save.

- One
  1. Nested

| Plan | Price |
|---|---|
| Solo | 7 |

```
a = 1

b = 2
```
"""
    assert [(block.kind, block.text, block.level) for block in read("a.md", body).blocks] == [
        ("step", "3. Open it.", 0),
        ("text", "Look.", 0),
        ("step", "4. Save.", 0),
        ("bullet", "- One", 0),
        ("step", "1. Nested", 0),
        ("row", "Plan | Price", 1),
        ("row", "Solo | 7", 0),
        ("code", "a = 1", 0),
        ("code", "b = 2", 0),
    ]


def test_an_empty_list_item_leaves_no_mark_on_what_follows() -> None:
    assert [block.text for block in read("a.md", b"1.\n\nText").blocks] == ["Text"]


def test_a_heading_may_name_its_anchor() -> None:
    assert read("a.md", b"## Save it {#saving}\n\nText").blocks[0] == Block("heading", "Save it", 2, "saving")
