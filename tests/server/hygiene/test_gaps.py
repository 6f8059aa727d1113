"""What nobody could answer becomes gaps with drafts. questions.json and questions_second.json chose thresholds, too."""

import json
from collections import Counter
from pathlib import Path

import pytest

from server.errors import Invalid, NotFound
from server.hygiene import deciding, view
from server.hygiene.gaps import name
from server.store import gaps
from tests.server.hygiene.conftest import DAY, HELP, NOW, SITE, House

ASKED: dict[str, list[str]] = json.loads((Path(__file__).parent / "questions.json").read_text())
TOPICS = {text: topic for topic, texts in ASKED.items() for text in texts}
STOCK = "We do not manage stock in Quillbook. Export the inventory list from your shop and keep it there."


def fill(house: House) -> None:
    for path in HELP.glob("*.md"):
        (house.folder / path.name).write_bytes(path.read_bytes())
    house.sync()


def ask_all(house: House, start: int = NOW - DAY) -> None:
    texts = sorted(TOPICS, key=lambda text: hash_of(text))
    for place, text in enumerate(texts):
        talk = house.ask(text, start + place * 1000)
        if TOPICS[text] == "barcode and stock":
            house.told(
                talk, "person", f"Hi, I'm Mara! {STOCK} Write to mara@quillbook.example.", start + place * 1000 + 5
            )


def hash_of(text: str) -> int:
    return sum(ord(letter) * (place + 1) for place, letter in enumerate(text)) % 997


def test_fifty_questions_on_five_missing_topics_are_five_gaps_ranked_by_volume_each_with_a_draft(house: House):
    fill(house)
    ask_all(house)
    assert len(TOPICS) == 50
    house.hygiene.tend(SITE, NOW)
    found = house.db.read(view.wanted, SITE, NOW)
    details = [house.db.read(view.gap, one.id, NOW) for one in found]
    topics = [Counter(TOPICS[asked.text] for asked in one.asked).most_common(1)[0][0] for one in details]
    assert topics == sorted(ASKED, key=lambda topic: -len(ASKED[topic]))
    right = sum(TOPICS[asked.text] == topic for one, topic in zip(details, topics, strict=True) for asked in one.asked)
    assert right == sum(one.questions for one in details) >= 45
    assert [one.visits for one in found] == sorted((one.visits for one in found), reverse=True)
    assert all(one.name in TOPICS for one in found)
    assert all(one.draft.title and one.draft.questions and one.draft.markdown for one in found)
    drafts = dict(zip(topics, (one.draft for one in found), strict=True))
    answered = drafts["barcode and stock"]
    assert answered.answered
    assert [quote.text for quote in answered.quotes] == [
        "We do not manage stock in Quillbook.",
        "Export the inventory list from your shop and keep it there.",
    ]
    assert all(quote.source.startswith("told-") for quote in answered.quotes)
    assert "mara@" not in answered.markdown
    assert not drafts["project budgets"].answered


def test_a_second_fifty_in_many_synonyms_are_five_gaps_too(house: House):
    fill(house)
    second: dict[str, list[str]] = json.loads((Path(__file__).parent / "questions_second.json").read_text())
    topics = {text: topic for topic, texts in second.items() for text in texts}
    for place, text in enumerate(sorted(topics, key=hash_of)):
        house.ask(text, NOW - DAY + place * 1000)
    house.hygiene.tend(SITE, NOW)
    found = [house.db.read(view.gap, one.id, NOW) for one in house.db.read(view.wanted, SITE, NOW)]
    kinds = [Counter(topics[asked.text] for asked in one.asked) for one in found]
    assert sorted(kind.most_common(1)[0][0] for kind in kinds) == sorted(second)
    assert all(len(kind) == 1 for kind in kinds)
    assert sum(kind.total() for kind in kinds) >= 42  # the rest waits until more of their kind are asked


def test_odd_questions_among_them_belong_to_no_gap(house: House):
    fill(house)
    ask_all(house)
    odd = ("what is the weather in Lisbon", "tell me a joke about cats", "how tall is the Eiffel tower")
    for place, text in enumerate(odd):
        house.ask(text, NOW - DAY + 500 + place)
    house.hygiene.tend(SITE, NOW)
    found = [house.db.read(view.gap, one.id, NOW) for one in house.db.read(view.wanted, SITE, NOW)]
    assert len(found) == 5
    assert not set(odd) & {asked.text for one in found for asked in one.asked}


def test_a_gap_is_called_by_a_question_that_was_asked_cut_between_words():
    assert name("How do I\n book   a holiday?") == "How do I book a holiday?"
    long = name("We have been wondering for months " * 5)
    assert len(long) <= 80
    assert long == "We have been wondering for months We have been wondering for months We have…"


