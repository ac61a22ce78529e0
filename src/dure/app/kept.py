"""What an installation keeps of its backups: a private file in the data folder.

The recovery key is not in it. A file of its own and not the store: a backup is also made
beside a running server, which alone writes there. Processes that share a database share it
through the store instead.
"""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from dure.embedded.blobs import FolderBlobs
from dure.errors import BackupBusy, Corrupt
from dure.ports.stores import Store
from dure.trust.recovery import BackupKeys
from dure.watch.backup import Installation

_FILE: Final = "backup.json"
_LOCK: Final = "backup.lock"
_KEY_BYTES: Final = 32
_SPACE: Final = "backup"
_TRIES: Final = 40
_BETWEEN_S: Final = 0.1

Place = Path | Store
"""The data folder; the store where several processes share one."""


@dataclass(frozen=True, kw_only=True)
class TargetState:
    """generation: the newest written there. until: when the last keys written there expire."""

    generation: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Which installation this is, what it seals with, and where its backups stand."""

    installation: str
    keys: BackupKeys
    targets: Mapping[str, TargetState]

    def owner(self, place: str) -> Installation:
        """Return the owner of the backup in a place."""
        state = self.targets.get(place)
        generation = state.generation if state else 0
        return Installation(installation=self.installation, keys=self.keys, generation=generation)

    def with_target(self, place: str, state: TargetState) -> "Kept":
        """Return it with what is now known of a place."""
        return replace(self, targets={**self.targets, place: state})


def read_kept(place: Place, master: bytes) -> Kept | None:
    """Return what was kept; None before the first backup.

    Raises Corrupt if it cannot be read with this master key.
    """
    data = _read(place)
    if data is None:
        return None
    try:
        plain: dict[str, Any] = orjson.loads(data)
        both = aes_key_unwrap(master, bytes.fromhex(plain["keys"]))
        targets = {
            name: TargetState(generation=state[0], until=datetime.fromisoformat(state[1]))
            for name, state in plain["targets"].items()
        }
        keys = BackupKeys(index=both[:_KEY_BYTES], public=both[_KEY_BYTES:])
        return Kept(installation=plain["installation"], keys=keys, targets=targets)
    except (ValueError, KeyError, TypeError, InvalidUnwrap) as error:
        raise Corrupt(where=_FILE) from error


def write_kept(place: Place, master: bytes, kept: Kept) -> None:
    """Keep it in place of what was kept before: either stands there, never a half."""
    plain = {
        "installation": kept.installation,
        # The public key too: were it changed unseen, nobody could open what is sealed for it.
        "keys": aes_key_wrap(master, kept.keys.index + kept.keys.public).hex(),
        "targets": {name: (s.generation, s.until) for name, s in kept.targets.items()},
    }
    data = orjson.dumps(plain, option=orjson.OPT_INDENT_2)
    if isinstance(place, Store):
        place.put(_SPACE, _FILE, data)
    else:
        FolderBlobs(place).put(_FILE, data)


def _read(place: Place) -> bytes | None:
    if isinstance(place, Store):
        return place.get(_SPACE, _FILE)
    return FolderBlobs(place, make=False).get(_FILE)


@contextmanager
def backup_lock(folder: Path) -> Iterator[None]:
    """Let one process at a time write backups of an installation.

    Raises BackupBusy while another one does.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / _LOCK).open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupBusy from error
        yield


@asynccontextmanager
async def patient_lock(folder: Path, *, tries: int = _TRIES) -> AsyncIterator[None]:
    """See backup_lock; waits for those who hold it for a moment only.

    Raises BackupBusy if it is still held after some seconds.
    """
    tries_left = tries
    async with AsyncExitStack() as stack:
        while True:
            tries_left -= 1
            try:
                stack.enter_context(backup_lock(folder))
                break
            except BackupBusy:
                if not tries_left:
                    raise
            await asyncio.sleep(_BETWEEN_S)
        yield


def is_written_now(folder: Path) -> bool:
    """Whether a process is writing a backup of an installation at this moment."""
    try:
        with backup_lock(folder):
            return False
    except BackupBusy:
        return True
