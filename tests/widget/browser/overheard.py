"""A wire-tap before a server: passes everything on and keeps each byte that browsers send, frames unmasked."""

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
CHUNK = 65_536
# Frames are kept as they are said: a compressed line could hide a word from the search.
COMPRESSION = re.compile(rb"Sec-WebSocket-Extensions:[^\r]*\r\n", re.I)


@dataclass
class Overheard:
    """What was sent: `requests` are raw HTTP bytes, a connection each; `frames` whole websocket payloads."""

    origin: str
    requests: list[bytes] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)


@contextlib.contextmanager
def overhearing(port: int) -> Iterator[Overheard]:
    """Listens on a free port of the loopback for the server on `port`."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        heard = Overheard(f"http://127.0.0.1:{door.getsockname()[1]}")

        def admit() -> None:
            with contextlib.suppress(OSError):  # the door is closed at the end
                while True:
                    guest, _ = door.accept()
                    threading.Thread(target=_serve, args=(guest, port, heard), daemon=True).start()

        threading.Thread(target=admit, daemon=True).start()
        yield heard


def _serve(guest: socket.socket, port: int, heard: Overheard) -> None:
    with guest, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as server:
        head = b""
        while HEAD_END not in head:
            if not (more := guest.recv(CHUNK)):
                return
            head += more
        socketed = b"upgrade: websocket" in head.lower()
        place = len(heard.requests)
        heard.requests.append(head)
        server.sendall(COMPRESSION.sub(b"", head))
        threading.Thread(target=_back, args=(server, guest), daemon=True).start()
        waiting, message = bytearray(), bytearray()
        while data := guest.recv(CHUNK):
            server.sendall(data)
            if not socketed:
                heard.requests[place] += data
                continue
            waiting += data
            for final, payload in _frames(waiting):
                message += payload
                if final:
                    heard.frames.append(bytes(message))
                    message.clear()


def _back(server: socket.socket, guest: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := server.recv(CHUNK):
            guest.sendall(data)
        guest.shutdown(socket.SHUT_WR)


def _frames(waiting: bytearray) -> Iterator[tuple[bool, bytes]]:
    """Whole frames taken from the front, unmasked (RFC 6455, 5.2): whether it ends a message, and its payload."""
    while len(waiting) >= 6:
        length, at = waiting[1] & 0x7F, 2
        if length == 126:
            (length,), at = struct.unpack_from(">H", waiting, 2), 4
        elif length == 127 and len(waiting) >= 14:
            (length,), at = struct.unpack_from(">Q", waiting, 2), 10
        if len(waiting) < at + 4 + length:
            return
        final, control, mask = bool(waiting[0] & 0x80), waiting[0] & 0x08, waiting[at : at + 4]
        payload = bytes(byte ^ mask[place % 4] for place, byte in enumerate(waiting[at + 4 : at + 4 + length]))
        del waiting[: at + 4 + length]
        if not control:
            yield final, payload
