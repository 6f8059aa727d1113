"""The composition root of the web process: rooms, gateway and API under one Litestar application."""

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Any

import structlog
from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ControllerRouterHandler

from server.answering.consider import Considerer
from server.api.ask import AskController
from server.api.auth import StaffController, Tokens, make_auth, token_secret
from server.api.conversations import ConversationsController
from server.api.examples import ExamplesController, ExportController
from server.api.files import FilesController
from server.api.friction import FrictionController
from server.api.health import health
from server.api.hours import HoursController
from server.api.hygiene import HygieneController
from server.api.intents import IntentsController, TaxonomyController
from server.api.knowledge import KnowledgeController
from server.api.learning import LearningController
from server.api.rules import RulesController
from server.api.sessions import SessionsController
from server.api.sites import SitesController
from server.api.sources import SourcesController
from server.api.style import StyleController
from server.api.tickets import TicketsController
from server.api.trends import TrendsController
from server.api.uploads import DocumentsController, Intake, UploadsController
from server.api.views import Problem
from server.api.webhooks import webhook
from server.api.why import EdgeController, WhyController
from server.api.widget import widget_file
from server.clock import new_id, now_ms
from server.conversation.conversations import Conversations
from server.errors import HandrailError
from server.files.files import Files
from server.gateway.beacon import beacon
from server.gateway.gateway import Gateway
from server.gateway.hub import Hub
from server.gateway.line import line
from server.gateway.preflight import may_upload
from server.gateway.serving import settle_memory
from server.gateway.stream import stream
from server.gateway.upload import upload
from server.lookups import Lookups
from server.rooms import Rooms, open_rooms
from server.settings import Settings
from server.tickets.background import Imports
from server.tickets.importing import Importer
from server.understanding import UnderstandingPool
from server.understanding.remembered import Remembered
from server.writing import Bounds, Check, Endpoint, Writer

LOGINS_A_MINUTE = 10  # from one address: a person mistypes twice, a guesser a thousand times
TURNED_AWAY = (401, 403, 429)  # counted in the table refusals, beside what pages are refused for
REFRESH_S = 1.0  # a promoted model, a synced article or a correction of another process is live within it

HANDLERS: list[ControllerRouterHandler] = [
    stream,
    beacon,
    line,
    may_upload,  # before the upload: to a path without an answer to OPTIONS Litestar adds its own
    upload,
    widget_file,
    health,
    StaffController,
    RulesController,
    SitesController,
    StyleController,
    HoursController,
    FrictionController,
    TrendsController,
    LearningController,
    SessionsController,
    ConversationsController,
    FilesController,
    KnowledgeController,
    SourcesController,
    UploadsController,
    DocumentsController,
    webhook,
    HygieneController,
    TicketsController,
    AskController,
    IntentsController,
    TaxonomyController,
    ExamplesController,
    ExportController,
    WhyController,
    EdgeController,
]


def create_app(settings: Settings, clock: Callable[[], int] = now_ms) -> Litestar:
    """The application on `settings.data`; what it needs is opened when it starts and closed when it ends."""
    auth = make_auth(token_secret(settings.data))
    hub = Hub()
    endpoint = _endpoint(settings)

    @asynccontextmanager
    async def living(app: Litestar) -> AsyncIterator[None]:
        with open_rooms(settings) as rooms:
            pool = UnderstandingPool(rooms.understanding)
            lookups = Lookups(settings.lookups_path, clock)
            heart = (rooms.db, pool, rooms.knowledge, rooms.learned, rooms.considerer)
            writer = Writer(endpoint, Check(rooms.encoder.encode)) if endpoint else None

            def count(site: str, what: str) -> None:
                gateway.tally.add(site, what)

            conversations = Conversations(*heart, hub.send, clock, new_id, lookups, rooms.log, writer, count)
            gateway = Gateway(rooms.db, rooms.log, hub, conversations, clock)
            remembered = Remembered(rooms.understanding.embed)
            files = Files(rooms.db, settings.files_path, clock, new_id)
            intake = Intake()
            app.state.update({"db": rooms.db, "rooms": rooms, "conversations": conversations, "gateway": gateway})
            app.state.update({"pool": pool, "remembered": remembered, "files": files, "intake": intake})
            imports = Imports(Importer(rooms.db, rooms.understanding, clock))
            app.state.update({"imports": imports})
            await pool.warm()
            await conversations.catch_up(rooms.log)
            settle_memory()
            async with gateway.running():
                refreshing = _refresh(rooms, pool, lookups, conversations)
                tending = [
                    asyncio.create_task(work) for work in (refreshing, files.tend(), _read_ahead(rooms.considerer))
                ]
                yield
                for task in tending:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task
            intake.close()
            await asyncio.to_thread(imports.close)
            await files.close()
            await lookups.close()
            if writer is not None:
                await writer.close()
            pool.close()
            await rooms.log.close()

    return Litestar(
        route_handlers=HANDLERS,
        lifespan=[living],
        dependencies=_dependencies(settings, auth, hub, clock),
        on_app_init=[auth.on_app_init],
        middleware=[_login_limit().middleware],
        exception_handlers={HandrailError: _told, HTTPException: _refused, Exception: _broken},
        openapi_config=OpenAPIConfig(
            title="Handrail",
            version=version("handrail"),
            description="Self-hosted, page-aware support that learns and proves it.",
            path="/schema",
            render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"])],
        ),
        debug=False,
    )


