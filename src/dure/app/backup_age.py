"""When the backup in a place was made, and when it was last restored for a trial.

The times of the files tell, so that no key is needed and a copy made by others counts too.
"""

from datetime import datetime
from pathlib import Path

from dure.kernel.clock import SEOUL
from dure.watch.manifest import MANIFEST, VERIFIED


def made_at(place: str) -> datetime | None:
    """Return when the newest backup in a folder was finished; None if there is none."""
    return _written(place, MANIFEST)


def verified_at(place: str) -> datetime | None:
    """Return when a backup in a folder was last restored and found whole; None: never."""
    return _written(place, VERIFIED)


def _written(place: str, name: str) -> datetime | None:
    path = Path(place).expanduser() / name
    if not place or not path.is_file():
        return None
    return datetime.fromtimestamp(path.stat().st_mtime, tz=SEOUL)
