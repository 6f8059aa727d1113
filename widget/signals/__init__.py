"""Struggle signals: pure detectors over what the shim saw, the same in the page and on the server.

`Detectors` runs them in the page. `judge` judges rows that Python in the page had no time for (`Observed`), which
`observe` makes from a beacon's raw rows.
"""

from widget.signals.detectors import Detectors, struggled
from widget.signals.observed import judge, observe
from widget.signals.rules import Rules, RulesError, overridden

__all__ = ["Detectors", "Rules", "RulesError", "judge", "observe", "overridden", "struggled"]
