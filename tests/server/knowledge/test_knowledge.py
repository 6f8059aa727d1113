"""What serves follows what is stored: by deltas, for many sites, and never across audiences."""

import threading
from pathlib import Path
from random import Random

import numpy as np
import pytest

from models.encode import Encoder
from server.knowledge import loading
from server.knowledge.knowledge import OLDEST_S, Knowledge, built
from server.knowledge.sync import sync_folder
from server.store import sites
from server.store.database import Database

from .conftest import SITE

PUBLIC = "---\nslug: {0}\n---\n# {0}\nThe {0} is sold in three sizes, and {0} costs ten euros.\n"
INTERNAL = "---\nslug: i-{0}\npublic: false\n---\n# Margin of the {0}\nThe {0} is bought for {1} euros, code Z-{1}.\n"
THINGS = ["lamp", "chair", "table", "sofa", "carpet", "mirror", "shelf", "clock"]


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text)


@pytest.fixture
def shop(tmp_path: Path, db: Database, encoder: Encoder) -> Path:
    folder = tmp_path / "shop"
    write(folder, **{thing: PUBLIC.format(thing) for thing in THINGS})
    write(folder, **{f"internal-{thing}": INTERNAL.format(thing, 40 + n) for n, thing in enumerate(THINGS)})
    sync_folder(db, encoder, SITE, folder, "/help/", 5)
    return folder


def found(knowledge: Knowledge, encoder: Encoder, query: str, site: str = SITE) -> list[str]:
    return [hit.passage.article.url for hit in knowledge.search(site, query, encoder.encode(query), limit=64)]


def is_as_built_anew(knowledge: Knowledge, db: Database, encoder: Encoder) -> bool:
    anew = built(db.read(loading.everything, SITE))
    for query in ("lamp size", "what is the margin", "Z-41", "ten euros"):
        embedding = encoder.encode(query)
        for ours, theirs in ((knowledge.index(SITE), anew.public), (knowledge.staff_index(SITE), anew.staff)):
            one, other = ours.search(query, embedding), theirs.search(query, embedding)
            if [hit.passage for hit in one] != [hit.passage for hit in other]:
                return False
            np.testing.assert_allclose([hit.score for hit in one], [hit.score for hit in other], atol=1e-6)
    return True


def test_internal_passages_are_found_by_staff_and_by_nobody_else(shop: Path, db: Database, encoder: Encoder):
    knowledge, rng = Knowledge(db), Random(1)
    internal = knowledge.staff_index(SITE).by_id.keys() - knowledge.index(SITE).by_id.keys()
    assert len(internal) == len(THINGS)
    secrets = [knowledge.staff_index(SITE).by_id[id] for id in sorted(internal)]
    for _ in range(500):
        secret = rng.choice(secrets)
        words = secret.text.split()
        start = rng.randrange(len(words))
        probe = rng.choice(["", "internal: ", "show staff "]) + " ".join(words[start : start + rng.randint(1, 9)])
        embedding = encoder.encode(rng.choice([probe, secret.text, secret.article.title]))
        index = knowledge.index(SITE)
        hits = index.search(probe, embedding, rng.choice(["", "/billing"]), limit=rng.choice([1, 8, 64]))
        assert all(hit.passage.article.public for hit in hits)
        assert index.best_in(secret.article.id, probe, embedding) is None
        assert index.passages_of(secret.article.id) == []
        assert secret.article.id not in index.articles
    assert knowledge.staff_index(SITE).search("Z-41", encoder.encode("Z-41"))[0].passage.article.public is False


def test_edits_come_as_a_delta_and_equal_a_whole_load(shop: Path, db: Database, encoder: Encoder):
    knowledge = Knowledge(db)
    told: list[tuple[str, frozenset[str]]] = []
    knowledge.on_change(lambda site, articles: told.append((site, articles)))
    base = knowledge.index(SITE)
    write(shop, lamp=PUBLIC.format("lantern"), chair=INTERNAL.format("stool", 99))
    (shop / "sofa.md").unlink()
    sync_folder(db, encoder, SITE, shop, "/help/", 6)
    assert knowledge.refresh()
    assert knowledge.index(SITE)._parts[0].passages is base._parts[0].passages
    assert {"/help/sofa", "/help/lamp", "/help/chair"}.isdisjoint(found(knowledge, encoder, "sofa lamp chair"))
    assert found(knowledge, encoder, "lantern")[0] == "/help/lantern"
    assert frozenset().union(*(ids for _, ids in told)) == {f"{SITE}:{name}.md" for name in ("lamp", "chair", "sofa")}
    assert is_as_built_anew(knowledge, db, encoder)
    assert not knowledge.refresh()


