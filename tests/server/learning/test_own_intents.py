"""A site's intents by its own people: changed, trained, weighed, live; stopped when they harm, and taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from models.encode import Encoder
from models.registry import Registry
from server.errors import Conflict, Invalid, NotFound
from server.learning import editing, example_files
from server.learning.dataset import shipped_examples, site_taxonomy
from server.learning.editing import Editor
from server.learning.heldout import held_out
from server.learning.own_intents import QUIET_MS, OwnIntents
from server.learning.taxonomy import Taxonomy
from server.store import intents as store
from server.store import schema, sites
from server.understanding import Understanding
from tests.databases import migrated

SITE, NOW = "shop", 1_000_000
TRANSFER = [
    "can we pay by invoice instead of card",
    "do you accept purchase orders",
    "our finance team only pays by bank transfer",
    "is paying on account possible",
    "we would like to be billed quarterly and pay by transfer",
    "bank transfer instead of credit card?",
]


class Shop:
    """A site on its first day, its trainer, and what serves it."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.folder = folder
        self.db = migrated(folder)
        self.db.write(sites.create, SITE, "key", "Shop", [], False, 1)
        self.registry = Registry(folder / "models")
        self.registry.ensure_shipped()
        self.trainer = OwnIntents(self.db, self.registry, encoder)
        self.understanding = Understanding.load(self.registry, encoder)

    @property
    def editor(self) -> Editor:
        return Editor(SITE, "Ann", NOW, shipped_examples(self.registry))

    @property
    def known(self) -> Taxonomy:
        return site_taxonomy(self.db, self.registry, SITE)

    @property
    def state(self) -> Any:
        return self.db.read(store.state_of, SITE)

    def trained(self) -> str:
        """Trains what is due; the state that came of it."""
        assert self.trainer.train_due(self.folder, NOW + QUIET_MS) == [SITE]
        self.understanding.refresh()
        return str(self.state.state)

    def intent(self, text: str) -> str:
        return self.understanding.understand(text, site=SITE).intent

    def said(self, id: str, text: str, heldout: bool) -> None:
        """A visitor's turn that was taken for something else."""
        visitor = next(name for n in range(200) if held_out(name := f"{id}-{n}") is heldout)
        talk = {"id": f"c{id}", "site": SITE, "session": f"s{id}", "visitor": visitor, "mode": "closed"}
        turn = {"id": id, "conversation": f"c{id}", "who": "visitor", "text": text, "at": NOW, "intent": "billing"}

        def put(conn: Connection) -> None:
            conn.execute(insert(schema.conversations).values(talk | {"started_at": NOW, "last_at": NOW}))
            conn.execute(insert(schema.turns).values(turn | {"edge": "out_of_scope"}))

        self.db.write(put)


@pytest.fixture
def shop(tmp_path: Path, encoder: Encoder) -> Iterator[Shop]:
    shop = Shop(tmp_path, encoder)
    yield shop
    shop.db.close()


def test_a_new_intent_of_six_examples_is_live_for_this_site_alone(shop: Shop) -> None:
    saved = shop.db.write(editing.add, shop.editor, "Pay by transfer", "", TRANSFER)
    assert (saved.intent, saved.added) == ("pay_by_transfer", 6)
    assert shop.trained() == "live"
    asked = "could our company settle by bank transfer"
    assert shop.intent(asked) == "pay_by_transfer"
    assert shop.understanding.understand(asked).intent != "pay_by_transfer"
    understood = shop.understanding.understand(TRANSFER[0], site=SITE)
    assert (understood.evidence[0][:2], understood.sources[0]) == ((TRANSFER[0], "pay_by_transfer"), "person")
    assert shop.state.version == shop.understanding.intent_model(SITE).version


def test_changes_are_trained_once_they_have_come_to_rest(shop: Shop) -> None:
    shop.db.write(editing.add, shop.editor, "Pay by transfer", "", TRANSFER)
    assert shop.trainer.train_due(shop.folder, NOW + QUIET_MS - 1) == []
    assert shop.trained() == "live"
    assert shop.trainer.train_due(shop.folder, NOW + 10 * QUIET_MS) == []


