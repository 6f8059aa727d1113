"""Puts sentences into lines as a model writes them, each with the mark of the source that supports it. Pure."""

from msgspec import structs

from server.answering.sentences import ANAPHORA
from server.writing import Dropped, Kept, Source
from widget.protocol import Citation

MOST_DROPPED = 1 / 3  # of the sentences: more, and what is left is no longer what the model meant to say


class WrittenLines:
    """Sentences as they come, put into lines with the marks of their sources."""

    def __init__(self, citations: tuple[Citation, ...] = ()) -> None:
        """`citations` are those of what was said before them."""
        self.citations = citations
        self.kept = self.dropped = 0
        self._steps = 0
        self._line = -1  # of the last sentence that was kept
        self._gone = -1  # of the last one that was dropped
        self._gap = self._torn = False

    def add(self, one: Kept | Dropped, sources: tuple[Source, ...], first: bool) -> str:
        """The piece that a sentence adds, "" for one that is dropped; what leans on a dropped one goes with it.

        The `first` piece of an answer opens no line.
        """
        sentence = one.sentence
        leans = sentence.line == self._gone and sentence.text.startswith(ANAPHORA)
        if isinstance(one, Dropped) or leans:
            self.dropped += 1
            self._gone = sentence.line
            self._gap = self._gap or sentence.mark == "step"
            return ""
        self._torn = self._torn or (self._gap and sentence.mark == "step")
        opens = sentence.line != self._line
        self._steps += opens and sentence.mark == "step"
        mark = {"step": f"{self._steps}. ", "bullet": "- "}.get(sentence.mark, "") if opens else ""
        before = "" if first else "\n" if opens else " "
        self._line = sentence.line
        self.kept += 1
        return f"{before}{mark}{sentence.text} [{self._cite(one, sources)}]"

    def enough(self) -> bool:
        """Whether what was kept is an answer: most of what was written, and no step missing before another."""
        written = self.kept + self.dropped
        return self.kept > 0 and self.dropped <= MOST_DROPPED * written and not self._torn

    def _cite(self, one: Kept, sources: tuple[Source, ...]) -> int:
        """The number of the source. A quote right beside one of the same passage makes that one longer."""
        source, citations = sources[one.support.source], list(self.citations)
        start, end = one.support.start, one.support.end
        for place, known in enumerate(citations):
            if known.passage != source.passage:
                continue
            begin = source.text.index(known.quote)
            first, last = min(begin, start), max(begin + len(known.quote), end)
            if start <= begin + len(known.quote) + 1 and end >= begin - 1:
                citations[place] = structs.replace(known, quote=source.text[first:last])
                self.citations = tuple(citations)
                return known.n
        quote = source.text[start:end]
        citations.append(Citation(len(citations) + 1, source.title, source.url, source.passage, quote))
        self.citations = tuple(citations)
        return len(citations)