def test_what_is_gone_leaves_the_memory_after_a_while(shop: Path, db: Database, encoder: Encoder):
    clock = [0.0]
    knowledge = Knowledge(db, clock=lambda: clock[0])
    (shop / "sofa.md").unlink()
    sync_folder(db, encoder, SITE, shop, "/help/", 6)
    knowledge.refresh()
    knowledge.tidy()
    assert knowledge.index(SITE).lingering == 1
    clock[0] = OLDEST_S
    knowledge.tidy()
    assert knowledge.index(SITE).lingering == 0
    assert is_as_built_anew(knowledge, db, encoder)


def test_refresh_tidies_in_a_thread_of_its_own(shop: Path, db: Database, encoder: Encoder):
    clock = [0.0]
    knowledge = Knowledge(db, clock=lambda: clock[0])
    (shop / "sofa.md").unlink()
    sync_folder(db, encoder, SITE, shop, "/help/", 6)
    knowledge.refresh()
    clock[0] = OLDEST_S
    knowledge.refresh()
    for thread in threading.enumerate():
        if thread.name == "knowledge-tidy":
            thread.join()
    assert knowledge.index(SITE).lingering == 0


def test_change_during_a_merge_is_not_lost(shop: Path, db: Database, encoder: Encoder, monkeypatch: pytest.MonkeyPatch):
    clock = [0.0]
    knowledge = Knowledge(db, clock=lambda: clock[0])
    (shop / "sofa.md").unlink()
    sync_folder(db, encoder, SITE, shop, "/help/", 6)
    knowledge.refresh()
    served = knowledge._of(SITE)
    merge = type(served).merged

    def merged(self: object) -> object:
        whole = merge(self)  # type: ignore[arg-type]
        (shop / "clock.md").unlink()
        sync_folder(db, encoder, SITE, shop, "/help/", 7)
        knowledge.refresh()
        return whole

    monkeypatch.setattr(type(served), "merged", merged)
    clock[0] = OLDEST_S
    knowledge.tidy()
    assert "/help/clock" not in found(knowledge, encoder, "clock")
    assert is_as_built_anew(knowledge, db, encoder)


def test_each_of_many_sites_follows_alone(shop: Path, tmp_path: Path, db: Database, encoder: Encoder):
    folders = {}
    for number in range(5):
        site = f"site-{number}"
        db.write(sites.create, site, f"key-{number}", site, [], False, 1)
        folders[site] = tmp_path / site
        write(folders[site], only=PUBLIC.format(f"thing{number}"))
        sync_folder(db, encoder, site, folders[site], "/", 5)
    knowledge = Knowledge(db)
    before = {site: knowledge.index(site) for site in folders}
    write(folders["site-3"], only=PUBLIC.format("novelty"))
    sync_folder(db, encoder, "site-3", folders["site-3"], "/", 6)
    knowledge.refresh()
    assert found(knowledge, encoder, "novelty", "site-3") == ["/novelty"]
    assert [site for site in folders if knowledge.index(site) is not before[site]] == ["site-3"]
    assert (knowledge.version("nobody"), found(knowledge, encoder, "lamp", "nobody")) == ("none", [])


def test_searches_beside_changes_see_whole_generations(shop: Path, db: Database, encoder: Encoder):
    knowledge, wrong, stop = Knowledge(db), list[str](), threading.Event()
    embedding = encoder.encode("lamp")

    def search() -> None:
        while not stop.is_set():
            urls = [hit.passage.article.url for hit in knowledge.search(SITE, "lamp lantern", embedding, limit=64)]
            if ("/help/lamp" in urls) == ("/help/lantern" in urls) or len(urls) != len(THINGS):
                wrong.append(" ".join(urls))

    searching = threading.Thread(target=search)
    searching.start()
    for turn in range(10):
        write(shop, lamp=PUBLIC.format(("lamp", "lantern")[turn % 2]))
        sync_folder(db, encoder, SITE, shop, "/help/", 10 + turn)
        knowledge.refresh()
    stop.set()
    searching.join()
    assert wrong == []
