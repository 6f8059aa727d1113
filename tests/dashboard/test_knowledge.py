"""The knowledge pages: sources, uploads, care, a question tried, a contradiction dismissed, a gap closed."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dashboard.screens.knowledge_articles import Wanted, care_of, wanted
from server.knowledge import sources
from server.store import schema
from server.store.database import Database
from tests.dashboard.history import SITE
from tests.dashboard.knowing import ASKED
from tests.dashboard.test_screens import clean, words

Screen = Callable[..., AppTest]


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def labels(test: AppTest) -> set[str]:
    return {button.label for button in test.button}


def test_without_sources_it_says_what_to_do(screen: Screen) -> None:
    test = screen("knowledge")
    assert clean(test)
    assert "Nothing is known yet" in words(test)
    assert "An admin adds the first one" in words(test)


def test_the_page_opens_with_what_hurts_most(screen: Screen, known: Database) -> None:
    test = screen("knowledge")
    assert clean(test)
    said = words(test)
    for part in ("1 contradiction is waiting", "1 article is past the review date", "4 visits asked"):
        assert part in said
    assert list(test.dataframe[0].value["Articles"]) == [3]
    assert "Add it" not in labels(test)


def test_a_website_is_added_told_its_secret_once_and_removed(screen: Screen, known: Database) -> None:
    test = screen("knowledge", role="admin")
    next(one for one in test.text_input if one.label == "Address").set_value("https://docs.example.com/help/")
    press(test, "Add it")
    assert clean(test)
    assert "The source is added" in test.success[0].value
    added = next(one for one in known.read(sources.of_site, SITE) if one.kind == "website")
    test.query_params["source"] = added.id
    test.run()
    assert clean(test)
    shown = [code.value for code in test.code]
    assert added.secret in shown
    assert any("webhook-signature: v1" in code and added.secret not in code for code in shown)
    press(test, "Pause")
    assert known.read(sources.find, added.id).state == "paused"
    next(box for box in test.checkbox if box.label.startswith("Yes, remove")).check().run()
    press(test, "Remove it")
    assert "is removed" in test.success[0].value
    assert {one.kind for one in known.read(sources.of_site, SITE)} == {"folder"}


def test_an_address_that_is_none_is_refused_with_the_reason(screen: Screen, known: Database) -> None:
    test = screen("knowledge", role="admin")
    next(one for one in test.text_input if one.label == "Address").set_value("ftp://docs.example.com")
    press(test, "Add it")
    assert "no web address" in test.error[0].value
    assert len(known.read(sources.of_site, SITE)) == 1


def test_an_agent_may_sync_but_neither_change_nor_remove(screen: Screen, known: Database) -> None:
    [source] = known.read(sources.of_site, SITE)
    test = screen("knowledge", role="agent", source=source.id)
    assert clean(test)
    assert "Sync now" in labels(test)
    assert not {"Pause", "Remove it", "Save", "Renew the secret"} & labels(test)
    assert "Sync now" not in labels(screen("knowledge", source=source.id))


def test_a_good_file_is_taken_and_a_broken_one_refused_with_the_reason(screen: Screen, known: Database) -> None:
    test = screen("knowledge", role="agent", about="Upload")
    files = [
        ("parking.md", b"# Parking\n\nGuests park behind the house for two hours.\n", "text/markdown"),
        ("broken.pdf", b"%PDF-1.7 nothing else", "application/pdf"),
    ]
    test.file_uploader[0].set_value(files).run()
    press(test, "Upload 2 files")
    assert clean(test)
    said = words(test)
    assert "1 file taken, 1 file refused" in said
    assert "Parking: 1 passage" in said
    assert "broken.pdf<small>" in said
    test = screen("knowledge", about="Upload")
    assert "Agents and admins can upload files" in words(test)


def test_articles_are_filtered_and_marked_as_reviewed(screen: Screen, known: Database) -> None:
    test = screen("knowledge", role="agent", about="Articles")
    assert clean(test)
    assert list(test.dataframe[0].value["Article"]) == ["Refunds", "Money back", "Reset your password"]
    test.selectbox(key="state").select("unowned").run()
    assert list(test.dataframe[0].value["Article"]) == ["Refunds"]
    test.text_input(key="like").set_value("nowhere").run()
    assert "No article fits" in words(test)


def test_an_article_shows_its_passages_and_is_reviewed_in_a_click(screen: Screen, known: Database) -> None:
    test = screen("knowledge", role="agent", article=f"{SITE}:refund.md")
    assert clean(test)
    assert "within 30 days without giving a reason" in words(test)
    assert "which is past" in words(test)
    press(test, "I have read it, it is right")
    assert clean(test)
    assert "Reviewed today" in test.success[0].value
    assert "which is past" not in words(test)


def test_what_was_edited_in_the_table_is_what_is_sent() -> None:
    change = care_of("a", {"Owner": " Ann ", "Review by": "2026-12-01T00:00:00.000", "Seen by": "staff only"})
    assert (change.owner, change.review_by, change.public) == ("Ann", "2026-12-01", False)
    emptied = care_of("a", {"Owner": "", "Review by": None})
    assert (emptied.owner, emptied.review_by) == (None, None)


def test_a_filter_that_nothing_fits_gives_nothing() -> None:
    assert wanted([], Wanted(like="x")) == []


def test_a_question_is_tried_with_its_reasons_and_passages(screen: Screen, known: Database) -> None:
    test = screen("knowledge", role="agent", about="Try a question")
    test.text_input(key="ask_text").set_value("how do I reset my password")
    press(test, "Ask")
    assert clean(test)
    assert "How long it took" in words(test)
    assert len(test.get("plotly_chart")) == 2
    assert "Reset your password" in set(test.dataframe[0].value["Article"])
    assert "can try questions" in words(screen("knowledge", about="Try a question"))


def test_a_contradiction_is_marked_and_dismissed_with_a_reason(screen: Screen, known: Database) -> None:
    test = screen("knowledge", role="agent", about="Hygiene")
    assert clean(test)
    said = words(test)
    assert "They differ in" in said
    assert "<mark>30</mark>" in said or "<mark>30 days</mark>" in said
    next(one for one in test.text_input if one.label == "Why it is none").set_value("Two plans")
    press(test, "Dismiss it")
    assert "it is not found again" in test.success[0].value
    [row] = known.read(lambda conn: conn.execute(schema.findings.select()).all())
    assert (row.state, row.by, row.reason) == ("dismissed", "Agent", "Two plans")


def test_a_gap_shows_its_questions_and_its_draft_and_is_closed(screen: Screen, known: Database) -> None:
    [gap] = known.read(lambda conn: conn.execute(schema.gaps.select()).all())
    test = screen("knowledge", role="agent", about="Gaps")
    assert clean(test)
    assert "found no answer, on 1 topic" in words(test)
    assert len(test.get("plotly_chart")) == 1
    test = screen("knowledge", role="agent", gap=gap.id)
    assert clean(test)
    assert set(test.dataframe[0].value["Question"]) == set(ASKED)
    assert "Questions that this answers" in test.code[0].value
    test.text_input(key="written_0_like").set_value("password reset").run()
    assert [one.split(" · ")[0] for one in test.selectbox(key="written_0_one").options] == ["Reset your password"]
    test.text_input(key="written_0_like").set_value("no such thing").run()
    assert "No article has these words" in words(test)
    test.text_input(key="written_0_like").set_value("").run()
    press(test, "Close the gap")
    assert "asked again, it opens by itself" in test.success[0].value
    [gap] = known.read(lambda conn: conn.execute(schema.gaps.select()).all())
    assert gap.state == "written"


def test_a_viewer_sees_a_gap_and_how_many_ask_and_no_draft(screen: Screen, known: Database) -> None:
    [gap] = known.read(lambda conn: conn.execute(schema.gaps.select()).all())
    test = screen("knowledge", about="Gaps")
    assert clean(test)
    assert "found no answer, on 1 topic" in words(test)
    assert "Draft" not in test.dataframe[0].value.columns
    assert "and its draft" not in words(test)
    test = screen("knowledge", gap=gap.id)
    assert clean(test)
    assert set(test.dataframe[0].value["Question"]) == set(ASKED)
    assert not test.code
    assert "who answers visitors can read it" in words(test)
    assert "Close the gap" not in labels(test)


def test_freshness_says_when_nothing_was_told(screen: Screen) -> None:
    test = screen("knowledge", about="Freshness")
    assert clean(test)
    assert "No change was told" in words(test)
    assert "The one that came with Handrail serves" in words(test)
