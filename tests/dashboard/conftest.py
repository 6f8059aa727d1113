"""One served Handrail for all dashboard tests of a worker: the real server process on a folder with a history."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import streamlit as st
from msgspec import Struct
from streamlit.testing.v1 import AppTest

from server.api.auth import add_member, make_auth, token_secret
from server.api.views.sites import LoggedIn
from server.clock import now_ms
from server.store import staff as people
from server.store.database import Database
from tests.dashboard.history import SITE, fill, learn
from tests.dashboard.knowing import forget, know
from tests.journeys.world import free_ports

START_S = 180  # s: with everything else that a run of all tests does on two cores
SCREEN = """
from dashboard import filters, session
from dashboard.screens import {name}
with session.answers():
    {name}.show(filters.choose(session.calls()))
"""


class Served(Struct, frozen=True):
    """A server's address, the passwords of its staff by role, and who is logged in already."""

    url: str
    folder: Path
    passwords: dict[str, str]
    readers: dict[str, LoggedIn]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With thirty days of history, a learning history, and one member of staff of each role."""
    folder = tmp_path_factory.mktemp("served")
    db = Database(f"sqlite:///{folder / 'handrail.db'}")
    db.migrate()
    fill(db, now_ms())
    learn(db, now_ms())
    roles = ("viewer", "agent", "admin")
    passwords = {role: add_member(db, f"{role}@test", role.title(), role, now_ms(), False) for role in roles}
    passwords["new"] = add_member(db, "new@test", "New", "viewer", now_ms())
    db.close()
    port = free_ports(1)[0]
    call = [sys.executable, "-m", "server.cli", "serve", "--data", str(folder), "--port", str(port)]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(call, stdout=log, stderr=log, env={**os.environ, "HANDRAIL_DATA": str(folder)})
    try:
        url = f"http://127.0.0.1:{port}"
        _await(url, folder)
        readers = {role: _logged_in(folder, role) for role in roles}
        yield Served(url, folder, passwords, readers)
    finally:
        st.cache_resource.clear()
        process.terminate()
        process.wait(20)


@pytest.fixture
def known(served: Served) -> Iterator[Database]:
    """The served database with a folder of articles, a contradiction and a gap."""
    db = Database(f"sqlite:///{served.folder / 'handrail.db'}")
    know(db, served.folder.parent / "articles")
    _await_answers(served)
    yield db
    db.write(forget)
    db.close()


@pytest.fixture
def screen(served: Served, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Runs one page as a reader of this role sees it, at this place of it."""
    monkeypatch.setenv("HANDRAIL_URL", served.url)

    def run(name: str, role: str = "viewer", **place: str) -> AppTest:
        test = AppTest.from_string(SCREEN.format(name=name), default_timeout=30)
        test.session_state["logged_in"] = served.readers[role]
        for key, value in place.items():
            test.query_params[key] = value
        return test.run()

    return run


def _await(url: str, folder: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            if httpx.get(f"{url}/health", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError((folder / "server.log").read_text()[-3000:])


def _await_answers(served: Served) -> None:
    """Until the server has seen what another process wrote."""
    bearer = {"Authorization": f"Bearer {served.readers['admin'].token}"}
    asked = {"text": "how do I reset my password", "site": SITE, "top": 1}
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        reply = httpx.post(f"{served.url}/v1/ask", json=asked, headers=bearer, timeout=30)
        if reply.raise_for_status().json()["passages"]:
            return
        time.sleep(0.1)
    raise AssertionError("the server never found what was synced")


def _logged_in(folder: Path, role: str) -> LoggedIn:
    """As the API answers a log-in; not through it, for it allows ten a minute."""
    db = Database(f"sqlite:///{folder / 'handrail.db'}")
    row = db.read(people.find_by_email, f"{role}@test")
    db.close()
    assert row is not None
    token = make_auth(token_secret(folder)).create_token(row.id)
    return LoggedIn(token=token, name=row.name, role=role, must_change=False, expires_at=now_ms() + 3_600_000)
