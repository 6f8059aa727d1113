"""What the dashboard's client makes of the API's answers, good and bad."""

from collections.abc import Iterator

import httpx
import pytest

from dashboard.api import Api, ApiError, NotLoggedIn, Unreachable, client
from server.api.views.friction import FrictionMap
from server.api.views.health import Health
from server.api.views.sites import SiteView
from server.api.views.trends import Trends
from tests.dashboard.conftest import Served
from tests.dashboard.history import SITE
from tests.journeys.world import free_ports


@pytest.fixture
def http(served: Served) -> Iterator[httpx.Client]:
    with client(served.url) as http:
        yield http


def test_an_answer_comes_as_its_struct(http: httpx.Client, served: Served) -> None:
    sites = Api(http, served.readers["viewer"].token).get("/v1/sites", list[SiteView])
    assert [site.id for site in sites] == [SITE]


def test_parameters_that_are_empty_are_left_away(http: httpx.Client, served: Served) -> None:
    view = Api(http, served.readers["viewer"].token).get(
        "/v1/friction/map", FrictionMap, {"site": SITE, "release": "", "start": None}
    )
    assert view.pages


def test_a_bad_token_is_told_as_an_ended_log_in(http: httpx.Client) -> None:
    with pytest.raises(NotLoggedIn, match="Log in again"):
        Api(http, "nonsense").get("/v1/sites", list[SiteView])


def test_the_apis_own_sentence_reaches_the_reader(http: httpx.Client, served: Served) -> None:
    with pytest.raises(ApiError) as told:
        Api(http, served.readers["viewer"].token).get("/v1/staff", list[SiteView])
    assert told.value.code == "wrong_role"
    assert told.value.message.endswith(".")


def test_an_answer_of_another_version_is_told(http: httpx.Client, served: Served) -> None:
    with pytest.raises(ApiError, match="same version"):
        Api(http, served.readers["viewer"].token).get("/v1/sites", Trends)


def test_nobody_there_is_told_with_what_to_do() -> None:
    with client(f"http://127.0.0.1:{free_ports(1)[0]}") as nobody, pytest.raises(Unreachable, match="handrail serve"):
        Api(nobody).get("/health", Health)
