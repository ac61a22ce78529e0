"""Pieces of the log for a backup: packed small, chained at both ends.

A segment holds the events of one stretch of the log. Their links are not kept but worked out
again, from the link before the first one; so a segment whose last link comes out as it was
written holds exactly what the log held.
"""

import hashlib
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from dure.errors import Corrupt, DamagedBackup
from dure.kernel.events import Event, head_of, link_of

Row = tuple[Any, ...]
"""seq, tenant, stream, position, kind, microseconds since 1970, open part as JSON, key id,
sealed bytes, their hash, link: an event as plugs keep it."""

_LEVEL: Final = 3
"""Of zlib: on turns, half of them sealed, 6 took half as long again for 3 % less."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Which events, and how they join the others.

    first, last: seqs, both within. before, after: the links of event first - 1 and of last.
    """

    first: int
    last: int
    before: bytes
    after: bytes

    def binding(self, installation: str) -> bytes:
        """Return what a segment of this stretch is bound to."""
        ends = (self.before.hex(), self.after.hex())
        return orjson.dumps(("segment", installation, self.first, self.last, *ends))


def pack(events: Sequence[Event], before: bytes) -> tuple[Stretch, bytes]:
    """Return the stretch of consecutive events, at least one, and their packed bytes.

    Raises Corrupt where they leave a gap or do not fit the chain: a broken log is not
    carried into a backup as if it were whole.
    """
    rows, link = [], before
    for seq, event in enumerate(events, start=events[0].seq):
        sealed = event.sealed
        key_id = sealed.key_id if sealed else None
        data = sealed.data if sealed else None
        at_us = round(event.at.timestamp() * 1_000_000)
        envelope = (event.tenant, event.stream, event.position, event.kind, at_us)
        open_json = orjson.dumps(event.open)
        head = head_of(seq, *envelope, key_id)
        link = link_of(link, head=head, open_json=open_json, sealed_hash=event.sealed_hash)
        if event.seq != seq or event.link != link:
            raise Corrupt(where=f"event {event.seq}")
        # The hash follows from the bytes while they are there.
        kept_hash = event.sealed_hash.hex() if event.sealed_hash and data is None else None
        kept_data = None if data is None else b64encode(data).decode()
        rows.append((*envelope, orjson.Fragment(open_json), key_id, kept_data, kept_hash))
    stretch = Stretch(first=events[0].seq, last=events[-1].seq, before=before, after=link)
    return stretch, zlib.compress(orjson.dumps(rows), _LEVEL)


def unpack(data: bytes, stretch: Stretch, *, file: str) -> list[Row]:
    """Return the rows of a segment, in order, with their links.

    file: what to call it in the error.
    Raises DamagedBackup if it does not hold the stretch.
    """
    try:
        rows = list(_rows(orjson.loads(zlib.decompress(data)), stretch))
    except (zlib.error, ValueError, TypeError) as error:
        raise DamagedBackup(file=file) from error
    length = stretch.last - stretch.first + 1
    if len(rows) != length or rows[-1][-1] != stretch.after:
        raise DamagedBackup(file=file)
    return rows


def _rows(packed: Any, stretch: Stretch) -> Iterator[Row]:  # noqa: ANN401 - any JSON
    link = stretch.before
    for seq, row in enumerate(packed, start=stretch.first):
        tenant, stream, position, kind, at_us, opened, key_id, kept_data, kept_hash = row
        sealed = None if kept_data is None else b64decode(kept_data)
        sealed_hash = bytes.fromhex(kept_hash) if kept_hash else _hash(sealed)
        open_json = orjson.dumps(opened)
        head = head_of(seq, tenant, stream, position, kind, at_us, key_id)
        link = link_of(link, head=head, open_json=open_json, sealed_hash=sealed_hash)
        yield (
            seq, tenant, stream, position, kind, at_us, open_json, key_id, sealed, sealed_hash,
            link,
        )  # fmt: skip


def _hash(sealed: bytes | None) -> bytes | None:
    return None if sealed is None else hashlib.sha256(sealed).digest()
