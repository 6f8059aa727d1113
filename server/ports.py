"""Whether a port can be had, said before anything is started."""

import socket

from server.errors import Misconfigured


def check_port(host: str, port: int, what: str, setting: str) -> None:
    """Raises Misconfigured when somebody listens there already, naming the setting that helps."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Misconfigured(
                f"port {port} for {what} can't be used on {host} ({error.strerror}): "
                f"end what listens there or set {setting} to another port"
            ) from None
