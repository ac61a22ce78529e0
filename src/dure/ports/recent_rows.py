"""The newest rows of a log, so that whoever follows what was just written asks the disk nothing."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from dure.kernel.events import Event
from dure.ports.event_rows import Page, Row, event_of, page_of

_STREAMS: Final = 512
_ROWS: Final = 4
"""Streams, and rows of each, that are kept: a turn writes two, and reads from the last on."""
_TAIL: Final = 64
"""Rows of all streams that are kept for those who follow the log."""
_SEQ, _TENANT, _STREAM, _POSITION = range(4)


class RecentRows:
    """Rows that are safe on the disk, oldest first. One thread adds, any reads."""

    def __init__(self) -> None:
        self._streams: OrderedDict[tuple[str, str], tuple[Row, ...]] = OrderedDict()
        self._tail: tuple[Row, ...] = ()

    def add(self, rows: Sequence[Row]) -> None:
        """Take the rows of a commit; all that were added before stand right before them."""
        for row in rows:
            key = row[_TENANT], row[_STREAM]
            self._streams[key] = (*self._streams.pop(key, ()), row)[-_ROWS:]
        self._drop_oldest()
        self._tail = (*self._tail, *rows)[-_TAIL:]

    def add_empty(self, tenant: str, stream: str) -> None:
        """Note that a stream was read and nothing stands in it: most people never spoke of their
        consents, which are asked for at every turn.
        """
        self._streams.setdefault((tenant, stream), ())
        self._drop_oldest()

    def of_stream(self, tenant: str, stream: str, start: int) -> list[Event] | None:
        """Return a stream's events from a position on; None where not all of them are here."""
        rows = self._streams.get((tenant, stream))
        if rows is None or (rows and start < rows[0][_POSITION]):
            return None
        return [event_of(row) for row in rows if row[_POSITION] >= start]

    def after(self, seq: int, kinds: frozenset[str] | None = None) -> Page | None:
        """Return the events behind one; None where not all of them are here.

        kinds: only these; None for all.
        """
        tail = self._tail
        if not tail or seq + 1 < tail[0][_SEQ]:
            return None
        rows = tail[max(0, seq + 1 - tail[0][_SEQ]) :]
        return page_of(rows, seq, kinds)

    def _drop_oldest(self) -> None:
        while len(self._streams) > _STREAMS:
            self._streams.popitem(last=False)

    def clear(self) -> None:
        """Drop all rows: what one of them held was removed, or is not known to be safe."""
        self._streams.clear()
        self._tail = ()
