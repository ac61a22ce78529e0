"""A PostgreSQL server for tests: the one that runs here, or one of our own that can be stopped."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest


def found() -> str | None:
    """Return the address of a running server (DURE_TEST_POSTGRES, or the standard port)."""
    url = os.environ.get("DURE_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/test")
    parts = urlsplit(url)
    return url if _answers(parts.hostname or "127.0.0.1", parts.port or 5432) else None


def with_fresh_schema(url: str) -> str:
    """Return the address with a schema that nobody else has."""
    return f"{url}?schema=dure_{uuid4().hex}"


def schema_of(url: str) -> str:
    """Return the schema that an address names."""
    return url.partition("?schema=")[2]


async def connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    """Return a connection of its own, in the address's schema."""
    dsn, _, schema = url.partition("?schema=")
    return await asyncpg.connect(dsn, server_settings={"search_path": schema or "public"})


def ask(url: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Return what a query over a connection of its own answers, in the address's schema."""

    async def asked() -> list[tuple[Any, ...]]:
        db = await connect(url)
        try:
            return [tuple(row) for row in await db.fetch(query, *values)]
        finally:
            await db.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked()).result()


def drop_schema(url: str) -> None:
    """Remove a schema and what stands in it."""
    ask(url.partition("?")[0], f'DROP SCHEMA IF EXISTS "{schema_of(url)}" CASCADE')


@contextmanager
def own_schema() -> Iterator[str]:
    """Give the address of an empty schema, which is removed afterwards; skips without a server."""
    server = found()
    if server is None:
        pytest.skip("no PostgreSQL at DURE_TEST_POSTGRES or on the standard port")
    url = with_fresh_schema(server)
    yield url
    drop_schema(url)


def program(name: str) -> str | None:
    """Return the path of one of PostgreSQL's programs, None where it is not installed."""
    places = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    return shutil.which(name, path=":".join([*places, os.environ.get("PATH", "")]))


class Postgres:
    """A server of our own on a free port, which may be stopped, killed and held up."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._data = folder / "data"
        folder.chmod(0o755)
        self._said = folder / "said.txt"
        self._data.mkdir(mode=0o700)
        # The server refuses to run as root.
        self._user = "postgres" if os.getuid() == 0 else None
        if self._user:
            shutil.chown(self._data, self._user)
        self._run(program("initdb"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self, *settings: str) -> None:
        """Start it and return when it answers. settings: `name=value`."""
        options = ["listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories="]
        flags = [part for option in (*options, *settings) for part in ("-c", option)]
        command = [program("postgres") or "", "-D", str(self._data), *flags]
        with self._said.open("ab") as said:
            self._process = subprocess.Popen(
                command, stdout=said, stderr=said, cwd=self._data.parent, user=self._user
            )
        until = time.monotonic() + 20
        while not self._is_ready():
            assert time.monotonic() < until, "PostgreSQL did not start"
            assert self._process.poll() is None, self._said.read_text(encoding="utf-8")[-2000:]

    def stop(self) -> None:
        """Stop it in order; those who are connected are sent away."""
        if self._process is not None:
            os.kill(self._pid(), signal.SIGINT)
            self._process.wait(20)
            self._process = None

    def kill(self) -> None:
        """End it and all its processes at once, as a crash does."""
        # One that stands still makes no child that would be overlooked.
        os.kill(self._pid(), signal.SIGSTOP)
        pids = self._pids()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait(20)
            self._process = None
        until = time.monotonic() + 20
        while any(map(_lives, pids)):
            assert time.monotonic() < until, "PostgreSQL does not end"

    def hold(self) -> None:
        """Let it answer no more, without a farewell."""
        for pid in self._pids():
            os.kill(pid, signal.SIGSTOP)

    def let_go(self) -> None:
        """Let it answer again."""
        for pid in self._pids():
            os.kill(pid, signal.SIGCONT)

    def _pid(self) -> int:
        return int((self._data / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    def _pids(self) -> list[int]:
        mother = self._pid()
        children = Path(f"/proc/{mother}/task/{mother}/children").read_text(encoding="utf-8")
        return [mother, *map(int, children.split())]

    def _is_ready(self) -> bool:
        try:
            return ask(self.url, "SELECT 1") == [(1,)]
        except (OSError, asyncpg.PostgresError):
            return False

    def _run(self, *command: str | None) -> None:
        whole = [*(part or "" for part in command), "-D", str(self._data)]
        subprocess.run(
            whole, check=True, capture_output=True, cwd=self._data.parent, user=self._user
        )


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
