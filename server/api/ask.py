"""Asks one question as a visitor would, with everything behind the answer; nothing is stored."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from server.api.auth import requires
from server.api.given import Now
from server.api.views.knowledge import Ask, Asked
from server.conversation.ask import ask
from server.conversation.consider import Considerer
from server.conversation.conversations import Conversations
from server.errors import Invalid
from server.understanding.understanding import Understanding
from widget.protocol import MAX_SAID_CHARS


class AskController(Controller):
    """For support leads who check what visitors are told."""

    path = "/v1/ask"
    tags = ("knowledge",)
    guards = (requires("agent"),)

    @post("/", sync_to_thread=True, status_code=200)
    def ask(
        self,
        data: JSONBody[Ask],
        understanding: NamedDependency[Understanding],
        considerer: NamedDependency[Considerer],
        conversations: NamedDependency[Conversations],
        now: Now,
    ) -> Asked:
        """The answer with its confidence, reasons, citations and the passages found."""
        if not data.text.strip() or len(data.text) > MAX_SAID_CHARS:
            raise Invalid(f"a question has 1 to {MAX_SAID_CHARS} characters")
        return ask(
            data.text,
            data.site,
            data.page,
            understanding=understanding,
            considerer=considerer,
            at=now,
            quoter=conversations.around.quoter,
        )
