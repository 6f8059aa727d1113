"""Reads passages before anybody asks about them, so that the first question needn't wait for that."""

from server.answering.answerability import Weigher
from server.answering.reading import MOST_READ
from server.knowledge.index import Passage, SiteIndex
from server.knowledge.knowledge import Knowledge

READ_TOGETHER = 8  # passages at a time, some 20 ms each


class ReadAhead:
    """What is read and what waits, of the knowledge that serves. For one thread."""

    def __init__(self, knowledge: Knowledge, weigher: Weigher) -> None:
        self._knowledge = knowledge
        self._weigher = weigher
        self._serving: list[SiteIndex] = []  # whose passages are read, or wait in the next
        self._unread: list[Passage] = []

    def some(self) -> bool:
        """Reads some of the passages that serve and were not read yet; says whether there are more."""
        serving = self._knowledge.public_indexes()
        if serving != self._serving:  # what is read already costs nothing the second time
            self._serving = serving
            self._unread = [one for known in serving for one in known.passages[:MOST_READ]][:MOST_READ]
        some, self._unread = self._unread[:READ_TOGETHER], self._unread[READ_TOGETHER:]
        for passage in some:
            self._weigher.read(passage)
        return bool(self._unread)
