"""Planted contradictions and duplicates are found in eleven help centres; the last one was never tuned on."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.encode import Encoder
from server.errors import Conflict, Invalid, NotFound
from server.hygiene import deciding, pairs, view
from server.hygiene.aligned import Reader
from server.hygiene.conflicts import Conflict as Against
from server.hygiene.conflicts import conflicts, duplicate
from server.hygiene.quantities import quantities
from server.hygiene.statements import Text, mates
from tests.server.hygiene.conftest import HELP, NOW, SITE, House

HERE = Path(__file__).parent
OTHERS = HERE.parent / "answering" / "answerability"
# Plants -> their help centre, least share found, harmless articles disturbed at most. Measured (contradictions and
# duplicates together): 66 of 77, 10 of 10, 7, 9 and 9 of 11, 14 and 12 of 18, 15 of 20, 5 and 8 of 10, 15 of 20. In the
# last two each contradiction was worded by itself, without a look at the article: 4 of 30 and 3 of 19, nearly all of
# them duplicates. Facts in other words are missed.
SETS = {
    "plants_tuned_on.json": (HELP, 0.83, 1),
    "plants.json": (HELP, 0.9, 0),
    "plants_lumen.json": (OTHERS / "lumen", 0.6, 1),
    "plants_pantry.json": (OTHERS / "pantry", 0.7, 1),
    "plants_pedal.json": (OTHERS / "pedal", 0.8, 1),
    "plants_tern.json": (OTHERS / "tern", 0.75, 3),
    "plants_harbor.json": (OTHERS / "harbor", 0.65, 3),
    "plants_slate.json": (OTHERS / "slate", 0.75, 2),
    "plants_second.json": (HELP, 0.5, 0),
    "plants_third.json": (HERE / "baths", 0.7, 2),
    "plants_attic.json": (HERE / "attic", 0.7, 2),
    "plants_parla.json": (HERE / "parla", 0.13, 5),
    "plants_gala.json": (HERE / "gala", 0.15, 1),
}
AROUND = 0.6  # cosine of the passages that sentences of a pair would stand in
CENTRES = tuple(dict.fromkeys(folder for folder, _, _ in SETS.values()))
MOST_ALARMS = 1  # on the articles of any of them, planted ones left out
KNOWN_ALARMS = {HERE / "gala": 3}  # a fee of the buyer and one of the organiser, who may what, two kinds of waiting


def fill(house: House, folder: Path = HELP) -> None:
    for path in folder.glob("*.md"):
        (house.folder / path.name).write_bytes(path.read_bytes())


@pytest.mark.parametrize("name", SETS)
def test_planted_pairs_are_found_and_harmless_articles_are_not(house: House, name: str):
    folder, least, most_disturbed = SETS[name]
    fill(house, folder)
    plants = json.loads((HERE / name).read_text())
    for number, plant in enumerate(plants):
        house.write(f"plant-{number}.md", plant["text"], title=plant["title"])
    house.sync()
    house.hygiene.tend(SITE, NOW)
    told = [{one.one.article, one.other.article} for one in house.db.read(view.findings, SITE) if one.other]
    wanted, found, disturbed = 0, 0, 0
    for number, plant in enumerate(plants):
        mine, its = f"{SITE}:plant-{number}.md", f"{SITE}:{plant['against']}"
        if plant["kind"] == "harmless":
            help_pages = {f"{SITE}:{path.name}" for path in folder.glob("*.md")}
            disturbed += any(mine in pair and pair & help_pages for pair in told)
        else:
            wanted += 1
            found += {mine, its} in told
    assert found >= least * wanted
    assert disturbed <= most_disturbed


@pytest.mark.parametrize("folder", CENTRES)
def test_articles_that_are_right_give_few_alarms(house: House, folder: Path):
    fill(house, folder)
    house.sync()
    done = house.hygiene.tend(SITE, NOW)
    assert done.compared == len(list(folder.glob("*.md")))
    assert len(house.db.read(view.findings, SITE)) <= KNOWN_ALARMS.get(folder, MOST_ALARMS)


def between(reader: Reader, one: str, other: str, near: float = 0.7) -> list[Against]:
    """The conflicts of two articles that say nothing else, as if in passages with this cosine."""
    mine = Text("", one, "one", np.array([1, 0], np.float32))
    its = Text("", other, "other", np.array([near, (1 - near**2) ** 0.5], np.float32))
    return conflicts(mine, its, mates([mine, its], [0], [(0, 1)], (0, 1), reader).get((0, 1), []), reader, {})


def test_pairs_of_statements_are_told_apart(reader: Reader):
    stated = json.loads((HERE / "pairs.json").read_text())
    right = {"contradiction": 0, "duplicate": 0, "compatible": 0}
    for pair in stated:
        against = between(reader, pair["one"], pair["other"], AROUND)
        same = not against and duplicate(pair["one"], pair["other"], reader)
        right[pair["kind"]] += pair["kind"] == ("contradiction" if against else "duplicate" if same else "compatible")
    assert right["contradiction"] >= 41  # of 52
    assert right["duplicate"] >= 7  # of 8
    assert right["compatible"] >= 42  # of 48


def test_a_cell_of_a_table_is_marked_in_its_row(reader: Reader):
    (found,) = between(reader, "Plan | Seats | A month\nSolo | 1 | €9", "With Solo you pay €12 a month.")
    assert [found.one.text[slice(*mark)] for mark in found.marks] == ["€9"]
    assert [found.other.text[slice(*mark)] for mark in found.other_marks] == ["€12"]


@pytest.fixture(scope="module")
def reader(encoder: Encoder) -> Reader:
    return Reader(encoder)


def two(house: House, days: int = 30) -> None:
    house.write("refund.md", "You can get a payment back within 14 days without giving a reason.", title="Refunds")
    house.write("promise.md", f"You can get a payment back within {days} days, no reason needed.", title="Our promise")
    house.sync()
    house.hygiene.tend(SITE, NOW)


def test_both_sides_are_shown_with_what_differs_marked(house: House):
    two(house)
    (finding,) = house.db.read(view.findings, SITE)
    assert finding.other is not None
    sides = [(side.title, side.quote, side.marks) for side in (finding.one, finding.other)]
    assert {title: quote[slice(*marks[0])] for title, quote, marks in sides} == {
        "Refunds": "14 days",
        "Our promise": "30 days",
    }
    assert (finding.kind, finding.subject) == ("contradiction", "number")


def test_of_a_large_site_what_is_near_to_the_changed_is_enough(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pairs, "MOST_PASSAGES", 1)
    house.write("hours.md", "The office is open from 9:00 to 17:00. On Fridays it closes at noon.", title="Hours")
    two(house)
    (finding,) = house.db.read(view.findings, SITE)
    assert {finding.one.title, finding.other and finding.other.title} == {"Refunds", "Our promise"}


def test_a_finding_is_fixed_by_itself_when_the_text_changes_and_back_when_it_is_undone(house: House):
    two(house)
    (finding,) = house.db.read(view.findings, SITE)
    two(house, days=14)
    assert house.db.read(view.findings, SITE, "open", "contradiction") == []
    assert [one.id for one in house.db.read(view.findings, SITE, "fixed")] == [finding.id]
    two(house)
    assert [one.id for one in house.db.read(view.findings, SITE)] == [finding.id]


def test_a_finding_about_an_article_that_is_gone_is_fixed(house: House):
    two(house)
    (house.folder / "promise.md").unlink()
    house.sync()
    house.hygiene.tend(SITE, NOW)
    assert house.db.read(view.findings, SITE) == []


def test_what_is_dismissed_with_a_reason_stays_so(house: House):
    two(house)
    (finding,) = house.db.read(view.findings, SITE)
    with pytest.raises(Invalid):
        house.db.write(deciding.dismiss_finding, finding.id, "Mara", "", NOW)
    house.db.write(deciding.dismiss_finding, finding.id, "Mara", "The promise is for the sale.", NOW)
    house.write("third.md", "Something else is said here about hours and clients.", title="Third")
    house.sync()
    house.hygiene.tend(SITE, NOW)
    (dismissed,) = house.db.read(view.findings, SITE, "dismissed")
    assert (dismissed.by, dismissed.reason) == ("Mara", "The promise is for the sale.")
    house.db.write(deciding.reopen_finding, finding.id, "Mara", NOW)
    assert len(house.db.read(view.findings, SITE)) == 1
    with pytest.raises(Conflict):
        house.db.write(deciding.reopen_finding, finding.id, "Mara", NOW)
    with pytest.raises(NotFound):
        house.db.write(deciding.dismiss_finding, "none", "Mara", "x", NOW)


def test_copies_that_are_hidden_are_shown_as_duplicates(house: House):
    text = "Type the number with the two letters of your country in front of it, and press the button below the field."
    house.write("one.md", text, title="VAT number")
    house.write("two.md", text, title="Tax number")
    house.sync()
    house.hygiene.tend(SITE, NOW)
    (finding,) = house.db.read(view.findings, SITE)
    assert (finding.kind, finding.subject, finding.score) == ("duplicate", "copy", 1.0)


@pytest.mark.parametrize(
    ("one", "other", "subject"),
    [
        ("A letter costs €1.40.", "One letter costs €1.90.", "price"),
        ("The weekly digest is sent at 8:00.", "The weekly digest is sent at 17:00.", "time"),
        ("Backups are made once a month.", "Backups are made every week.", "number"),
        ("The trial plan is free of charge for students.", "The trial plan is paid by students.", "opposite"),
        ("Only owners can change the role of a person.", "Only admins can change the role of a person.", "limit"),
        (
            "The van may be driven from the age of 18.",
            "The driver of the van has to be at least 21 years old.",
            "number",
        ),
        ("Parcels are kept for a fortnight.", "Parcels are kept for four weeks.", "number"),
        ("A plan can rest for up to half a year.", "A plan can rest for up to three months.", "number"),
        ("Boxes hold at most five people.", "Boxes hold at most eight guests.", "number"),
        ("The app works offline.", "The app needs an internet connection to work.", "opposite"),
        ("Copies are sent automatically.", "Copies are sent on request.", "opposite"),
        ("You can pay an invoice by card.", "You can't pay an invoice by card.", "opposite"),
        ("A parcel has a tracking number.", "There is no tracking number, since parcels go by bike.", "negation"),
        ("The list goes out on the third of each month.", "The list goes out on the 12th of every month.", "number"),
        ("A clock that runs is in every report.", "A clock that runs is not in any report.", "opposite"),
        ("Plan | Seats | A month\nSolo | 1 | €9", "With Solo you pay €12 a month.", "price"),
        ("Plan | Seats | A month\nAtelier | 15 | €49", "Atelier includes 25 seats.", "number"),
        (
            "When | What\nin two days | a decision on your case",
            "You get a decision on your case in five days.",
            "number",
        ),
    ],
)
def test_rules_of_contradiction(reader: Reader, one: str, other: str, subject: str):
    assert [each.subject for each in between(reader, one, other)] == [subject]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A letter costs €1.40.", "One letter costs 1,40 euros."),
        ("The link is good for 24 hours.", "The link is good for one day."),
        ("Press Start clock.", "Press Stop clock."),
        ("Parcels are kept for a fortnight.", "Parcels are kept for two weeks."),
        ("Staging is part of every plan.", "Staging is part of all plans."),
        ("Requests are refused.", "Requests are not accepted."),
        ("Row 1 could not be imported.", "Row 2 could not be imported."),
        ("A parcel has no tracking number.", "Parcels go out without a tracking number."),
        ("Plan | Seats | A year\nSolo | 1 | €90", "With Solo you pay €9 a month."),
        ("Hours are written as 2.5, not 2,5.", "Hours are written as 2.5."),
        ("The invoice was never saved as a draft.", 'Look for "The invoice was saved as a draft".'),
    ],
)
def test_the_same_in_other_words_is_no_contradiction(reader: Reader, one: str, other: str):
    assert between(reader, one, other) == []


def test_numbers_are_read_with_what_they_count():
    found = quantities(
        "Two to four working days, €1.40 a letter, 19 % VAT, 15 seats, within the hour, error 500 and so on"
    )
    assert [(one.measure, one.value) for one in found] == [
        ("span", "96"),
        ("money", "1.4"),
        ("share", "19"),
        ("thing seat", "15"),
        ("span", "1"),
    ]
