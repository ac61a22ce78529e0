"""Lines reach their file in order; nobody waits for a disk or a reader that is slow."""

import os
import select
import stat
import subprocess
import sys
import time
from pathlib import Path

from dure.embedded.lines import LineWriter


def test_lines_are_written_in_order(tmp_path: Path) -> None:
    writer = LineWriter(str(tmp_path / "log" / "dure.jsonl"))
    for number in range(3000):
        writer.put(b"%d\n" % number)
    writer.close()

    text = (tmp_path / "log" / "dure.jsonl").read_text(encoding="utf-8")
    assert (text.split(), writer.lost) == ([str(n) for n in range(3000)], 0)


def test_a_file_that_is_there_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "dure.jsonl"
    path.write_bytes(b"before\n")
    writer = LineWriter(str(path))
    writer.put(b"after\n")
    writer.close()

    assert path.read_bytes() == b"before\nafter\n"


def test_only_its_owner_may_read_the_log(tmp_path: Path) -> None:
    path = tmp_path / "dure.jsonl"
    writer = LineWriter(str(path))
    writer.put(b"line\n")
    writer.close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_was_moved_away_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "dure.jsonl"
    writer = LineWriter(str(path))
    writer.put(b"first\n")
    until(lambda: path.exists() and path.read_bytes() == b"first\n")

    path.rename(tmp_path / "dure.jsonl.1")
    writer.put(b"second\n")
    writer.close()

    assert path.read_bytes() == b"second\n"
    assert (tmp_path / "dure.jsonl.1").read_bytes() == b"first\n"


def test_lines_that_cannot_be_written_are_counted_and_nothing_fails(tmp_path: Path) -> None:
    writer = LineWriter(str(tmp_path))  # A folder takes no lines.
    for _ in range(10):
        writer.put(b"line\n")
    writer.close()

    assert writer.lost == 10


def test_a_full_disk_costs_lines_only() -> None:
    writer = LineWriter("/dev/full")
    writer.put(b"line\n")
    writer.close()

    assert writer.lost == 1


def test_a_reader_that_does_not_read_holds_nobody_up(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writer = LineWriter(str(pipe), held_at_most=100)
    writer.put(b"first\n")
    until(lambda: select.select([reader], [], [], 0)[0])
    began = time.monotonic()
    for _ in range(5000):
        writer.put(b"x" * 1000 + b"\n")
    took_s = time.monotonic() - began
    os.close(reader)
    writer.close()

    assert writer.lost > 1000
    assert took_s < 1


def test_standard_error_is_written_to() -> None:
    code = (
        "from dure.embedded.lines import LineWriter\n"
        "writer = LineWriter('stderr'); writer.put(b'line\\n'); writer.close()"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert run.stderr == b"line\n"


def until(is_so: object) -> None:
    """Wait for a condition, ten seconds at most."""
    assert callable(is_so)
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        os.sched_yield()
