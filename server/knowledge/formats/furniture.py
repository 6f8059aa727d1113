"""Tells a web page's main content from its furniture: navigation, banners, cookie notices, sidebars, share buttons.

By landmarks first (main, nav, roles), then by the words that pages name such parts with. A part that holds the page's
main heading or most of its text is never taken for furniture, whatever its name says.
"""

import re
from functools import cached_property
from typing import Any

MOST_SHARE = 0.5  # of the main content's text; a larger part is no furniture
MOST_COOKIES = 2_000  # characters of a cookie notice
LEAST_MAIN = 40  # characters; an emptier <main> is filled by scripts
LINKED = 0.8  # of a list's text in links from which it is a menu, in a page without landmarks
LEAST_LINKS = 4

_ALWAYS = {"nav", "footer", "aside", "header"}  # outside of main
_ROLES = {"navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "banner", "contentinfo",
          "complementary", "tablist", "status"}  # fmt: skip
_BOXES = {
    "div",
    "section",
    "ul",
    "ol",
    "aside",
    "header",
    "footer",
    "p",
    "span",
    "form",
    "nav",
    "dl",
    "a",
    "button",
    "table",
}
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|breadcrumbs?|crumbs|cookies?|consent|gdpr|footer|sidebar|toc|table-of-contents|share"
    r"|sharing|social|related|pagination|pager|feedback|helpful|votes?|comments?|newsletter|subscribe|adverts?|ads"
    r"|promo|skip-links?|skip-nav|skiplink|sr-only|visually-hidden|screen-reader-text|edit-page|edit-this-page|modal"
    r"|popup|search-box|searchbox|search-form|on-this-page|prev-next|site-header|page-footer|copy-button"
    r"|print-hidden|last-updated-by|back-to-top)(?=[\s_-]|$)",
    re.IGNORECASE,
)
_COOKIE = re.compile(r"\bcookies?\b", re.IGNORECASE)
_AGREE = re.compile(
    r"^\W*(accept|agree|allow|got it|reject|decline|manage|ok\b|akzeptieren|zustimmen|ablehnen|accepter|refuser|aceptar"
    r"|rechazar|accetta|rifiuta)",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def main_of(root: Any) -> Any:
    """The element with the page's main content; the body where nothing marks it."""
    body = root.find("body")
    body = root if body is None else body
    marked = [*body.iter("main"), *body.xpath(".//*[@role='main']")]
    main = max(marked, key=_weight, default=None)
    if main is None or _weight(main) < LEAST_MAIN:
        main = body
    articles = [each for each in main.iter("article") if each is not main]
    largest = max(articles, key=_weight, default=None)
    if largest is not None and _weight(largest) >= MOST_SHARE * _weight(main):
        heading = next(main.iter("h1"), None)
        if heading is None or largest in heading.iterancestors() or main is body:
            return largest
    return main


def is_hidden(element: Any, opened: frozenset[str]) -> bool:
    """Whether nobody sees it; `opened` are ids of parts that a press shows, whose words are as good as others."""
    if element.get("id") in opened:
        return False
    return (
        element.get("hidden") not in {None, "until-found"}
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
    )


class Furniture:
    """What is furniture in the page `root` whose main content is `main`."""

    def __init__(self, root: Any, main: Any) -> None:
        self._main = main
        self._landmark = main.tag in {"main", "article"} or main.get("role") == "main"
        self.opened = frozenset(
            id
            for element in root.iter()
            for name in ("aria-controls", "data-target", "data-bs-target", "href")
            if isinstance(element.tag, str) and (name != "href" or element.get("data-toggle"))
            for id in (element.get(name) or "").replace("#", "").split()
        )

    def holds(self, element: Any, tag: str) -> bool:
        """Whether the element is furniture."""
        if tag in {"body", "main", "article", "html"}:
            return False
        if tag == "button":
            return next(element.iterancestors("p", "li", "td", "dd", "dt"), None) is None
        marked = tag == "nav" or element.get("role") in _ROLES or (tag in _ALWAYS and not self._landmark)
        named = tag in _BOXES and bool(_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}"))
        if not (marked or named or self._is_menu(element, tag) or _is_cookie_notice(element, tag)):
            return False
        if next(element.iter("h1", "main", "article"), None) is not None:
            return tag in {"nav", "aside", "footer"}
        return tag in _ALWAYS or _weight(element) < MOST_SHARE * self._whole

    @cached_property
    def _whole(self) -> int:
        return _weight(self._main)

    def _is_menu(self, element: Any, tag: str) -> bool:
        """A list of links; within an article it is what the article lists."""
        if tag not in {"ul", "ol"} or self._landmark:
            return False
        links = list(element.iter("a"))
        return len(links) >= LEAST_LINKS and sum(map(_weight, links)) >= LINKED * _weight(element)


def _is_cookie_notice(element: Any, tag: str) -> bool:
    if tag not in {"div", "section", "aside", "form"} or not any(
        _AGREE.match("".join(button.itertext())) for button in element.iter("button", "a")
    ):
        return False
    words = "".join(element.itertext())
    return len(words) <= MOST_COOKIES and bool(_COOKIE.search(words))


def _weight(element: Any) -> int:
    """Characters of text, blanks apart."""
    return sum(len("".join(text.split())) for text in element.itertext())
