"""A request's body as bytes, read no further than it may be long."""

import asyncio
from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException

from server.errors import TooLarge, Unreadable

MB = 1024 * 1024


async def body_of(request: Request[Any, Any, Any], most: int, seconds: float, overrun: int = 2) -> bytes:
    """The body. One of more than `most` bytes is not kept, and read away, so that its sender hears why.

    At most `overrun` times `most` bytes are read. Raises TooLarge, and Unreadable where it breaks off or takes longer
    than `seconds`.
    """
    data, size = bytearray(), 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size > overrun * most:
                    break
                if size <= most:
                    data += chunk
                else:
                    data.clear()
    except HTTPException:  # what Litestar says of a lost line
        raise Unreadable("The request broke off: try again.", "broken_off") from None
    except TimeoutError:
        raise Unreadable("The request took too long: try again on a better line.", "too_slow") from None
    if size > most:
        taken = f"{most // MB} MB" if most >= MB else f"{most // 1024} KB"
        raise TooLarge(f"It is too large: at most {taken} are taken.")
    return bytes(data)
