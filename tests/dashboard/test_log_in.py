"""The way in: the whole app from its entry, against the real API."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from tests.dashboard.conftest import Served
from tests.journeys.world import free_ports

APP = str(Path(dashboard.__file__).parent / "app.py")


@pytest.fixture
def app(served: Served, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("HANDRAIL_URL", served.url)
    return AppTest.from_file(APP, default_timeout=30).run()


def log_in(app: AppTest, email: str, password: str) -> AppTest:
    app.text_input[0].input(email)
    app.text_input[1].input(password)
    return app.button[0].click().run()


def test_the_right_password_opens_the_friction_map(app: AppTest, served: Served) -> None:
    log_in(app, "viewer@test", served.passwords["viewer"])
    assert not app.exception
    assert not app.error
    assert len(app.get("plotly_chart")) == 1


def test_a_wrong_password_is_told_and_stays_outside(app: AppTest) -> None:
    log_in(app, "viewer@test", "wrong")
    assert "wrong" in app.error[0].value
    assert not app.get("plotly_chart")


def test_an_empty_form_is_not_sent(app: AppTest) -> None:
    log_in(app, "", "")
    assert "Both are needed" in app.error[0].value


def test_a_one_time_password_is_replaced_before_anything_else(app: AppTest, served: Served) -> None:
    log_in(app, "new@test", served.passwords["new"])
    assert not app.get("plotly_chart")
    app.text_input[0].input("short")
    app.text_input[1].input("other")
    app.button[0].click().run()
    assert "not the same" in app.error[0].value
    for field in app.text_input:
        field.input("a-password-of-my-own")
    app.button[0].click().run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1


def test_a_token_that_is_no_longer_good_leads_back_to_the_log_in(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDRAIL_URL", served.url)
    app = AppTest.from_file(APP, default_timeout=30)
    stale = {name: getattr(served.readers["viewer"], name) for name in ("name", "role", "must_change", "expires_at")}
    app.session_state["logged_in"] = type(served.readers["viewer"])(token="stale", **stale)
    app.run()
    assert not app.exception
    assert "Log in again" in app.info[0].value
    assert app.button[0].label == "Log in"


def test_logging_out_ends_the_session(app: AppTest, served: Served) -> None:
    log_in(app, "agent@test", served.passwords["agent"])
    app.button(key="log_out").click().run()
    assert app.button[0].label == "Log in"
    assert not app.get("plotly_chart")


def test_a_server_that_is_not_there_is_told_with_what_to_do(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDRAIL_URL", f"http://127.0.0.1:{free_ports(1)[0]}")
    app = AppTest.from_file(APP, default_timeout=30)
    app.session_state["logged_in"] = served.readers["viewer"]
    app.run()
    assert not app.exception
    assert "handrail serve" in app.error[0].value
    assert any(button.label == "Try again" for button in app.button)
