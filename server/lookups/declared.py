"""A look-up as its file declares it: when it is asked, what it needs, where it asks, what is read and what is said."""

from typing import Literal

from msgspec import Struct

LEAST_TIMEOUT_MS, MOST_TIMEOUT_MS = 50, 3_000  # below: no network; above: nobody waits that long for a sentence
TIMEOUT_MS = 800  # an answer that takes longer than a second feels stuck
AT_ONCE = 4  # requests of one look-up under way: kind to a small service
MOST_CHARS = 80  # of a value: a status, a date, a name


class FromVisitor(Struct, frozen=True, tag_field="from", tag="visitor", forbid_unknown_fields=True):
    """The id of the signed-in visitor, as the product's own server has proven it."""


class FromTurn(Struct, frozen=True, tag_field="from", tag="turn", forbid_unknown_fields=True):
    """What the visitor wrote, where it matches: the pattern's first group, or all of it. `case` is how it is sent."""

    pattern: str
    case: Literal["as_written", "upper", "lower"] = "as_written"


class FromContext(Struct, frozen=True, tag_field="from", tag="context", forbid_unknown_fields=True):
    """A key of `handrail.context`: the page's word, which nobody has proven."""

    key: str


Need = FromVisitor | FromTurn | FromContext


class Reads(Struct, frozen=True, forbid_unknown_fields=True):
    """A value of the answer: `path` are keys and list positions, such as "delivery.0.eta"."""

    path: str
    most: int = MOST_CHARS  # characters; a longer value is left out
    kind: Literal["text", "date"] = "text"  # date: an ISO date or time, said as "24 November 2026"


class Says(Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence with `{names}` of fields and needs, said `when` fields have these values."""

    text: str
    when: dict[str, str] = {}


class Lookup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[lookup]]` of the file. Of `say` the first is said whose `when` holds and whose values are all there."""

    name: str
    title: str  # what the visitor sees as the source
    url: str  # with {needs} in path and query; the host is fixed
    fields: dict[str, str | Reads]
    say: tuple[Says, ...]
    needs: dict[str, Need] = {}
    site: str = ""  # "": every site
    intents: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    headers: dict[str, str] = {}  # header -> environment variable that holds its value
    timeout_ms: int = TIMEOUT_MS
    at_once: int = AT_ONCE
    public: bool = False  # anybody may ask, without being signed in
    not_found: str = ""  # said when the service answers 404

    @property
    def personal(self) -> str:
        """The name of the need that is the visitor, "" for none."""
        return next((name for name, need in self.needs.items() if isinstance(need, FromVisitor)), "")

    def reads(self, field: str) -> Reads:
        """A field, with its defaults where only a path was given."""
        found = self.fields[field]
        return Reads(found) if isinstance(found, str) else found
