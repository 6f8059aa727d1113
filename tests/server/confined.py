"""What the processes that read strangers' files are tried with: some that break their word, one that tries too much."""

import socket
import subprocess
import sys
from pathlib import Path

ODD = {
    "dies": "import sys; sys.stdin.buffer.read(10)",
    "says nonsense": "import sys; sys.stdin.buffer.read(10); sys.stdout.buffer.write(b'\\0\\0\\0\\3abc')",
    "says too much": "import sys; sys.stdin.buffer.read(10); sys.stdout.buffer.write(b'\\xff\\xff\\xff\\xffabc')",
}
TRIES = """
import pathlib, socket, sys
from server.confined.bounds import leave_network, limit
from {reader} import MEMORY_BYTES
alone = leave_network()
limit(MEMORY_BYTES)
try:
    pathlib.Path(sys.argv[1]).write_text("x")
    print("written")
except OSError as error:
    print(type(error).__name__)
try:
    bytearray(MEMORY_BYTES + 1)
    print("taken")
except MemoryError:
    print("no room")
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[2])), 2)
    print("connected")
except OSError:
    print("alone" if alone else "refused")
"""


def writes_nothing_reaches_nobody_and_takes_no_more(reader: str, folder: Path) -> bool:
    """Whether a process under the bounds of a reader's module can neither write, nor take more memory, nor connect."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        call = (sys.executable, "-c", TRIES.format(reader=reader), str(folder / "note"), port)
        said = subprocess.run(call, capture_output=True, text=True, check=True).stdout.split()
    # some containers do not let a process leave the network
    return said[:3] == ["OSError", "no", "room"] and said[3] in {"alone", "connected"}
