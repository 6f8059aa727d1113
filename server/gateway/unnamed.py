"""Takes what names or reaches a person out of a visitor's turns before their batch goes into the log.

The conversation hears the words as they were said; what lies on disk, here as in every table, has placeholders.
"""

import asyncio

from msgspec import structs

from server.understanding.masking import masked
from widget.protocol import MAX_SAID_CHARS, Batch, Event, Said, encode

LONG = 400  # characters masked beside the event loop: about 1 ms


async def unnamed(batch: Batch, data: bytes) -> bytes:
    """The batch's bytes as they are kept; `data`, its bytes as they came, where nobody says anything personal."""
    length = sum(len(event.text) for event in batch.events if isinstance(event, Said))
    if not length:
        return data
    events = await asyncio.to_thread(_masked, batch) if length > LONG else _masked(batch)
    return data if events == batch.events else encode(structs.replace(batch, events=events))


def _masked(batch: Batch) -> tuple[Event, ...]:
    return tuple(_without(event) if isinstance(event, Said) else event for event in batch.events)


def _without(said: Said) -> Said:
    """A placeholder may be longer than what it stands for: the end of a very long turn gives way."""
    return structs.replace(said, text=masked(said.text)[:MAX_SAID_CHARS])
