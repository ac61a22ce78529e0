"""Run a process whose n-th sync meets EIO in the kernel's stead, by way of strace."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.embedded import failing_syncs

WHERE: Final = ("thread", "loop")
APPENDS: Final = 106
"""Enough for a hundred syncs of the log after those that open it."""
_ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a process told. acked, refused: kinds of events; codes: of all errors."""

    acked: list[str]
    refused: list[str]
    codes: set[str]
    last: str


@cache
def reason_against() -> str | None:
    """Return why system calls cannot be met here, None if they can."""
    if shutil.which("strace") is None:
        return "no strace here (Debian package strace)"
    tried = subprocess.run(
        ["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False
    )
    return "strace may not trace here" if tried.returncode else None


def injected(folder: Path, n: int, *, where: str, stops: bool = False) -> Told:
    """Append in a new folder while the n-th sync of each thread fails once."""
    folder.mkdir()
    script = [sys.executable, failing_syncs.__file__, str(folder), str(APPENDS), where]
    fault = f"inject=fsync,fdatasync:error=EIO:when={n}"
    run = subprocess.run(
        ["strace", "-f", "-qq", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fsync,fdatasync",
         "-e", fault, *script, "stop" if stops else "on"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(_ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    lines = [line.split() for line in run.stdout.splitlines()]
    assert lines, run.stderr
    assert run.returncode in (-9, 137), run.stderr
    written = [(f"written.{what}", answer) for what, answer in lines if what != "open"]
    return Told(
        acked=[kind for kind, answer in written if answer == "ok"],
        refused=[kind for kind, answer in written if answer != "ok"],
        codes={answer for _, answer in lines} - {"ok"},
        last=f"written.{5 * APPENDS - 5}",
    )
