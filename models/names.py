"""A label's own name as an example of it: "card_arrival" says what it is about before anybody gave an example."""

import re

import numpy as np
from numpy.typing import NDArray

from models.encode import Embedding, Encoder
from models.lexical import Pieces, read_pieces

UP_TO = 20  # examples of a label; BANKING77's validation gains 1.2 points with five a label and .2 with ten

Named = tuple[Embedding, Pieces, NDArray[np.int64]]


def spoken(label: str) -> str:
    """The name as words, "card_arrival" as "card arrival"; "" where it has none (c12, 7)."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    words = re.sub(r"[\W_]+", " ", apart).strip().casefold()
    return words if re.search(r"[^\W\d]{3}", words) else ""


def named(labels: tuple[str, ...], classes: NDArray[np.int64], encoder: Encoder) -> Named | None:
    """Embeddings, pieces and class numbers of the names of labels with few examples; None where there are none."""
    few = np.bincount(classes, minlength=len(labels)) <= UP_TO
    told = {place: spoken(label) for place, label in enumerate(labels) if few[place] and spoken(label)}
    if not told:
        return None
    texts = list(told.values())
    return encoder.encode_many(texts), read_pieces(texts), np.array(list(told))
