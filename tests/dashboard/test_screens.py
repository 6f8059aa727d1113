"""The pages as scripts, against the real API."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dashboard.signal_words import SIGNALS
from tests.dashboard.conftest import Served

Screen = Callable[..., AppTest]


def words(test: AppTest) -> str:
    """All HTML and Markdown of the page."""
    return " ".join(str(each.proto.body) for each in (*test.get("html"), *test.markdown))


def clean(test: AppTest) -> bool:
    return not test.exception and not test.error


def test_friction_opens_with_a_sentence_then_the_map_then_the_table(screen: Screen) -> None:
    test = screen("friction")
    assert clean(test)
    assert "<h1" in words(test)
    assert len(test.get("plotly_chart")) == 1
    table = test.dataframe[0].value
    assert table["Page"][0] in {"Billing", "Checkout"}
    assert table["Struggled %"].between(0, 100).all()


def test_a_page_shows_its_elements_most_struggling_first(screen: Screen) -> None:
    test = screen("friction", page="/billing")
    assert clean(test)
    assert list(test.dataframe[0].value["Element"]) == ["VAT number", "Save"]
    assert len(test.get("plotly_chart")) == 1


def test_a_page_nobody_saw_says_what_to_do(screen: Screen) -> None:
    test = screen("friction", page="/nowhere")
    assert clean(test)
    assert 'class="empty"' in words(test)


def test_an_element_shows_its_story_and_the_struggles_behind_it(screen: Screen) -> None:
    test = screen("friction", page="/billing", element="#vat")
    assert clean(test)
    assert "VAT number" in words(test)
    assert set(test.dataframe[0].value["The page said"]) == {"Enter it with the country prefix"}


def test_a_visit_that_is_not_known_is_told_and_not_a_traceback(screen: Screen) -> None:
    test = screen("friction", session="unknown-session")
    assert not test.exception
    assert "no such session" in test.error[0].value.lower()


def test_trends_show_one_small_picture_a_question(screen: Screen) -> None:
    test = screen("trends")
    assert clean(test)
    assert len(test.get("plotly_chart")) == 7
    assert len(test.dataframe[0].value) == 30


def test_a_shorter_period_shows_fewer_days(screen: Screen) -> None:
    test = screen("trends")
    test.selectbox(key="period").select("7d").run()
    assert clean(test)
    assert len(test.dataframe[0].value) == 7


def test_learning_answers_its_question_and_shows_the_receipts(screen: Screen) -> None:
    test = screen("learning")
    assert clean(test)
    assert "Has it improved since" in words(test)
    assert len(test.get("plotly_chart")) == 6
    assert "Can its confidence be believed?" in words(test)
    assert "answers held out in training" in words(test)
    tables = [list(frame.value.columns) for frame in test.dataframe]
    assert any({"Used", "First use", "Solved"} <= set(columns) for columns in tables)
    assert any("Verdict" in columns for columns in tables)


def test_the_desk_without_a_conversation_says_what_to_do(screen: Screen) -> None:
    test = screen("desk", role="agent")
    assert clean(test)
    assert "No conversation is open" in words(test)
    assert "Nobody is waiting" in words(test)


def test_set_up_gives_the_script_tag_and_a_one_time_password(screen: Screen, served: Served) -> None:
    test = screen("setup", role="admin")
    assert clean(test)
    assert f"{served.url}/widget/handrail.js" in test.code[0].value
    test.text_input[1].input("Eve")
    test.text_input[2].input("eve@test")
    next(button for button in test.button if button.label == "Add to the staff").click().run()
    assert "eve@test" in test.success[0].value
    assert len(test.code[-1].value) >= 12


def test_set_up_makes_the_secret_that_proves_visitors_and_shows_it_once(screen: Screen) -> None:
    test = screen("setup", role="admin")
    assert any('hmac.new(secret, user_id.encode(), "sha256")' in each.value for each in test.code)
    test.button(key="proof_make").click().run()
    assert clean(test)
    assert "shown this once" in test.success[0].value
    secret = next(each.value for each in test.code if len(each.value) == 43)
    test.run()
    assert not any(secret in each.value for each in test.code)
    assert test.button(key="proof_renew").disabled
    test.checkbox(key="proof_sure").check().run()
    test.button(key="proof_renew").click().run()
    assert secret not in {each.value for each in test.code if len(each.value) == 43}


def test_a_viewer_is_refused_the_set_up_with_a_sentence(screen: Screen) -> None:
    test = screen("setup")
    assert not test.exception
    assert "role admin" in test.error[0].value


def test_the_map_ranks_pages_by_what_the_score_is_at_least(screen: Screen) -> None:
    table = screen("friction").dataframe[0].value
    assert {"Score", "Score, 95 %", "Visitors"} <= set(table.columns)
    lows = [float(text.split("–")[0]) if text[0].isdigit() else 0.0 for text in table["Score, 95 %"]]
    assert lows == sorted(lows, reverse=True)


def test_a_page_tells_the_kinds_of_struggle_in_plain_words(screen: Screen) -> None:
    test = screen("friction", page="/billing")
    kinds = next(frame.value for frame in test.dataframe if "Kind" in frame.value.columns and "Weight" in frame.value)
    assert set(kinds["Kind"]) <= set(SIGNALS.values())
    assert kinds["Visitors with it"].is_monotonic_decreasing
    assert "Struggle score" in words(test)


def test_the_hardest_visits_are_listed_with_their_bounds(screen: Screen) -> None:
    test = screen("friction")
    visits = next(frame.value for frame in test.dataframe if "Bounds" in frame.value.columns)
    assert visits["Score"].is_monotonic_decreasing
    assert len(visits) > 10


def test_a_page_tells_what_was_asked_there(screen: Screen) -> None:
    test = screen("friction", page="/billing")
    assert clean(test)
    asked = next(frame.value for frame in test.dataframe if "Latest question" in frame.value.columns)
    assert asked["About"][0] == "VAT number"
    assert asked["Visits that asked"][0] > 150
    assert asked["Stuck at"][0] == "VAT number"
    assert "Nobody opened the chat on this page" in words(screen("friction", page="/import"))


def test_an_element_tells_its_score_and_the_rules_that_hold_there(screen: Screen) -> None:
    test = screen("friction", page="/billing", element="#vat")
    assert clean(test)
    assert "Struggle score" in words(test)
    assert "Learned from its use" not in words(test)
