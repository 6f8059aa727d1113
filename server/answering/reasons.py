"""Says why a decision was made, in sentences that a support lead understands."""

from collections.abc import Sequence
from typing import Protocol

MOST_OF_PART = 3  # reasons told of one question of several; the others stay with its own decision

SILENCES = {
    "person_there": "A person is in this conversation; Handrail keeps out of it.",
    "person_awaited": "The visitor waits for a person, and this would not help for sure.",
    "conversation_active": "The visitor is already talking about it; a hint would interrupt.",
    "dismissed": 'The visitor said "Not now" to this within the last seven days.',
    "element_nudged": "Help was already offered for this element in this visit.",
    "sharing_paused": "The visitor has paused sharing.",
    "enough_nudges": "Two hints in one visit are enough.",
    "no_article": "No article fits what the page shows.",
    "article_nudged": "The same article was already offered in this visit.",
}

PLAIN = {  # rules of decision that need no more words
    "customer_request": "The visitor asked for a person.",
    "language": "The turn is in a language that the models do not understand: it says so and offers a person.",
    "wish": "The visitor asked for another form and nothing new: the last answer is given again in it.",
    "greeting": "The turn is a greeting or thanks and asks nothing.",
    "live_facts": "Live data answers the turn; no article does for sure.",
    "broken": "A part of Handrail failed on this turn: it says so and offers a person.",
}
ASKED_BACK = {
    "ambiguous": "The turn names a topic and no wish: it asks back which of these is meant.",
    "nearly": "Something here seems to answer it, but not for sure, or not in one article: it asks back.",
}
STYLES = {
    "steps": "numbered steps",
    "prose": "flowing prose",
    "brief": "brief",
    "full": "with opening and closing",
    "plain": "plain tone",
    "warm": "warm tone",
    "formal": "formal tone",
}
WANTED = {"wish": "the visitor's wish", "product": "the product's word", "site": "the site's default"}
RISK = "The conversation goes badly (risk {risk:.2f}, limit {limit:.2f}): a person is offered unasked."
MONEY_BACK = "It asks how to get money back: a person is offered beside the answer, should a charge be disputed."
FILES = "Words that were read from {count:.0f} attached file(s) were looked up with the visitor's own."


class Ranked(Protocol):
    """A candidate as it is spoken of."""

    @property
    def title(self) -> str: ...
    @property
    def retrieval(self) -> float: ...
    @property
    def head(self) -> float: ...
    @property
    def on_page(self) -> float: ...
    @property
    def solved(self) -> float: ...
    @property
    def failed(self) -> float: ...


def of_answer(
    because: str,
    topic: str,
    confidence: float,
    limits: dict[str, float],
    features: dict[str, float],
    ranked: "tuple[Ranked, ...]",
    intent: str,
) -> tuple[str, ...]:
    """The reasons for what is done about a turn, the deciding one first."""
    if because in PLAIN:
        return (PLAIN[because],)
    if because == "sensitive":
        return (f"The turn is about a sensitive topic ({topic.replace('_', ' ')}): a person decides.",)
    if because == "memory":
        near = features["memory"]
        return (f"A person has corrected the answer to a question like this one (similarity {near:.2f}).",)
    lines = [ASKED_BACK[because] if because in ASKED_BACK else _weighed(because, confidence, limits, features)]
    if ranked:
        lines += _about_best(ranked, features, intent)
        lines += _evidence(features)
    if because == "out_of_scope":
        lines.append(f"The question seems to be about something else (in scope {features.get('in_scope', 0):.2f}).")
    if features.get("rejected"):
        lines.append(f"{features['rejected']:.0f} earlier answer(s) did not help and are left out.")
    if tried := sorted(name.partition(".")[2] for name in features if name.startswith("tried.")):
        lines.append(f"Left out, since the visitor has tried it: {', '.join(tried).replace('_', ' ')}.")
    return tuple(lines)


def of_files(features: dict[str, float]) -> tuple[str, ...]:
    """What was read in attached files, where there are any."""
    attached = features.get("files", 0.0)
    return (FILES.format(count=attached),) if attached else ()


def of_worked(features: dict[str, float], ranked: "tuple[Ranked, ...]", chance: float) -> tuple[str, ...]:
    """What the choice among equals was made by."""
    if "comparable" not in features or not ranked:
        return ()
    best = ranked[0]
    told = f"It has resolved {best.solved:.1f} of {best.solved + best.failed:.1f} like questions"
    among = f"{features['comparable']:.0f} articles fit equally well"
    return (f"{among}. {told}, the newer and the more alike the more they count (its chance was {chance:.0%}).",)


