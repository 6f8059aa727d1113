"""Who a visit speaks for, as far as the product's own server has proven it.

The proof holds for the document that told it: in a tab where somebody signed out, the next page proves nothing. It is
checked when it is needed, so that renewing a site's secret ends every older proof at once. The id itself is kept in
the log's frame alone; after a restart it is read from there.
"""

import asyncio
from collections.abc import Iterable

from msgspec import Struct

from server.conversation.session import Claim, Session
from server.eventlog.log import EventLog, Logged
from server.lookups.proof import proven
from server.store import sites
from server.store.database import Database
from widget.protocol import Batch, Event, Identified, ProtocolError, Sharing, decode_client


class Identities(Struct, frozen=True):
    """Verified visitors. Without a log nothing is known of what was told before a restart."""

    db: Database
    log: EventLog | None = None

    async def verified(self, session: Session) -> str:
        """The product's own id of the visitor, "" where it is not proven for the page that speaks."""
        stream = session.visit.stream
        if session.claim is None or session.claim.stream != stream:
            session.claim = await asyncio.to_thread(self._told_before, session.visit.session, stream)
        secret = await self.db.aread(sites.proof_secret, session.visit.site)
        return session.claim.who if proven(secret, session.claim.who, session.claim.proof) else ""

    def _told_before(self, session: str, stream: str) -> Claim:
        """The last claim in the log."""
        claim = Claim(stream)
        for event in _events(self.log.of_session(session) if self.log else (), stream):
            claim = claimed(event, stream) or claim
        return claim


def claimed(event: Event, stream: str) -> Claim | None:
    """What an event says about who is here; None for one that says nothing about it."""
    match event:
        case Identified(who=who, proof=proof):
            return Claim(stream, who, proof)
        case Sharing(paused=paused, mode=mode) if paused or mode == "anonymous":
            return Claim(stream)
    return None


def _events(logged: Iterable[Logged], stream: str) -> Iterable[Event]:
    for one in logged:
        if one.stream != stream:
            continue
        try:
            frame = decode_client(one.frame)
        except ProtocolError:
            continue  # counted by the projector, which reads every frame
        if isinstance(frame, Batch):
            yield from frame.events
