"""Gives a worded answer again to the next one who asks the same, held to the store as it is now; else has it worded.

Only what is anybody's is kept: no question with personal data, a sensitive topic or a file's words in it, nothing that
was said because of what one visitor was told before, no live data, no internal passage, no answer to several questions.
"""

from msgspec import structs

from server.answering.answer import Answer
from server.answering.cache import AnswerCache, Kept, Scope
from server.answering.considered import Considered
from server.answering.decision import CACHED, CACHED_AGE
from server.answering.several import PARTS
from server.conversation.hearing import Heard
from server.conversation.portions import sources_of
from server.conversation.session import Session, Talk
from server.conversation.surroundings import Surroundings
from server.conversation.writing import Writing, may_be_worded, noted
from server.store.knowledge import visible
from server.understanding.masking import masked
from server.writing import Source

OF_WRITING = "written."  # prefix of the features about how an answer was worded


class Repeating:
    """The worded answers of one process, new and again."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._writing = Writing(around)
        self.answers = AnswerCache()
        around.knowledge.on_change(self.answers.forget)

    async def worded(
        self, session: Session, talk: Talk, heard: Heard, turn: str, considered: Considered, quoted: Answer
    ) -> tuple[Considered, Answer]:
        """The decision and the answer as it goes out. Streams as `turn` what is worded now."""
        try:
            scope = self._scope(session, talk, heard, considered)
        except Exception as error:  # the quoted answer is there: nobody waits for a mistake of ours
            self._around.failed(session.visit.site, "cache_broken", error)
            scope = None
        if scope is None:
            return await self._written(session, talk, heard, turn, considered, quoted)
        if kept := await self._again(scope, heard):
            age = {CACHED: 1.0, CACHED_AGE: max(heard.at - kept.at, 0) / 1000}
            return noted(considered, kept.features | age, scope.model), structs.replace(kept.answer, sure=quoted.sure)
        considered, answer = await self._written(session, talk, heard, turn, considered, quoted)
        if answer.written:
            how = {name: of for name, of in considered.situation.features.items() if name.startswith(OF_WRITING)}
            kept = Kept(
                answer=answer,
                sources=sources_of(considered),
                features=how,
                embedding=heard.embedding,
                article=considered.decision.article,
                at=heard.at,
            )
            self.answers.keep(scope, heard.question, kept)
        return considered, answer

    async def _written(
        self, session: Session, talk: Talk, heard: Heard, turn: str, considered: Considered, quoted: Answer
    ) -> tuple[Considered, Answer]:
        """What is worded now; the quoted answer where an article was edited while it was written."""
        written, answer = await self._writing.worded(session, talk, heard, turn, considered, quoted)
        if answer.written and not await self._stands(session.visit.site, sources_of(considered)):
            return noted(considered, {"written.failed.changed": 1.0}), quoted
        return written, answer

    def _scope(self, session: Session, talk: Talk, heard: Heard, considered: Considered) -> Scope | None:
        """Where the answer may be given again; None where it is this visitor's alone."""
        writer, passage = self._around.writer, considered.passage
        if writer is None or passage is None or not may_be_worded(session, talk, considered):
            return None
        sources = () if considered.decision.because == PARTS else sources_of(considered)
        if not sources or not passage.article.public or not _is_anybodys(heard, considered):
            return None
        return Scope(
            site=session.visit.site,
            route=session.route or heard.said.route,
            model=writer.model,
            style=session.manner.style,
            passage=sources[0],
            tried=considered.tried,
        )

    async def _again(self, scope: Scope, heard: Heard) -> Kept | None:
        kept = self.answers.find(scope, heard.question, heard.embedding, heard.at)
        return kept if kept is not None and await self._stands(scope.site, kept.sources) else None

    async def _stands(self, site: str, sources: tuple[Source, ...]) -> bool:
        """Whether visitors may read all sources in the store at this moment, as they were told to the model."""
        try:
            stored = await self._around.db.aread(visible, [source.passage for source in sources])
        except Exception as error:  # nothing is given again that can't be held to the store; the answer is there
            self._around.failed(site, "cache_unchecked", error)
            return False
        return all(stored.get(source.passage) == (source.title, source.text) for source in sources)


def _is_anybodys(heard: Heard, considered: Considered) -> bool:
    own = heard.files.ids or heard.opening or heard.meant.sensitive or considered.facts.looked
    return not own and masked(heard.question) == heard.question
