"""Which visitors are held out: their words are never trained on, so that figures on them mean something."""

import hashlib

HELD_OUT_SHARE = 0.25  # enough for the gate to see a difference after a few hundred labels, and most are left to learn


def held_out(visitor: str) -> bool:
    """Fixed by the visitor's pseudonym for ever, on every machine."""
    digest = hashlib.sha256(f"held out {visitor}".encode()).digest()
    return int.from_bytes(digest[:4]) < HELD_OUT_SHARE * 2**32
