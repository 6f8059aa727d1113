"""How long a visitor's screenshot takes to be read, and what the reader costs; `python -m tests.bench reading`.

A screenshot of 1280 x 800 pixels with fifteen lines of text, a whole page of 1280 x 4800 with ninety, a PDF of thirty
lines; each through the reader's own process, pipes and masking included. Memory is the reader's, from /proc.
Prints JSON.
"""

import asyncio
import json
import re
import statistics
import time
from pathlib import Path

from server.files.files import Covering
from server.files.kinds import kind_of
from server.files.readers import Readers
from tests.server.files.drawn import ERROR, pdf, screenshot

TIMES = 9
LINE = "Setting {}: choose how invoices are sent to your team"


async def main() -> None:
    lines = [*(LINE.format(number) for number in range(14)), ERROR]
    files = {
        "screenshot": screenshot(*lines, size=(1280, 800)),
        "whole_page": screenshot(*(LINE.format(number) for number in range(90)), size=(1280, 4800)),
        "pdf": pdf(*lines, *lines),
    }
    readers = Readers()
    began = time.perf_counter()
    await once(readers, files["screenshot"])
    found: dict[str, object] = {"first_ms": milliseconds(began)}
    for name, data in files.items():
        took = [await once(readers, data) for _ in range(TIMES if name != "whole_page" else 3)]
        found[f"{name}_ms"] = {"median": round(statistics.median(took)), "most": round(max(took))}
    found |= memory(readers.pid)
    await readers.close()
    print(json.dumps(found))


def memory(process: int | None) -> dict[str, int]:
    """Megabytes that the process holds, and held at most."""
    status = Path(f"/proc/{process}/status").read_text()
    kilobytes = dict(re.findall(r"(VmHWM|VmRSS):\s+(\d+) kB", status))
    return {"peak_mb": int(kilobytes["VmHWM"]) // 1024, "resting_mb": int(kilobytes["VmRSS"]) // 1024}


async def once(readers: Readers, data: bytes) -> int:
    began = time.perf_counter()
    read = await readers.read(kind_of(data), data, Covering().hide)
    if not read.lines:
        raise RuntimeError("nothing was read")
    return milliseconds(began)


def milliseconds(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


if __name__ == "__main__":
    asyncio.run(main())
