"""The card on Set-up that says how answers are given."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from dashboard.screens.setup_style import FORMS, LENGTHS, TONES
from tests.dashboard.history import SITE
from tests.dashboard.test_screens import clean, words

Screen = Callable[..., AppTest]
SAVE = "style_save"


def pick(test: AppTest, label: str, words: dict[str, str], value: str) -> None:
    test.selectbox(key=f"style_{label}_{SITE}").select(value).run()
    assert words[value] in test.selectbox(key=f"style_{label}_{SITE}").options


def test_a_choice_shows_at_once_and_holds_once_it_is_saved(screen: Screen) -> None:
    test = screen("setup", role="admin")
    assert clean(test)
    assert "Nothing in the help pages answers this." in words(test)
    assert test.button(key=SAVE).disabled
    pick(test, "Tone", TONES, "formal")
    pick(test, "Form", FORMS, "steps")
    pick(test, "Length", LENGTHS, "full")
    assert "The help pages contain nothing that answers this." in words(test)
    assert screen("setup", role="admin").selectbox(key=f"style_Tone_{SITE}").value == "plain"
    test.button(key=SAVE).click().run()
    assert clean(test)
    assert test.success[0].value.startswith("Saved.")
    again = screen("setup", role="admin")
    chosen = [again.selectbox(key=f"style_{label}_{SITE}").value for label in ("Form", "Length", "Tone")]
    assert chosen == ["steps", "full", "formal"]
    for label in ("Form", "Length", "Tone"):
        again.selectbox(key=f"style_{label}_{SITE}").select("plain" if label == "Tone" else "").run()
    again.button(key=SAVE).click().run()
    assert clean(again)


def test_a_site_without_articles_is_told_how_to_get_an_example(screen: Screen) -> None:
    assert "as soon as the site has help articles" in words(screen("setup", role="admin"))
