"""Which encoder embeds a site's passages and the questions that are asked of them: the shipped one, or an imported one.

An index is of one encoder, and a question is embedded by that one, whatever the site is moving to meanwhile. The heads
(intent, memories, articles) stay on the shipped encoder: what they are given is `shared` here, and is the question's
own embedding where the index is of the shipped encoder too.
"""

import threading
from collections import OrderedDict
from functools import lru_cache
from typing import Protocol

import numpy as np
import structlog

from models.encode import DIMENSIONS, Embedding, Encoder, EncoderDamaged
from models.imported.described import Line
from models.imported.encoder import ImportedEncoder
from models.imported.shelf import Shelf
from models.windows import WHOLE
from server.errors import NotFound, Unavailable
from server.store import encoders as statements
from server.store.database import Database

SHIPPED = "shipped"  # what people call it, whichever version this release brings
MOST_LOADED = 3  # imported encoders in memory, 0.1 to 2.5 GB each; the one asked longest ago goes
MOST_QUESTIONS = 2_048  # kept embedded by imported encoders, 1.5 to 16 KB each
FOOT = 0.03  # of a passage's vector, for the shift: adds a thousandth to products of passages
_SHIPPED_SPACE = "minilm-"  # of the shipped encoder's versions; no imported one's begins so


def version_of(way: str) -> str:
    """The encoder's version in the name of a way of embedding passages."""
    return way.partition("+")[0]


class Embedder(Protocol):
    """An encoder of passages and of the questions that they answer: unit vectors, float32 (dimensions,)."""

    @property
    def version(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def way(self) -> str:
        """The version and how it reads passages: all that stored vectors depend on."""

    def question(self, text: str) -> Embedding: ...

    def passage(self, text: str) -> Embedding: ...


class Generation(Protocol):
    """What an index says of the encoder that it is of."""

    @property
    def encoder(self) -> str: ...

    @property
    def dimensions(self) -> int: ...


class ShippedEmbedder:
    """The shipped encoder, which cuts questions and reads passages whole."""

    def __init__(self, encoder: Encoder) -> None:
        self.version, self.dimensions, self.way = encoder.version, DIMENSIONS, encoder.way
        self.question, self.passage = encoder.encode, encoder.encode_passage


class AlignedEmbedder:
    """An imported encoder whose products are cosines as the shipped encoder would have them (models.imported.aligning).

    The shift of the line is a further number in each vector, small in passages, so that they stay of about unit length
    and their products with each other stay cosines.
    """

    def __init__(self, encoder: ImportedEncoder) -> None:
        self.version, self.dimensions, self.way = encoder.version, encoder.dimensions + 1, encoder.way
        self._encoder = encoder
        self._line = encoder.description.line

    def question(self, text: str) -> Embedding:
        return np.append(self._encoder.question(text) * self._line.scale, self._line.shift / FOOT).astype(np.float32)

    def passage(self, text: str) -> Embedding:
        return np.append(self._encoder.passage(text), FOOT).astype(np.float32)


class Encoders:
    """The encoders of all sites. Threads may share it: an imported one is loaded when it is first asked, once."""

    def __init__(self, db: Database, shelf: Shelf, shipped: Encoder) -> None:
        self.shelf = shelf
        self.shipped = ShippedEmbedder(shipped)
        self.reached: dict[tuple[str, str], str] = {}  # (site, encoder) -> passage up to which it has embedded
        self.db = db
        self._said: set[tuple[str, str]] = set()
        self._loaded: OrderedDict[str, Embedder] = OrderedDict()
        self._loading = threading.Lock()
        self._question = lru_cache(MOST_QUESTIONS)(lambda version, text: self.named(version).question(text))

    def named(self, version: str) -> Embedder:
        """The encoder of that version; "" is the shipped one. Raises Unavailable where it is missing or damaged."""
        if self.is_shipped(version):
            return self.shipped
        with self._loading:
            known = self._loaded.get(version)
            if known is None:
                known = self._loaded[version] = self._load(version)
            self._loaded.move_to_end(version)
            while len(self._loaded) > MOST_LOADED:
                self._loaded.popitem(last=False)
            return known

    def way(self, version: str) -> str:
        """What an encoder's vectors of passages depend on; "" is the shipped one."""
        return self.shipped.way if self.is_shipped(version) else f"{version_of(version)}{WHOLE}"

    def of(self, site: str) -> Embedder:
        """The encoder that embedded the site's passages. Raises Unavailable."""
        return self.named(self.db.read(statements.encoders_of, site)[0])

    def embed_question(self, site: str, text: str, shared: Embedding | None = None) -> Embedding:
        """A question by the encoder of the site's passages as they are stored; of an index: `for_index`."""
        version = self.db.read(statements.encoders_of, site)[0]
        if self.is_shipped(version) and shared is not None:
            return shared
        embedding: Embedding = self._question(version, text)
        return embedding

    def embed_passage(self, site: str, text: str) -> Embedding:
        """A passage by the encoder of the site's others. Raises Unavailable."""
        return self.of(site).passage(text)

    def for_index(self, index: Generation, text: str, shared: Embedding) -> Embedding:
        """A question by the encoder that the index is of; `shared` is its embedding by the shipped one.

        Where that encoder can't be had any more, the vector without direction: words alone find then.
        """
        if self.is_shipped(index.encoder):
            return shared
        try:
            embedding: Embedding = self._question(index.encoder, text)
        except Unavailable as problem:
            self.complain(index.encoder, problem.message)
            return np.zeros(index.dimensions, np.float32)
        return embedding

    def is_shipped(self, version: str) -> bool:
        """Whether a stored version means the shipped encoder, of this release or another."""
        return not version or version.startswith(_SHIPPED_SPACE)

    def choose(self, site: str, version: str) -> str:
        """Begins to embed the site's passages by an encoder (`SHIPPED`, or a version of the shelf) beside what serves.

        Returns the version; one that serves already ends what was under way. Raises NotFound, naming what there is.
        """
        wanted = self.shipped.version if version in (SHIPPED, "") or self.is_shipped(version) else version
        if not self.is_shipped(wanted) and wanted not in self.shelf.versions():
            there = ", ".join((SHIPPED, *self.shelf.versions()))
            raise NotFound(f"there is no encoder {version}: choose one of {there}")
        serving = self.db.read(statements.encoders_of, site)[0]
        same = wanted == serving or (self.is_shipped(wanted) and self.is_shipped(serving))
        self.db.write(statements.begin, site, "" if same else self.way(wanted))
        return wanted

    def complain(self, about: str, reason: str) -> None:
        """Says in the log, once, that the encoder of a site can't be had."""
        if (about, reason) not in self._said:
            self._said.add((about, reason))
            structlog.get_logger().error("encoder_missing", about=about, reason=reason)

    def _load(self, version: str) -> Embedder:
        try:
            encoder = self.shelf.load(version)
            return encoder if encoder.description.line == Line() else AlignedEmbedder(encoder)
        except EncoderDamaged as problem:
            raise Unavailable(str(problem)) from problem
