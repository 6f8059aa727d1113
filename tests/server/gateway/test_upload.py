"""Uploads over HTTP: who may, how much, what; what is answered with 201 is on disk, masked."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, update

from server.clock import now_ms
from server.files.files import DAY_MS, MOST_A_SESSION, SITE_DAY_BYTES, UNUSED_MS
from server.files.kinds import EICAR, MAX_FILE_BYTES
from server.gateway.limits import Limits
from server.store import files
from server.store.database import Database
from server.store.schema import files as table
from server.store.schema import metadata
from tests.server.files.drawn import ERROR, PAGE, docx, huge_png, pdf, screenshot, zipped
from tests.server.gateway.page import Page
from tests.server.gateway.served import KEY, ORIGIN, World, free_port, served

pytestmark = pytest.mark.asyncio(loop_scope="module")
AT_ONCE = 6  # fits into the reader's queue
SECRETS = ("ann@mail.example", "4111 1111 1111 1111")
PICTURE = screenshot(*PAGE, ERROR)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """One world with one warm reader; each test is a session of its own."""
    async with served(tmp_path_factory.mktemp("uploads"), Limits(files_burst=10_000)) as world:
        yield world


async def greeted(world: World, session: str) -> str:
    async with Page(world.port) as page:
        await page.greet(session=session, stream=f"stream-of-{session}")
    return session


async def post(world: World, session: str, data: Any, origin: str | None = ORIGIN, **changes: str) -> httpx.Response:
    query = {"site": KEY, "session": session, "name": "shot.png", **changes}
    headers = {"Content-Type": "text/plain", **({"Origin": origin} if origin else {})}
    async with httpx.AsyncClient(timeout=60) as client:
        url = f"http://127.0.0.1:{world.port}/v1/files"
        return await client.post(url, params=query, content=data, headers=headers)


async def test_a_screenshot_is_read_and_kept(world: World) -> None:
    session = await greeted(world, "session-read")
    answer = await post(world, session, PICTURE, name="C:\\shots\\error of ann@mail.example.png")
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["kind"], told["name"]) == ("image", "error of [email].png")
    assert (told["bytes"], told["width"], told["height"]) == (len(PICTURE), 640, 240)
    assert told["preview"] == "\n".join((*PAGE, ERROR))
    row = world.db.read(files.find, told["id"])
    assert row is not None
    assert (row.site, row.session, row.turn, row.type) == ("shop", session, "", "image/png")
    kept = world.files.shelf.get(told["id"])
    assert kept is not None
    assert kept.startswith(b"\x89PNG")
    path = world.files.shelf._folder / told["id"]
    assert path.stat().st_mode & 0o777 == 0o600


async def test_only_the_sites_origin_may_read_the_answer_also_a_refusal(world: World) -> None:
    session = await greeted(world, "session-cors")
    for data, status in ((b"a note", 201), (b"", 422)):
        answer = await post(world, session, data)
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert answer.headers["vary"] == "Origin"
    refused = await post(world, session, b"a note", "https://elsewhere.example")
    assert refused.status_code == 403
    assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdf("Invoice 17", ERROR), f"Invoice 17\n{ERROR}"),
        (docx(ERROR), ERROR),
        (b"at 10:00\n\n" + ERROR.encode(), f"at 10:00\n{ERROR}"),
    ],
)
async def test_of_a_document_its_text_is_kept(world: World, data: bytes, words: str) -> None:
    session = await greeted(world, "session-documents")
    told = (await post(world, session, data)).json()
    assert (told["kind"], told["width"], told["preview"]) == ("document", 0, words)
    assert world.files.shelf.get(told["id"]) == words.encode()


async def test_personal_data_is_in_no_table_no_file_and_not_on_the_picture(world: World) -> None:
    session = await greeted(world, "session-masked")
    lines = (ERROR, f"Signed in as {SECRETS[0]}", f"Card {SECRETS[1]}")
    for data in (screenshot(*lines), "\n".join(lines).encode()):
        told = (await post(world, session, data)).json()
        assert "[email]" in told["preview"]
        assert "[card]" in told["preview"]
    picture = next(row for row in _rows(world.db, session) if row.kind == "image")
    again = await post(world, session, world.files.shelf.get(picture.id))
    assert again.json()["preview"] == ERROR
    everything = _dump(world.db)
    assert ERROR in everything
    assert [secret for secret in SECRETS if secret in everything] == []
    assert not any(secret.encode() in path.read_bytes() for path in _kept(world) for secret in SECRETS)


REFUSED: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 422),
    "a bomb": (huge_png(30_000, 30_000), 413),
    "malware": (EICAR, 415),
    "a program called .png": (b"\x7fELF\x02\x01\x01" + bytes(99), 415),
    "a Windows program called .png": (b"MZ\x90\x00" + bytes(99), 415),
    "an archive called .png": (zipped({"shot.png": b"x"}), 415),
    "a page called .png": (b"<html><script>alert(1)</script></html>", 415),
    "a drawing called .png": (b"<svg onload='alert(1)'/>", 415),
    "a picture and an archive": (PICTURE + zipped({"a": b"x"}), 415),
    "a picture that breaks off": (PICTURE[:-300], 422),
    "a locked PDF": (pdf("hello", password="1234"), 422),
    "a broken Word file": (docx("hello")[:-30], 422),
    "bytes": (bytes(range(256)), 415),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_not_taken_is_refused_with_a_sentence_and_leaves_nothing(world: World, what: str) -> None:
    data, status = REFUSED[what]
    session = await greeted(world, f"session-{list(REFUSED).index(what):04}")
    before = len(_kept(world))
    answer = await post(world, session, data)
    assert answer.status_code == status
    assert answer.json()["message"].endswith(".")
    assert _rows(world.db, session) == []
    assert len(_kept(world)) == before
    assert ("shop", answer.json()["code"]) in await world.counted()


@pytest.mark.parametrize("announced", [True, False])
async def test_too_large_a_body_is_refused_while_it_streams(world: World, announced: bool) -> None:
    session = await greeted(world, f"session-large-{announced}")
    size = 2 * MAX_FILE_BYTES

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(size // 65_536):
            yield bytes(65_536)

    answer = await post(world, session, bytes(size) if announced else endless())
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"origin": "https://elsewhere.example"}, 403, "foreign_origin"),
        ({"origin": "null"}, 403, "foreign_origin"),
        ({"origin": None}, 403, "foreign_origin"),
        ({"site": "no-such-key-here"}, 403, "foreign_origin"),
        ({"session": "session-never-seen"}, 403, "unknown_session"),
        ({"session": "../../etc"}, 400, "invalid"),
        ({"name": "x" * 2_000}, 400, "invalid"),
    ],
)
async def test_who_may_not_is_refused(world: World, changes: dict[str, Any], status: int, code: str) -> None:
    session = await greeted(world, "session-allowed")
    answer = await post(world, **{"session": session, "data": b"a note", **changes})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert _rows(world.db, session) == []


async def test_a_session_of_another_site_is_unknown(world: World) -> None:
    async with Page(world.port) as page:
        await page.greet(session="session-of-demo", site="site-key-of-demo")
    assert (await post(world, "session-of-demo", b"a note")).json()["code"] == "unknown_session"


async def test_a_visit_may_attach_so_many_and_no_more(world: World) -> None:
    session = await greeted(world, "session-quota")
    for _ in range(MOST_A_SESSION // AT_ONCE):
        answers = await asyncio.gather(*(post(world, session, b"note %d" % n) for n in range(AT_ONCE)))
        assert {answer.status_code for answer in answers} == {201}
    full = await post(world, session, b"one more")
    assert (full.status_code, full.json()["code"]) == (429, "session_full")
    assert int(full.headers["retry-after"]) > 0
    assert len(_rows(world.db, session)) == MOST_A_SESSION


async def test_a_site_takes_so_much_a_day_and_no_more(world: World) -> None:
    session = await greeted(world, "session-site-full")
    much = {
        **{"id": "much-0001", "site": "shop", "session": "another", "kind": "document", "type": "text/plain"},
        **{"name": "x", "at": now_ms(), "bytes": SITE_DAY_BYTES + 1},
    }
    world.db.write(files.put, much)
    full = await post(world, session, b"a note")
    world.db.write(files.remove, ["much-0001"])
    assert (full.status_code, full.json()["code"]) == (429, "site_full")
    world.db.write(files.put, {**much, "at": now_ms() - DAY_MS - 1})
    assert (await post(world, session, b"a note")).status_code == 201
    world.db.write(files.remove, ["much-0001"])


async def test_what_no_turn_came_with_is_removed_after_a_day(world: World) -> None:
    session = await greeted(world, "session-swept")
    old, used, young = [(await post(world, session, b"note %d" % n)).json()["id"] for n in range(3)]
    long_ago = now_ms() - UNUSED_MS - 60_000
    world.db.write(files.attach, [used], "turn-0001")
    world.db.write(lambda conn: conn.execute(update(table).where(table.c.id != young).values(at=long_ago)))
    stray = world.files.shelf._folder / "stray-0001.half"
    stray.write_bytes(b"x")
    os.utime(stray, (long_ago / 1000, long_ago / 1000))
    await world.files.sweep()
    assert {row.id for row in _rows(world.db, session)} == {used, young}
    assert {id for id in (old, used, young) if world.files.shelf.get(id)} == {used, young}
    assert not stray.exists()


async def test_uploads_of_one_address_and_of_one_session_are_limited(tmp_path: Path) -> None:
    limits = Limits(session_files_per_s=0.01, session_files_burst=2, files_per_s=0.01, files_burst=5)
    async with served(tmp_path, limits) as world:
        first, second = await greeted(world, "session-first"), await greeted(world, "session-second")
        assert [(await post(world, first, b"a note")).status_code for _ in range(3)] == [201, 201, 429]
        assert [(await post(world, second, b"a note")).status_code for _ in range(3)] == [201, 201, 429]
        refused = await post(world, second, b"a note")
        assert (refused.json()["code"], int(refused.headers["retry-after"]) > 0) == ("too_fast", True)


async def test_a_full_disk_is_told_and_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(id: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(world.files.shelf, "put", full)
    session = await greeted(world, "session-full-disk")
    answer = await post(world, session, b"a note")
    assert answer.status_code == 503
    assert "retry-after" in answer.headers
    assert _rows(world.db, session) == []


async def test_what_was_answered_with_201_survives_a_kill(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "tests.server.gateway.served", str(tmp_path), str(port)]
    server = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert await server.stdout.readline() == b"serving\n"
    ghost = World.__new__(World)
    ghost.port = port
    session = await greeted(ghost, "session-killed")
    told = (await post(ghost, session, ERROR.encode())).json()
    server.send_signal(signal.SIGKILL)
    await server.wait()
    db = Database(f"sqlite:///{tmp_path}/handrail.db")
    row = db.read(files.find, told["id"])
    db.close()
    assert row is not None
    assert row.words == ERROR
    assert (tmp_path / "files" / told["id"]).read_text() == ERROR


def _rows(db: Database, session: str) -> list[Any]:
    return db.read(lambda conn: list(conn.execute(select(table).where(table.c.session == session))))


def _dump(db: Database) -> str:
    return db.read(
        lambda conn: "\n".join(str(row) for one in metadata.sorted_tables for row in conn.execute(select(one)))
    )


def _kept(world: World) -> list[Path]:
    folder = world.files.shelf._folder
    return list(folder.iterdir()) if folder.is_dir() else []
