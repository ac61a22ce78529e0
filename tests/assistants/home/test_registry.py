"""Names of devices stand in the log, sealed, once for each key."""

import pytest

from dure.assistants.home.book import Registered
from dure.assistants.home.registry import STREAM, Registry
from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.trust.retention import forget
from dure.trust.seal import Sealer

KEY = "kim/profile/2026-11-21"
LAMP = Registered(name="민수 방 등", area="아이방", aliases=("등",))


@pytest.fixture
def registry(log: SqliteEventLog, sealer: Sealer) -> Registry:
    """An empty registry."""
    return Registry(log, sealer, tenant="t", key_id=lambda: KEY)


async def test_what_was_recorded_is_loaded_and_the_later_wins(registry: Registry) -> None:
    renamed = Registered(name="무드등")

    await registry.record("1", {"a": LAMP, "b": LAMP})
    await registry.record("2", {"b": renamed})

    assert await registry.load() == {"a": LAMP, "b": renamed}


async def test_one_key_records_once(registry: Registry, log: SqliteEventLog) -> None:
    await registry.record("1", {"a": LAMP})
    await registry.record("1", {"a": Registered(name="x")})

    assert await registry.load() == {"a": LAMP}
    assert [e.kind for e in await log.read_stream("t", STREAM)] == ["home.device_registered"]
    assert await registry.has("1")
    assert not await registry.has("2")


async def test_what_was_removed_is_gone_until_it_is_recorded_again(registry: Registry) -> None:
    await registry.record("1", {"a": LAMP})
    await registry.remove("2", "a")
    gone = await registry.load()
    await registry.record("3", {"a": LAMP})

    assert gone == {"a": None}
    assert await registry.load() == {"a": LAMP}


async def test_names_are_sealed_and_forgotten_with_their_key_the_device_is_not(
    registry: Registry, log: SqliteEventLog, keys: SqliteKeyStore
) -> None:
    await registry.record("1", {"a": LAMP})
    events = await log.read_stream("t", STREAM)

    await forget([KEY], keys=keys, log=log, tenant="t")

    assert all("민수" not in str(event.open) for event in events)
    assert await registry.load() == {"a": Registered(name="")}
