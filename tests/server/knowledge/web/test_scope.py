import msgspec
import pytest

from server.knowledge.web.fetched import Limits
from server.knowledge.web.scope import MOST_OF_A_KIND, Mazes, Scope, below
from server.knowledge.web.urls import split

HOME = split("https://h.example/help/")


def admits(path: str, include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> bool:
    return Scope(HOME, "/help/", Limits(include=include, exclude=exclude)).admits(split(f"https://h.example{path}"))


def test_the_folder_a_start_stands_for() -> None:
    assert [below(path) for path in ("/", "/help", "/help/", "/help/start.html")] == ["/", "/help/", "/help/", "/help/"]


def test_pages_below_the_start_are_the_sites() -> None:
    assert admits("/help/")
    assert admits("/help")
    assert admits("/help/a/b?c=1")
    assert not admits("/helpful")
    assert not admits("/blog/a")


def test_patterns_go_before_the_folder() -> None:
    assert admits("/blog/a", include=("/blog/*", "/help/*"))
    assert not admits("/shop/a", include=("/blog/*", "/help/*"))
    assert not admits("/help/old/a", exclude=("/help/old/*",))
    assert not admits("/blog/a?print=1", include=("/blog/*",), exclude=("*[?]print=*",))


def test_files_that_are_no_pages_are_not_asked_for() -> None:
    for name in ("a.png", "a.ZIP", "a.css", "a.mp4"):
        assert not admits(f"/help/{name}")
    for name in ("a.pdf", "a.docx", "a.doc", "a.html", "v1.2", "a"):
        assert admits(f"/help/{name}")


def test_only_the_same_site_is_home() -> None:
    scope = Scope(HOME, "/", Limits())

    def at_home(url: str) -> str | None:
        found = scope.at_home(split(url))
        return found.text if found else None

    assert at_home("https://h.example/a") == "https://h.example/a"
    assert at_home("http://h.example/a") == "https://h.example/a"
    for url in ("https://www.h.example/a", "https://h.example:8443/a", "http://h.example:8080/a", "https://x.example/"):
        assert at_home(url) is None
    assert Scope(split("http://h.example/"), "/", Limits()).at_home(split("https://h.example/")) is None


def leads(*paths: str) -> list[bool]:
    mazes = Mazes()
    return [mazes.leads_into(split(f"https://h.example{path}")) for path in paths]


def test_calendars_and_filters_end() -> None:
    days = [f"/events/{year}/{month:02}" for year in range(2000, 2030) for month in range(1, 13)]
    assert leads(*days).count(False) == MOST_OF_A_KIND
    assert leads(*(f"/list?page={n}" for n in range(500))).count(False) == MOST_OF_A_KIND


def test_articles_with_numbers_or_dates_and_a_name_do_not() -> None:
    assert not any(leads(*(f"/articles/{n}" for n in range(500))))
    assert not any(leads(*(f"/2026/11/how-to-{'a' * n}" for n in range(200))))
    assert not any(leads(*(f"/{n}?lang=de" for n in range(500))))


def test_paths_that_go_in_circles_are_left() -> None:
    assert leads("/a/b/a/b/a/b/a/b", "/" + "x/y" * 1, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16") == [True, False, True]
    assert leads("/de/docs/de/guide") == [False]


@pytest.mark.parametrize(
    "limits",
    [
        {"pages": 0},
        {"pages": 10**9},
        {"depth": -1},
        {"seconds": 0},
        {"include": [""]},
        {"exclude": ["x" * 300]},
        {"x": 1},
    ],
)
def test_limits_out_of_bounds_are_not_taken(limits: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(limits, Limits)
