"""A real server whose disk fills up, or takes no more writes: it says so, loses nothing, goes on.

The data folder is a small tmpfs of its own, filled to the last byte; where mounting is not
allowed, only the test of the disk that takes no writes runs.
"""

import asyncio
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx2
import pytest

from dure.app.wire import open_house
from dure.gateway.server import SOCKET_NAME
from dure.kernel.events import Json
from dure.settings import Settings

ROOT: Final = Path(__file__).parents[2]
DURE: Final = (sys.executable, "-m", "dure")
TURNS: Final = "/v1/assistants/meals/turns"
SIZE: Final = "24m"
"""Room for the demonstration catalogue, and a few MB besides."""
FULL: Final = "저장할 자리가 없어서 받지 못했어요. 빈자리를 만든 뒤 다시 해 주세요."
_PATIENCE_S: Final = 30


@contextmanager
def small_disk() -> Iterator[Path]:
    """Mount a tmpfs and return its folder; skips where that is not allowed."""
    with TemporaryDirectory(prefix="dure-disk-") as name:
        words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "dure-test", name]
        if shutil.which("mount") is None or subprocess.run(words, capture_output=True).returncode:
            pytest.skip("nothing may be mounted here")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fill(folder: Path) -> Path:
    """Take all room that is left."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (2**20, 4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    assert shutil.disk_usage(folder).free == 0
    return filler


class Server:
    """`dure serve` on a folder, asked over the operator's socket."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [*DURE, "serve", "--port", str(free_port())],
            env=environment(folder),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        first = self._process.stdout.readline()
        assert first.startswith("dure가 열렸어요"), first
        self.pid = self._process.pid
        transport = httpx2.HTTPTransport(uds=str(folder / SOCKET_NAME))
        self.http = httpx2.Client(transport=transport, base_url="http://dure", timeout=_PATIENCE_S)

    def say(self, key: str, *, session: str = "s") -> httpx2.Response:
        body = {"text": "5천원으로 점심", "session": session}
        return self.http.post(TURNS, json=body, headers={"Idempotency-Key": key})

    def kill(self) -> None:
        self.http.close()
        self._process.kill()
        self._process.communicate()


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "DURE_DATA_DIR": str(folder), "DURE_ASSISTANTS": "meals"}


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    try:
        yield server
    finally:
        server.kill()


@dataclass(kw_only=True)
class Story:
    """What a server said while its disk was full, then had room again, then was started anew."""

    acked: dict[str, Json] = field(default_factory=dict)
    while_full: list[httpx2.Response] = field(default_factory=list)
    ready_before: int = 0
    ready_while_full: Json = field(default_factory=dict)
    session_while_full: Json = field(default_factory=dict)
    after: httpx2.Response | None = None
    ready_after: int = 0
    again: dict[str, Json] = field(default_factory=dict)
    fsck: Json = field(default_factory=dict)


@pytest.fixture(scope="module")
def story() -> Story:
    """The whole story, once for all tests here."""
    told = Story()
    with small_disk() as folder:
        with served(folder) as server:
            _until_full_and_back(server, folder, told)
        with served(folder) as server:
            told.again = {key: server.say(key).json() for key in told.acked}
        looked = subprocess.run(
            [*DURE, "fsck", "--json"], env=environment(folder), capture_output=True, check=False
        )
        told.fsck = json.loads(looked.stdout)
    return told


def _until_full_and_back(server: Server, folder: Path, told: Story) -> None:
    told.ready_before = server.http.get("/readyz").status_code
    for number in range(3):
        _ack(told, f"before-{number}", server.say(f"before-{number}"))
    filler = fill(folder)
    for number in range(40):
        answer = server.say(f"full-{number}")
        if answer.status_code == 200:
            _ack(told, f"full-{number}", answer)
        else:
            told.while_full.append(answer)
    ready = server.http.get("/readyz")
    told.ready_while_full = {"status": ready.status_code, **ready.json()}
    told.session_while_full = server.http.get("/v1/sessions/s").json()
    filler.unlink()
    told.after = server.say("after")
    _ack(told, "after", told.after)
    told.ready_after = server.http.get("/readyz").status_code


def _ack(told: Story, key: str, answer: httpx2.Response) -> None:
    assert answer.status_code == 200, answer.text
    told.acked[key] = answer.json()


def test_a_turn_that_finds_no_room_is_refused_with_507_and_a_sentence(story: Story) -> None:
    assert len(story.while_full) > 20
    assert Counter(answer.status_code for answer in story.while_full).keys() == {507}
    assert {answer.json()["code"] for answer in story.while_full} == {"storage_full"}
    assert {answer.json()["detail"] for answer in story.while_full} == {FULL}
    kinds = {answer.headers["content-type"] for answer in story.while_full}
    assert kinds == {"application/problem+json"}


def test_a_server_without_room_says_that_it_is_not_ready(story: Story) -> None:
    assert story.ready_before == 200
    assert story.ready_while_full["code"] == "storage_full"
    assert story.ready_while_full["status"] == 507
    assert story.ready_while_full["detail"] == FULL


def test_conversations_can_be_read_while_there_is_no_room(story: Story) -> None:
    turns = story.session_while_full["turns"]

    kept = [answer for key, answer in story.acked.items() if key != "after"]
    assert [turn["result"] for turn in turns] == kept[-len(turns) :]


def test_a_server_goes_on_by_itself_once_there_is_room(story: Story) -> None:
    assert story.after is not None
    assert story.after.status_code == 200
    assert story.ready_after == 200


def test_what_was_answered_around_a_full_disk_survives_a_kill(story: Story) -> None:
    assert story.again == story.acked


def test_a_log_that_met_a_full_disk_is_whole(story: Story) -> None:
    assert story.fsck["problems"] == []


def test_a_start_without_room_ends_with_a_sentence() -> None:
    with small_disk() as folder:
        fill(folder)
        run = subprocess.run(
            [*DURE, "serve", "--port", str(free_port())],
            env=environment(folder),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_S,
        )

    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert FULL in run.stderr


def test_a_log_that_takes_no_writes_is_said_with_503_and_goes_on_when_it_does(
    tmp_path: Path,
) -> None:
    """Writes beyond a file size of 0 meet EFBIG: an error of the disk that is not a full one."""
    made = open_house(Settings({"DURE_DATA_DIR": str(tmp_path)}), only=["meals"])
    asyncio.run(made.close())
    with served(tmp_path) as server:
        before = server.say("before").json()
        limits = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (0, limits[1]))
        refused, ready = server.say("refused"), server.http.get("/readyz")
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, limits)
        after = server.say("after").json()

        seen = server.http.get("/v1/sessions/s").json()["turns"]

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert (ready.status_code, ready.json()["code"]) == (503, "unavailable")
    assert [turn["result"] for turn in seen] == [before, after]
