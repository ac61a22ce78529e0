"""What an installation does by itself, and when."""

from datetime import time

from dure.errors import BadSetting
from dure.ports.jobs import Daily, Job, Work
from dure.watch.backup import BackupSettings


def planned(settings: BackupSettings, *, backup: Work, expire: Work) -> tuple[Job, ...]:
    """Return the jobs of an installation; no backup where none has a place.

    backup: makes one. expire: deletes backups of keys that would expire before the next day.
    Raises BadSetting if the time of day is none.
    """
    at = Daily(_time(settings.at))
    jobs = (Job(name="backup", when=at, work=backup),) if settings.to else ()
    return (*jobs, Job(name="backup_keys", when=at, work=expire))


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise BadSetting(file="backup.at", why="시각은 03:30처럼 적어 주세요.") from error
