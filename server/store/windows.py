"""The stretch of a site's data that a question is about."""

from msgspec import Struct, structs

DAY_MS = 86_400_000


class Window(Struct, frozen=True):
    """Whole UTC days from `first` to `last`, both included; one release, or "" for all of them."""

    site: str
    first: int
    last: int
    release: str = ""

    @property
    def start(self) -> int:
        """First moment, Unix ms."""
        return self.first * DAY_MS

    @property
    def end(self) -> int:
        """First moment after it, Unix ms."""
        return (self.last + 1) * DAY_MS

    def tail(self, days: int, before: int = 0) -> "Window":
        """The `days` that end `before` days ahead of this one's last day, whether or not they lie inside it."""
        last = self.last - before
        return structs.replace(self, first=last - days + 1, last=last)