def _endpoint(settings: Settings) -> Endpoint | None:
    """The model that words answers, where one is set. Raises Misconfigured."""
    if not settings.writer_url:
        return None
    bounds = Bounds(settings.writer_first_ms / 1000, settings.writer_timeout_ms / 1000)
    return Endpoint(settings.writer_url, settings.writer_model, settings.writer_key, bounds)


def _dependencies(settings: Settings, auth: Any, hub: Hub, clock: Callable[[], int]) -> dict[str, Provide]:
    def of_rooms(name: str) -> Provide:
        def find(state: State) -> Any:
            return getattr(state.rooms, name)

        return Provide(find, sync_to_thread=False)

    def of_state(name: str) -> Provide:
        def find(state: State) -> Any:
            return getattr(state, name)

        return Provide(find, sync_to_thread=False)

    def constant(value: Any) -> Provide:
        def give() -> Any:
            return value

        return Provide(give, sync_to_thread=False)

    def now() -> int:
        return clock()

    shared = ("db", "log", "registry", "encoder", "encoders", "understanding", "knowledge", "learned", "considerer")
    return {
        **{name: of_rooms(name) for name in shared},
        **{name: of_state(name) for name in ("conversations", "pool", "remembered", "files", "intake", "imports")},
        "now": Provide(now, sync_to_thread=False),
        "settings": constant(settings),
        "tokens": constant(Tokens(auth)),
        "hub": constant(hub),
        "clock": constant(clock),
    }


def _login_limit() -> RateLimitConfig:
    return RateLimitConfig(
        rate_limit=("minute", LOGINS_A_MINUTE),
        check_throttle_handler=lambda request: request.url.path == "/v1/login",
    )


async def _refresh(rooms: Rooms, pool: UnderstandingPool, lookups: Lookups, conversations: Conversations) -> None:
    while True:
        await asyncio.sleep(REFRESH_S)
        try:
            await pool.refresh()
            await asyncio.to_thread(rooms.knowledge.refresh)
            await conversations.suggestions.renew()
            await asyncio.to_thread(rooms.learned.refresh)
            await asyncio.to_thread(lookups.refresh)
        except Exception as error:  # what serves goes on serving; the next round tries again
            structlog.get_logger().error("refresh_failed", error=type(error).__name__)


async def _read_ahead(considerer: Considerer) -> None:
    """Keeps what visitors may ask about read, so that the first question after a start or an edit is a quick one."""
    while True:
        try:
            more = await asyncio.to_thread(considerer.read_ahead)
        except Exception as error:  # who asks reads for themselves
            structlog.get_logger().error("read_ahead_failed", error=type(error).__name__)
            more = False
        await asyncio.sleep(0.0 if more else REFRESH_S)


def _told(request: Request[Any, Any, Any], error: HandrailError) -> Response[Problem]:
    if error.status in TURNED_AWAY:
        request.app.state.gateway.tally.add("", error.code)
    return Response(Problem(code=error.code, message=error.message), status_code=error.status)


def _refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    if error.status_code >= 500:
        return _broken(request, error.__cause__ or error)
    codes = {400: "invalid", 401: "not_logged_in", 403: "forbidden", 404: "not_found", 405: "wrong_method"}
    code = codes.get(error.status_code, "too_many" if error.status_code == 429 else "error")
    if error.status_code in TURNED_AWAY:
        request.app.state.gateway.tally.add("", code)
    sentence = "log in: POST /v1/login" if error.status_code == 401 else error.detail
    wrong = getattr(error, "extra", None)
    if isinstance(wrong, list):  # which field, and what it wants
        sentence = "; ".join(f"{each.get('key', 'body')}: {each.get('message', '')}" for each in wrong)
    return Response(Problem(code=code, message=sentence), status_code=error.status_code, headers=error.headers)


def _place(error: BaseException) -> str:
    """File and line that raised; never the message, which may hold what somebody typed."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return f"{last[0].filename}:{last[0].lineno}" if last else ""


def _broken(request: Request[Any, Any, Any], error: BaseException) -> Response[Problem]:
    structlog.get_logger().error("request_failed", path=request.url.path, error=type(error).__name__, at=_place(error))
    sentence = "something broke here; it is in the server's log"
    return Response(Problem(code="error", message=sentence), status_code=500)
