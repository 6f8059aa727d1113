import pytest

from server.knowledge.articles import MOST_BYTES, Unreadable, read_article

FULL = b"""---
title: "Invalid expiry date"
slug: /card-expiry/
category: Payments
pages: [/billing, "/checkout"]
intent: payment_failed
owner: Billing team
updated: 2026-09-14
weight: 3
---
Write month and year.
"""


def test_front_matter_is_read():
    article = read_article("pay/card.md", FULL)
    assert (article.title, article.slug, article.pages) == (
        "Invalid expiry date",
        "card-expiry",
        ("/billing", "/checkout"),
    )
    assert (article.intent, article.owner, article.updated) == ("payment_failed", "Billing team", "2026-09-14")
    assert article.body.strip() == "Write month and year."


def test_quote_inside_a_title_stays():
    assert read_article("a.md", b'---\ntitle: "Row 41" is refused\n---\nx').title == '"Row 41" is refused'


def test_without_front_matter_heading_and_file_name_serve():
    article = read_article("deep/reset-password.md", b"# Set a new password\n\nOpen the mail.")
    assert (article.title, article.slug, article.public) == ("Set a new password", "reset-password", True)
    assert read_article("reset-password.md", b"Open the mail.").title == "Reset password"


def test_pages_may_stand_a_line_each():
    assert read_article("a.md", b"---\npages:\n  - /a\n  - /b\n---\nx").pages == ("/a", "/b")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"x" * (MOST_BYTES + 1), "are allowed"),
        (b"---\ntitle: A\nbody", "never ends"),
        (b"---\nno colon here\n---\nbody", "line 2 of the front matter"),
        (b"---\ntitle: A\n---\n  \n", "no text"),
        (b"text\0text", "binary"),
        (b"", "no text"),
    ],
)
def test_broken_file_says_why(data: bytes, reason: str):
    with pytest.raises(Unreadable, match=reason):
        read_article("a.md", data)


def test_windows_line_ends_and_mark_are_taken():
    assert read_article("a.md", b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nText\r\n").title == "A"
