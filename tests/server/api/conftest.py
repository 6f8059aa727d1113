"""The whole application on a folder of its own, asked over HTTP."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from server.api.auth import add_member
from server.api.sites import create_site
from server.app import create_app
from server.clock import now_ms
from server.rooms import open_database
from server.settings import Settings
from tests.server.api.knowing import House

SITE = "shop"
Staff = dict[str, str]


@pytest.fixture(scope="module")
def staff_and_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Staff, TestClient[Litestar]]]:
    data = tmp_path_factory.mktemp("api")
    settings = Settings(data=data / "data", knowledge_folders=str(data / "docs"))
    with open_database(settings) as db:
        db.write(create_site, SITE, "Shop", ["https://shop.example"], False, now_ms(), "hr_shop_key")
        passwords = {
            role: add_member(db, f"{role}@shop.example", role.title(), role, now_ms(), must_change=False)
            for role in ("viewer", "agent", "admin")
        }
        passwords["new"] = add_member(db, "new@shop.example", "New", "admin", now_ms())
    with TestClient(create_app(settings)) as client:
        yield passwords, client


@pytest.fixture
def client(staff_and_client: tuple[Staff, TestClient[Litestar]]) -> TestClient[Litestar]:
    return staff_and_client[1]


@pytest.fixture(scope="module")
def headers(staff_and_client: tuple[Staff, TestClient[Litestar]]) -> dict[str, dict[str, str]]:
    """Authorization by role (and of the newcomer with a one-time password)."""
    passwords, client = staff_and_client
    made = {}
    for name, password in passwords.items():
        login = client.post("/v1/login", json={"email": f"{name}@shop.example", "password": password})
        assert login.status_code == 200, login.text
        made[name] = {"Authorization": f"Bearer {login.json()['token']}"}
    return made


@pytest.fixture
def house(client: TestClient[Litestar], headers: dict[str, dict[str, str]]) -> House:
    return House(client, headers)


@pytest.fixture
def docs(client: TestClient[Litestar]) -> Iterator[Path]:
    """The one folder that sources may be made of over HTTP."""
    (folder,) = client.app.state.rooms.settings.knowledge_roots
    folder.mkdir(exist_ok=True)
    yield folder
    shutil.rmtree(folder)
