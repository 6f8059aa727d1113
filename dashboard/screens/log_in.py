"""The log-in page, and the choice of an own password after a one-time one."""

import streamlit as st

from dashboard import session
from dashboard.api import ApiError
from dashboard.furniture import note

MIN_PASSWORD = 10  # characters, as the API wants


def show() -> None:
    """Whichever of the two the reader needs."""
    if session.must_change():
        choose_password()
    else:
        log_in()


def log_in() -> None:
    """E-mail and password."""
    with st.container(key="log_in"):
        st.title("Handrail")
        note("Where visitors struggle, what helped, and whether it gets better.")
        if session.farewell():
            st.info(session.farewell(), icon=":material/info:")
        with st.form("log_in_form", border=False):
            email = st.text_input("E-mail", autocomplete="username")
            password = st.text_input("Password", type="password", autocomplete="current-password")
            if st.form_submit_button("Log in", type="primary", width="stretch"):
                _try(email, password)
        with st.expander("First time here, or password lost?", type="compact"):
            st.markdown(
                "The first start of `handrail serve` prints an e-mail and a one-time password. "
                "`handrail password EMAIL`, run beside the server, prints a new one."
            )


def choose_password() -> None:
    """A password of one's own, before anything else."""
    with st.container(key="new_password"):
        st.title("Choose your password")
        note(f"You came in with a one-time password. Yours takes at least {MIN_PASSWORD} characters; length counts.")
        with st.form("password_form", border=False):
            new = st.text_input("New password", type="password", autocomplete="new-password")
            again = st.text_input("The same again", type="password", autocomplete="new-password")
            if st.form_submit_button("Save and go on", type="primary", width="stretch"):
                _change(new, again)


def _try(email: str, password: str) -> None:
    if not email.strip() or not password:
        st.error("Both are needed: e-mail and password.", icon=":material/error:")
        return
    try:
        session.log_in(email, password)
    except ApiError as error:
        st.error(error.message, icon=":material/error:")
        return
    st.rerun()


def _change(new: str, again: str) -> None:
    if new != again:
        st.error("The two are not the same.", icon=":material/error:")
        return
    try:
        session.change_password(new)
    except ApiError as error:
        st.error(error.message, icon=":material/error:")
        return
    st.rerun()
