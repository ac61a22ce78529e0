"""The ledger of erasures beside a backup: which keys were destroyed, for good.

It only grows, is synced record by record and replayed before a restored folder opens, so
that a forgotten person stays forgotten. Each record is sealed and bound to the one before,
so none can be taken out, changed or moved. It also remembers each generation, so that an
older manifest in the place of a newer one is told.
"""

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from dure.errors import Corrupt, DamagedBackup
from dure.kernel.ids import RandomBytes
from dure.ports.blobs import Blobs
from dure.trust.recovery import BackupKeys
from dure.trust.seal import seal, unseal

LEDGER: Final = "ledger"
_HEADER_BYTES: Final = 8
"""Four for the length of a record, four that check them: a changed length is no cut-off end."""
_NONCE_BYTES: Final = 12
_START: Final = bytes(32)


@dataclass(frozen=True, kw_only=True)
class LedgerState:
    """What a ledger holds: records, the ids of destroyed keys, the newest generation (0: none)."""

    records: int
    destroyed: frozenset[str]
    generation: int


class Ledger:
    """Reads and extends the ledger of one backup; one process at a time extends it."""

    def __init__(self, target: Blobs, keys: BackupKeys, random: RandomBytes) -> None:
        self._target, self._keys, self._random = target, keys, random

    def read(self) -> LedgerState:
        """Return what it holds; a record that a crash cut off at the end does not count.

        Raises DamagedBackup if a record was changed, taken out or moved.
        """
        return _state(self._records(self._target.get(LEDGER) or b"")[0])

    def erase(self, key_ids: Iterable[str], at: datetime) -> int:
        """Write down destroyed keys that it does not hold yet; return how many those were."""
        new = sorted(set(key_ids) - self.read().destroyed)
        if new:
            self._append({"at": at, "destroyed": new})
        return len(new)

    def mark(self, generation: int, at: datetime) -> None:
        """Write down that a generation stands."""
        self._append({"at": at, "generation": generation})

    def _append(self, record: Mapping[str, Any]) -> None:
        data = self._target.get(LEDGER) or b""
        records, whole, last = self._records(data)
        packed = zlib.compress(orjson.dumps(record))
        sealed = seal(
            packed,
            key=self._keys.index,
            nonce=self._random(_NONCE_BYTES),
            bound_to=_binding(len(records), last),
        )
        frame = _header(len(sealed)) + sealed
        if whole < len(data):
            # A crash cut off the last record: what follows it could not be read.
            self._target.put(LEDGER, data[:whole] + frame)
        else:
            self._target.append(LEDGER, frame)

    def _records(self, data: bytes) -> tuple[list[dict[str, Any]], int, bytes]:
        """Return the records, how many bytes they take, and the hash of the last one."""
        records: list[dict[str, Any]] = []
        place, last = 0, _START
        while place + _HEADER_BYTES <= len(data) and any(data[place:]):
            start = place + _HEADER_BYTES
            length = int.from_bytes(data[place : place + 4])
            if data[place:start] != _header(length):
                raise DamagedBackup(file=LEDGER)
            end = start + length
            if end > len(data):
                break
            records.append(self._opened(data[start:end], len(records), last))
            last = hashlib.sha256(data[start:end]).digest()
            place = end
        return records, place, last

    def _opened(self, sealed: bytes, number: int, last: bytes) -> dict[str, Any]:
        try:
            packed = unseal(sealed, key=self._keys.index, bound_to=_binding(number, last))
        except Corrupt as error:
            raise DamagedBackup(file=LEDGER) from error
        record: dict[str, Any] = orjson.loads(zlib.decompress(packed))
        return record


def _header(length: int) -> bytes:
    written = length.to_bytes(_HEADER_BYTES // 2)
    return written + hashlib.sha256(written).digest()[: _HEADER_BYTES // 2]


def _binding(number: int, last: bytes) -> bytes:
    return b"ledger %d " % number + last


def _state(records: list[dict[str, Any]]) -> LedgerState:
    return LedgerState(
        records=len(records),
        destroyed=frozenset(key for record in records for key in record.get("destroyed", ())),
        generation=max((record.get("generation", 0) for record in records), default=0),
    )
