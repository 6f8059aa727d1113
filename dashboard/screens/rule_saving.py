"""Saves what was set on the rules page, and says once that it holds, or why it was refused."""

from typing import Any, NoReturn

from dashboard import saving
from dashboard.session import calls
from server.api.views.rules import RulesView, SetRules

LIVE = "Saved. Live for every page that connects from three seconds later on; open pages keep the rules they came with."


def save(path: str, view: RulesView, **changes: Any) -> NoReturn:
    """Saves with these changes of override, sample or trace, and draws the page anew."""
    kept = {"override": view.override, "sample": view.sample, "trace": view.trace}
    saving.done(lambda: calls().put(path, RulesView, SetRules(**{**kept, **changes})), LIVE)


def edition(element: str = "") -> str:
    """Marks the fields of the rules as they hold now: after a save, or for another element, they are drawn anew."""
    saves = saving.edition()
    return (f"_{element}" if element else "") + (f"_{saves}" if saves else "")
