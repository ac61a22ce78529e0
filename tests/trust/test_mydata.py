"""A person's data is handed out whole and forgotten for good, and nobody else's is touched."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.kernel.clock import StillClock
from dure.kernel.events import Event, Json, NewEvent
from dure.ports.events import Append
from dure.trust.mydata import Erasure, MyData
from dure.trust.retention import HEALTH, KEY_DESTROYED, KEY_STREAM, PROFILE, RAW, person_of
from dure.trust.seal import Sealer

DAY: Final = "2026-11-21"


class ListeningLog(SqliteEventLog):
    """Counts the pages that are read of it."""

    pages = 0

    async def read_all(self, *, after: int = 0, limit: int = 1000) -> list[Event]:
        """See EventLog."""
        self.pages += 1
        return await super().read_all(after=after, limit=limit)


class Power(Exception):
    """The power went."""


@pytest.fixture
def cleared() -> list[str]:
    """One entry for each time that what was worked out was dropped."""
    return []


@pytest.fixture
def mydata(log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, cleared: list[str]) -> MyData:
    return mydata_of(log, keys, sealer, lambda: cleared.append("cleared"))


def mydata_of(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clear: Callable[[], None]
) -> MyData:
    return MyData(log=log, keys=keys, sealer=sealer, house="main", clear=clear)


async def keep(
    log: SqliteEventLog, sealer: Sealer, what: Json, *, whose: str, retention: str = RAW
) -> None:
    """Keep something of a person, "tenant/user", sealed with their key."""
    tenant, _, user = whose.partition("/")
    stream = f"session:{user}"
    key_id = sealer.current_key(person_of(tenant, user), retention, DAY)
    sealed = sealer.seal(what, key_id=key_id, tenant=tenant, stream=stream)
    event = NewEvent(kind="turn.heard", open={"turn": "t"}, sealed=sealed)
    await log.append([Append(tenant=tenant, stream=stream, events=(event,))])


async def contents(mydata: MyData, tenant: str, user: str) -> list[Json]:
    return [record["content"] async for record in mydata.records(tenant, user)]


async def test_what_is_handed_out_is_the_persons_and_nobody_elses(
    mydata: MyData, log: SqliteEventLog, sealer: Sealer
) -> None:
    await keep(log, sealer, {"text": "내 말"}, whose="main/kim")
    await keep(log, sealer, {"text": "남의 말"}, whose="main/lee")
    await keep(log, sealer, {"text": "다른 회사"}, whose="other/kim")

    assert await contents(mydata, "main", "kim") == [{"text": "내 말"}]
    assert await contents(mydata, "other", "kim") == [{"text": "다른 회사"}]


async def test_a_user_named_like_the_start_of_another_gets_nothing_of_theirs(
    mydata: MyData, log: SqliteEventLog, sealer: Sealer
) -> None:
    await keep(log, sealer, {"text": "비밀"}, whose="main/kim/raw")

    forgotten = await mydata.forget_me("main", "kim")

    assert forgotten.keys == 0
    assert await contents(mydata, "main", "kim") == []
    assert await contents(mydata, "main", "kim/raw") == [{"text": "비밀"}]


async def test_forgetting_ends_every_retention_class_of_the_person_alone(
    mydata: MyData,
    log: SqliteEventLog,
    keys: SqliteKeyStore,
    sealer: Sealer,
    cleared: list[str],
) -> None:
    for retention in (RAW, PROFILE, HEALTH):
        await keep(log, sealer, {"text": "내 말"}, whose="main/kim", retention=retention)
    await keep(log, sealer, {"text": "다른 회사"}, whose="other/kim")

    forgotten = await mydata.forget_me("main", "kim")

    assert (forgotten.keys, forgotten.backups) == (3, None)
    assert keys.ids() == [f"other/kim/{RAW}/{DAY}"]
    assert await log.sealed_keys() == [f"other/kim/{RAW}/{DAY}"]
    assert await contents(mydata, "other", "kim") == [{"text": "다른 회사"}]
    assert cleared == ["cleared"]


async def test_a_class_may_be_forgotten_alone(
    mydata: MyData, log: SqliteEventLog, sealer: Sealer
) -> None:
    await keep(log, sealer, {"note": "새우"}, whose="main/kim", retention=HEALTH)
    await keep(log, sealer, {"note": "떡볶이"}, whose="main/kim", retention=PROFILE)

    await mydata.forget_kept("main", "kim", {HEALTH})

    assert await contents(mydata, "main", "kim") == [{"note": "떡볶이"}]


async def test_what_a_dead_process_left_half_forgotten_is_finished_at_the_next_start(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer
) -> None:
    for retention in (RAW, PROFILE, HEALTH):
        await keep(log, sealer, {"text": "내 말"}, whose="main/kim", retention=retention)

    def power_goes() -> None:
        raise Power

    dying = mydata_of(log, DyingKeys(keys, after=1), sealer, power_goes)
    with pytest.raises(Power):
        await dying.forget_me("main", "kim")
    assert len(keys.ids()) == 2
    finished = await mydata_of(log, keys, sealer, lambda: None).finish()

    assert len(finished) == 3
    assert (keys.ids(), await log.sealed_keys()) == ([], [])
    assert await mydata_of(log, keys, sealer, lambda: None).finish() == []


async def test_whoever_comes_back_after_a_forgetting_is_not_forgotten_by_its_finishing(
    mydata: MyData, log: SqliteEventLog, sealer: Sealer
) -> None:
    await keep(log, sealer, {"text": "그때"}, whose="main/kim")
    await mydata.forget_me("main", "kim")
    await keep(log, sealer, {"text": "다시"}, whose="main/kim")

    await mydata.finish()

    assert await contents(mydata, "main", "kim") == [{"text": "다시"}]


async def test_every_key_that_went_is_written_down(
    mydata: MyData, log: SqliteEventLog, sealer: Sealer
) -> None:
    await keep(log, sealer, {"text": "내 말"}, whose="other/kim")

    await mydata.forget_me("other", "kim")

    events = await log.read_stream("main", KEY_STREAM)
    assert [(e.kind, e.open["key_id"]) for e in events] == [
        (KEY_DESTROYED, f"other/kim/{RAW}/{DAY}")
    ]


async def test_a_backup_that_still_holds_the_keys_is_told(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer
) -> None:
    asked = []

    def status(person: str) -> Erasure:
        asked.append(person)
        return "pending in backups"

    mydata = mydata_of(log, keys, sealer, lambda: None)
    mydata.ask_backups(status)

    assert (await mydata.forget_me("main", "kim")).backups == "pending in backups"
    assert asked == ["main/kim"]


async def test_the_days_of_which_something_is_kept_are_told(
    mydata: MyData, log: SqliteEventLog, sealer: Sealer, clock: StillClock
) -> None:
    await keep(log, sealer, {"text": "내 말"}, whose="main/kim")

    assert mydata.days_kept("main", "kim", RAW) == [DAY]
    assert mydata.days_kept("main", "kim", PROFILE) == []


async def test_nothing_of_the_forgotten_stands_in_any_file(
    mydata: MyData, log: SqliteEventLog, sealer: Sealer, tmp_path: Path
) -> None:
    await keep(log, sealer, {"text": "카나리아새"}, whose="main/kim")
    sealed = (await log.read_all())[0].sealed
    assert sealed is not None
    assert sealed.data is not None

    await mydata.forget_me("main", "kim")

    for file in tmp_path.iterdir():
        assert sealed.data not in file.read_bytes()


class DyingKeys(SqliteKeyStore):
    """Keys of a process that dies while it destroys them."""

    def __init__(self, keys: SqliteKeyStore, *, after: int) -> None:
        self._keys, self._left = keys, after

    def ids(self) -> list[str]:
        return self._keys.ids()

    def destroy_all(self, key_ids: Iterable[str]) -> None:
        """One by one, so that it can die in between."""
        for key_id in key_ids:
            self.destroy(key_id)

    def destroy(self, key_id: str) -> bool:
        if not self._left:
            raise Power
        self._left -= 1
        return self._keys.destroy(key_id)


async def test_for_whom_nothing_is_kept_no_log_is_read(
    tmp_path: Path, clock: StillClock, keys: SqliteKeyStore, sealer: Sealer
) -> None:
    log = ListeningLog(tmp_path / "listening.db", clock)
    mydata = mydata_of(log, keys, sealer, lambda: None)
    await keep(log, sealer, {"text": "안녕"}, whose="main/kim")

    assert await contents(mydata, "main", "guest-1") == []
    assert log.pages == 0
    assert await contents(mydata, "main", "kim") == [{"text": "안녕"}]
    assert log.pages > 0
    await log.close()
