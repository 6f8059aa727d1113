"""Every accepted batch, durable before it is acked: the seam (log.py) and an adapter per engine."""

from server.eventlog.log import Entry, EventLog, Logged
from server.eventlog.sqlite import SqliteEventLog

__all__ = ["Entry", "EventLog", "Logged", "SqliteEventLog"]
