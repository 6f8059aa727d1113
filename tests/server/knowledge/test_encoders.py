"""Which encoder embeds a site's passages, and how a site moves to another one while the old index serves."""

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs
from sqlalchemy import Connection, event, func, select, update

from models.encode import Embedding, Encoder
from models.imported.shelf import Shelf
from models.tokens import Tokens
from server.errors import NotFound, Unavailable
from server.knowledge.committing import searchable
from server.knowledge.encoders import SHIPPED, Encoders
from server.knowledge.knowledge import Knowledge
from server.knowledge.re_embedding import RETRY_MS, STILL_MS, go_on, progress, re_embed
from server.store import articles, knowledge, sites
from server.store import encoders as statements
from server.store.database import Database
from server.store.schema import knowledge_states, next_embeddings, passages
from tests.databases import migrated
from tests.models.folders import SENTENCES, shipped_folder, small_folder

SITE, OTHER = "shop", "club"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("models"))
    shelf.add(small_folder(tmp_path_factory.mktemp("folders") / "small"))
    shelf.add(shipped_folder(tmp_path_factory.mktemp("folders") / "mini"))
    return shelf


@pytest.fixture
def small(shelf: Shelf) -> str:
    return next(version for version in shelf.versions() if version.startswith("small-"))


@pytest.fixture
def mini(shelf: Shelf) -> str:
    return next(version for version in shelf.versions() if version.startswith("mini-"))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = migrated(tmp_path)
    for site in (SITE, OTHER):
        db.write(sites.create, site, f"key-{site}-1", site, [], False, 1)
    yield db
    db.close()


@pytest.fixture
def encoders(db: Database, shelf: Shelf, encoder: Encoder) -> Encoders:
    return Encoders(db, shelf, encoder)


def put(db: Database, encoders: Encoders, texts: dict[str, str], site: str = SITE, public: bool = True) -> None:
    """One commit of articles of a passage each, as a sync makes it: embedded by the encoder that serves."""
    rows = []
    for path, text in texts.items():
        id = f"{site}:{path}"
        article = {"id": id, "site": site, "path": path, "title": path, "hash": text, "synced_at": 1, "public": public}
        embedding = encoders.embed_passage(site, searchable(path, "", text)).tobytes()
        passage = {"id": f"{id}#0-{path}", "site": site, "article": id, "position": 0, "text": text}
        rows.append((article, passage | {"embedding": embedding}))

    def store(conn: Connection) -> None:
        knowledge.state(conn, site)
        knowledge.begin_with(conn, site, encoders.of(site).way)
        before = knowledge.digest(conn, [article["id"] for article, _ in rows])
        for article, passage in rows:
            articles.put(conn, article, [passage])
        knowledge.commit(conn, site, before, [article["id"] for article, _ in rows], 2)

    db.write(store)


def vectors(db: Database, site: str = SITE) -> dict[str, Embedding]:
    rows = db.read(knowledge.site_passages, site)
    return {row.id: np.frombuffer(row.embedding, np.float32) for row in rows}


def to_the_end(db: Database, encoders: Encoders, most: int = 3) -> int:
    for rounds in range(1, 100):
        if re_embed(db, encoders, SITE, 9, most).state == "idle":
            return rounds
    raise AssertionError("it doesn't end")


def articles_of(count: int) -> dict[str, str]:
    return {f"a{number:02}.md": SENTENCES[number % len(SENTENCES)] + f" {number}" for number in range(count)}


def left_over(db: Database) -> int:
    return db.read(lambda conn: conn.scalar(select(func.count()).select_from(next_embeddings)) or 0)


def test_a_site_is_embedded_by_the_shipped_encoder_at_first(db: Database, encoders: Encoders, encoder: Encoder) -> None:
    assert encoders.of(SITE).version == encoder.version
    assert np.array_equal(encoders.embed_question(SITE, "invoice"), encoder.encode("invoice"))
    shared = np.ones(384, np.float32)
    assert encoders.embed_question(SITE, "invoice", shared) is shared
    assert progress(db, encoders, SITE, 9).encoder == SHIPPED