def test_a_gap_stays_the_same_while_it_grows(house: House):
    fill(house)
    ask_all(house)
    house.hygiene.tend(SITE, NOW)
    before = {one.id: one.questions for one in house.db.read(view.wanted, SITE, NOW)}
    for text in ("Can I book vacation for my employees?", "approve the vacation of a team member"):
        house.ask(text, NOW + 5)
    house.hygiene.tend(SITE, NOW + DAY)
    after = {one.id: one.questions for one in house.db.read(view.wanted, SITE, NOW + DAY)}
    assert set(after) == set(before)
    assert sum(after.values()) >= sum(before.values()) + 1


def some(house: House, start: int, many: int = 4) -> None:
    for place, text in enumerate(ASKED["contracts signature"][:many]):
        house.ask(text, start + place)


def only(house: House) -> str:
    (gap,) = [row.id for row in house.db.read(gaps.every, SITE)]
    return gap


def state(house: House) -> str:
    row = house.db.read(gaps.find, only(house))
    assert row is not None
    return str(row.state)


def test_a_written_gap_opens_when_it_is_asked_again(house: House):
    house.write("sign.md", "Contracts are signed elsewhere.", title="Signatures")
    house.sync()
    some(house, NOW - DAY)
    house.hygiene.tend(SITE, NOW)
    house.db.write(deciding.gap_written, only(house), "Mara", f"{SITE}:sign.md", "", NOW + 1)
    house.hygiene.tend(SITE, NOW + 2)
    assert state(house) == "written"
    house.ask("Is there an electronic signature for my contract?", NOW + 3)
    house.hygiene.tend(SITE, NOW + 4)
    assert state(house) == "open"


def test_a_dismissed_gap_stays_so_for_a_single_question(house: House):
    some(house, NOW - DAY)
    house.hygiene.tend(SITE, NOW)
    with pytest.raises(Invalid):
        house.db.write(deciding.dismiss_gap, only(house), "Mara", " ", NOW + 1)
    house.db.write(deciding.dismiss_gap, only(house), "Mara", "Not our business.", NOW + 1)
    house.ask("Is there an electronic signature for my contract?", NOW + 3)
    house.hygiene.tend(SITE, NOW + 4)
    assert state(house) == "dismissed"


def test_an_answer_that_did_not_help_is_a_question_too_and_one_that_did_is_not(house: House):
    for place, text in enumerate(ASKED["contracts signature"][:6]):
        talk = house.ask(text, NOW - DAY + place, kind="answer")
        said = {"reply_to": f"turn-{int(talk[5:]):04}", "solved": place >= 3}
        house.told(talk, "handrail", "Sign it.", NOW - DAY + place + 1, **said)
    house.hygiene.tend(SITE, NOW)
    (gap,) = house.db.read(view.wanted, SITE, NOW)
    assert {one.why for one in house.db.read(view.gap, gap.id, NOW).asked} == {"failed"}
    assert gap.questions == 3


def test_who_wanted_a_person_after_an_answer_was_not_answered(house: House):
    for place, text in enumerate(ASKED["contracts signature"][:3]):
        talk = house.ask(text, NOW - DAY + place, kind="answer")
        said = {"reply_to": f"turn-{int(talk[5:]):04}", "citations_json": '[{"a":1}]'}
        house.told(talk, "handrail", "Sign it.", NOW - DAY + place + 1, **said)
        house.hand_over(talk, "customer_request", NOW - DAY + place + 2)
    house.hygiene.tend(SITE, NOW)
    (gap,) = house.db.read(view.wanted, SITE, NOW)
    assert {one.why for one in house.db.read(view.gap, gap.id, NOW).asked} == {"handoff"}


def test_what_failed_in_handrail_or_was_no_language_it_reads_is_no_gap(house: House):
    for place, text in enumerate(ASKED["contracts signature"]):
        house.ask(text, NOW - DAY + place, **({"broken": 1.0} if place % 2 else {"language.de": 1.0}))
    house.hygiene.tend(SITE, NOW)
    assert house.db.read(view.wanted, SITE, NOW) == []


def test_two_questions_are_not_yet_a_gap(house: House):
    some(house, NOW - DAY, many=2)
    house.hygiene.tend(SITE, NOW)
    assert house.db.read(view.wanted, SITE, NOW) == []


def test_an_unknown_gap_is_not_found(house: House):
    with pytest.raises(NotFound):
        house.db.read(view.gap, "none", NOW)
