"""What all tests share: one thread for BLAS and OpenMP as in server/cli.py, folders in memory, and one Chromium."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import BASELINE, CHROMIUM, FLAGS
from tests.longest import place_of

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

MEMORY = Path("/dev/shm")  # noqa: S108 - each run has a folder of its own in it, made by tempfile
LEAST_FREE = 4 * 1024**3  # bytes: a run's folders and its browsers' profiles take less than 1


def folders_in_memory() -> bool:
    """Whether this machine has room for them: a disk takes milliseconds for each of the many commits of the tests."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK) or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return False
    return shutil.disk_usage(MEMORY).free >= LEAST_FREE


if folders_in_memory():
    os.environ.setdefault("TMPDIR", str(MEMORY))
    tempfile.tempdir = None  # it is chosen anew: pytest has asked for it already


# Where tests need Chromium: a run of `-m browser` imports nothing else.
IN_CHROMIUM = tuple(
    Path(__file__).parent / place
    for place in (
        "widget/browser",
        "widget/panel",
        "journeys",
        "dashboard/test_in_chromium.py",
        "server/demo/test_product.py",
    )
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser of the whole run; each test opens contexts of its own. Playwright allows one at a time."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: install Chromium (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, BASELINE])
        yield browser
        browser.close()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Names packed data by its size: it may hold the second it was packed in, and all workers must name tests alike."""
    if isinstance(val, bytes) and not (val.isascii() and len(val) <= 80):
        return f"{argname}-{len(val)}"
    return None


def in_chromium(path: Path) -> bool:
    return any(path.is_relative_to(place) for place in IN_CHROMIUM)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    alone = config.option.markexpr == "browser" and collection_path.suffix == ".py"
    return True if alone and not in_chromium(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs the browser and puts it last: its event loop must not be there while coroutines are tested.

    Within both, the longest files come first.
    """
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            if not in_chromium(item.path):
                raise pytest.UsageError(f"{item.nodeid} needs Chromium: say its place in tests/conftest.py")
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, place_of(item.path)))
