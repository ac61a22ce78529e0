"""Ready-made objects for tests: real plugs in a temporary folder, a still clock, seeded bytes."""

import asyncio
import random
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.adapters import postgresql

from dure.app.wire import House, open_house
from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.kernel.clock import SEOUL, StillClock
from dure.settings import Settings
from dure.trust.seal import Sealer

SHARED = Path(__file__).parents[2] / "shared" / "data"
"""Facts and test data that never ship; tests that use them skip where they are absent."""


@pytest.fixture
def clock() -> StillClock:
    """A Saturday noon in Seoul."""
    return StillClock(datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL))


@pytest.fixture
async def log(tmp_path: Path, clock: StillClock) -> AsyncIterator[SqliteEventLog]:
    """An empty event log."""
    made = SqliteEventLog(tmp_path / "events.db", clock)
    yield made
    await made.close()


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[SqliteKeyStore]:
    """An empty key store."""
    made = SqliteKeyStore(tmp_path / "keys.db", b"m" * 32)
    yield made
    made.close()


@pytest.fixture
def sealer(keys: SqliteKeyStore) -> Sealer:
    """Seals with seeded bytes."""
    return Sealer(keys, random.Random(7).randbytes)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an installation in a temporary folder."""
    return Settings({"DURE_DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
async def house(
    stocked: Path, tmp_path: Path, settings: Settings, clock: StillClock
) -> AsyncIterator[House]:
    """A whole house with the demonstration catalogue, at a Saturday noon."""
    furnish(tmp_path / "data", stocked)
    made = open_house(settings, clock=clock)
    yield made
    await made.close()


@pytest.fixture
async def meals(
    stocked: Path, tmp_path: Path, settings: Settings, clock: StillClock
) -> AsyncIterator[House]:
    """A house with meals alone and the demonstration catalogue, at a Saturday noon."""
    furnish(tmp_path / "data", stocked)
    made = open_house(settings, only=["meals"], clock=clock)
    yield made
    await made.close()


def furnish(folder: Path, stocked: Path) -> Path:
    """Return a folder, made where there is none, into which the catalogue is loaded already."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "places.db").exists():
        shutil.copy(stocked / "places.db", folder)
    return folder


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of an empty schema on the PostgreSQL that runs here."""
    with postgresql.own_schema() as url:
        yield url


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demonstration catalogue was loaded, once for all tests."""
    folder = tmp_path_factory.mktemp("stocked")
    made = open_house(Settings({"DURE_DATA_DIR": str(folder)}))
    asyncio.run(made.close())
    return folder
