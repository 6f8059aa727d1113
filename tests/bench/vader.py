"""VADER as a baseline, in a virtual environment of its own: never a dependency, left out where it can't be had."""

import functools
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(tempfile.gettempdir()) / "handrail-bench-vader"
EDGE = 0.05  # of the compound score, from where its authors call a text positive or negative
SCRIPT = """
import json, sys
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
judge = SentimentIntensityAnalyzer()
print(json.dumps([judge.polarity_scores(text)["compound"] for text in json.load(sys.stdin)]))
"""


class LeftOut(Exception):
    """It can't be had here; the message says why."""


def scores(texts: Sequence[str]) -> NDArray[np.float64]:
    """The compound score (-1..1) of each text (n,). Raises LeftOut."""
    return np.array(json.loads(_run([str(_installed()), "-c", SCRIPT], json.dumps(texts))))


def sentiments(compound: NDArray[np.float64]) -> NDArray[np.int64]:
    """0 negative, 1 neutral, 2 positive for each score (n,)."""
    return np.digitize(compound, [-EDGE, EDGE])


@functools.cache
def _installed() -> Path:
    python = FOLDER / "bin" / "python"
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(FOLDER)])
    _run([str(python), "-m", "pip", "install", "-q", "vaderSentiment"])
    return python


def _run(command: list[str], given: str = "") -> str:
    try:
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=300)
    except subprocess.TimeoutExpired as problem:
        raise LeftOut(f"{command[2]} took too long") from problem
    if done.returncode:
        raise LeftOut((done.stderr.strip().splitlines() or ["it failed"])[-1])
    return done.stdout
