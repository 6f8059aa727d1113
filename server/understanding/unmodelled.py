"""A turn as the rules alone read it, for when the models fail: who asks for a person, what people must decide."""

from server.understanding.language import language
from server.understanding.person import asks_for_person
from server.understanding.sensitive import sensitive_topic
from server.understanding.understood import Understood


def unmodelled(text: str) -> Understood:
    """No intent, no mood, nothing out of scope: what is found is then weighed by retrieval alone."""
    return Understood(
        intent="",
        confidence=0.0,
        alternatives=(),
        out_of_scope=False,
        in_scope_score=0.5,
        sentiment="neutral",
        sentiment_score=0.0,
        frustration=0.0,
        urgency=0.0,
        wants_person=asks_for_person(text),
        sensitive=sensitive_topic(text),
        tried=(),
        evidence=(),
        versions={},
        language=language(text),
    )
