"""Runs every measurement in a process of its own and prints what it found.

usage: python -m tests.bench [NAME ...]

names: encoder, intent, mood, understanding, conversation, answerability, lookups, answers, cache, ingest, stand_in,
reading, page, retrieval, quotes, worked, novel, hygiene; when asked for: webperf
"""

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NAMES = (
    *("encoder", "intent", "mood", "understanding", "conversation", "answerability", "lookups", "answers", "cache"),
    *("ingest", "stand_in", "reading", "page", "retrieval", "quotes", "worked", "novel", "hygiene"),
)
LONGEST_S = 3600  # webperf with all peers; the others take minutes


def main(names: tuple[str, ...]) -> int:
    """Returns how many measurements could not be made."""
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load {load:.1f}: compare figures of one run only, ratios before times", flush=True)
    failed = 0
    for name in names:
        print(f"\n== {name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"tests.bench.{name}"],
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
            cwd=HERE.parents[1],
        )
        if done.returncode:
            failed += 1
            print(f"could not be measured:\n{done.stderr.strip()[-1500:]}")
            continue
        print(json.dumps(json.loads(done.stdout), indent=2))
    return failed


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or NAMES))
