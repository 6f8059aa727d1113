"""The same text means the same whatever comes with it; a swap of models drops nothing and mixes nothing."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.encode import Encoder
from models.intent.build import read_seeds
from models.registry import Registry
from models.train import train_head
from server.understanding import Understanding, UnderstandingPool, Understood
from server.understanding.champions import site_task

TEXTS = read_seeds()[0][::2][:200]


@pytest.fixture(scope="module")
def alone(shipped: Understanding) -> list[Understood]:
    return [shipped.understand(text) for text in TEXTS]


def test_two_hundred_texts_mean_the_same_alone_and_in_any_order(
    shipped: Understanding, alone: list[Understood]
) -> None:
    order = list(range(len(TEXTS)))
    random.Random(4).shuffle(order)
    shuffled = {row: shipped.understand(TEXTS[row]) for row in order}
    assert len(TEXTS) == 200
    assert [shuffled[row] for row in range(len(TEXTS))] == alone


def test_two_hundred_texts_mean_the_same_on_eight_threads(shipped: Understanding, alone: list[Understood]) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(shipped.understand, TEXTS)) == alone


async def test_two_hundred_texts_mean_the_same_through_the_queue(
    shipped: Understanding, alone: list[Understood]
) -> None:
    pool = UnderstandingPool(shipped)
    await pool.warm()
    assert await asyncio.gather(*map(pool.understand, TEXTS)) == alone
    pool.close()


def renaming(encoder: Encoder, registry: Registry, task: str, name: str) -> str:
    """A version of `task` that calls invoices `name`."""
    texts, labels = read_seeds()
    pairs = list(zip(texts, labels, strict=True))
    chosen = [pair for of in ("invoice", "access") for pair in [one for one in pairs if one[1] == of][:30]]
    renamed = [name if label == "invoice" else label for _, label in chosen]
    trained = train_head(encoder.encode_many(text for text, _ in chosen), renamed, texts=[text for text, _ in chosen])
    return registry.add(task, trained, {})


async def test_every_turn_of_a_stream_is_answered_by_one_version_while_champions_change(
    registry: Registry, encoder: Encoder
) -> None:
    own = site_task("shop")
    understanding = Understanding.load(registry, encoder)
    pool = UnderstandingPool(understanding)
    named = {
        renaming(encoder, registry, "intent", "refund"): "refund",
        renaming(encoder, registry, own, "bill"): "bill",
        renaming(encoder, registry, own, "receipt"): "receipt",
        registry.champion("intent"): "invoice",
    }
    first, second, third, shipped = named
    ended = asyncio.Event()
    answers: list[Understood] = []

    async def ask(site: str) -> None:
        while not ended.is_set():
            answers.append(await pool.understand("I need the invoice for March", None, site))

    asking = [asyncio.create_task(ask(site)) for site in ("shop", "shop", "", "elsewhere")]
    for moment in range(8):
        for task, version in (("intent", first), (own, second), ("intent", shipped), (own, third)):
            registry.promote(task, version, "test", moment)
            await pool.refresh()
            await asyncio.sleep(0.002)
    ended.set()
    await asyncio.gather(*asking)
    assert {answer.versions["intent"] for answer in answers} == set(named)
    assert all(answer.intent == named[answer.versions["intent"]] for answer in answers)
    pool.close()


def test_a_site_without_a_head_of_its_own_is_served_by_the_shared_one(registry: Registry, encoder: Encoder) -> None:
    version = renaming(encoder, registry, site_task("shop"), "bill")
    understanding = Understanding.load(registry, encoder)
    assert understanding.understand("I need the invoice for March", site="shop").intent == "invoice"
    registry.promote(site_task("shop"), version, "test", 1)
    assert understanding.refresh()
    assert not understanding.refresh()
    assert understanding.understand("I need the invoice for March", site="shop").intent == "bill"
    assert understanding.understand("I need the invoice for March", site="other").intent == "invoice"
    assert understanding.understand("I need the invoice for March").intent == "invoice"


def test_rolled_back_past_its_first_head_a_site_has_the_shared_one_again(registry: Registry, encoder: Encoder) -> None:
    version = renaming(encoder, registry, site_task("shop"), "bill")
    registry.promote(site_task("shop"), version, "test", 1)
    understanding = Understanding.load(registry, encoder)
    registry.rollback(site_task("shop"), "test", 2)
    assert understanding.refresh()
    assert understanding.understand("I need the invoice for March", site="shop").intent == "invoice"


def test_a_named_version_serves_every_site(registry: Registry, encoder: Encoder) -> None:
    own = renaming(encoder, registry, site_task("shop"), "bill")
    registry.promote(site_task("shop"), own, "test", 1)
    frozen = Understanding.load(registry, encoder, intent_version=registry.day_one("intent"))
    assert frozen.understand("I need the invoice for March", site="shop").intent == "invoice"
    named = Understanding.load(registry, encoder, intent_version=own)
    assert named.understand("I need the invoice for March", site="elsewhere").intent == "bill"


@pytest.mark.parametrize("site", ["shop", "my-shop", "../etc", "shop 2", "läden"])
def test_a_sites_task_is_a_safe_name_of_its_own(site: str) -> None:
    task = site_task(site)
    assert task.startswith("intent@")
    assert not set("-/\\. ") & set(task)
    assert site_task(site + "x") != task
