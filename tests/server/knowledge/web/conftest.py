from collections.abc import Iterator

import pytest

from server.knowledge.web.fetching import Fetcher
from server.knowledge.web.guard import Guard
from tests.server.knowledge.web.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    """Allowed to the test's own site, and in no hurry's way."""
    fetcher = Fetcher(Guard(f"127.0.0.1:{site.port}"), delay_s=0.0, fetch_s=5.0)
    yield fetcher
    fetcher.close()
