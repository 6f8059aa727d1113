"""A request's body as bytes, read no further than it may be long."""

import asyncio
from typing import Any

from litestar import Request
from litestar.exceptions import HTTPException

from server.errors import TooLarge, Unreadable


async def body_of(request: Request[Any, Any, Any], most: int, seconds: float) -> bytes:
    """The body. One of more than `most` bytes is not kept, and read away to twice that, so that its sender hears why.

    Raises TooLarge, and Unreadable where it breaks off or takes longer than `seconds`.
    """
    data, size = bytearray(), 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size > 2 * most:
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
        raise TooLarge(f"At most {most // 1024:,} KB are taken.")
    return bytes(data)
