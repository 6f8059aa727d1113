"""What the tests of knowledge over HTTP share: the application with a site, its staff, and its worker's keeper."""

from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar
from litestar.testing import TestClient

from server.api.views.knowledge import Asked
from server.keeping import open_keeper

SITE = "shop"
AT = "/v1/knowledge"


class House:
    """The application as its clients see it; `work` does what `handrail work` would."""

    def __init__(self, client: TestClient[Litestar], headers: dict[str, dict[str, str]]) -> None:
        self.client, self.headers = client, headers

    def call(self, method: str, path: str, role: str = "admin", status: int | None = None, **said: Any) -> Any:
        """The decoded answer, None for an empty one."""
        answer = self.client.request(method, f"{AT}{path}", headers=self.headers[role], **said)
        assert answer.status_code == (status or {"POST": 201, "DELETE": 204}.get(method, 200)), answer.text
        return answer.json() if answer.content else None

    def refused(self, method: str, path: str, role: str = "admin", **said: Any) -> tuple[int, str]:
        answer = self.client.request(method, f"{AT}{path}", headers=self.headers[role], **said)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["code"]

    def sources(self) -> dict[str, Any]:
        return {each["id"]: each for each in self.call("GET", "/sources", params={"site": SITE})}

    def articles(self, **wanted: Any) -> list[Any]:
        found: list[Any] = self.call("GET", "/articles", "viewer", params={"site": SITE, **wanted})
        return found

    def work(self) -> None:
        rooms = self.client.app.state.rooms
        with open_keeper(rooms.settings, rooms.db, rooms.encoders) as keeper:
            while keeper.work_once():
                pass
        rooms.knowledge.refresh()

    def ask(self, text: str, role: str = "agent", **said: Any) -> Asked:
        body = {"text": text, "site": SITE, **said}
        answer = self.client.post("/v1/ask", headers=self.headers[role], json=body)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=Asked)


def write(folder: Path, name: str, text: str) -> Path:
    """An article below a folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file
