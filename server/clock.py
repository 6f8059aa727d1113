"""The wall clock and random names, handed to the pure parts as arguments."""

import secrets
import time


def now_ms() -> int:
    """Unix time in milliseconds."""
    return time.time_ns() // 1_000_000


def new_key() -> str:
    """A public site key."""
    return f"hr_{secrets.token_urlsafe(12)}"


def new_id() -> str:
    """A random name of 22 characters (128 bits), fit for the protocol's ids."""
    return secrets.token_urlsafe(16)
