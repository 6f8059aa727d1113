"""The proof that a page speaks for a signed-in visitor: only the product's own server can make it.

A page can claim anybody's id. The proof is the HMAC-SHA256 of that id, in hexadecimal, with a secret that the site's
admin was shown once and put into the product's server.
"""

import hmac
import secrets

SECRET_BYTES = 32  # as many as the digest has


def new_secret() -> str:
    """A site's secret, 43 characters."""
    return secrets.token_urlsafe(SECRET_BYTES)


def prove(secret: str, visitor: str) -> str:
    """The proof for a visitor's id: what the product's server does."""
    return hmac.new(secret.encode(), visitor.encode(), "sha256").hexdigest()


def proven(secret: str, visitor: str, proof: str) -> bool:
    """Whether the proof is the visitor's, in time that does not depend on where it differs; never without a secret."""
    if not secret or not visitor or not proof:
        return False
    return hmac.compare_digest(prove(secret, visitor).encode(), proof.encode())
