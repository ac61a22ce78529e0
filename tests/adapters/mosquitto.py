"""A broker for tests: the one that runs here, or one of our own that can be stopped."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit


def found() -> str | None:
    """Return the address of a running broker (DURE_TEST_MQTT, or the standard port)."""
    url = os.environ.get("DURE_TEST_MQTT", "mqtt://127.0.0.1:1883")
    parts = urlsplit(url)
    return url if _answers(parts.hostname or "127.0.0.1", parts.port or 1883) else None


def program() -> str | None:
    """Return the path of Mosquitto, None where it is not installed."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class Mosquitto:
    """A broker of our own on a free port; it keeps what is retained over a stop."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n"
            f"persistence true\npersistence_location {folder}/\nuser root\n",
            encoding="utf-8",
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and return when it listens."""
        command = [program() or "mosquitto", "-c", str(self._config)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 10
        while not _answers("127.0.0.1", self.port):
            assert time.monotonic() < until, "mosquitto did not start"
            assert self._process.poll() is None, "mosquitto ended"

    def stop(self) -> None:
        """Stop it; what is retained is written first."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
