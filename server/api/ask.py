"""Asks questions as a visitor would, or as the staff may, with everything behind the answers; nothing is stored."""

from functools import partial
from threading import BoundedSemaphore

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from server.answering.ask import ask
from server.answering.consider import Considerer
from server.api.auth import requires
from server.api.given import Now
from server.api.views.knowledge import Ask, Asked, AskMany
from server.conversation.conversations import Conversations
from server.errors import Invalid, Overloaded
from server.understanding.understanding import Understanding
from widget.protocol import MAX_SAID_CHARS

MOST_PAGE_CHARS = 500
LISTS_AT_ONCE = 1  # a list of a hundred takes a core for some seconds; visitors go first

Knows = NamedDependency[Understanding]
Considers = NamedDependency[Considerer]
Talks = NamedDependency[Conversations]


_lists = BoundedSemaphore(LISTS_AT_ONCE)


class AskController(Controller):
    """For support leads who check what visitors are told, and for agents who look something up."""

    path = "/v1/ask"
    tags = ("knowledge",)
    guards = (requires("agent"),)

    @post("/", sync_to_thread=True, status_code=200)
    def ask(
        self, data: JSONBody[Ask], understanding: Knows, considerer: Considers, conversations: Talks, now: Now
    ) -> Asked:
        """The answer with its confidence, reasons, citations and the passages found."""
        _checked(data.text, data.page)
        return ask(
            data.text,
            data.site,
            data.page,
            data.top,
            understanding=understanding,
            considerer=considerer,
            at=now,
            quoter=conversations.around.quoter,
            staff=data.audience == "staff",
        )

    @post("/many", sync_to_thread=True, status_code=200)
    def many(
        self, data: JSONBody[AskMany], understanding: Knows, considerer: Considers, conversations: Talks, now: Now
    ) -> list[Asked]:
        """Up to a hundred questions, each by itself, answered in their order."""
        for number, one in enumerate(data.questions, 1):
            _checked(one.text, one.page, f"question {number}: ")
        answer = partial(
            ask,
            understanding=understanding,
            considerer=considerer,
            at=now,
            quoter=conversations.around.quoter,
            staff=data.audience == "staff",
        )
        if not _lists.acquire(blocking=False):
            raise Overloaded("Another list of questions is being answered: try again in some seconds.")
        try:
            return [answer(one.text, data.site, one.page, data.top) for one in data.questions]
        finally:
            _lists.release()


def _checked(text: str, page: str, which: str = "") -> None:
    if not text.strip() or len(text) > MAX_SAID_CHARS:
        raise Invalid(f"{which}a question has 1 to {MAX_SAID_CHARS} characters")
    if len(page) > MOST_PAGE_CHARS:
        raise Invalid(f"{which}a page has at most {MOST_PAGE_CHARS} characters")
