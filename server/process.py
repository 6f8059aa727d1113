"""How a Handrail process runs: structured logs without visitors' text, the gateway's limits, clean ends."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import structlog
import uvicorn
from litestar import Litestar

from server.errors import Misconfigured
from server.gateway.serving import Server
from server.settings import Settings
from widget.protocol import MAX_FRAME_BYTES

ROOM_TO_REFUSE = 64 * 1024  # above the limit of a frame, so that the gateway itself can say what was too large
DRAIN_S = 5  # for open requests at the end

Farewell = Callable[[], Awaitable[None]]


async def _none() -> None:
    return None


def configure_logs(level: str) -> None:
    """JSON lines on stderr."""
    if level.upper() not in logging.getLevelNamesMapping():
        raise Misconfigured(f"HANDRAIL_LOG_LEVEL is {level!r}: say debug, info, warning or error")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
    )
    logging.basicConfig(level=logging.WARNING)


def run(app: Litestar, settings: Settings, port: int, farewell: Farewell = _none) -> None:
    """Serves until a signal says otherwise; `farewell` is awaited before connections are cut."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=port,
        loop="auto",
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES + ROOM_TO_REFUSE,
        ws_per_message_deflate=False,  # it would cost 60 KB a connection
        ws_ping_interval=20,
        ws_ping_timeout=20,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=settings.trusted_proxy,
        timeout_graceful_shutdown=DRAIN_S,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:  # uvloop, where there is one
        runner.run(Server(config, farewell).serve())