def test_an_intent_with_too_few_examples_waits_and_the_rest_goes_live(shop: Shop) -> None:
    shop.db.write(editing.add, shop.editor, "Pay by transfer", "", TRANSFER[:2])
    assert shop.trained() == "live"
    assert shop.known.to_learn()[1] == ["pay_by_transfer"]
    assert "pay_by_transfer" not in shop.understanding.intent_model(SITE).head.labels


def test_a_renamed_intent_keeps_its_id_and_nothing_else_changes(shop: Shop) -> None:
    before = shop.understanding.understand("where is my invoice", site=SITE)
    shop.db.write(editing.describe, shop.editor, "invoice", "Bills and receipts", "Paper for the accountant", True)
    assert shop.known.intents["invoice"].name == "Bills and receipts"
    assert shop.trained() == "live"
    after = shop.understanding.understand("where is my invoice", site=SITE)
    assert after.intent == before.intent == "invoice"


def test_merged_intents_are_one_until_they_are_taken_apart(shop: Shop) -> None:
    shop.db.write(editing.merge, shop.editor, "invoice", "billing")
    assert shop.trained() == "live"
    assert shop.intent("where do I download the invoice for March") == "billing"
    assert shop.understanding.intent_model(SITE).merged == {"invoice": "billing"}
    shop.db.write(editing.part, shop.editor, "invoice")
    assert shop.trained() == "live"
    assert shop.intent("where do I download the invoice for March") == "invoice"


def test_an_intent_that_is_switched_off_is_never_the_answer(shop: Shop) -> None:
    shop.db.write(editing.describe, shop.editor, "refund", "Refund", "", False)
    assert shop.trained() == "live"
    assert "refund" not in shop.understanding.intent_model(SITE).head.labels
    assert shop.known.target("refund") == ""


@pytest.mark.parametrize("id", ["talk_to_person", "thanks_greeting"])
def test_what_conversations_are_steered_by_can_not_go(shop: Shop, id: str) -> None:
    with pytest.raises(Conflict, match="switched off"):
        shop.db.write(editing.describe, shop.editor, id, "Any", "", False)
    with pytest.raises(Conflict, match="merged away"):
        shop.db.write(editing.merge, shop.editor, id, "billing")


