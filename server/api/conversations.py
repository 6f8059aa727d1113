"""The desk: the queue, a conversation with its page, and what an agent does in it."""

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from server.api.auth import Caller, requires
from server.api.given import Db, Moment, Now
from server.api.views.desk import ConversationDetail, ConversationRow, Correct, Corrected, Say, TurnDetail
from server.conversation.conversations import Conversations
from server.conversation.detail import conversation_row
from server.store import conversations as store
from server.store import staff

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

Room = NamedDependency[Conversations]
Who = Request[Caller, Any, Any]


class ConversationsController(Controller):
    """Reading takes a viewer, everything that a visitor notices an agent."""

    path = "/v1/conversations"
    tags = ("conversations",)
    guards = (requires("viewer"),)

    @get("/", sync_to_thread=True)
    def queue(
        self,
        db: Db,
        now: Now,
        request: Who,
        site: FromQuery[str | None] = None,
        mode: Annotated[str, QueryParameter(name="state", pattern=f"^({'|'.join(MODES)})$")] = "open",
        start: Moment = None,
        end: Moment = None,
        limit: Annotated[int, QueryParameter(ge=1, le=MOST_LISTED)] = 100,
    ) -> list[ConversationRow]:
        """Conversations, those waiting first, urgent ones with a head start. An agent who watches counts as online."""
        if request.user.role != "viewer":
            db.write(staff.set_online, request.user.id, now + ONLINE_MS)
        return [conversation_row(row, now) for row in db.read(store.queue, site, MODES[mode], start, end, limit)]

    @get("/{conversation:str}")
    async def one(self, conversations: Room, conversation: FromPath[str]) -> ConversationDetail:
        """A conversation with its turns, decisions, page and a suggested reply."""
        return await conversations.detail(conversation)

    @post("/{conversation:str}/take", status_code=204, guards=[requires("agent")])
    async def take(self, conversations: Room, conversation: FromPath[str], request: Who) -> None:
        """From now on the caller answers and Handrail is silent."""
        await conversations.take(conversation, request.user)

    @post("/{conversation:str}/say", status_code=201, guards=[requires("agent")])
    async def say(
        self, conversations: Room, conversation: FromPath[str], data: JSONBody[Say], request: Who
    ) -> TurnDetail:
        """The caller's words, live in the visitor's panel."""
        view = await conversations.say(conversation, request.user, data.text)
        return TurnDetail(
            id=view.turn, who=view.who, name=view.name, text=view.text, at=view.at, reply_to=view.reply_to
        )

    @post("/{conversation:str}/return", status_code=204, guards=[requires("agent")])
    async def give_back(self, conversations: Room, conversation: FromPath[str], request: Who) -> None:
        """Handrail answers again."""
        await conversations.give_back(conversation, request.user)

    @post("/{conversation:str}/close", status_code=204, guards=[requires("agent")])
    async def close(self, conversations: Room, conversation: FromPath[str], request: Who) -> None:
        """The conversation is over."""
        await conversations.close(conversation, request.user)

    @post("/{conversation:str}/correct", status_code=201, guards=[requires("agent")])
    async def correct(
        self,
        conversations: Room,
        conversation: FromPath[str],
        data: JSONBody[Correct],
        request: Who,
    ) -> Corrected:
        """Corrects one answer: live for the next visitor when this returns."""
        return await conversations.correct(conversation, request.user, data)
