"""Brings an encoder's cosines to the scale of the shipped one's, by which everything here is decided.

Encoders differ in what a cosine means: some put unrelated texts at .7, the shipped one near 0. What is sure enough to
be answered was measured with the shipped one. So both encode the same sentences of our own, each as a question and as a
passage, and the straight line that takes the median and the highest percent of one's cosines to those of the other is
kept with the encoder. Each side's own quantiles are asked, so that neither need find the same pairs alike.
"""

import random
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.encode import Embedding
from models.imported.described import Line
from models.intent.build import read_seeds

SENTENCES = 160  # 25,440 cosines: from sample to sample the scale moves by .03
HIGH = 0.99  # quantile that stands for related texts: .44 with the shipped encoder, unrelated ones lie at .08
LEAST_APART = 0.3  # means of one intent and of two, in deviations; 1.6 with the shipped encoder
LEAST_SPREAD = 0.01  # between the two quantiles: below it nothing is told apart, and no line is drawn through noise
LEAST_SCALE, MOST_SCALE = 0.25, 8.0
NEAR = 0.03  # of scale and shift to the identity, which is then taken: another quantisation of the same weights

Encode = Callable[[str], Embedding]
Floats = NDArray[np.floating]


def align(question: Encode, passage: Encode, shipped: Encode, seed: int = 7) -> tuple[Line, bool]:
    """(the line for an encoder, whether it tells related texts from unrelated ones)."""
    texts, labels = _sample(seed)
    same = np.array(labels)[:, None] == np.array(labels)
    others = ~np.eye(len(texts), dtype=bool)
    cosines = np.array([question(text) for text in texts]) @ np.array([passage(text) for text in texts]).T
    here = np.array([shipped(text) for text in texts])
    apart = (cosines[same & others].mean() - cosines[~same].mean()) / max(float(cosines[others].std()), 1e-9)
    line = _line(cosines[others], (here @ here.T)[others])
    return line, bool(apart >= LEAST_APART)


def _line(given: Floats, wanted: Floats) -> Line:
    low, high = np.quantile(given, (0.5, HIGH))
    low_here, high_here = np.quantile(wanted, (0.5, HIGH))
    if high - low < LEAST_SPREAD:
        return Line()
    scale = float(np.clip((high_here - low_here) / (high - low), LEAST_SCALE, MOST_SCALE))
    shift = float(low_here) - scale * float(low)
    if abs(scale - 1) < NEAR and abs(shift) < NEAR:
        return Line()
    return Line(round(scale, 4), round(shift, 4))


def _sample(seed: int) -> tuple[list[str], list[str]]:
    """(sentences, the intent of each), the same ones every time."""
    rows = list(zip(*read_seeds(), strict=True))
    chosen = random.Random(seed).sample(rows, SENTENCES)  # noqa: S311 - a sample, no secret
    return [text for text, _ in chosen], [label for _, label in chosen]
