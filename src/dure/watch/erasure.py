"""Whether what was forgotten still lives in a backup of keys, and ending that in time."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Final

from dure.errors import DureError
from dure.ports.blobs import Blobs
from dure.trust.recovery import BackupKeys
from dure.watch.manifest import KEYS, held_name, open_list

ERASED: Final = "erased"
PENDING: Final = "pending in backups"


def is_held(destroyed: Iterable[str], target: Blobs, *, keys: BackupKeys, now: datetime) -> bool:
    """Whether a backup of keys that is still of use holds one of these destroyed keys.

    Raises Unavailable if the target cannot be reached.
    """
    gone = set(destroyed)
    for name in target.names(KEYS):
        data = target.get(held_name(name))
        if data is None:
            return True  # Nobody knows what it holds.
        held = open_list(data, name=held_name(name), keys=keys)
        if datetime.fromisoformat(held["until"]) > now and gone.intersection(held["ids"]):
            return True
    return False


def expire_keys(target: Blobs, *, keys: BackupKeys, now: datetime) -> int:
    """Delete the backups of keys that have lived their time; return how many."""
    deleted = 0
    for name in target.names(KEYS):
        data = target.get(held_name(name))
        until = now
        with suppress(DureError):
            if data is not None:
                held = open_list(data, name=held_name(name), keys=keys)
                until = datetime.fromisoformat(held["until"])
        if until <= now:
            # The list goes first: keys without one count as holding anything.
            target.delete(held_name(name))
            target.delete(name)
            deleted += 1
    return deleted
