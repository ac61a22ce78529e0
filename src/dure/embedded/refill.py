"""Fill the fresh files of a new data folder in one go, as a restore does.

The plugs made the files and closed them; nobody else has them open. Until `finish` nothing
is synced: whoever fills must not show the folder before.
"""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import apsw

from dure.errors import StorageFull, Unavailable
from dure.ports.keys import wrapped

_EVENT: Final = (
    "INSERT INTO events (seq, tenant, stream, position, kind, at_us, open, key_id, sealed, "
    "sealed_hash, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LIVING: Final = "INSERT INTO keys (key_id, wrapped) VALUES (?, ?)"
_GONE: Final = "INSERT INTO keys (key_id, wrapped, destroyed) VALUES (?, NULL, 1)"
_VALUE: Final = "INSERT INTO store VALUES (?, ?, ?)"
_CACHE_KIB: Final = 262_144
"""Memory for the pages of the index while it is filled: 500,000 events' fit."""


def fill_events(path: Path, batches: Iterable[Sequence[Sequence[Any]]]) -> None:
    """Write rows into an empty event log as they are, seq, time and link included.

    batches: rows in the order of the log's columns; the links were checked by the caller.
    """
    _fill(path, ((_EVENT, batch) for batch in batches))


def fill_keys(
    path: Path, master: bytes, living: Mapping[str, bytes], destroyed: Collection[str]
) -> None:
    """Write keys, wrapped anew, and the ids of destroyed ones into an empty key store."""
    rows = ((key_id, wrapped(master, key)) for key_id, key in living.items())
    _fill(path, ((_LIVING, rows), (_GONE, ((key_id,) for key_id in destroyed))))


def fill_store(path: Path, values: Iterable[tuple[str, str, bytes]]) -> None:
    """Write (space, key, value) into an empty store."""
    _fill(path, ((_VALUE, values),))


def finish(folder: Path) -> None:
    """Sync every file of a folder and the folder itself."""
    for path in sorted(folder.iterdir()):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Sync one file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fill(path: Path, writes: Iterable[tuple[str, Iterable[Sequence[Any]]]]) -> None:
    try:
        db = apsw.Connection(str(path))
        try:
            # No journal: what was cut off halfway is thrown away as a whole.
            for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE_KIB}"):
                db.execute(f"PRAGMA {pragma}").fetchall()
            db.execute("BEGIN IMMEDIATE")
            for statement, rows in writes:
                db.executemany(statement, rows)
            db.execute("COMMIT")
        finally:
            db.close()
    except apsw.FullError as error:
        raise StorageFull("no room for the restored files") from error
    except apsw.Error as error:
        raise Unavailable("the restored files cannot be written", what="새 폴더") from error
