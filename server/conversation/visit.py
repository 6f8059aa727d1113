"""Who is speaking: what the gateway knows of a connection once Hello was accepted."""

from msgspec import Struct


class Visit(Struct, frozen=True):
    """One document load of one visitor. `product` is the site's name, `shift_ms` corrects the visitor's clock."""

    site: str
    visitor: str
    session: str
    stream: str
    simulated: bool
    language: str
    shift_ms: int
    product: str