def of_parts(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Why each of a turn's questions is answered or not: the deciding reasons of each, by its place in the turn."""
    header = f"The turn asks {len(parts)} questions: each is looked up and decided on its own."
    own = (f"Question {n}: {line}" for n, lines in enumerate(parts, 1) for line in lines[:MOST_OF_PART])
    return (header, *own)


def of_lookups(features: dict[str, float]) -> tuple[str, ...]:
    """What live data had to do with it, a line each look-up."""
    said = {1.0: "Live data is told first (look-up {name}).", 0.0: "The look-up {name} gave nothing to tell."}
    looked = sorted(name for name in features if name.startswith("looked_up."))
    return tuple(said[features[name]].format(name=name.partition(".")[2]) for name in looked)


def of_writing(features: dict[str, float]) -> tuple[str, ...]:
    """Who worded the answer, where a model was asked to."""
    why = [name.rpartition(".")[2].replace("_", " ") for name in features if name.startswith("written.failed.")]
    kept, dropped = features.get("written.kept"), features.get("written.dropped", 0.0)
    if kept is not None:
        when = " {:.0f} s ago, for the same question".format(features["cached.age_s"]) if "cached" in features else ""
        worded = f"Worded by a model{when}: {kept:.0f} sentence(s) that a passage supports, {dropped:.0f} dropped."
        return (worded, *(f"One of the answers is quoted: the model failed on it ({one})." for one in why))
    return tuple(f"A model was asked to word it and failed ({one}): quoted instead." for one in why)


def of_care(stale: bool) -> tuple[str, ...]:
    """Whether the answer's article waits for somebody to look at it again."""
    return ("The article is past its review date: it may be out of date.",) if stale else ()


def of_style(features: dict[str, float]) -> tuple[str, ...]:
    """The style that was used, where somebody asked for one, with who did."""
    named = sorted(name.split(".")[1:] for name in features if name.startswith("style."))
    if not named:
        return ()
    return (f"Style: {', '.join(f'{STYLES[value]} ({WANTED[source]})' for value, source in named)}.",)


def of_nudge(
    because: str,
    confidence: float,
    limits: dict[str, float],
    features: dict[str, float],
    ranked: "tuple[Ranked, ...]",
) -> tuple[str, ...]:
    """The reasons for a nudge, or for silence."""
    if because in SILENCES:
        return (SILENCES[because],)
    compared = "above" if confidence >= limits["nudge"] else "below"
    lines = [f"Confidence {confidence:.2f} is {compared} {limits['nudge']:.2f}, where a hint is worth interrupting."]
    return (*lines, *_about_best(ranked, features, ""))


def _weighed(because: str, confidence: float, limits: dict[str, float], features: dict[str, float]) -> str:
    sure, unsure = limits["sure"], limits["unsure"]
    if because != "article":
        known, enough = features.get("known"), limits.get("known", 0.0)
        if known is not None and known < enough:
            return f"The chance that anything here answers it is {known:.2f}, below {enough:.2f}: no answer is given."
        if confidence >= unsure and features.get("unsaid"):
            return "It asks for a price, a time or a number, and the article that fits best says none."
        if confidence >= unsure and features.get("another"):
            return "It asks for one of a kind, and the article that fits best names others of that kind."
        if confidence >= unsure:
            like, alike = features["said"], limits["alike"]
            told = "It shares words with an article, but as a whole is like none of its sentences"
            return f"{told} ({like:.2f}, below {alike:.2f})."
        return f"Confidence {confidence:.2f} is below {unsure:.2f}, where no answer is better than a wrong one."
    if confidence >= sure:
        return f"Confidence {confidence:.2f} is above {sure:.2f}: the answer is given without reservation."
    return f"Confidence {confidence:.2f} is between {unsure:.2f} and {sure:.2f}: it is given as the closest."


def _evidence(features: dict[str, float]) -> list[str]:
    """What the words of the question say for and against the best article."""
    if "late" not in features:
        return []
    lines = [
        f"Its words are met there by {features['late']:.2f} on average, the least of them by {features['least']:.2f}."
    ]
    if features.get("unknown", 0.0) > 0:
        lines.append(f"{features['unknown']:.0%} of what the question tells by is said nowhere on this site.")
    if features.get("unnamed"):
        lines.append("It names something that the article doesn't name.")
    if features.get("uncounted"):
        lines.append("It has a number that the article doesn't have.")
    if features.get("unsaid"):
        lines.append("It asks for a price, a time or a number that the article doesn't say.")
    if features.get("another"):
        lines.append("It asks for one of a kind (a way to pay, a colour, a format); the article names others.")
    if features.get("chosen"):
        lines.append("The visitor chose it when asked back.")
    if features.get("joined"):
        lines.append("The turn was read together with the question before it.")
    if asked := features.get("clarified"):
        lines.append(f"It was asked back {asked:.0f} time(s) before.")
    return lines


def _about_best(ranked: "tuple[Ranked, ...]", features: dict[str, float], intent: str) -> list[str]:
    best = ranked[0]
    lines = [f'"{best.title}" fits best (match {best.retrieval:.2f}).']
    if len(ranked) > 1:
        lines.append(f'Next is "{ranked[1].title}" ({ranked[1].retrieval:.2f}).')
    if best.on_page:
        lines.append("It is about the page that the visitor is on.")
    if features.get("state", 0.0) > 0:
        lines.append(f"It fits what the page shows ({features['state']:.2f}).")
    if intent and features.get("intent", 0.0) >= 0.5:
        lines.append(f"It is about the turn's intent ({intent.replace('_', ' ')}).")
    if best.head > 0:
        lines.append(f"It has resolved like questions before ({best.head:.0%}).")
    return lines
