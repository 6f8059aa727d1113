"""What wants tending in a site's knowledge: care of articles, findings, gaps."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET

from server.api.auth import ROLES, requires
from server.api.given import Db, Now, Word
from server.api.views.hygiene import (
    Because,
    CareChange,
    CareView,
    FindingView,
    GapDetail,
    GapView,
    HygieneView,
    NextReview,
    NoticeView,
    Reviewed,
    Written,
)
from server.hygiene import care, deciding, view
from server.knowledge.care import take_care

AGENT = [requires("agent")]


class HygieneController(Controller):
    """Everybody on the staff may look; who answers visitors may change."""

    path = "/v1/hygiene"
    tags = ("hygiene",)
    guards = (requires("viewer"),)

    @get("/", sync_to_thread=True)
    def summary(self, db: Db, now: Now, site: Word) -> HygieneView:
        """How much waits."""
        return db.read(view.summary, site, now)

    @get("/articles", sync_to_thread=True)
    def articles(self, db: Db, now: Now, site: Word) -> list[CareView]:
        """Live articles with owner, review and use; stale ones first."""
        return db.read(view.cared, site, now)

    @get("/notices", sync_to_thread=True)
    def notices(self, db: Db, site: Word, owner: Word = "") -> list[NoticeView]:
        """What owners are told, of one or of all."""
        return db.read(view.notices, site, owner)

    @post("/care", guards=AGENT, status_code=204, sync_to_thread=True)
    def care(self, db: Db, now: Now, data: JSONBody[CareChange]) -> None:
        """Sets owner, review date or cycle, or who may see it; it goes before what the source says."""
        said: dict[Any, str | bool | None] = {}
        if data.owner is not UNSET:
            said["owner"] = data.owner.strip() if data.owner else data.owner
        if data.review_by is not UNSET:
            said["review_by"] = care.valid_day(data.review_by) if data.review_by else data.review_by
        if data.public is not UNSET:
            said["public"] = data.public

        def change(conn: Any) -> None:
            if said:
                take_care(conn, data.article, said, now)
            if data.review_days is not UNSET:
                care.set_cycle(conn, data.article, data.review_days, now, keep_day="review_by" in said)

        db.write(change)

    @post("/reviewed", guards=AGENT, status_code=200, sync_to_thread=True)
    def reviewed(self, request: Request[Any, Any, Any], db: Db, now: Now, data: JSONBody[Reviewed]) -> NextReview:
        """Somebody has looked at an article and found it right; says when it is due again."""
        due = db.write(care.reviewed, data.article, request.user.name, now, data.until)
        return NextReview(article=data.article, review_by=due)

    @get("/findings", sync_to_thread=True)
    def findings(
        self, request: Request[Any, Any, Any], db: Db, site: Word, status: Word = "open", kind: Word = ""
    ) -> list[FindingView]:
        """Contradictions, duplicates and controls that are gone, surest first; internal ones take the role agent."""
        return db.read(view.findings, site, status, kind, internal=_answers(request))

    @post("/findings/{finding:str}/dismiss", guards=AGENT, status_code=204, sync_to_thread=True)
    def dismiss_finding(
        self, request: Request[Any, Any, Any], db: Db, now: Now, finding: FromPath[str], data: JSONBody[Because]
    ) -> None:
        """It is none; say why."""
        db.write(deciding.dismiss_finding, finding, request.user.name, data.reason, now)

    @post("/findings/{finding:str}/reopen", guards=AGENT, status_code=204, sync_to_thread=True)
    def reopen_finding(self, request: Request[Any, Any, Any], db: Db, now: Now, finding: FromPath[str]) -> None:
        """Takes a dismissal back."""
        db.write(deciding.reopen_finding, finding, request.user.name, now)

    @get("/gaps", sync_to_thread=True)
    def gaps(
        self, request: Request[Any, Any, Any], db: Db, now: Now, site: Word, status: Word = "open"
    ) -> list[GapView]:
        """What is asked and not answered, the most wanted first; drafts take the role agent."""
        return db.read(view.wanted, site, now, status, drafts=_answers(request))

    @get("/gaps/{gap:str}", sync_to_thread=True)
    def gap(self, request: Request[Any, Any, Any], db: Db, now: Now, gap: FromPath[str]) -> GapDetail:
        """One gap with its questions and, for the role agent, its draft."""
        return db.read(view.gap, gap, now, drafts=_answers(request))

    @post("/gaps/{gap:str}/dismiss", guards=AGENT, status_code=204, sync_to_thread=True)
    def dismiss_gap(
        self, request: Request[Any, Any, Any], db: Db, now: Now, gap: FromPath[str], data: JSONBody[Because]
    ) -> None:
        """Nothing is to be written on it; say why."""
        db.write(deciding.dismiss_gap, gap, request.user.name, data.reason, now)

    @post("/gaps/{gap:str}/written", guards=AGENT, status_code=204, sync_to_thread=True)
    def gap_written(
        self, request: Request[Any, Any, Any], db: Db, now: Now, gap: FromPath[str], data: JSONBody[Written]
    ) -> None:
        """An article answers it now; asked again after this, it opens by itself."""
        db.write(deciding.gap_written, gap, request.user.name, data.article, data.reason, now)

    @post("/gaps/{gap:str}/reopen", guards=AGENT, status_code=204, sync_to_thread=True)
    def reopen_gap(self, request: Request[Any, Any, Any], db: Db, now: Now, gap: FromPath[str]) -> None:
        """It is wanted after all."""
        db.write(deciding.reopen_gap, gap, request.user.name, now)


def _answers(request: Request[Any, Any, Any]) -> bool:
    """Whether who asks has the role of those that answer visitors."""
    return ROLES.index(request.user.role) >= ROLES.index("agent")
