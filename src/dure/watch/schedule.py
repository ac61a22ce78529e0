"""What an installation does by itself, and when."""

from dataclasses import dataclass
from datetime import time

from dure.errors import BadFile
from dure.ports.jobs import Work
from dure.watch.backup import BackupSettings


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A job of every day, at a time in Seoul."""

    name: str
    at: time
    work: Work


def planned(settings: BackupSettings, *, backup: Work) -> tuple[Planned, ...]:
    """Return the jobs of an installation; no backup where none has a place.

    Raises BadFile if the time of day is none.
    """
    if not settings.to:
        return ()
    return (Planned(name="backup", at=_time(settings.at), work=backup),)


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise BadFile(file="backup.at", why="시각은 03:30처럼 적어 주세요.") from error
