"""Look at an installation from outside and say of each part how it is, as `dure doctor` does."""

import errno
import os
import platform
import stat
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from shutil import disk_usage
from statistics import median
from typing import Any, Final, Literal

from dure.app.backup_age import made_at, verified_at
from dure.app.database import master_file
from dure.errors import BadSetting, DureError
from dure.kernel.clock import Clock
from dure.kernel.data import read_toml
from dure.korean.messages import sentence_for
from dure.korean.particles import fill
from dure.settings import Settings
from dure.watch.backup import BackupSettings

State = Literal["ok", "warning", "problem"]

_LITTLE_MIB: Final = 1024
_NOTHING_MIB: Final = 100
_MASTER_BYTES: Final = 32
_OLDEST_YEAR: Final = 2026
_SYNCS: Final = 5
_SLOW_MS: Final = 50.0
# A disk that keeps what it says it wrote takes at least some ten microseconds.
_TOO_QUICK_MS: Final = 0.01
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
_HOUR: Final = timedelta(hours=1)
_BACKUP_AGE: Final = timedelta(hours=26)
_VERIFIED_AGE: Final = timedelta(days=8)
_SLIP_S: Final = 5


@dataclass(frozen=True, kw_only=True)
class Finding:
    """How one part is. word: which of the part's sentences says it."""

    check: str
    state: State
    word: str = ""
    facts: Mapping[str, str | int | float] = field(default_factory=dict)

    @property
    def says(self) -> str:
        """The sentence for a person."""
        sentences: dict[str, Any] = read_toml("dure.app", "checkup.ko.toml")
        return fill(sentences[self.check][self.word or self.state], self.facts)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"check": self.check, "state": self.state, "says": self.says, **self.facts}


def refusal(check: str, error: DureError, *, word: str = "") -> Finding:
    """Return the problem that an error is, in the sentence that people get for it."""
    facts = {"code": error.code, "why": sentence_for(error)}
    return Finding(check=check, state="problem", word=word, facts=facts)


def look_around(settings: Settings, folder: Path, clock: Clock) -> list[Finding]:
    """Return how everything is that can be seen without opening the installation."""
    master = master_file(settings, folder)
    return [
        _versions(),
        _folder(folder),
        _space(folder),
        _master_key(master, is_used=(folder / "events.db").exists()),
        _clock(folder, clock.now()),
        _sync(folder),
        _backup(settings, clock.now()),
    ]


def free_mib(folder: Path) -> int:
    """Return the free space where a folder stands, or will stand."""
    return disk_usage(_existing(folder)).free // 2**20


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


def _versions() -> Finding:
    python = platform.python_version_tuple()
    is_known = (int(python[0]), int(python[1])) >= (3, 11)
    facts = {"dure": version("dure"), "python": platform.python_version()}
    return Finding(check="versions", state="ok" if is_known else "problem", facts=facts)


def _folder(folder: Path) -> Finding:
    if not folder.exists():
        return Finding(check="folder", state="ok", word="absent")
    return Finding(check="folder", state="warning" if _is_open_to_others(folder) else "ok")


def _is_open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _space(folder: Path) -> Finding:
    free = free_mib(folder)
    state: State = "ok" if free >= _LITTLE_MIB else "warning" if free >= _NOTHING_MIB else "problem"
    return Finding(check="space", state=state, facts={"free_mib": free})


def _master_key(path: Path, *, is_used: bool) -> Finding:
    if not path.exists():
        if is_used:
            return Finding(check="master_key", state="problem", word="lost")
        return Finding(check="master_key", state="ok", word="absent")
    if path.stat().st_size != _MASTER_BYTES:
        return Finding(check="master_key", state="problem", word="broken")
    return Finding(check="master_key", state="problem" if _is_open_to_others(path) else "ok")


def _clock(folder: Path, now: datetime) -> Finding:
    """Compare the clock with what was written last: a later file means that it went back."""
    if now.year < _OLDEST_YEAR:
        return Finding(check="clock", state="problem", word="wrong", facts={"year": str(now.year)})
    written = [path.stat().st_mtime for path in folder.glob("events.db*")]
    behind_s = round(max(written, default=0.0) - now.timestamp())
    if behind_s > _SLIP_S:
        return Finding(check="clock", state="problem", facts={"behind_s": behind_s})
    return Finding(check="clock", state="ok")


def _sync(folder: Path) -> Finding:
    """Measure what an answer waits for: a small write, until it is said to be on the disk."""
    if not folder.exists():
        return Finding(check="sync", state="ok", word="absent")
    try:
        took_ms = round(_sync_ms(folder), 3)
    except OSError as error:
        word = "full" if error.errno in _NO_ROOM else "refused"
        return Finding(check="sync", state="problem", word=word)
    facts = {"took_ms": took_ms}
    if took_ms < _TOO_QUICK_MS:
        return Finding(check="sync", state="warning", word="volatile", facts=facts)
    return Finding(check="sync", state="warning" if took_ms > _SLOW_MS else "ok", facts=facts)


def _sync_ms(folder: Path) -> float:
    took: list[float] = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(_SYNCS):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return median(took)


def _backup(given: Settings, now: datetime) -> Finding:
    try:
        settings = given.read(BackupSettings, "backup")
    except BadSetting:
        return Finding(check="backup", state="warning", word="unknown")
    if not settings.to:
        return Finding(check="backup", state="warning", word="none")
    made, verified = made_at(settings.to), verified_at(settings.to)
    if made is None:
        return Finding(check="backup", state="warning", word="absent")
    facts = {"hours": (now - made) // _HOUR}
    if now - made > _BACKUP_AGE:
        return Finding(check="backup", state="warning", facts=facts)
    if verified is None or now - verified > _VERIFIED_AGE:
        return Finding(check="backup", state="warning", word="unverified", facts=facts)
    return Finding(check="backup", state="ok", facts={**facts, "days": (now - verified).days})
