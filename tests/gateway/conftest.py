"""Doors over an assistant that needs no data: an open one, and one that asks who comes in."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.engine.parrot import parrot, turns_of
from tests.gateway.doors import open_door_of

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.engine.turn import Turns
from dure.gateway.door import Door
from dure.kernel.clock import StillClock
from dure.trust.identity import IdentitySettings
from dure.trust.seal import Sealer

MakeDoor = Callable[..., Awaitable[Door]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Where signing keys stand."""
    made = SqliteStore(tmp_path / "identity.db")
    yield made
    made.close()


@pytest.fixture
def door(
    log: SqliteEventLog,
    sealer: Sealer,
    clock: StillClock,
    store: SqliteStore,
    keys: SqliteKeyStore,
) -> MakeDoor:
    """Make a door over turns."""
    return partial(open_door_of, log=log, sealer=sealer, clock=clock, store=store, keys=keys)


@pytest.fixture
def parroting(log: SqliteEventLog, sealer: Sealer, clock: StillClock) -> Turns:
    """Turns over the parrot, which talks to members of the house only."""
    return turns_of(parrot(), log=log, sealer=sealer, clock=clock)


@pytest.fixture
async def talking(parroting: Turns, door: MakeDoor) -> Door:
    """A door without a login: this machine is served."""
    return await door(parroting)


@pytest.fixture
async def guarded(parroting: Turns, door: MakeDoor) -> Door:
    """A door that asks who comes in."""
    return await door(parroting, identity=IdentitySettings(required=True))
