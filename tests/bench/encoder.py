"""Milliseconds to encode a text of 16 and of 64 tokens, one thread: `python tests/bench/encoder.py` prints JSON."""

import json
import statistics
import time

from models.encode import Encoder

WORD = " help"  # one token each; the encoder adds two of its own
LENGTHS = (16, 64)
WARM_UP = 30
CALLS = 400


def milliseconds(encoder: Encoder, text: str) -> list[float]:
    """The time of each of CALLS encodings, after the warm-up."""
    times = []
    for call in range(WARM_UP + CALLS):
        began = time.perf_counter()
        encoder.encode(text)
        if call >= WARM_UP:
            times.append((time.perf_counter() - began) * 1000)
    return times


def main() -> None:
    encoder = Encoder.load()
    figures: dict[str, object] = {"encoder": encoder.version, "calls": CALLS}
    for length in LENGTHS:
        times = milliseconds(encoder, WORD * (length - 2))
        p95 = statistics.quantiles(times, n=20)[-1]
        figures[f"tokens_{length}"] = {"median_ms": round(statistics.median(times), 2), "p95_ms": round(p95, 2)}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
