"""Only who has the site's secret can prove a visitor."""

import hashlib
import hmac

import pytest

from server.lookups.proof import new_secret, prove, proven

SECRET = new_secret()


def test_the_proof_is_what_three_lines_of_a_products_server_make() -> None:
    made = hmac.new(SECRET.encode(), b"u-7", hashlib.sha256).hexdigest()
    assert prove(SECRET, "u-7") == made
    assert proven(SECRET, "u-7", made)


@pytest.mark.parametrize(
    ("secret", "visitor", "proof"),
    [
        (SECRET, "u-8", prove(SECRET, "u-7")),
        (new_secret(), "u-7", prove(SECRET, "u-7")),
        (SECRET, "u-7", prove(SECRET, "u-7").upper()),
        (SECRET, "u-7", prove(SECRET, "u-7")[:-1]),
        (SECRET, "u-7", ""),
        (SECRET, "u-7", "é" * 64),
        (SECRET, "", prove(SECRET, "")),
        ("", "u-7", prove("", "u-7")),
    ],
    ids=["another visitor", "another site", "capitals", "too short", "empty", "no hex", "nobody", "no secret"],
)
def test_anything_else_proves_nothing(secret: str, visitor: str, proof: str) -> None:
    assert not proven(secret, visitor, proof)


def test_secrets_are_long_and_never_the_same() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(SECRET) >= 43
