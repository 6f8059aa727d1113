"""Signed-in visitors, for admins: the secret that proves them, shown once, and the lines for the product's server."""

import streamlit as st

from dashboard.api import ApiError
from dashboard.furniture import note, section
from dashboard.session import calls
from server.api.views.sites import ProofSecret, SiteView

SERVER_LINES = """import hmac, os
secret = os.environ["HANDRAIL_PROOF_SECRET"].encode()
proof = hmac.new(secret, user_id.encode(), "sha256").hexdigest()
"""
PAGE_LINE = 'handrail.identify(user_id, {plan: "team"}, {proof})'


def show_proof(site: SiteView) -> None:
    section("Signed-in visitors", "What is theirs (orders, invoices) is looked up for proven visitors only.")
    st.code(SERVER_LINES, language="python", wrap_lines=True)
    note("On your server, for who is signed in there; then in the page:")
    st.code(PAGE_LINE, language="javascript", wrap_lines=True)
    if not site.proves:
        if st.button("Make the secret", icon=":material/key:", key="proof_make"):
            _make(site)
        return
    sure = st.checkbox("Pages with older proofs are trusted no more", key="proof_sure")
    if st.button("Renew the secret", icon=":material/key:", key="proof_renew", disabled=not sure):
        _make(site)


def _make(site: SiteView) -> None:
    try:
        made = calls().post(f"/v1/sites/{site.id}/proof", ProofSecret)
    except ApiError as error:
        st.error(error.message, icon=":material/error:")
        return
    st.success("HANDRAIL_PROOF_SECRET for your server, shown this once:", icon=":material/key:")
    st.code(made.secret, language=None)
