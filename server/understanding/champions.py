"""The models in use: one immutable set behind one reference, with the heads of the sites that have their own.

A site whose people taught it intents of its own has a task of its own in the registry, `intent@<site>`, beside the
shared `intent`. Where that has no champion the shared head serves the site too.
"""

from dataclasses import dataclass

from models.encode import Encoder
from models.examples import Examples
from models.heads import Head
from models.registry import Registry, UnknownVersion

INTENT = "intent"
HEADS = (INTENT, "sentiment", "frustration")
SURE_FROM = 0.5  # of a version that did not measure it: a calibrated half
_OWN = INTENT + "@"


@dataclass(frozen=True, slots=True)
class IntentModel:
    """An intent head with the examples that it was trained on and what its training measured."""

    version: str
    head: Head
    examples: Examples | None
    merged: dict[str, str]  # label -> the label that took its examples over
    sure_from: float  # confidence below which the best is wrong as often as right


@dataclass(frozen=True, slots=True)
class Models:
    """What one turn is understood with. `versions` names encoder and shared heads, `own` the heads of sites by task."""

    intent: IntentModel
    own: dict[str, IntentModel]
    sentiment: Head
    frustration: Head
    versions: dict[str, str]

    def of(self, site: str) -> tuple[IntentModel, dict[str, str]]:
        """(the intent head that serves a site, all versions that understand its turns)."""
        model = self.own.get(site_task(site), self.intent) if site else self.intent
        return model, {**self.versions, INTENT: model.version}


def site_task(site: str) -> str:
    """The registry's name for a site's own intent head: no character of it can end a version's name or a folder."""
    return _OWN + "".join(each if each.isascii() and each.isalnum() else f"_{ord(each):x}_" for each in site)


def task_of(version: str) -> str:
    """The task that a version such as `intent@shop-0002-ab12cd` belongs to."""
    return version.rsplit("-", 2)[0]


def serving_intent(registry: Registry, site: str) -> str:
    """The intent version that serves a site: its own head's, or the shared one's."""
    try:
        return registry.champion(site_task(site))
    except UnknownVersion:
        return registry.champion(INTENT)


def wanted(registry: Registry, encoder: Encoder, pinned: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """(versions of encoder and shared heads, versions of sites' own heads by task) that should serve now.

    With a pinned intent version that one alone understands every site's turns.
    """
    shared = {task: pinned.get(task) or registry.champion(task) for task in HEADS}
    own: dict[str, str] = {}
    for folder in sorted(registry.root.glob(_OWN + "*")) if INTENT not in pinned else ():
        try:
            own[folder.name] = registry.champion(folder.name)
        except UnknownVersion:  # trained, never promoted, or rolled back to the shared head
            continue
    return {"encoder": encoder.version, **shared}, own


def read_models(
    registry: Registry, versions: dict[str, str], own: dict[str, str], before: Models | None = None
) -> Models:
    """Loads what `before` does not hold already. Raises UnknownVersion."""
    known = {} if before is None else {model.version: model for model in (before.intent, *before.own.values())}

    def intent(version: str) -> IntentModel:
        return known.get(version) or read_intent(registry, version)

    def head(task: str) -> Head:
        if before is not None and before.versions[task] == versions[task]:
            return before.sentiment if task == "sentiment" else before.frustration
        return registry.load(task, versions[task])

    return Models(
        intent=intent(versions[INTENT]),
        own={task: intent(version) for task, version in own.items()},
        sentiment=head("sentiment"),
        frustration=head("frustration"),
        versions=versions,
    )


def read_intent(registry: Registry, version: str) -> IntentModel:
    """An intent version, shared or a site's own. Raises UnknownVersion."""
    task = task_of(version)
    facts = registry.meta(task, version)
    return IntentModel(
        version=version,
        head=registry.load(task, version),
        examples=registry.examples(task, version),
        merged=facts.get("merged", {}),
        sure_from=facts.get("low_confidence_threshold") or SURE_FROM,
    )
