"""Planted contradictions and duplicates are found among the demo's articles; two of three sets were never tuned on."""

import json
from pathlib import Path

import pytest

from models.encode import Encoder
from server.errors import Conflict, Invalid, NotFound
from server.hygiene import deciding, view
from server.hygiene.conflicts import conflicts
from server.hygiene.quantities import quantities
from tests.server.hygiene.conftest import HELP, NOW, SITE, House

HERE = Path(__file__).parent
# Measured: 62 of 77, 8 of 10, and 5 of 10 at first sight: facts in other words and lists ("members have no Billing and
# no Import", "several timers", "can be taken back") and swapped controls in short steps are missed.
LEAST_FOUND = {"plants_tuned_on.json": 0.8, "plants.json": 0.8, "plants_second.json": 0.5}
MOST_ALARMS = 4  # on the demo's own 61 articles; measured: 3


def fill(house: House) -> None:
    for path in HELP.glob("*.md"):
        (house.folder / path.name).write_bytes(path.read_bytes())


@pytest.mark.parametrize("name", LEAST_FOUND)
def test_planted_pairs_are_found_and_harmless_articles_are_not(house: House, name: str):
    fill(house)
    plants = json.loads((HERE / name).read_text())
    for number, plant in enumerate(plants):
        house.write(f"plant-{number}.md", plant["text"], title=plant["title"])
    house.sync()
    house.hygiene.tend(SITE, NOW)
    pairs = [{one.one.article, one.other.article} for one in house.db.read(view.findings, SITE) if one.other]
    wanted, found, disturbed = 0, 0, 0
    for number, plant in enumerate(plants):
        mine, its = f"{SITE}:plant-{number}.md", f"{SITE}:{plant['against']}"
        if plant["kind"] == "harmless":
            help_pages = {f"{SITE}:{path.name}" for path in HELP.glob("*.md")}
            disturbed += any(mine in pair and pair & help_pages for pair in pairs)
        else:
            wanted += 1
            found += {mine, its} in pairs
    assert found >= LEAST_FOUND[name] * wanted
    assert disturbed == 0


def test_the_demos_own_articles_give_few_alarms(house: House):
    fill(house)
    house.sync()
    done = house.hygiene.tend(SITE, NOW)
    assert done.compared == 61
    assert len(house.db.read(view.findings, SITE)) <= MOST_ALARMS


def test_a_cell_of_a_table_is_marked_in_its_row(encoder: Encoder):
    (found,) = conflicts("Plan | Seats | A month\nSolo | 1 | €9", "With Solo you pay €12 a month.", 0.7, encoder.encode)
    assert [found.one.text[slice(*mark)] for mark in found.marks] == ["€9"]
    assert [found.other.text[slice(*mark)] for mark in found.other_marks] == ["€12"]


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
        ("You can pay an invoice by card.", "You can't pay an invoice by card.", "negation"),
        ("A parcel has a tracking number.", "There is no tracking number, since parcels go by bike.", "absence"),
        ("The list goes out on the third of each month.", "The list goes out on the 12th of every month.", "number"),
        ("A clock that runs is in every report.", "A clock that runs is not in any report.", "negation"),
        ("Plan | Seats | A month\nSolo | 1 | €9", "With Solo you pay €12 a month.", "price"),
        ("Plan | Seats | A month\nAtelier | 15 | €49", "Atelier includes 25 seats.", "number"),
        (
            "When | What\nin two days | a decision on your case",
            "You get a decision on your case in five days.",
            "number",
        ),
    ],
)
def test_rules_of_contradiction(encoder: Encoder, one: str, other: str, subject: str):
    assert [each.subject for each in conflicts(one, other, 0.7, encoder.encode)] == [subject]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A letter costs €1.40.", "One letter costs 1,40 euros."),
        ("The link is good for 24 hours.", "The link is good for one day."),
        ("Press Start clock.", "Press Stop clock."),
        ("Requests are refused.", "Requests are not accepted."),
        ("Row 1 could not be imported.", "Row 2 could not be imported."),
        ("A parcel has no tracking number.", "Parcels go out without a tracking number."),
        ("Plan | Seats | A year\nSolo | 1 | €90", "With Solo you pay €9 a month."),
        ("Hours are written as 2.5, not 2,5.", "Hours are written as 2.5."),
        ("The invoice was never saved as a draft.", 'Look for "The invoice was saved as a draft".'),
    ],
)
def test_the_same_in_other_words_is_no_contradiction(encoder: Encoder, one: str, other: str):
    assert conflicts(one, other, 0.7, encoder.encode) == []


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
