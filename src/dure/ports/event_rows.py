"""Events as rows of a table, and the chain that joins them: what plugs that keep rows share."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from dure.errors import Corrupt
from dure.kernel.clock import SEOUL
from dure.kernel.events import Event, NewEvent, Sealed, hash_of, head_of, link_of
from dure.ports.events import Append

COLUMNS: Final = (
    "seq", "tenant", "stream", "position", "kind", "at_us", "open", "key_id", "sealed",
    "sealed_hash", "link",
)  # fmt: skip
"""The columns of a row, in order."""
_KIND: Final = COLUMNS.index("kind")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Row = tuple[Any, ...]
"""One value for each of COLUMNS; at_us: microseconds since 1970."""

Page = tuple[list[Event], int]
"""Events of a stretch of the log, and the last seq of that stretch, whatever was left out."""

Prepared = tuple[Append, list[bytes]]
"""An append and the open part of each of its events as JSON."""


def prepared(append: Append) -> Prepared:
    """Return what a writer that serves many callers can no longer fail on.

    Raises ValueError for what is no JSON or no text: a slip of the caller, told to the caller.
    """
    names = [append.tenant, append.stream]
    for event in append.events:
        names.append(event.kind)
        if event.sealed:
            names.append(event.sealed.key_id)
    try:
        if b"\0" in "".join(names).encode():
            raise ValueError("a name must not hold NUL")
        return append, [orjson.dumps(event.open) for event in append.events]
    except (TypeError, UnicodeEncodeError) as error:
        raise ValueError(f"an event must be text and JSON: {error}") from error


class Chain:
    """The newest event's seq and link; grows by one row at a time."""

    def __init__(self, seq: int, link: bytes) -> None:
        self.seq, self.link = seq, link

    def rows(self, append: Prepared, *, position: int, at_us: int) -> list[Row]:
        """Return the rows of an append; position: of its first event in the stream."""
        wish, opens = append
        return [
            self._row(wish, event, position + number, at_us, open_json)
            for number, (event, open_json) in enumerate(zip(wish.events, opens, strict=True))
        ]

    def _row(
        self, wish: Append, event: NewEvent, position: int, at_us: int, open_json: bytes
    ) -> Row:
        tenant, stream, sealed = wish.tenant, wish.stream, event.sealed
        key_id = sealed.key_id if sealed else None
        sealed_hash = hash_of(sealed)
        self.seq += 1
        head = head_of(self.seq, tenant, stream, position, event.kind, at_us, key_id)
        self.link = link_of(self.link, head=head, open_json=open_json, sealed_hash=sealed_hash)
        data = sealed.data if sealed else None
        return (
            self.seq, tenant, stream, position, event.kind, at_us, open_json, key_id, data,
            sealed_hash, self.link,
        )  # fmt: skip


def page_of(rows: Sequence[Row], after: int, kinds: frozenset[str] | None) -> Page:
    """Return the events of some kinds, None for all, in the rows that stand behind a seq."""
    events = [event_of(row) for row in rows if kinds is None or row[_KIND] in kinds]
    return events, rows[-1][0] if rows else after


def event_of(row: Sequence[Any]) -> Event:
    """Return the event that a row holds.

    Raises Corrupt if its open part is no JSON.
    """
    seq, tenant, stream, position, kind, at_us, open_json, key_id, data, sealed_hash, link = row
    try:
        opened = orjson.loads(open_json)
    except orjson.JSONDecodeError as error:
        raise Corrupt(where=f"event {seq}") from error
    return Event(
        seq=seq,
        tenant=tenant,
        stream=stream,
        position=position,
        kind=kind,
        at=(_EPOCH + timedelta(microseconds=at_us)).astimezone(SEOUL),
        open=opened,
        sealed=Sealed(key_id=key_id, data=data) if key_id else None,
        sealed_hash=sealed_hash,
        link=link,
    )
