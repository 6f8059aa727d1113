"""The desk: the queue, a conversation with its page, and what an agent does in it."""

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.params import QueryParameter

from server.api.auth import Caller, requires
from server.api.views import ConversationDetail, ConversationRow, Correct, Corrected, Say, TurnDetail
from server.conversation.conversations import Conversations
from server.conversation.detail import conversation_row
from server.store import conversations as store
from server.store import staff
from server.store.database import Database

MODES = {
    "open": ["assistant", "waiting", "person"],
    "waiting": ["waiting"],
    "person": ["person"],
    "assistant": ["assistant"],
    "closed": ["closed"],
    "all": ["assistant", "waiting", "person", "closed"],
}
MOST_LISTED = 200
ONLINE_MS = 60_000  # the desk asks for its queue every few seconds; a minute of silence means that it is closed


class ConversationsController(Controller):
    """Reading takes a viewer, everything that a visitor notices an agent."""

    path = "/v1/conversations"
    tags = ("conversations",)
    guards = (requires("viewer"),)

    @get("/", sync_to_thread=True)
    def queue(
        self,
        db: Database,
        now: int,
        request: Request[Caller, Any, Any],
        site: str | None = None,
        mode: Annotated[str, QueryParameter(name="state", pattern=f"^({'|'.join(MODES)})$")] = "open",
        start: int | None = None,
        end: int | None = None,
        limit: Annotated[int, QueryParameter(ge=1, le=MOST_LISTED)] = 100,
    ) -> list[ConversationRow]:
        """Conversations, those waiting longest first. An agent who watches the queue counts as online."""
        if request.user.role != "viewer":
            db.write(staff.set_online, request.user.id, now + ONLINE_MS)
        return [conversation_row(row, now) for row in db.read(store.queue, site, MODES[mode], start, end, limit)]

    @get("/{conversation:str}")
    async def one(self, conversations: Conversations, conversation: str) -> ConversationDetail:
        """A conversation with its turns, decisions, page and a suggested reply."""
        return await conversations.detail(conversation)

    @post("/{conversation:str}/take", status_code=204, guards=[requires("agent")])
    async def take(self, conversations: Conversations, conversation: str, request: Request[Caller, Any, Any]) -> None:
        """From now on the caller answers and Handrail is silent."""
        await conversations.take(conversation, request.user)

    @post("/{conversation:str}/say", status_code=201, guards=[requires("agent")])
    async def say(
        self, conversations: Conversations, conversation: str, data: Say, request: Request[Caller, Any, Any]
    ) -> TurnDetail:
        """The caller's words, live in the visitor's panel."""
        view = await conversations.say(conversation, request.user, data.text)
        return TurnDetail(
            id=view.turn, who=view.who, name=view.name, text=view.text, at=view.at, reply_to=view.reply_to
        )

    @post("/{conversation:str}/return", status_code=204, guards=[requires("agent")])
    async def give_back(
        self, conversations: Conversations, conversation: str, request: Request[Caller, Any, Any]
    ) -> None:
        """Handrail answers again."""
        await conversations.give_back(conversation, request.user)

    @post("/{conversation:str}/close", status_code=204, guards=[requires("agent")])
    async def close(self, conversations: Conversations, conversation: str, request: Request[Caller, Any, Any]) -> None:
        """The conversation is over."""
        await conversations.close(conversation, request.user)

    @post("/{conversation:str}/correct", status_code=201, guards=[requires("agent")])
    async def correct(
        self, conversations: Conversations, conversation: str, data: Correct, request: Request[Caller, Any, Any]
    ) -> Corrected:
        """Corrects one answer: live for the next visitor when this returns."""
        return await conversations.correct(conversation, request.user, data)
