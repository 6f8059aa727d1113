"""Where a site's articles come from, what is on its way into them, and what is kept of each."""

from typing import Any

from msgspec import UNSET, UnsetType, field

from server.api.views import View
from server.api.views.knowledge import ArticleView


class BrokenView(View, frozen=True):
    """A file or page that is no article, and why, for its author."""

    path: str
    reason: str


class ProgressView(View, frozen=True):
    """How far the sync under way is: `done` of about `of` articles (as many as there were; 0: not known yet)."""

    done: int = 0
    of: int = 0
    doing: str = ""  # path looked at


class SourceView(View, frozen=True):
    id: str
    site: str
    kind: str  # folder | website | page | upload | api
    name: str
    address: str
    prefix: str  # of its articles' paths
    url_prefix: str
    owner: str
    public: bool
    every_s: int  # between complete syncs; 0: on demand only
    settings: dict[str, Any]  # limits of a crawl
    state: str  # new | syncing | ready | failed | paused
    error: str
    incomplete: str  # why the last sync could not see everything; then it deleted nothing
    created_at: int
    synced_at: int | None
    due_at: int | None
    articles: int
    passages: int
    broken: list[BrokenView]
    progress: ProgressView | None  # None where no sync is under way
    webhook: str  # where changes are told: POST, signed; "" where the source has no secret
    secret: str = ""  # that signs them; told once, when it is made


class AddSource(View, frozen=True, forbid_unknown_fields=True):
    site: str
    kind: str
    address: str = ""
    name: str = ""
    url_prefix: str = ""
    owner: str = ""
    public: bool = True
    every_s: int | None = None  # None: as usual for the kind
    settings: dict[str, Any] = field(default_factory=dict)


class ChangeSource(View, frozen=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: str | UnsetType = UNSET
    url_prefix: str | UnsetType = UNSET
    owner: str | UnsetType = UNSET
    public: bool | UnsetType = UNSET
    every_s: int | UnsetType = UNSET
    settings: dict[str, Any] | UnsetType = UNSET
    paused: bool | UnsetType = UNSET


class SecretView(View, frozen=True):
    """A new secret, told once; the one before it signs nothing any more."""

    webhook: str
    secret: str


class HeadingView(View, frozen=True):
    heading: str
    anchor: str


class UploadView(View, frozen=True):
    """What a file gives once it is live; `path` is its article's."""

    source: str
    path: str
    title: str
    format: str
    language: str
    passages: int
    headings: list[HeadingView]  # the first of them


class Told(View, frozen=True):
    """The body of a webhook; {} tells of the whole source."""

    changed: list[str] = []
    deleted: list[str] = []


class TakenView(View, frozen=True):
    """The deliveries that a call put into the queue."""

    deliveries: list[str]


class PieceView(View, frozen=True):
    """A passage of an article; `copy_of` names the passage that is found in its stead, "" for one found itself."""

    id: str
    heading: str
    anchor: str
    text: str
    language: str
    copy_of: str


class ArticleDetail(View, frozen=True):
    article: ArticleView
    passages: list[PieceView]


class TroubleView(View, frozen=True):
    """A told change that is not applied yet, or was given up."""

    id: str
    source: str
    kind: str  # changed | deleted | sync
    path: str
    attempts: int
    at: int
    due_at: int
    given_up: bool
    reason: str


class DeliveriesView(View, frozen=True):
    """How the told changes of the last days went; times in ms from told to live, 0 where there is none."""

    since: int
    told: int
    applied: int
    waiting: int
    given_up: int
    late: int  # not live within 30 s
    p50_ms: int
    p99_ms: int
    failing: list[TroubleView]


class HoldingView(View, frozen=True):
    """How much of a source is live, of one language and last updated in one month ("2026-09"; "" where none says)."""

    source: str
    language: str
    updated: str
    articles: int
    passages: int


class EncoderView(View, frozen=True):
    """Which encoder embeds a site's passages, and how far the next one is; `next` is "" where none is under way."""

    site: str
    encoder: str
    next: str
    done: int
    total: int
    state: str  # idle | running | failed
    reason: str
    choices: list[str]


class ChooseEncoder(View, frozen=True):
    site: str
    version: str
