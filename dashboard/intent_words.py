"""Intents in the words that people read: names, where examples come from, how far training is, and why."""

from html import escape

from dashboard.words import count, percent, plain
from server.api.views import Rate
from server.api.views.intents import IntentSaved, IntentsView, IntentView, Why, WordView

SOURCES = {
    "shipped": "came with Handrail",
    "person": "written here",
    "import": "imported",
    "turn": "said by a visitor",
    "verified": "from a visit that ended solved",
    "confirmed": "from a visitor who said it was solved",
    "correction": "from a correction",
}
EDGES = {
    "out_of_scope": "nothing known fits",
    "low_confidence": "not sure",
    "settled": "looked at",
    "": "understood",
}
WAITS_MS = 15_000  # without a worker a change waits for ever; with one it is trained well before
PLAIN_PART = 0.25  # log-odds below which a word did not matter: a quarter of the way from 50 % to 56 %
STRONG_PART = 2.5  # from where a word is drawn as strong as any: from 50 % to 92 %


def called(view: IntentView) -> str:
    """An intent's name as people read it."""
    return view.name or plain(view.id)


def of_id(id: str, names: dict[str, str]) -> str:
    """The name of an intent by its id; `names` are those that people gave."""
    return names.get(id) or plain(id)


def source(code: str, by: str = "") -> str:
    """Where an example comes from: "written here by Ann"."""
    words = SOURCES.get(code) or plain(code).lower()
    return f"{words} by {by}" if by and code != "shipped" else words


def state(view: IntentsView, now: int) -> tuple[str, str]:
    """(kind, sentence) of how far training is; kind: live | busy | stopped | shipped."""
    match view.state:
        case "shipped":
            return "shipped", "As shipped: what you change here is trained for this site alone and live within seconds."
        case "waiting" if now - view.at > WAITS_MS:
            return "stopped", "Your change waits for the worker. Start it with `handrail work`."
        case "waiting":
            return "busy", "Saved. Training begins in a moment."
        case "training":
            return "busy", "Training and checking against what serves now."
        case "rejected":
            return "stopped", f"Stopped by the check. {view.reason}"
        case "failed":
            return "stopped", view.reason
        case "rolled_back":
            return "stopped", "An earlier version serves. Your changes are kept and go live with the next training."
        case _:
            return "live", " ".join([view.reason, *_left_out(view)])


def _left_out(view: IntentsView) -> list[str]:
    """What is not live yet although the rest is."""
    few = ", ".join(called(one) for one in view.intents if one.id in view.left_out)
    return [f"Not learned yet for want of examples, three are needed: {few}."] if few else []


def quality(view: IntentView) -> str:
    """How well an intent is recognised, in a sentence."""
    if not view.on:
        return "Switched off: nothing is taken for it, and its examples are not learned."
    if view.merged_into:
        return f"Merged into {plain(view.merged_into)}: its examples count there."
    if view.found is None:
        return "Not learned yet: it takes three examples, and a training."
    words = f"{view.found.hits} of {count(view.found.n, 'example')} were recognised by a model that had not seen them"
    if view.taken_for:
        words += f"; {view.taken} were taken for {plain(view.taken_for)}"
    return words + "."


def share(rate: Rate | None) -> float | None:
    """A rate as a number of percent for tables."""
    return None if rate is None or rate.value is None else round(100 * rate.value, 1)


def standing(view: IntentView, left_out: list[str]) -> str:
    """What is to be known of an intent in a word or two."""
    if view.merged_into:
        return f"merged into {plain(view.merged_into)}"
    if not view.on:
        return "off"
    if view.id in left_out:
        return "too few examples"
    if not view.learned:
        return "not live yet"
    return (
        "shipped" if view.shipped and not view.own and not view.name else "your own" if not view.shipped else "changed"
    )


def saved(done: IntentSaved) -> str:
    """What a change came to, in a sentence."""
    parts = []
    if done.intents:
        parts.append(count(done.intents, "new intent"))
    if done.added:
        parts.append(f"{count(done.added, 'example')} added")
    if done.moved:
        parts.append(f"{done.moved} moved here from another intent")
    if done.known:
        parts.append(f"{done.known} known already")
    if done.kept_aside:
        parts.append(
            f"{done.kept_aside} said by visitors who are kept aside for checking: tested against, never learned"
        )
    if done.refused:
        parts.append(f"{done.refused and len(done.refused)} refused (no letters, or over 500 characters)")
    return ("Saved: " + "; ".join(parts) if parts else "Saved") + "."


def verdict(why: Why) -> str:
    """What a turn was taken for, in a sentence."""
    name = of_id(why.intent, why.names)
    if why.edge == "out_of_scope":
        return f"Nothing known fits; the nearest is {name}."
    if why.edge == "low_confidence":
        return f"Not sure: {name} at {sure(why.confidence)} is the best of several."
    return f"{name}, {sure(why.confidence)} sure."


def sure(share: float | None) -> str:
    """A confidence in words: never all or nothing, which no model can know."""
    if share is None:
        return "–"
    return "over 99 %" if share > 0.99 else "under 1 %" if share < 0.01 else percent(share, 0)


def because(why: Why) -> list[tuple[str, str]]:
    """What of the turn and its page spoke for the intent, each as (fact, finer print)."""
    lines = []
    told = telling(why.words)
    if told:
        lines.append((f"Because of “{told[0].word}”", f"without it {sure(told[0].without)}"))
    if why.page_intents and why.intent in why.page_intents:
        lines.append((f"The page {why.page} speaks for it", f"elsewhere {sure(why.without_page)}"))
    return lines


def likenesses(why: Why) -> list[tuple[str, str]]:
    """The nearest known examples with where they come from, each as (fact, finer print)."""
    return [
        (
            f"Like “{near.text}”",
            f"{of_id(near.intent, why.names)} · {source(near.source)} · {percent(near.similarity, 0)} alike",
        )
        for near in why.near
    ]


def feelings(why: Why) -> list[str]:
    """What else was heard in a turn."""
    heard = []
    if why.wants_person:
        heard.append("asks for a person")
    if why.sensitive:
        heard.append(f"a matter for a person: {plain(why.sensitive).lower()}")
    if not why.supported:
        heard.append(f"a language that the models do not understand ({why.language})")
    heard += [plain(signal).lower() for signal in why.signals]
    return heard


def telling(words: list[WordView]) -> list[WordView]:
    """The words that spoke for the intent, the strongest first."""
    return sorted((word for word in words if word.part >= PLAIN_PART), key=lambda word: -word.part)


def marked(why: Why) -> str:
    """The turn as HTML: words that spoke for the intent are marked, those against it are underlined with dots."""
    parts, last = [], 0
    for word in why.words:
        parts.append(escape(why.text[last : word.start]))
        parts.append(_mark(word))
        last = word.end
    return "".join([*parts, escape(why.text[last:])])


def _mark(word: WordView) -> str:
    text = escape(word.word)
    if abs(word.part) < PLAIN_PART:
        return text
    hint = f"without it {sure(word.without)}"
    if word.part < 0:
        return f'<span class="against" title="{hint}">{text}</span>'
    strength = min(1.0, word.part / STRONG_PART)
    return f'<mark style="--part:{round(12 + 48 * strength)}%" title="{hint}">{text}</mark>'
