"""What a visitor has tried already, and what of it an answer may still ask for: steps done, articles read."""

from collections.abc import Mapping

from server.conversation.session import Talk
from server.understanding.tried import READ_HELP, asked_for, tried

STAYS = frozenset({READ_HELP, "check_settings"})  # "Open Settings" is how a page is reached, not a way out


def note(talk: Talk, text: str, titles: Mapping[str, str]) -> None:
    """Remembers what a turn reports as tried; `titles` are the site's articles' by id."""
    for one in tried(text, titles):
        talk.tried.add(one.step)
        if one.article:
            talk.read.add(one.article)


def eliminated(talk: Talk, question: str) -> frozenset[str]:
    """The steps that no answer to this question may ask for; who asks how to do one may be told."""
    return frozenset(talk.tried - STAYS - asked_for(question))
