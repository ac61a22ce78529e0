"""A small installation with a backup."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.watch.backups import SmallHouse

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.kernel.clock import StillClock
from dure.trust.seal import Sealer


@pytest.fixture
def small(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock, tmp_path: Path
) -> Iterator[SmallHouse]:
    """An installation in which nothing happened yet."""
    store = SqliteStore(tmp_path / "state.db")
    yield SmallHouse(log, keys, store, sealer, clock, tmp_path / "backup")
    store.close()
