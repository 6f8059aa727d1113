"""What handlers are given by name, and what they are asked with, marked as Litestar 3 will want it.

Handlers of any noun may take these; a dependency or parameter of one noun alone is marked where it is used.
"""

from litestar.di import NamedDependency
from litestar.params import FromQuery, SkipValidation

from server.eventlog.log import EventLog
from server.store.database import Database

Db = NamedDependency[Database]
Log = NamedDependency[SkipValidation[EventLog]]  # a Protocol: there is nothing to check at run time
Now = NamedDependency[int]  # Unix ms

Word = FromQuery[str]
Moment = FromQuery[int | None]  # Unix ms; None: not asked for
