"""uvicorn as the gateway needs it: the pages are told before their connections are cut, and garbage is left alone.

uvicorn closes every websocket the moment it shuts down, before the application hears of it; a page would see only a
lost line. This server lets the gateway say goodbye first.
"""

import gc
import socket
from collections.abc import Awaitable, Callable

import uvicorn

# Thousands of connections hold millions of objects that never become garbage; walking them again and again took half
# of the time at 5,000 connections.
GC_THRESHOLDS = (100_000, 50, 1_000)


class Server(uvicorn.Server):
    """`farewell` is awaited at the start of the shutdown, such as `Gateway.close`."""

    def __init__(self, config: uvicorn.Config, farewell: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._farewell = farewell

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._farewell()
        await super().shutdown(sockets)


def settle_memory() -> None:
    """Call once everything is loaded: what is there stays, and collections become rare."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
