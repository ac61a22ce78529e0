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


def planned(settings: BackupSettings, *, backup: Work, expire: Work) -> tuple[Planned, ...]:
    """Return the jobs of an installation; no backup where none has a place.

    backup: makes one. expire: deletes backups of keys that would expire before the next day.
    Raises BadFile if the time of day is none.
    """
    at = _time(settings.at)
    jobs = (Planned(name="backup", at=at, work=backup),) if settings.to else ()
    return (*jobs, Planned(name="backup_keys", at=at, work=expire))


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise BadFile(file="backup.at", why="시각은 03:30처럼 적어 주세요.") from error
