"""How answers are given: a site's default, and an example of it."""

from typing import Literal

from server.api.views import View


class StyleView(View, frozen=True):
    """A site's default. `form` "" is as the article has it, `length` "" without opening and closing."""

    form: Literal["", "steps", "prose"] = ""
    length: Literal["", "brief", "full"] = ""
    tone: Literal["plain", "warm", "formal"] = "plain"


class StyleExample(View, frozen=True):
    """What a visitor would read: an answer from one of the site's own articles, and what is said without any.

    `question` and `answer` are "" while no article of the site has an answer.
    """

    question: str
    answer: str
    greeting: str
    unknown: str
    next: str
