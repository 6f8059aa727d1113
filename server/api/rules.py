"""How struggle is judged on a site: the rules with their reasons, a person's override, and what elements call for."""

from typing import Any

import msgspec
from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection, Row

from server.api.auth import Caller, requires
from server.api.given import Db, Now
from server.api.rulebook import listed
from server.api.views.rules import (
    CalibrationView,
    RuleChange,
    RuleDifference,
    RuleElement,
    RulesView,
    SetRules,
    UndoCalibration,
    WeightView,
)
from server.errors import Invalid, NotFound
from server.projections.score import PRIORS
from server.store import rule_history as history
from server.store import rules as store
from server.store import score
from widget.signals.rules import Rules, RulesError, overridden

MOST_LISTED = 200  # elements, and versions, that a person looks through
Who = Request[Caller, Any, Any]


class RulesController(Controller):
    """The struggle rules of one site."""

    path = "/v1/sites/{site:str}/rules"
    tags = ("rules",)

    @get("/", guards=[requires("viewer")], sync_to_thread=True)
    def rules(self, site: FromPath[str], db: Db) -> RulesView:
        """Every signal with its thresholds and why they are so; what was set and what was learned."""
        return db.read(view, site)

    @put("/", guards=[requires("admin")], sync_to_thread=True)
    def set(self, site: FromPath[str], data: JSONBody[SetRules], db: Db, now: Now, request: Who) -> RulesView:
        """Sets the override, sampling and whether rows are kept. Refused with the name of the wrong field."""
        if not 0 <= data.sample <= 1000:
            raise Invalid("sample is a number of visitors in a thousand, 0 to 1000", "bad_sample")
        try:
            overridden(Rules(), data.override)
        except RulesError as error:
            raise Invalid(str(error), "bad_rules") from None
        db.read(_found, site)

        def change(conn: Connection) -> None:
            said = (data.override.strip(), data.sample, data.trace)
            history.noted(conn, site, now, request.user.name, lambda: store.set_settings(conn, site, *said))

        db.write(change)
        return db.read(view, site)

    @post("/calibrations/undo", guards=[requires("admin")], status_code=200, sync_to_thread=True)
    def undo(self, site: FromPath[str], data: JSONBody[UndoCalibration], db: Db, now: Now, request: Who) -> RulesView:
        """Takes a calibration back, or lets it hold again. What was taken back is not made again."""

        def change(conn: Connection) -> int:
            of = (data.element, data.signal, data.undone)
            return history.noted(conn, site, now, request.user.name, lambda: store.set_undone(conn, site, *of))

        if not db.write(change):
            raise NotFound("there is no such calibration", "unknown_calibration")
        return db.read(view, site)


def view(conn: Connection, site: str) -> RulesView:
    """The rules that hold on a site. Raises NotFound."""
    row = _found(conn, site)
    rules = overridden(Rules(), row.rules_json)
    calibrated = store.calibrated(conn, site)
    keys = {*rules.elements, *(one.element for one in calibrated)}
    return RulesView(
        version=history.version_of(store.effective(conn, site, row.rules_json)),
        rules=listed(rules),
        override=row.rules_json,
        sample=row.sample,
        trace=bool(row.trace),
        calibrations=[_calibration(one, rules) for one in calibrated],
        weights=_weights(conn, site),
        elements=[
            RuleElement(key=one.element, name=one.name, route=one.route, struggles=one.struggles)
            for one in store.elements(conn, site, keys, MOST_LISTED)
        ],
        history=[_change(one) for one in history.versions(conn, site, MOST_LISTED)],
    )


def _found(conn: Connection, site: str) -> Row[Any]:
    row = store.settings(conn, site)
    if row is None:
        raise NotFound("there is no such site", "unknown_site")
    return row


def _weights(conn: Connection, site: str) -> list[WeightView]:
    """Every signal, heaviest first."""
    learned = {row.signal: row for row in score.weights_of(conn, site)}
    views = []
    for signal, prior in PRIORS.items():
        row = learned.get(signal)
        views.append(
            WeightView(
                signal=signal,
                weight=row.weight if row else prior.weight,
                low=row.low if row else prior.weight,
                high=row.high if row else prior.weight,
                prior=prior.weight,
                why=prior.why,
                n=row.n if row else 0,
                bad=row.bad if row else 0,
                learned=bool(row and row.learned),
            )
        )
    return sorted(views, key=lambda view: (-view.weight, view.signal))


def _calibration(row: Row[Any], rules: Rules) -> CalibrationView:
    return CalibrationView(
        element=row.element,
        name=row.name,
        signal=row.signal,
        fields=msgspec.json.decode(row.fields_json),
        evidence=msgspec.json.decode(row.evidence_json),
        reason=row.reason,
        at=row.at,
        undone=bool(row.undone),
        live=not row.undone and row.signal not in rules.elements.get(row.element, {}),
    )


def _change(row: Row[Any]) -> RuleChange:
    return RuleChange(
        at=row.at,
        by=row.by,
        version=row.version,
        override=row.rules_json,
        sample=row.sample,
        trace=bool(row.trace),
        differences=[
            RuleDifference(element=one.element, signal=one.signal, field=one.field, before=one.before, after=one.after)
            for one in history.decoded(row.differences_json)
        ],
    )
