"""Measures the widget beside its peers in one run: `python -m tests.bench.webperf [--adapters A,B] [--rounds N]`.

The harness and the peers' adapters are not part of this repository: HANDRAIL_BENCH_PEERS names their folder (default
../shared/bench/webperf). A copy of it with our adapter is set up in artifacts/webperf: npm installs the peers, once.
Needs Node, npm and Chromium. The harness's table goes to stderr; prints one JSON object: for each adapter the medians,
those marked delta against the same page with nothing in it; or why nothing was measured.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from widget import build

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PEERS = Path(os.environ.get("HANDRAIL_BENCH_PEERS") or ROOT.parent / "shared" / "bench" / "webperf")
WORK = ROOT / "artifacts" / "webperf"
ADAPTERS = "baseline,ws-floor,handrail,posthog,rrweb,clarity,openreplay,sentry"
SETTLE_S = 15.0  # Python's start on a throttled page is over before the visit begins

REPORTED = (
    *("startup_gzip", "startup_br", "later_br", "load_ScriptDuration__delta", "load_TaskDuration__delta"),
    *("visit_ScriptDuration__delta", "visit_TaskDuration__delta", "visit_proc_cpu__delta", "visit_long_max"),
    *("burst_tbt_cpu__delta", "burst_task_max_cpu", "dispatch_sum_cpu__delta", "inp", "up_bytes", "ws_frames"),
    *("up_requests", "heap_end__delta", "mem_end__delta", "loadavg"),
)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.webperf", description="Measure beside peers.")
    parser.add_argument("--adapters", default=ADAPTERS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--settle", type=float, default=SETTLE_S)
    asked = parser.parse_args()
    if missing := _missing():
        print(json.dumps({"skipped": missing}))
        return
    set_up()
    print(json.dumps(measure(asked.adapters, asked.rounds, asked.settle)))


def _missing() -> str:
    if not (PEERS / "bench.py").is_file():
        return f"no harness in {PEERS}: set HANDRAIL_BENCH_PEERS"
    tools = [tool for tool in ("node", "npm") if not shutil.which(tool)]
    return f"{' and '.join(tools)} not found" if tools else ""


def set_up() -> None:
    """The harness with peers, our adapter and our bundle in WORK; what has not changed is not made again."""
    shutil.copytree(PEERS, WORK, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "dist", "results"))
    collector = WORK / "collector.py"
    # Module scripts are refused under a type that is none; the harness knows .js alone.
    typed = collector.read_text().replace('TYPES = {".js"', 'TYPES = {".mjs": "application/javascript", ".js"')
    collector.write_text(typed)
    _peers()
    shutil.copytree(HERE / "handrail", WORK / "adapters" / "handrail", dirs_exist_ok=True)
    shutil.rmtree(WORK / "dist" / "handrail", ignore_errors=True)
    shutil.copytree(build.build(), WORK / "dist" / "handrail")


def _peers() -> None:
    """Installs and bundles the peers, when they or the harness have changed."""
    made_of = sorted(path for path in (PEERS / "adapters").rglob("*") if path.is_file())
    parts = [path.read_bytes() for path in (*made_of, PEERS / "package-lock.json", PEERS / "build.mjs")]
    key = hashlib.sha256(b"\0".join(parts)).hexdigest()
    stamp = WORK / "peers.key"
    if stamp.is_file() and stamp.read_text() == key:
        return
    shutil.rmtree(WORK / "adapters" / "handrail", ignore_errors=True)  # ours is bundled already
    _run("npm", "install", "--legacy-peer-deps", "--no-audit", "--no-fund", "--loglevel=error")
    _run("node", "build.mjs")
    _run(sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(WORK / "site"), "aiohttp")
    stamp.write_text(key)


def measure(adapters: str, rounds: int, settle: float) -> dict[str, dict[str, object]]:
    """Runs the harness; figures by adapter."""
    out = WORK / "results" / "result.json"
    options = ["--adapters", adapters, "--rounds", str(rounds), "--settle", str(settle), "--out", str(out)]
    _run(sys.executable, "bench.py", *options)
    found: dict[str, dict[str, object]] = json.loads(out.read_text())["summary"]
    return {name: {key: one[key] for key in (*REPORTED, "verify") if key in one} for name, one in found.items()}


def _run(*command: str) -> None:
    paths = os.pathsep.join([str(WORK / "site"), str(ROOT)])
    env = {**os.environ, "PYTHONPATH": paths}
    subprocess.run(command, cwd=WORK, stdout=sys.stderr, env=env, check=True)


if __name__ == "__main__":
    main()
