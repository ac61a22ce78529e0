"""What happened, as values; the only truth of the house.

The open part of an event may be read by anybody who may read the log and holds no raw
text of people; that stands in the sealed part, readable only while its key exists.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import orjson

Json = dict[str, Any]

FIRST_LINK: Final = bytes(32)
"""What the first event's hash is chained to."""


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """An encrypted part; `data` is None once the bytes were removed."""

    key_id: str
    data: bytes | None


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """An event before it is in the log. `kind` is "room.what_happened"."""

    kind: str
    open: Mapping[str, Any] = field(default_factory=dict)
    sealed: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event in the log.

    seq: 1, 2, 3 … over the whole log, without gaps. position: 0, 1, 2 … in its stream.
    sealed_hash: SHA-256 of the ciphertext, kept when the bytes are gone; None if never sealed.
    link: hash over the event before and this one.
    """

    seq: int
    tenant: str
    stream: str
    position: int
    kind: str
    at: datetime
    open: Json
    sealed: Sealed | None
    sealed_hash: bytes | None
    link: bytes


def hash_of(sealed: Sealed | None) -> bytes | None:
    """Return SHA-256 of the ciphertext, None where there is none."""
    if sealed is None or sealed.data is None:
        return None
    return hashlib.sha256(sealed.data).digest()


def link_of(before: bytes, *, head: bytes, open_json: bytes, sealed_hash: bytes | None) -> bytes:
    """Chain one event to the one before it.

    head: `head_of` the event. The ciphertext enters by its hash, so that its bytes may go.
    """
    return hashlib.sha256(b"\x1f".join((before + head, open_json, sealed_hash or b"-"))).digest()


def head_of(  # noqa: PLR0913 - the envelope's fields, in their order
    seq: int, tenant: str, stream: str, position: int, kind: str, at_us: int, key_id: str | None
) -> bytes:
    """Return the envelope's fields as the bytes that are hashed."""
    return orjson.dumps((seq, tenant, stream, position, kind, at_us, key_id))
