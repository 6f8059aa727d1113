"""Quillbook's own service for invoices: what other servers of the house ask, with a token, about one customer's books.

Handrail asks it through the look-up that server/demo/lookups.toml declares. A bank transfer for QB-1042 is on its way:
it arrives CLEARING_S after somebody first asked, so that asking twice shows both.
"""

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

AnyRequest = Request[object, object, State]

CUSTOMER = "studio-halden"  # whose books these are; the pages' sample data (assets/studio.js) is the same studio's
CLEARING_S = 12.0  # from "under way" to "paid": as long as somebody reads the first answer
TERMS_DAYS = 14


class Invoice(Struct, frozen=True):
    """As the service tells it; dates are ISO, "" for none."""

    number: str
    client: str
    status: str  # draft | sent | processing | paid
    total: str
    due: str = ""
    paid_on: str = ""


class Entry(Struct, frozen=True):
    """An invoice as it is kept: written so many days ago, paid so many days ago (None: not yet)."""

    client: str
    total: str
    days: int
    status: str
    paid_days: int | None = None


ENTRIES = {
    "QB-1046": Entry("Bakery Lindenhof", "€1,572.50", 1, "draft"),
    "QB-1045": Entry("Museum of Tides", "€2,422.50", 3, "draft"),
    "QB-1044": Entry("Fjord Ceramics", "€2,167.50", 9, "sent"),
    "QB-1043": Entry("Kestrel Bikes", "€2,635.00", 13, "sent"),
    "QB-1042": Entry("North Pier Architects", "€3,952.50", 34, "processing"),
    "QB-1041": Entry("Museum of Tides", "€3,230.00", 40, "paid", 27),
    "QB-1040": Entry("Orla & Finch", "€1,062.50", 47, "paid", 30),
    "QB-1039": Entry("Fjord Ceramics", "€4,590.00", 61, "paid", 52),
}


class Books:
    """The studio's invoices; `clock` gives Unix seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._asked_at: dict[str, float] = {}  # when somebody first asked for an invoice whose transfer is under way

    def invoice(self, customer: str, number: str) -> Invoice | None:
        """One of the customer's invoices as it is now; None for another's, and for none."""
        entry = ENTRIES.get(number)
        if customer != CUSTOMER or entry is None:
            return None
        now = self._clock()
        today = datetime.fromtimestamp(now, UTC).date()
        status, paid_days = entry.status, entry.paid_days
        if status == "processing" and now - self._asked_at.setdefault(number, now) >= CLEARING_S:
            status, paid_days = "paid", 0
        return Invoice(
            number=number,
            client=entry.client,
            status=status,
            total=entry.total,
            due="" if status == "draft" else str(today - timedelta(days=entry.days - TERMS_DAYS)),
            paid_on="" if paid_days is None else str(today - timedelta(days=paid_days)),
        )


def books_handler(books: Books, authorization: str) -> HTTPRouteHandler:
    """GET /api/customers/{customer}/invoices/{number}, for who sends the header `authorization`; nobody when empty."""

    @get("/api/customers/{customer:str}/invoices/{number:str}", sync_to_thread=False, include_in_schema=False)
    def invoice(customer: FromPath[str], number: FromPath[str], request: AnyRequest) -> Invoice:
        told = request.headers.get("authorization", "")
        if not authorization or not hmac.compare_digest(told.encode(), authorization.encode()):
            raise NotAuthorizedException
        found = books.invoice(customer, number)
        if found is None:
            raise NotFoundException
        return found

    return invoice