def test_a_site_moves_to_another_encoder_batch_by_batch(db: Database, encoders: Encoders, small: str) -> None:
    put(db, encoders, articles_of(10))
    put(db, encoders, articles_of(2), OTHER)
    before, revision = vectors(db), db.read(knowledge.revision, SITE)
    assert encoders.choose(SITE, small) == small
    told = re_embed(db, encoders, SITE, 9, 4)
    assert (told.state, told.done, told.total, told.next) == ("running", 4, 10, small)
    assert {id: vector.tobytes() for id, vector in vectors(db).items()} == {
        id: vector.tobytes() for id, vector in before.items()
    }
    assert encoders.of(SITE).dimensions == 384

    to_the_end(db, encoders)
    own = encoders.named(small)
    for id, vector in vectors(db).items():
        text = articles_of(10)[id.rpartition("-")[2]]
        assert np.array_equal(vector, own.passage(searchable(id.rpartition("-")[2], "", text)))
    assert db.read(statements.encoders_of, SITE) == (small, "")
    assert db.read(knowledge.revision, SITE) == revision + 1
    assert len(db.read(knowledge.changed_articles, SITE, revision)) == 10
    assert encoders.of(SITE).version == small
    assert np.array_equal(encoders.embed_question(SITE, "invoice", np.ones(384)), own.question("invoice"))
    assert (progress(db, encoders, SITE, 9).encoder, progress(db, encoders, SITE, 9).state) == (small, "idle")
    assert go_on(db, encoders, 9)
    assert left_over(db) == 0
    assert not go_on(db, encoders, 9)
    assert {vector.shape for vector in vectors(db, OTHER).values()} == {(384,)}  # another site stays as it was


def test_and_back_to_the_shipped_one(db: Database, encoders: Encoders, small: str, encoder: Encoder) -> None:
    put(db, encoders, articles_of(4))
    before = vectors(db)
    version = db.read(knowledge.latest_versions)[SITE]
    encoders.choose(SITE, small)
    to_the_end(db, encoders)
    assert db.read(knowledge.latest_versions)[SITE] != version
    assert encoders.choose(SITE, SHIPPED) == encoder.version
    to_the_end(db, encoders)
    assert db.read(statements.encoders_of, SITE) == ("", "")
    assert all(np.array_equal(before[id], vector) for id, vector in vectors(db).items())
    assert db.read(knowledge.latest_versions)[SITE] == version


def test_articles_that_change_meanwhile_are_whole_in_both(db: Database, encoders: Encoders, small: str) -> None:
    put(db, encoders, articles_of(8))
    encoders.choose(SITE, small)
    for _ in range(3):
        re_embed(db, encoders, SITE, 9, 2)
    put(db, encoders, {"a01.md": "Something else entirely.", "new.md": "Nobody knew this."})
    db.write(articles.drop, [f"{SITE}:a02.md"])
    assert {vector.shape for vector in vectors(db).values()} == {(384,)}
    to_the_end(db, encoders, 2)
    found = vectors(db)
    assert {vector.shape for vector in found.values()} == {(encoders.named(small).dimensions,)}
    assert len(found) == 8
    own = encoders.named(small)
    changed = own.passage(searchable("a01.md", "", "Something else entirely."))
    assert np.array_equal(found[f"{SITE}:a01.md#0-a01.md"], changed)


def test_a_vector_of_a_text_that_changed_while_it_was_embedded_is_dropped(
    db: Database, encoders: Encoders, small: str
) -> None:
    put(db, encoders, articles_of(2))
    encoders.choose(SITE, small)
    way = encoders.way(small)
    rows = db.read(statements.without_next, SITE, way, "", 10)
    put(db, encoders, {"a00.md": "Changed in between."})
    embedded = {row.id: (row.revision, b"\0" * 4 * 40) for row in rows}
    assert db.write(statements.put_next, way, embedded) == 1
    assert [row.title for row in db.read(statements.without_next, SITE, way, "", 10)] == ["a00.md"]


def test_nothing_is_exchanged_before_it_is_whole(db: Database, encoders: Encoders, small: str) -> None:
    put(db, encoders, articles_of(3))
    encoders.choose(SITE, small)
    re_embed(db, encoders, SITE, 9, 2)
    assert db.write(statements.swap, SITE, encoders.way(small), small, 9) is False
    assert db.read(statements.encoders_of, SITE) == ("", encoders.way(small))


