"""Looks at one page of a site again, judged as a crawl would judge it: by robots.txt, noindex, and where it leads."""

import threading
from collections.abc import Callable

from msgspec import structs

from server.knowledge.web.crawl import NOINDEX, NOT_MODIFIED, own_links
from server.knowledge.web.fetched import Fetched, Known, Limits, Moved, State
from server.knowledge.web.fetching import Fetcher
from server.knowledge.web.links import read_page
from server.knowledge.web.robots import robots_of
from server.knowledge.web.scope import Scope, below
from server.knowledge.web.urls import Refused, split


def look_again(
    start: str,
    page: str,
    limits: Limits,
    known: Callable[[str], Known | None],
    fetcher: Fetcher,
    stop: threading.Event,
) -> Fetched:
    """The state of `page`, of the site that is crawled from `start`, now. Never raises for what the web does.

    A page that has moved for good is gone, and a new one that names another page in its stead is refused; `at` is then
    the other one, worth a look too. `known` is asked for this page alone.
    """
    try:
        asked, first = split(page), split(start)
    except Refused as no:
        return Fetched(page, "refused", at=page, reason=str(no))
    url, stored = asked.text, known(asked.text)
    scope = Scope(asked, below(first.path), limits)
    ours = stored is not None or asked.host.removeprefix("www.") == first.host.removeprefix("www.")
    if not ours or not scope.admits(asked):
        return Fetched(url, "refused", at=url, reason="it is not part of what is crawled")
    robots = robots_of(asked.origin, fetcher, stop)
    if not robots.allows(url):
        state: State = "failed" if robots.reason else "refused"
        return Fetched(url, state, at=url, reason=robots.reason or "robots.txt does not allow it")
    fetcher.slow_down(asked.host, robots.delay_s)
    answer = fetcher.ask(url, stored, stop)
    if isinstance(answer, Moved):
        state = "gone" if answer.for_good else "failed"
        return Fetched(
            url, state, at=answer.to, reason=f"{'' if answer.for_good else 'for now '}it leads to {answer.to}"
        )
    if answer.state not in ("changed", "unchanged"):
        return answer
    said = read_page(url, answer.data, answer.content_type, answer.directives)
    if said.noindex:
        return structs.replace(answer, state="refused", data=b"", reason=NOINDEX)
    if stored is None and (other := scope.stand_in(asked, said.lead)) is not None:
        return Fetched(url, "refused", at=other.text, reason=f"it names {other.text} in its stead")
    links = answer.links if answer.status == NOT_MODIFIED else own_links(scope, said.links)
    return structs.replace(answer, links=links, data=answer.data if answer.state == "changed" else b"")
