"""Set-up, for admins: sites with their script tag, releases, and who is on the staff."""

import streamlit as st

from dashboard.api import ApiError
from dashboard.filters import Filters
from dashboard.furniture import headline, note, section, table
from dashboard.saving import say
from dashboard.screens.setup_hours import show_hours
from dashboard.screens.setup_proof import show_proof
from dashboard.screens.setup_style import show_style
from dashboard.session import calls
from dashboard.words import at, count, plain, zone
from server.api.views.sites import NewRelease, NewSite, NewStaff, OneTime, SiteView, StaffView

ROLES = {"viewer": "Viewer: reads", "agent": "Agent: answers and corrects", "admin": "Admin: sets up"}


def show(filters: Filters) -> None:
    site = filters.site
    headline(f"{site.name}: {count(len(site.routes), 'page')} seen, {count(len(site.releases), 'release')} marked.")
    say()
    left, right = st.columns(2, gap="medium")
    with left:
        _site(site)
        show_style(site)
        _release(site)
        show_proof(site)
    with right:
        _staff()
        show_hours(site)
    with st.expander("Another site", type="compact"):
        _new_site()


def show_first() -> None:
    """While there is no site at all."""
    headline("Add the first site: the product that Handrail should look after.")
    _new_site()


def script_tag(base: str, key: str) -> str:
    """What goes into the product's pages."""
    return f'<script async src="{base}/widget/handrail.js" data-site="{key}"></script>'


def _site(site: SiteView) -> None:
    section("Script tag", "Into every page of the product, once.")
    st.code(script_tag(calls().base, site.key), language="html", wrap_lines=True)
    note(f"Allowed origins: {', '.join(site.origins) or 'none yet'}.")


def _release(site: SiteView) -> None:
    section("Releases", "A marker in every picture: what changed when.")
    here = zone(st.context.timezone)
    marks = sorted(site.releases, key=lambda mark: -mark.at)
    if marks:
        table({"Release": [mark.name for mark in marks], "Since": [at(mark.at, here) for mark in marks]}, "releases")
    with st.form("release_form", border=False, clear_on_submit=True), st.container(horizontal=True):
        name = st.text_input("New release", max_chars=60, placeholder="2.4", label_visibility="collapsed")
        if st.form_submit_button("Mark a release now") and name:
            calls().post(f"/v1/sites/{site.id}/releases", SiteView, NewRelease(name=name))
            st.rerun()


def _staff() -> None:
    section("Staff")
    members = calls().get("/v1/staff", list[StaffView])
    columns: dict[str, list[object]] = {
        "Name": [one.name for one in members],
        "E-mail": [one.email for one in members],
        "Role": [plain(one.role) for one in members],
        "State": ["disabled" if one.disabled else "active" for one in members],
    }
    row = table(columns, "staff", select=True)
    if row is not None and not members[row].disabled:
        _disable(members[row])
    with st.form("staff_form", border=False, clear_on_submit=True):
        name = st.text_input("Name")
        email = st.text_input("E-mail")
        role = st.selectbox("Role", list(ROLES), index=1, format_func=ROLES.__getitem__)
        if st.form_submit_button("Add to the staff"):
            _add(name or "", email or "", role or "viewer")


def _add(name: str, email: str, role: str) -> None:
    try:
        made = calls().post("/v1/staff", OneTime, NewStaff(email=email.strip(), name=name.strip(), role=role))
    except ApiError as error:
        st.error(error.message, icon=":material/error:")
        return
    st.success(f"One-time password for {made.email}, shown this once:", icon=":material/key:")
    st.code(made.password, language=None)


def _disable(member: StaffView) -> None:
    if st.button(f"Disable {member.name}", icon=":material/block:", key=f"disable_{member.id}"):
        calls().tell(f"/v1/staff/{member.id}/disable")
        st.rerun()


def _new_site() -> None:
    with st.form("site_form", border=False, clear_on_submit=True):
        name = st.text_input("Name of the product")
        origins = st.text_area("Origins of its pages, one a line", placeholder="https://app.example.com", height=80)
        if st.form_submit_button("Add the site", type="primary"):
            try:
                wanted = [line.strip() for line in (origins or "").splitlines() if line.strip()]
                calls().post("/v1/sites", SiteView, NewSite(name=(name or "").strip(), origins=wanted))
            except ApiError as error:
                st.error(error.message, icon=":material/error:")
                return
            st.rerun()
