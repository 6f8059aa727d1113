"""The reader's log-in: the token lives in the browser tab's session and nowhere else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import streamlit as st

from dashboard import api
from dashboard.api import Api, ApiError, NotLoggedIn
from server.api.views.sites import LoggedIn, Login, NewPassword

DEFAULT_URL = "http://127.0.0.1:8787"
ROLES = ("viewer", "agent", "admin")
_WHO, _ONE_TIME, _FAREWELL = "logged_in", "one_time_password", "farewell"


@st.cache_resource(on_release=httpx.Client.close)
def _http(url: str) -> httpx.Client:
    return api.client(url)


def calls() -> Api:
    """The API with the reader's token."""
    reader = who()
    return Api(_http(os.environ.get("HANDRAIL_URL", DEFAULT_URL)), reader.token if reader else "")


def who() -> LoggedIn | None:
    """Who reads, None before the log-in."""
    reader: LoggedIn | None = st.session_state.get(_WHO)
    return reader


def may(role: str) -> bool:
    """Whether the reader holds this role or a higher one."""
    reader = who()
    return reader is not None and ROLES.index(reader.role) >= ROLES.index(role)


def log_in(email: str, password: str) -> None:
    """Raises ApiError with the reason."""
    st.session_state.pop(_WHO, None)
    reader = calls().post("/v1/login", LoggedIn, Login(email=email.strip(), password=password))
    st.session_state[_WHO] = reader
    st.session_state.pop(_FAREWELL, None)
    if reader.must_change:
        st.session_state[_ONE_TIME] = password


def must_change() -> bool:
    """Whether the reader came in with a one-time password and has not chosen one yet."""
    return _ONE_TIME in st.session_state


def change_password(new: str) -> None:
    """Replaces the one-time password. Raises ApiError with the reason."""
    calls().tell("/v1/password", NewPassword(old=st.session_state[_ONE_TIME], new=new))
    del st.session_state[_ONE_TIME]


def log_out(farewell: str = "") -> None:
    """Forgets the reader; `farewell` is said on the log-in page."""
    for name in (_WHO, _ONE_TIME):
        st.session_state.pop(name, None)
    st.session_state[_FAREWELL] = farewell


def farewell() -> str:
    """Why the reader has to log in again."""
    return str(st.session_state.get(_FAREWELL, ""))


@contextmanager
def answers() -> Iterator[None]:
    """Within it the API may fail: the reader gets the sentence and a way on, or the log-in page."""
    try:
        yield
    except NotLoggedIn as error:
        log_out(error.message)
        st.rerun()
    except ApiError as error:
        st.error(error.message, icon=":material/error:")
        st.button("Try again", key=f"again_{error.code}")
