"""A Redis for tests: the one that runs here, or one of our own that can be stopped."""

import os
import shutil
import signal
import socket
import subprocess
import time
from urllib.parse import urlsplit


def found() -> str | None:
    """Return the address of a running server (DURE_TEST_REDIS, or the standard port)."""
    url = os.environ.get("DURE_TEST_REDIS", "redis://127.0.0.1:6379/0")
    parts = urlsplit(url)
    return url if _answers(parts.hostname or "127.0.0.1", parts.port or 6379) else None


class OwnRedis:
    """A server of our own on a free port; it keeps nothing over a stop."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and return when it listens."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", "/tmp"]  # noqa: S108
        self._process = subprocess.Popen(
            ["redis-server", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 10
        while not _answers("127.0.0.1", self.port):
            assert time.monotonic() < until, "Redis did not start"
            assert self._process.poll() is None, "Redis ended"

    def kill(self) -> None:
        """End it as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def hold(self) -> None:
        """Let it answer no more, without a farewell."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def let_go(self) -> None:
        """Let it answer again."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)


def is_installed() -> bool:
    """Return whether a server of our own can be started."""
    return shutil.which("redis-server") is not None


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