def test_an_edit_that_ruins_the_rest_is_stopped_with_the_reason_and_can_be_forced(shop: Shop) -> None:
    wrong = [one.text for one in shop.known.examples.values() if one.intent in ("invoice", "access")]
    shop.db.write(editing.add, shop.editor, "Everything", "", wrong[: len(wrong) * 3 // 4])
    assert shop.trained() == "rejected"
    assert shop.state.reason.startswith("It makes ")
    assert shop.intent("I forgot my password") == "access"
    shop.db.write(store.want, SITE, NOW, True)
    assert shop.trained() == "live"
    assert shop.state.reason.startswith("Made live by a person.")


def test_going_back_brings_the_old_answers_back(shop: Shop) -> None:
    shop.db.write(editing.add, shop.editor, "Pay by transfer", "", TRANSFER)
    assert shop.trained() == "live"
    assert shop.intent(TRANSFER[1]) == "pay_by_transfer"
    shop.db.write(store.go_back, SITE, shop.db.read(store.changes_of, SITE, 1)[0].id, NOW, "Ann")
    assert shop.trained() == "live"
    assert shop.intent(TRANSFER[1]) != "pay_by_transfer"
    assert len(shop.registry.history("intent@shop")) == 2


def test_moved_turns_become_examples_and_held_out_words_only_test(shop: Shop) -> None:
    for n, text in enumerate(TRANSFER):
        shop.said(f"t{n}", text, heldout=n == 0)
    saved = shop.db.write(editing.add, shop.editor, "Pay by transfer", "", [], [f"t{n}" for n in range(6)])
    assert saved.added == 6
    assert shop.trained() == "live"
    examples = shop.registry.examples("intent@shop", shop.state.version)
    assert examples is not None
    assert TRANSFER[0] not in examples.texts
    assert set(TRANSFER[1:]) <= set(examples.texts)
    assert shop.db.read(store.on_edge, SITE, 0, 2 * NOW, 9) == []
    assert {row.intent for row in shop.db.read(store.taken, SITE, "pay_by_transfer", 9)} == {"pay_by_transfer"}
    moved = shop.db.write(editing.move, shop.editor, ["t0", "t1"], "billing")
    assert (moved.added, moved.kept_aside) == (2, 1)


def test_pasted_lines_are_counted_for_what_they_are(shop: Shop) -> None:
    there = next(one.text for one in shop.known.examples.values() if one.intent == "billing")
    elsewhere = next(one.text for one in shop.known.examples.values() if one.intent == "refund")
    lines = [there, f"  {there.upper()}!", elsewhere, "a brand new sentence", "a brand  new sentence", "!!!", "x" * 501]
    saved = shop.db.write(editing.paste, shop.editor, "billing", lines)
    assert (saved.added, saved.moved, len(saved.refused)) == (2, 1, 2)
    assert saved.known == 2
    with pytest.raises(Invalid):
        shop.db.write(editing.paste, shop.editor, "billing", ["one"] * (editing.MOST_AT_ONCE + 1))


def test_personal_data_in_a_pasted_sentence_is_not_stored(shop: Shop) -> None:
    shop.db.write(editing.paste, shop.editor, "billing", ["please bill jane.roe@example.com instead"])
    [row] = shop.db.read(store.examples_of, SITE)
    assert "jane.roe@example.com" not in row.text


def test_an_example_is_reworded_moved_and_removed(shop: Shop) -> None:
    old = next(one for one in shop.known.examples.values() if one.intent == "billing")
    shop.db.write(editing.reword, shop.editor, old.key, "a wording of our own", "billing")
    texts = {one.text: one.intent for one in shop.known.examples.values()}
    assert texts["a wording of our own"] == "billing"
    assert old.text not in texts
    key = next(one.key for one in shop.known.examples.values() if one.text == "a wording of our own")
    shop.db.write(editing.reword, shop.editor, key, "a wording of our own", "refund")
    assert shop.known.examples[key].intent == "refund"
    shop.db.write(editing.remove, shop.editor, [key])
    assert key not in shop.known.examples
    with pytest.raises(NotFound):
        shop.db.write(editing.remove, shop.editor, [key])


def test_what_goes_out_as_csv_comes_in_again_as_it_was(shop: Shop, tmp_path: Path) -> None:
    shop.db.write(editing.add, shop.editor, "Pay by transfer", "", [*TRANSFER, "=cmd is no formula"])
    content = example_files.written_out(shop.known)
    assert "'=cmd is no formula" in content
    before = {one.key: one.intent for one in shop.known.examples.values()}
    saved = shop.db.write(example_files.bring_in, shop.editor, content)
    assert (saved.added, saved.moved, saved.intents) == (0, 0, 0)
    assert {one.key: one.intent for one in shop.known.examples.values()} == before


def test_a_file_with_new_labels_makes_intents(shop: Shop) -> None:
    content = "text,label\nwhere can I send my cv,Open jobs\nare you hiring,open jobs\n,\nmy bill is wrong,billing\n"
    saved = shop.db.write(example_files.bring_in, shop.editor, content)
    assert (saved.intents, saved.added) == (1, 3)
    assert shop.known.intents["open_jobs"].name == "Open jobs"
    with pytest.raises(Invalid, match="columns text and label"):
        shop.db.write(example_files.bring_in, shop.editor, "a,b\n1,2\n")


@pytest.mark.parametrize("name", ["", "   ", "!!!", "x" * 61])
def test_a_name_that_is_none_is_refused(shop: Shop, name: str) -> None:
    with pytest.raises(Invalid):
        shop.db.write(editing.add, shop.editor, name, "", [])


def test_two_intents_of_one_name_are_refused(shop: Shop) -> None:
    with pytest.raises(Conflict):
        shop.db.write(editing.add, shop.editor, "billing", "", [])
    with pytest.raises(Conflict):
        shop.db.write(editing.describe, shop.editor, "refund", "Billing", "", True)


def test_a_merge_into_itself_or_into_what_is_off_is_refused(shop: Shop) -> None:
    with pytest.raises(Invalid):
        shop.db.write(editing.merge, shop.editor, "refund", "refund")
    shop.db.write(editing.merge, shop.editor, "refund", "billing")
    with pytest.raises(Invalid):
        shop.db.write(editing.merge, shop.editor, "billing", "refund")
    with pytest.raises(NotFound):
        shop.db.write(editing.merge, shop.editor, "nothing", "billing")
