"""Read a backup with the recovery key alone, believing nothing that does not fit together.

The ledger of erasures comes first: a destroyed key is left out, and the bytes that it had
sealed never reach the new folder.
"""

import zlib
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from dure.errors import DamagedBackup, NotFound, StaleBackup
from dure.kernel.ids import RandomBytes
from dure.ports.blobs import Blobs
from dure.trust.recovery import BackupKeys, backup_keys, open_box
from dure.trust.retention import owned_by
from dure.watch.backup import HOUSE, part_binding
from dure.watch.ledger import LEDGER, Ledger, LedgerState
from dure.watch.manifest import (
    KEYS,
    PARTS,
    Manifest,
    held_name,
    read_manifest,
    read_piece,
)
from dure.watch.segments import Row, unpack

_KEY_ID, _SEALED = 7, 8
"""Places in a row."""


@dataclass(frozen=True, kw_only=True)
class HousePart:
    """What belongs to the installation: (space, key, value) of its store, and its own keys."""

    store: tuple[tuple[str, str, bytes], ...]
    keys: dict[str, bytes]


class BackupReader:
    """One generation of a backup, checked as it is read. It keeps nothing and writes nowhere."""

    def __init__(
        self,
        target: Blobs,
        key: bytes,
        *,
        now: datetime,
        random: RandomBytes,
        accept_older: bool = False,
    ) -> None:
        """Read the lists.

        key: the recovery key. accept_older: take a generation although a newer one was made.
        Raises NotFound if there is no backup, WrongRecoveryKey, DamagedBackup, StaleBackup.
        """
        self._target, self._key = target, key
        self.keys: BackupKeys = backup_keys(key)
        found = read_manifest(target, self.keys)
        if found is None:
            raise NotFound(what="백업")
        self.manifest: Manifest = found
        found.check_gaps()
        self.ledger = Ledger(target, self.keys, random).read()
        _check_ledger(self.ledger, found, accept_older=accept_older)
        self.keys_expired = found.until <= now or _were_deleted(target, found.keys)
        self.destroyed = set(self.ledger.destroyed)

    def segments(self) -> Iterator[list[Row]]:
        """Yield the rows of each segment, without the bytes that destroyed keys had sealed.

        Where people's keys have expired, they count as destroyed as they are met.
        """
        for name, stretch in self.manifest.segments:
            bound_to = stretch.binding(self.manifest.installation)
            box = read_piece(self._target, name)
            packed = open_box(box, key=self._key, bound_to=bound_to, file=name)
            rows = unpack(packed, stretch, file=name)
            if self.keys_expired:
                met = {row[_KEY_ID] for row in rows if row[_SEALED] is not None}
                self.destroyed |= met - set(owned_by(met, HOUSE))
            yield [_without(row, self.destroyed) for row in rows]

    def house(self) -> HousePart:
        """Return what belongs to the installation."""
        plain = self._part(PARTS, self.manifest.house)
        store = tuple((space, key, b64decode(value)) for space, key, value in plain["store"])
        return HousePart(store=store, keys=_keys(plain))

    def personal(self) -> dict[str, bytes]:
        """Return people's keys but those destroyed; none once they have expired."""
        if self.keys_expired:
            return {}
        keys = _keys(self._part(KEYS, self.manifest.keys))
        return {key_id: key for key_id, key in keys.items() if key_id not in self.destroyed}

    def _part(self, folder: str, name: str) -> dict[str, Any]:
        box = read_piece(self._target, name)
        bound_to = part_binding(folder, self.manifest.installation)
        packed = open_box(box, key=self._key, bound_to=bound_to, file=name)
        plain: dict[str, Any] = orjson.loads(zlib.decompress(packed))
        return plain


def _check_ledger(ledger: LedgerState, manifest: Manifest, *, accept_older: bool) -> None:
    if ledger.records < manifest.ledger:
        raise DamagedBackup("records are missing at the end", file=LEDGER)
    if ledger.generation > manifest.generation and not accept_older:
        raise StaleBackup(generation=manifest.generation, newest=ledger.generation)


def _were_deleted(target: Blobs, keys: str) -> bool:
    """Whether keys and their list are gone, as keys are deleted whose time has come."""
    return target.get(keys) is None and target.get(held_name(keys)) is None


def _without(row: Row, destroyed: set[str]) -> Row:
    if row[_SEALED] is None or row[_KEY_ID] not in destroyed:
        return row
    return (*row[:_SEALED], None, *row[_SEALED + 1 :])


def _keys(plain: dict[str, Any]) -> dict[str, bytes]:
    return {key_id: b64decode(key) for key_id, key in plain["keys"].items()}
