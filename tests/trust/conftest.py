"""What several tests of this room stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.trust.door import Door, store_in

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.kernel.clock import StillClock
from dure.trust.identity import Identity


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """An empty store."""
    made = store_in(tmp_path)
    yield made
    made.close()


@pytest.fixture
def door(log: SqliteEventLog, keys: SqliteKeyStore, store: SqliteStore, clock: StillClock) -> Door:
    """What identities of one database share."""
    return Door(log=log, keys=keys, store=store, clock=clock)


@pytest.fixture
async def identity(door: Door) -> Identity:
    """An identity that nobody has an account with."""
    return await door.open()
