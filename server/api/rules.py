"""How struggle is judged on a site: the rules with their reasons, a person's override, and what elements call for."""

import inspect
import re
from functools import cache
from typing import Any

import msgspec
from litestar import Controller, get, post, put
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection, Row

from server.api.auth import requires
from server.api.given import Db
from server.api.views import CalibrationView, RuleField, RulesView, RuleView, SetRules, UndoCalibration
from server.errors import Invalid, NotFound
from server.store import rules as store
from widget.signals.rules import SIGNALS, Rule, Rules, RulesError, overridden

FIELD = re.compile(r"^    (\w+): [^#]*?  # (.+?)(?:  # fmt: skip)?$", re.MULTILINE)


class RulesController(Controller):
    """The struggle rules of one site."""

    path = "/v1/sites/{site:str}/rules"
    tags = ("rules",)

    @get("/", guards=[requires("viewer")], sync_to_thread=True)
    def rules(self, site: FromPath[str], db: Db) -> RulesView:
        """Every signal with its thresholds and why they are so; what was set and what was learned."""
        return db.read(view, site)

    @put("/", guards=[requires("admin")], sync_to_thread=True)
    def set(self, site: FromPath[str], data: JSONBody[SetRules], db: Db) -> RulesView:
        """Sets the override, sampling and whether rows are kept. Refused with the name of the wrong field."""
        if not 0 <= data.sample <= 1000:
            raise Invalid("sample is a number of visitors in a thousand, 0 to 1000", "bad_sample")
        try:
            overridden(Rules(), data.override)
        except RulesError as error:
            raise Invalid(str(error), "bad_rules") from None
        db.read(_found, site)
        db.write(store.set_settings, site, data.override.strip(), data.sample, data.trace)
        return db.read(view, site)

    @post("/calibrations/undo", guards=[requires("admin")], status_code=200, sync_to_thread=True)
    def undo(self, site: FromPath[str], data: JSONBody[UndoCalibration], db: Db) -> RulesView:
        """Takes a calibration back, or lets it hold again. What was taken back is not made again."""
        if not db.write(store.set_undone, site, data.element, data.signal, data.undone):
            raise NotFound("there is no such calibration", "unknown_calibration")
        return db.read(view, site)


def view(conn: Connection, site: str) -> RulesView:
    """The rules that hold on a site. Raises NotFound."""
    row = _found(conn, site)
    rules = overridden(Rules(), row.rules_json)
    return RulesView(
        version=rules.version,
        rules=[_rule(signal, getattr(rules, signal)) for signal in SIGNALS],
        override=row.rules_json,
        sample=row.sample,
        trace=bool(row.trace),
        calibrations=[_calibration(one) for one in store.calibrated(conn, site)],
    )


def _found(conn: Connection, site: str) -> Row[Any]:
    row = store.settings(conn, site)
    if row is None:
        raise NotFound("there is no such site", "unknown_site")
    return row


def _rule(signal: str, rule: Rule) -> RuleView:
    about, reasons = _told(type(rule))
    defaults = msgspec.to_builtins(getattr(Rules(), signal))
    values = msgspec.to_builtins(rule)
    fields = [
        RuleField(name=name, value=value, shipped=defaults[name], reason=reasons.get(name, ""))
        for name, value in values.items()
        if name != "on"
    ]
    return RuleView(signal=signal, on=rule.on, about=about, fields=fields)


@cache
def _told(rule: type[Rule]) -> tuple[str, dict[str, str]]:
    """What a rule is about and the reasons of its thresholds, as they stand beside them in widget/signals/rules.py."""
    about = inspect.cleandoc(rule.__doc__ or "")
    return about, dict(FIELD.findall(inspect.getsource(rule)))


def _calibration(row: Row[Any]) -> CalibrationView:
    return CalibrationView(
        element=row.element,
        name=row.name,
        signal=row.signal,
        fields=msgspec.json.decode(row.fields_json),
        evidence=msgspec.json.decode(row.evidence_json),
        reason=row.reason,
        at=row.at,
        undone=bool(row.undone),
    )
