"""Who is signed in, as far as it is kept: a pseudonym that only this site's secret can make, and a few chosen traits.

The pseudonym is an HMAC-SHA256 of the product's own id: the same person is the same on every device, nobody can be
looked up by address or number, and without the secret nothing leads back. What the page tells is the product's own id,
or its digest where the id could be an address or a number (widget/telling.py); it is kept in the log's frame alone.
"""

import hmac
from collections.abc import Iterable

LENGTH = 16  # hexadecimal digits: two of a million visitors share one with a chance of one in thirty million
MOST_CHARS = 40  # of a trait: a word or two
# Traits that say what somebody may do, what they pay for and how they like to read, not who they are; no others.
CHOSEN = ("plan", "role", "tier", "segment", "team_size", "language", "country", "since", "trial", "beta", "style")


def pseudonym(secret: str, who: str) -> str:
    """The visitor's name on this site; "" without a secret, for then it would be no secret."""
    if not secret or not who:
        return ""
    return hmac.new(secret.encode(), who.encode(), "sha256").hexdigest()[:LENGTH]


def chosen(traits: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The traits that are kept, cut to a word or two; one that holds an address or a long number is left out."""
    return {
        name.lower(): value[:MOST_CHARS]
        for name, value in traits
        if name.lower() in CHOSEN and value and "@" not in value and sum(map(str.isdigit, value)) <= 8
    }
