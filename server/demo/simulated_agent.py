"""The person at the desk in the simulated history: works through the HTTP API, as the dashboard's desk does.

Sees what an agent sees: the queue and the conversation. Knows the product, so the right article for a trouble is known
here, as it is to any agent, and nowhere else on the server's side.
"""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from msgspec import Struct

from server.clock import now_ms
from server.demo.help_articles import Article, read_articles
from server.demo.preparation import Prepared
from server.demo.simulated_visit import Plan
from server.demo.troubles import Trouble
from server.errors import Unavailable
from server.settings import Settings

PATIENCE_S = 20.0  # real time to find a waiting conversation in the queue
LOOK_S = 0.1
CORRECTS = 0.8  # share of wrong answers that a person corrects while at it


class Helped(Struct, frozen=True):
    answered: bool
    corrected: bool


class SimulatedAgent:
    """Async context: one agent who takes one conversation at a time."""

    def __init__(self, settings: Settings, prepared: Prepared) -> None:
        self._url = settings.base_url
        self._site = prepared.site
        self._login = {"email": prepared.email, "password": prepared.password}
        self._token = ""
        self._hands = asyncio.Lock()
        self._articles: dict[str, Article] = {}

    async def __aenter__(self) -> "SimulatedAgent":
        self._articles = {article.slug: article for article in read_articles()}
        self._token = (await self._call("POST", "/v1/login", self._login))["token"]
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def help(self, plan: Plan) -> Helped:
        """Takes the conversation of the plan's session, answers it, corrects a wrong answer in it, gives it back."""
        if plan.trouble is None:
            return Helped(False, False)
        async with self._hands:
            conversation = await self._waiting(plan.session)
            if conversation is None:
                return Helped(False, False)
            path = f"/v1/conversations/{conversation}"
            await self._call("POST", f"{path}/take")
            corrected = await self._correct(path, plan.trouble)
            await self._call("POST", f"{path}/say", {"text": self._advice(plan.trouble)})
            await self._call("POST", f"{path}/return")
        return Helped(True, corrected)

    async def review(self, plans: Mapping[str, Plan], most: int) -> int:
        """The evening's look at what Handrail said: corrects up to `most` answers that led nowhere, says how many."""
        corrected = 0
        rows = await self._call("GET", f"/v1/conversations?site={self._site}&state=assistant&limit=200")
        for row in rows:
            plan = plans.get(row["session"])
            if plan is None or plan.trouble is None or corrected >= most:
                continue
            path = f"/v1/conversations/{row['id']}"
            corrected += await self._correct(path, plan.trouble)
        return corrected

    async def clear(self, plans: Mapping[str, Plan]) -> int:
        """Answers and closes what still waits in the evening; returns how many."""
        rows = await self._call("GET", f"/v1/conversations?site={self._site}&state=waiting&limit=200")
        waiting = [(row, plans[row["session"]]) for row in rows if row["session"] in plans]
        for row, plan in waiting:
            path = f"/v1/conversations/{row['id']}"
            await self._call("POST", f"{path}/take")
            if plan.trouble is not None:
                await self._call("POST", f"{path}/say", {"text": self._advice(plan.trouble)})
            await self._call("POST", f"{path}/close")
        return len(waiting)

    async def learn(self, at: int) -> None:
        """Has the server run its learning cycle as if it were `at` (Unix ms)."""
        await self._call("POST", "/v1/learning/cycle", {"site": self._site, "at": min(at, now_ms())})

    async def _waiting(self, session: str) -> str | None:
        for _ in range(int(PATIENCE_S / LOOK_S)):
            rows = await self._call("GET", f"/v1/conversations?site={self._site}&state=waiting")
            for row in rows:
                if row["session"] == session:
                    return str(row["id"])
            await asyncio.sleep(LOOK_S)
        return None

    def _advice(self, trouble: Trouble) -> str:
        """What a person would say: the steps of the article that helps, or what they know without one."""
        return trouble.advice or _steps(self._articles[trouble.articles[0]])

    async def _correct(self, path: str, trouble: Trouble) -> bool:
        """Corrects the first answer when it led elsewhere, or nowhere: it is the one to the visitor's first words.

        Where no article helps, there is none to lead to.
        """
        if not trouble.articles:
            return False
        article = self._articles[trouble.articles[0]]
        detail = await self._call("GET", path)
        answers = [turn for turn in detail["turns"] if turn["who"] == "handrail" and turn["decision"]]
        if not answers or answers[0]["decision"]["kind"] not in ("answer", "unknown") or answers[0]["corrected"]:
            return False
        first = answers[0]
        if any(_slug(citation["url"]) == article.slug for citation in first["citations"]):
            return False
        if _share(first["id"]) >= CORRECTS:
            return False
        await self._call(
            "POST",
            f"{path}/correct",
            {
                "turn": first["id"],
                "right": _steps(article),
                "article": f"{self._site}:{article.slug}.md",
                "intent": article.intent,
            },
        )
        return True

    async def _call(self, method: str, path: str, body: Any = None) -> Any:
        return await asyncio.to_thread(self._request, method, path, body)

    def _request(self, method: str, path: str, body: Any) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own server's address from the settings
            self._url + path,
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise Unavailable(f"{method} {path.partition('?')[0]} answered {error.code}: {_sentence(error)}") from None
        except OSError as error:
            raise Unavailable(f"the server at {self._url} does not answer ({error})") from None
        return json.loads(text) if text else None


def _share(id: str) -> float:
    """A number from 0 to 1 that is always the same for an id."""
    return crc32(id.encode()) / 2**32


def _steps(article: Article) -> str:
    """The article's steps, or its first paragraph."""
    lines = [line.strip() for line in article.body.splitlines()]
    steps = [line for line in lines if line[:2].rstrip(".").isdigit()]
    if steps:
        return "\n".join(steps[:5])
    return next(line for line in lines if line and not line.startswith("#"))


def _slug(url: str) -> str:
    return url.partition("#")[0].rstrip("/").rpartition("/")[2]


def _sentence(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read())["message"])
    except (ValueError, KeyError, TypeError):
        return str(error.reason)
