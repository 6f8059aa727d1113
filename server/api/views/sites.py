"""People who work here, sites, origins and releases."""

from server.api.views import View


class Login(View, frozen=True):
    email: str
    password: str


class LoggedIn(View, frozen=True):
    token: str
    name: str
    role: str
    must_change: bool
    expires_at: int


class NewPassword(View, frozen=True):
    old: str
    new: str


class NewStaff(View, frozen=True):
    email: str
    name: str
    role: str


class OneTime(View, frozen=True):
    """A one-time password, shown this once."""

    email: str
    password: str


class NewSite(View, frozen=True):
    name: str
    origins: list[str]
    simulated: bool = False


class Origins(View, frozen=True):
    origins: list[str]


class ProofSecret(View, frozen=True):
    """What signed-in visitors are proven with, shown this once."""

    secret: str


class NewRelease(View, frozen=True):
    name: str
    at: int | None = None  # now


class SiteView(View, frozen=True):
    id: str
    key: str
    name: str
    origins: list[str]
    simulated: bool
    first_at: int | None = None  # of the data
    last_at: int | None = None
    routes: list[str] = []
    releases: list["ReleaseView"] = []
    proves: bool = False  # a secret was made with which the product's server proves its visitors


class ReleaseView(View, frozen=True):
    name: str
    at: int


class StaffView(View, frozen=True):
    id: str
    email: str
    name: str
    role: str
    disabled: bool
