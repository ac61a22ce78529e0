"""Files filled in one go are what the plugs would have written, one by one."""

from pathlib import Path

import pytest

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.refill import fill_events, fill_keys, fill_store, finish
from dure.embedded.stores import SqliteStore
from dure.errors import Forbidden, Unavailable
from dure.kernel.clock import StillClock
from dure.kernel.events import NewEvent, Sealed
from dure.ports.events import Append
from dure.watch.segments import pack, unpack

MASTER = b"n" * 32


async def test_a_log_goes_on_where_its_rows_ended(
    log: SqliteEventLog, tmp_path: Path, clock: StillClock
) -> None:
    for number in range(5):
        sealed = Sealed(key_id="k", data=b"x") if number % 2 else None
        event = NewEvent(kind="a.b", open={"n": number}, sealed=sealed)
        await log.append([Append(tenant="main", stream="s", events=(event,))])
    await log.drop_sealed("k")
    events = await log.read_all()
    stretch, data = pack(events, bytes(32))
    path = tmp_path / "new" / "events.db"
    path.parent.mkdir()
    await SqliteEventLog(path, clock).close()

    rows = unpack(data, stretch, file="x")
    fill_events(path, (rows[start : start + 2] for start in (0, 2, 4)))
    finish(path.parent)

    filled = SqliteEventLog(path, clock)
    assert await filled.read_all() == events
    append = [Append(tenant="main", stream="s", events=(NewEvent(kind="a.b"),), expect=5)]
    assert await filled.append(append) == await log.append(append) == 6
    assert (await filled.read_all(after=5))[0].link == (await log.read_all(after=5))[0].link
    await filled.close()


def test_keys_are_wrapped_anew_and_the_destroyed_stay_destroyed(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    SqliteKeyStore(path, MASTER).close()

    fill_keys(path, MASTER, {"a": b"a" * 32, "b": b"b" * 32}, ["c"])

    keys = SqliteKeyStore(path, MASTER)
    assert (keys.ids(), keys.destroyed()) == (["a", "b"], ["c"])
    assert keys.get("a") == b"a" * 32
    with pytest.raises(Forbidden):
        keys.get_or_make("c", bytes(32))
    keys.close()
    assert b"a" * 32 not in path.read_bytes()


def test_values_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    SqliteStore(path).close()

    fill_store(path, [("space", "a", b"\x00"), ("space", "b", b"")])

    store = SqliteStore(path)
    assert list(store.items("space")) == [("a", b"\x00"), ("b", b"")]
    store.close()


def test_files_that_no_plug_made_are_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        fill_store(tmp_path / "s.db", [("space", "a", b"")])
