"""A whole Handrail on free ports and a folder of its own: the processes a person would start, started for a test."""

import atexit
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path
from typing import Any

from server.commands.dashboard import streamlit_call
from server.demo.household import environment_of
from server.demo.preparation import Prepared, prepare
from server.settings import Settings

START_S = 180  # s: with everything else that a run of all tests does on two cores


class World:
    """Server, worker, demo product and, when asked for, the dashboard; each can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        ports = free_ports(3)
        self.settings = Settings(data=folder, port=ports[0], dashboard_port=ports[1], demo_port=ports[2])
        shutil.copytree(_furnished(), folder, dirs_exist_ok=True)
        self.prepared: Prepared = prepare(self.settings)  # with the addresses of today
        self._token = ""
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        """Starts parts by name and returns when each answers; if one doesn't, none is left running."""
        for name in names:
            call, environment, _ = self._part(name)
            with (self.settings.data / f"{name}.log").open("ab") as log:
                self._processes[name] = subprocess.Popen(call, stdout=log, stderr=log, env=environment)
        try:
            for name in names:
                if url := self._part(name)[2]:
                    self._await(name, url)
        except BaseException:
            self.stop()
            raise

    def kill(self, name: str) -> None:
        """`kill -9`."""
        process = self._processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def stop(self) -> None:
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        self._processes.clear()

    def log(self, name: str) -> str:
        return (self.settings.data / f"{name}.log").read_text(errors="replace")

    def api(self, method: str, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        """Calls the API; the log-in of the demo where no token is given."""
        headers = {"Content-Type": "application/json"}
        if path != "/v1/login":
            headers["Authorization"] = f"Bearer {token or self.token()}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.settings.base_url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"null")

    def token(self) -> str:
        if self._token:
            return self._token
        login = {"email": self.prepared.email, "password": self.prepared.password}
        self._token = self.api("POST", "/v1/login", login)[1]["token"]
        return self._token

    def _part(self, name: str) -> tuple[list[str], dict[str, str], str]:
        environment = environment_of(self.settings) | self.prepared.environment
        if name == "server":
            return [sys.executable, "-m", "server.cli", "serve"], environment, self.settings.base_url + "/health"
        if name == "worker":
            return [sys.executable, "-m", "server.cli", "work"], environment, ""
        if name == "product":
            call = [sys.executable, "-m", "server.demo", self.prepared.site_key]
            return call, environment, self.settings.demo_url + "/"
        call, environment = streamlit_call(self.settings)
        return call, environment, self.settings.dashboard_url + "/_stcore/health"

    def _await(self, name: str, url: str) -> None:
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            if self._processes[name].poll() is not None:
                raise AssertionError(f"{name} ended:\n{self.log(name)[-3000:]}")
            try:
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"{name} did not answer:\n{self.log(name)[-3000:]}")


@cache
def _furnished() -> Path:
    """The demo's data on its first day: its help centre takes seconds to embed, so each process does it once."""
    folder = Path(tempfile.mkdtemp(prefix="furnished-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    prepare(Settings(data=folder))
    return folder


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, all different, below those that the system hands out to clients: they stay free."""
    found: list[int] = []
    while len(found) < count:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found += [port] if port not in found else []
    return found


ARTEFACTS = Path(os.environ.get("HANDRAIL_ARTEFACTS", Path(__file__).parents[2] / "artifacts"))
