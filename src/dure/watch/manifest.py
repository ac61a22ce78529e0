"""The list of what a backup consists of, and how lists are sealed.

Every piece is named by the hash of its bytes, so the list vouches for all of them. Lists
are sealed with the index key, which the installation keeps and the recovery key yields.
"""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from dure.errors import Corrupt, DamagedBackup, WrongRecoveryKey
from dure.kernel.events import FIRST_LINK
from dure.kernel.ids import RandomBytes
from dure.ports.blobs import Blobs
from dure.trust.recovery import BackupKeys
from dure.trust.seal import seal, unseal
from dure.watch.segments import Stretch

MANIFEST: Final = "manifest"
VERIFIED: Final = "verified"
"""Left by a trial restore that found everything whole."""
SEGMENTS: Final = "segments"
PARTS: Final = "parts"
KEYS: Final = "keys"
HELD: Final = "held"
_FORMAT: Final = 1
_NONCE_BYTES: Final = 12
_NAME_LETTERS: Final = 40


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One generation of a backup.

    segments: name and stretch of each, in order. house: name of the piece with what belongs to
    the installation. keys: name of the piece with people's keys, of no use from `until` on.
    ledger: records of the ledger when this was written.
    """

    installation: str
    generation: int
    at: datetime
    segments: tuple[tuple[str, Stretch], ...]
    house: str
    keys: str
    until: datetime
    ledger: int

    @property
    def events(self) -> int:
        """How many events it holds: the seq of the last one."""
        return self.segments[-1][1].last if self.segments else 0

    @property
    def end(self) -> bytes:
        """The link of the last event."""
        return self.segments[-1][1].after if self.segments else FIRST_LINK

    def check_gaps(self) -> None:
        """Raises DamagedBackup naming the first segment that does not follow the one before."""
        seq, link = 0, FIRST_LINK
        for name, stretch in self.segments:
            if (stretch.first, stretch.before) != (seq + 1, link) or stretch.last < stretch.first:
                raise DamagedBackup(file=name)
            seq, link = stretch.last, stretch.after

    def names(self) -> set[str]:
        """Return the names of all its pieces."""
        return {name for name, _ in self.segments} | {self.house, self.keys, held_name(self.keys)}


def name_of(folder: str, data: bytes) -> str:
    """Return the name of a piece: its folder and a hash of its bytes."""
    return f"{folder}/{hashlib.sha256(data).hexdigest()[:_NAME_LETTERS]}"


def held_name(keys: str) -> str:
    """Return the name of the list of what a piece of keys holds."""
    return f"{HELD}/{keys.rpartition('/')[2]}"


def read_piece(target: Blobs, name: str) -> bytes:
    """Return a piece that a manifest names.

    Raises DamagedBackup if it is missing or other than was written.
    """
    data = target.get(name)
    if data is None or name_of(name.partition("/")[0], data) != name:
        raise DamagedBackup(file=name)
    return data


def seal_list(plain: Any, *, name: str, keys: BackupKeys, random: RandomBytes) -> bytes:  # noqa: ANN401 - any JSON
    """Return a list sealed under its name; it begins with the fingerprint of the key."""
    packed = zlib.compress(orjson.dumps(plain))
    bound_to = name.encode()
    sealed = seal(packed, key=keys.index, nonce=random(_NONCE_BYTES), bound_to=bound_to)
    return keys.fingerprint() + sealed


def open_list(data: bytes, *, name: str, keys: BackupKeys) -> Any:  # noqa: ANN401 - any JSON
    """Return a sealed list.

    Raises WrongRecoveryKey if it was sealed with another key, DamagedBackup if it was changed.
    """
    mark = keys.fingerprint()
    if data[: len(mark)] != mark:
        raise WrongRecoveryKey
    try:
        packed = unseal(data[len(mark) :], key=keys.index, bound_to=name.encode())
    except Corrupt as error:
        raise DamagedBackup(file=name) from error
    return orjson.loads(zlib.decompress(packed))


def read_manifest(target: Blobs, keys: BackupKeys) -> Manifest | None:
    """Return the newest generation; None if there is none.

    Raises WrongRecoveryKey, DamagedBackup; Unavailable if the target cannot be reached.
    """
    data = target.get(MANIFEST)
    if data is None:
        return None
    return _manifest(open_list(data, name=MANIFEST, keys=keys))


def write_manifest(
    manifest: Manifest, target: Blobs, *, keys: BackupKeys, random: RandomBytes
) -> None:
    """Put a generation in the place of the one before."""
    segments = [
        (name, s.first, s.last, s.before.hex(), s.after.hex()) for name, s in manifest.segments
    ]
    plain = {**asdict(manifest), "segments": segments, "format": _FORMAT}
    target.put(MANIFEST, seal_list(plain, name=MANIFEST, keys=keys, random=random))


def _manifest(plain: Mapping[str, Any]) -> Manifest:
    if plain.get("format") != _FORMAT:
        raise DamagedBackup("a format that this version does not know", file=MANIFEST)
    segments = tuple(
        (
            name,
            Stretch(
                first=first,
                last=last,
                before=bytes.fromhex(before),
                after=bytes.fromhex(after),
            ),
        )
        for name, first, last, before, after in plain["segments"]
    )
    return Manifest(
        installation=plain["installation"],
        generation=plain["generation"],
        at=datetime.fromisoformat(plain["at"]),
        segments=segments,
        house=plain["house"],
        keys=plain["keys"],
        until=datetime.fromisoformat(plain["until"]),
        ledger=plain["ledger"],
    )