def test_who_is_killed_anywhere_goes_on_where_it_was(
    db: Database, shelf: Shelf, encoder: Encoder, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill before or after any write: whoever comes next has the same rows, and nothing else of the one before."""
    put(db, Encoders(db, shelf, encoder), articles_of(7))
    Encoders(db, shelf, encoder).choose(SITE, small)

    width = Encoders(db, shelf, encoder).named(small).dimensions

    class Killed(BaseException):
        pass

    write, steps = Database.write, 0
    while True:
        steps += 1

        def killed(self: Database, change, *args, before: bool = steps % 2 == 1, **kw):  # type: ignore[no-untyped-def]
            if before:
                raise Killed
            write(self, change, *args, **kw)
            raise Killed

        monkeypatch.setattr(Database, "write", killed)
        with pytest.raises(Killed):
            re_embed(db, Encoders(db, shelf, encoder), SITE, 9, 2)
        monkeypatch.setattr(Database, "write", write)
        shapes = {vector.shape for vector in vectors(db).values()}
        serving, following = db.read(statements.encoders_of, SITE)
        assert shapes == ({(width,)} if serving else {(384,)})
        if not following:
            break
    assert serving == small
    assert steps < 30


def test_several_workers_do_not_embed_the_same(db: Database, shelf: Shelf, encoder: Encoder, small: str) -> None:
    put(db, Encoders(db, shelf, encoder), articles_of(30))
    Encoders(db, shelf, encoder).choose(SITE, small)
    failures: list[BaseException] = []

    def work() -> None:
        own = Encoders(db, shelf, encoder)
        try:
            while re_embed(db, own, SITE, 9, 2).state == "running":
                pass
        except BaseException as problem:
            failures.append(problem)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert db.read(statements.encoders_of, SITE) == (small, "")


def test_another_choice_meanwhile_begins_again(db: Database, encoders: Encoders, small: str, mini: str) -> None:
    put(db, encoders, articles_of(5))
    encoders.choose(SITE, small)
    re_embed(db, encoders, SITE, 9, 2)
    encoders.choose(SITE, mini)
    to_the_end(db, encoders)
    assert db.read(statements.encoders_of, SITE) == (mini, "")
    while go_on(db, encoders, 9):
        pass
    assert left_over(db) == 0
    encoders.choose(SITE, small)
    assert encoders.choose(SITE, mini) == mini  # it serves: what was begun is given up
    assert db.read(statements.encoders_of, SITE) == (mini, "")


def test_an_unknown_encoder_is_not_chosen(encoders: Encoders) -> None:
    with pytest.raises(NotFound, match="there is no encoder bert-1: choose one of shipped, mini-"):
        encoders.choose(SITE, "bert-1")


def test_an_encoder_that_is_gone_is_said_and_the_old_index_serves(db: Database, encoders: Encoders, small: str) -> None:
    put(db, encoders, articles_of(2))
    db.write(statements.begin, SITE, "gone-12345678")
    told = re_embed(db, encoders, SITE, 9)
    assert told.state == "failed"
    assert not go_on(db, encoders, 9)
    assert "gone-12345678" in told.reason
    assert progress(db, encoders, SITE, 9).state == "failed"
    assert {vector.shape for vector in vectors(db).values()} == {(384,)}
    with pytest.raises(Unavailable):
        encoders.named("gone-12345678")


def test_one_that_stopped_in_the_middle_says_why_and_goes_on_by_itself_after_a_restart(
    db: Database, shelf: Shelf, encoder: Encoder, small: str, tmp_path: Path
) -> None:
    own = Shelf(tmp_path / "own")
    version = own.add(small_folder(tmp_path / "folder"))
    put(db, Encoders(db, own, encoder), articles_of(6))
    before = vectors(db)
    first = Encoders(db, own, encoder)
    first.choose(SITE, version)
    assert re_embed(db, first, SITE, 9, 2).state == "running"
    away = (own.root / version).rename(tmp_path / "away")
    assert re_embed(db, first, SITE, 10, 2).state == "failed"  # though it is loaded still

    restarted = Encoders(db, own, encoder)
    told = progress(db, restarted, SITE, 11)
    assert (told.state, told.done, told.next) == ("failed", 2, version)
    assert "import it again" in told.reason
    assert not go_on(db, restarted, 10 + RETRY_MS)
    assert {id: one.tobytes() for id, one in vectors(db).items()} == {id: one.tobytes() for id, one in before.items()}
    away.rename(own.root / version)
    assert not go_on(db, restarted, 11 + RETRY_MS)  # it rests
    assert go_on(db, restarted, 10 + 2 * RETRY_MS)
    assert db.read(statements.encoders_of, SITE) == (version, "")


def test_a_damaged_encoder_is_told_and_can_be_tried_again_at_once(
    db: Database, encoder: Encoder, tmp_path: Path
) -> None:
    own = Shelf(tmp_path / "own")
    version = own.add(small_folder(tmp_path / "folder"))
    encoders = Encoders(db, own, encoder)
    put(db, encoders, articles_of(3))
    encoders.choose(SITE, version)
    graph = own.root / version / "model.onnx"
    whole = graph.read_bytes()
    graph.write_bytes(whole[:-100])
    assert not go_on(db, encoders, 1_000)
    told = progress(db, Encoders(db, own, encoder), SITE, 1_001)
    assert told.state == "failed"
    assert "damaged" in told.reason
    graph.write_bytes(whole)
    assert not go_on(db, encoders, 1_002)
    encoders.choose(SITE, version)
    assert progress(db, encoders, SITE, 1_003).state == "running"
    assert go_on(db, encoders, 1_003)
    assert progress(db, encoders, SITE, 1_004).state == "idle"


def test_a_graph_that_breaks_on_a_passage_is_told(
    db: Database, encoders: Encoders, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(db, encoders, articles_of(3))
    encoders.choose(SITE, small)

    def breaks(self: object, text: str) -> Embedding:
        raise RuntimeError(text)

    monkeypatch.setattr(type(encoders.named(small)), "passage", breaks)
    assert not go_on(db, encoders, 1_000)
    told = progress(db, encoders, SITE, 1_001)
    assert (told.state, told.reason) == (
        "failed",
        f"the encoder {small} broke (RuntimeError): import it again, or choose another",
    )
    assert {vector.shape for vector in vectors(db).values()} == {(384,)}


def test_a_full_disk_is_told_and_it_goes_on_when_there_is_room(db: Database, encoders: Encoders, small: str) -> None:
    put(db, encoders, articles_of(60))
    encoders.choose(SITE, small)
    assert re_embed(db, encoders, SITE, 1_000, 2).state == "running"
    pages = db.read(lambda conn: conn.exec_driver_sql("PRAGMA page_count").scalar_one())

    def full(conn: Connection) -> None:
        conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(db._engine, "begin", full)
    told = re_embed(db, encoders, SITE, 1_001, 40)
    assert told.state == "failed"
    assert "full" in told.reason
    assert progress(db, encoders, SITE, 1_002).state == "failed"
    assert {vector.shape for vector in vectors(db).values()} == {(384,)}
    event.remove(db._engine, "begin", full)
    db._engine.dispose()
    assert progress(db, encoders, SITE, 1_003).done == 2
    while go_on(db, encoders, 1_001 + RETRY_MS):
        pass
    assert db.read(statements.encoders_of, SITE) == (small, "")


def test_where_the_store_can_write_nothing_whoever_works_pauses_and_standing_still_is_told(
    db: Database, encoders: Encoders, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(db, encoders, articles_of(40))
    encoders.choose(SITE, small)
    re_embed(db, encoders, SITE, 1_000, 2)
    write = Database.write

    def full(self: Database, change, *args, **kw):  # type: ignore[no-untyped-def]
        raise Unavailable("the database can't serve: disk I/O error")

    monkeypatch.setattr(Database, "write", full)
    with pytest.raises(Unavailable):
        go_on(db, encoders, 2_000)
    monkeypatch.setattr(Database, "write", write)
    assert progress(db, encoders, SITE, 999 + STILL_MS).state == "running"
    told = progress(db, encoders, SITE, 1_000 + STILL_MS)
    assert told.state == "failed"
    assert told.reason.startswith("no passage was embedded for 20 minutes: see that `handrail work` runs")
    assert go_on(db, encoders, 1_000 + STILL_MS)
    assert progress(db, encoders, SITE, 1_001 + STILL_MS).state == "running"


def test_a_site_without_passages_moves_at_once(db: Database, encoders: Encoders, small: str) -> None:
    encoders.choose(SITE, small)
    assert to_the_end(db, encoders) == 1
    put(db, encoders, {"a.md": "First."})
    assert {vector.shape for vector in vectors(db).values()} == {(encoders.named(small).dimensions,)}


def test_few_encoders_stay_loaded_and_each_is_loaded_once(
    db: Database, encoders: Encoders, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[str] = []
    load = Shelf.load
    monkeypatch.setattr(Shelf, "load", lambda self, version: loads.append(version) or load(self, version))
    threads = [threading.Thread(target=encoders.named, args=(small,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loads == [small]
    monkeypatch.setattr("server.knowledge.encoders.MOST_LOADED", 1)
    encoders.named(next(version for version in encoders.shelf.versions() if version != small))
    encoders.named(small)
    assert len(loads) == 3


# What is stored is renewed


class Renewed(Encoder):
    """The shipped encoder of a later release: another version, and all vectors turned by one place."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__(encoder._session, encoder._tokenizer, "minilm-00000000")

    def _embedding(self, ids: list[int]) -> Embedding:
        return np.roll(super()._embedding(ids), 1)

    def _tokens(self, text: str) -> Tokens:
        tokens = super()._tokens(text)
        return structs.replace(tokens, embedding=np.roll(tokens.embedding, 1))


def test_a_renewed_shipped_encoder_embeds_what_is_stored_anew_beside_what_serves(
    db: Database, shelf: Shelf, encoder: Encoder
) -> None:
    put(db, Encoders(db, shelf, encoder), articles_of(40))
    assert not go_on(db, Encoders(db, shelf, encoder), 9)  # nothing to do for the encoder that stored them
    before, version = vectors(db), db.read(knowledge.latest_versions)[SITE]

    later = Encoders(db, shelf, Renewed(encoder))
    served = Knowledge(db, later)
    assert go_on(db, later, 9)
    told = progress(db, later, SITE, 9)
    assert (told.state, told.encoder, told.next, told.total) == ("running", SHIPPED, "minilm-00000000", 40)
    assert 0 < told.done < 40
    assert not served.refresh()
    assert all(np.array_equal(before[id], vector) for id, vector in vectors(db).items())
    put(db, later, {"a01.md": "Edited while it is embedded anew."})
    while go_on(db, later, 9):
        pass
    texts = articles_of(40) | {"a01.md": "Edited while it is embedded anew."}
    for id, vector in vectors(db).items():
        path = id.rpartition("-")[2]
        assert np.array_equal(vector, later.shipped.passage(searchable(path, "", texts[path])))
    assert progress(db, later, SITE, 9).state == "idle"
    assert left_over(db) == 0
    assert db.read(knowledge.latest_versions)[SITE] != version
    assert served.refresh()
    question = searchable("a07.md", "", texts["a07.md"])
    hits = served.index(SITE).search("", served.embed(SITE, question, later.shipped.question(question)), limit=40)
    assert max(hits, key=lambda hit: hit.dense).passage.article.title == "a07.md"
    assert served.index(SITE).lingering == 0  # built anew, not patched


def test_passages_of_a_release_that_wrote_nothing_down_are_renewed_once(
    db: Database, encoders: Encoders, encoder: Encoder
) -> None:
    long = "Open Billing and choose the payment. " * 60
    put(db, encoders, {"long.md": long, "short.md": SENTENCES[0]})
    text = searchable("long.md", "", long)

    def as_before(conn: Connection) -> None:
        conn.execute(update(knowledge_states).values(embedded_by=""))
        of_long = passages.c.article == f"{SITE}:long.md"
        conn.execute(update(passages).where(of_long).values(embedding=encoder.encode(text).tobytes()))

    db.write(as_before)
    short = vectors(db)[f"{SITE}:short.md#0-short.md"]
    while go_on(db, encoders, 9):
        pass
    found = vectors(db)
    assert np.array_equal(found[f"{SITE}:long.md#0-long.md"], encoder.encode_passage(text))
    assert np.array_equal(found[f"{SITE}:short.md#0-short.md"], short)
    revision = db.read(knowledge.revision, SITE)
    assert not go_on(db, encoders, 9)
    assert db.read(knowledge.revision, SITE) == revision


def test_a_site_without_passages_has_nothing_to_renew(db: Database, encoders: Encoders) -> None:
    db.write(knowledge.state, SITE)
    assert not go_on(db, encoders, 9)
    assert progress(db, encoders, SITE, 9).state == "idle"


def test_who_chooses_another_encoder_meanwhile_is_not_overruled(db: Database, encoders: Encoders, small: str) -> None:
    put(db, encoders, articles_of(2))
    encoders.choose(SITE, small)
    db.write(statements.renew, SITE, "", encoders.shipped.way)
    assert progress(db, encoders, SITE, 9).next == small


# The index that serves


def test_every_search_at_the_exchange_is_answered_by_one_whole_index(
    db: Database, encoders: Encoders, small: str, mini: str, encoder: Encoder
) -> None:
    """Each article asks for itself: only the vector of the index's own encoder finds it with a cosine of 1."""
    put(db, encoders, articles_of(12))
    served = Knowledge(db, encoders)
    texts = {path: searchable(path, "", text) for path, text in articles_of(12).items()}
    seen: set[str] = set()
    wrong: list[str] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            for path, text in texts.items():
                index = served.index(SITE)
                embedding = served.embed_for(index, text, encoder.encode(text))
                hit = max(index.search("", embedding, limit=12), key=lambda hit: hit.dense)
                seen.add(index.encoder)
                own = small if index.encoder == small else "exact"
                if len(index) != 12 or len(embedding) != index.dimensions:
                    wrong.append(f"{index.encoder}: {len(index)} articles, {len(embedding)} numbers")
                elif own == "exact" and (hit.passage.article.title != path or hit.dense < 0.999):
                    wrong.append(f"{path} is not found by {index.encoder}")

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for version in (small, mini, SHIPPED):
        wanted = encoders.choose(SITE, version)
        while re_embed(db, encoders, SITE, 9, 5).state == "running":
            served.refresh()
        served.refresh()
        assert encoders.named(served.index(SITE).encoder).version == wanted
        before = len(seen)
        while served.index(SITE).encoder not in seen and len(seen) == before:
            pass
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert seen == {"", small, mini}


def test_an_index_of_another_width_takes_internal_articles_later(db: Database, encoders: Encoders, small: str) -> None:
    put(db, encoders, articles_of(3))
    encoders.choose(SITE, small)
    to_the_end(db, encoders)
    served = Knowledge(db, encoders)
    put(db, encoders, {"inside.md": "Only for us."}, public=False)
    served.refresh()
    index = served.staff_index(SITE)
    found = index.search("", served.embed_for(index, "Only for us.", np.zeros(384, np.float32)), limit=10)
    assert {hit.passage.article.title for hit in found} == {*articles_of(3), "inside.md"}
    put(db, encoders, {"a00.md": "Changed."})
    served.refresh()
    assert len(served.index(SITE)) == 3


def test_words_alone_find_where_the_encoder_is_gone(db: Database, shelf: Shelf, encoder: Encoder, small: str) -> None:
    encoders = Encoders(db, shelf, encoder)
    put(db, encoders, articles_of(12))
    encoders.choose(SITE, small)
    to_the_end(db, encoders)
    served = Knowledge(db, Encoders(db, Shelf(shelf.root / "elsewhere"), encoder))
    index = served.index(SITE)
    embedding = served.embed_for(index, "the VAT number on my invoice", encoder.encode("invoice"))
    assert not embedding.any()
    assert "VAT" in index.search("the VAT number on my invoice", embedding)[0].passage.text


def test_an_aligned_encoder_gives_cosines_on_the_scale_of_the_shipped_one(
    db: Database, shelf: Shelf, encoder: Encoder, tmp_path: Path
) -> None:
    version = shelf.add(shipped_folder(tmp_path / "narrow", narrowed=True))
    narrow = Encoders(db, shelf, encoder).named(version)
    assert narrow.dimensions == 386
    for one, other in itertools.pairwise(SENTENCES[:4]):
        exact = encoder.encode(one) @ encoder.encode(other)
        assert narrow.question(one) @ narrow.passage(other) == pytest.approx(exact, abs=0.02)
        assert narrow.passage(one) @ narrow.passage(other) == pytest.approx((exact + 4) / 5, abs=0.02)
