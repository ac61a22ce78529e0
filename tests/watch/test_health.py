"""A whole log has no problems; a log that was tampered with has some, and they say where."""

import random
from pathlib import Path
from typing import Final

import apsw
import pytest

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.kernel.events import NewEvent
from dure.ports.events import Append
from dure.trust.retention import forget
from dure.trust.seal import Sealer
from dure.watch.health import LogReport, check_log, every_event

KEY_ID: Final = "main/kim/raw/2026-11-21"


@pytest.fixture
async def path(log: SqliteEventLog, sealer: Sealer, tmp_path: Path) -> Path:
    """The file of a log of six events in the streams a and b; 2 and 5 hold something sealed."""
    for seq in range(1, 7):
        stream = "ab"[seq % 2]
        sealed = None
        if seq in (2, 5):
            sealed = sealer.seal({"said": seq}, key_id=KEY_ID, tenant="main", stream=stream)
        event = NewEvent(kind="counted", open={"n": seq}, sealed=sealed)
        await log.append([Append(tenant="main", stream=stream, events=(event,))])
    return tmp_path / "events.db"


def tamper(path: Path, statements: str) -> None:
    """Change the file behind the log's back."""
    db = apsw.Connection(str(path))
    db.execute(statements)
    db.close()


async def test_an_empty_log_is_whole(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer
) -> None:
    assert await check_log(log, keys, sealer) == LogReport()


async def test_a_whole_log_has_no_problems(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path
) -> None:
    assert await check_log(log, keys, sealer) == LogReport(events=6, sealed=2)


async def test_the_end_is_the_link_of_the_last_event(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path
) -> None:
    report = await check_log(log, keys, sealer)

    assert report.end == (await log.read_all())[-1].link.hex()


async def test_what_was_forgotten_is_no_problem(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path
) -> None:
    await forget([KEY_ID], keys=keys, log=log, tenant="main")

    assert await check_log(log, keys, sealer) == LogReport(events=7, forgotten=2)


async def test_what_is_half_forgotten_is_no_problem(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path
) -> None:
    keys.destroy(KEY_ID)

    assert await check_log(log, keys, sealer) == LogReport(events=6, forgotten=2)


async def test_what_was_forgotten_before_the_keys_were_lost_is_no_problem(
    log: SqliteEventLog, path: Path, tmp_path: Path
) -> None:
    await log.drop_sealed(KEY_ID)
    empty = SqliteKeyStore(tmp_path / "empty.db", b"m" * 32)

    report = await check_log(log, empty, Sealer(empty, random.Random(7).randbytes))

    assert report == LogReport(events=6, forgotten=2)
    empty.close()


@pytest.mark.parametrize(
    "change",
    [
        """open = CAST('{"n":9}' AS BLOB)""",
        "open = CAST('{}' AS BLOB)",
        "kind = 'guessed'",
        "tenant = 'other'",
        "stream = 'other', position = 0",
        "at_us = at_us + 1",
        "key_id = 'other'",
        "key_id = NULL",
        "sealed_hash = NULL",
        "link = zeroblob(32)",
    ],
)
async def test_an_event_that_was_changed_does_not_fit_the_chain(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path, change: str
) -> None:
    tamper(path, f"UPDATE events SET {change} WHERE seq = 5")  # noqa: S608 - written above

    report = await check_log(log, keys, sealer)

    assert "event 5 does not fit the chain" in report.problems
    assert report.events == 6


async def test_an_open_part_that_is_no_json_is_found(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path
) -> None:
    tamper(path, "UPDATE events SET open = x'7b' WHERE seq = 5")

    report = await check_log(log, keys, sealer)

    assert any("event 5" in problem for problem in report.problems)
    assert report.events == 6


@pytest.mark.parametrize("seq", [1, 2, 3, 4, 5])
async def test_a_row_that_was_removed_is_found(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path, seq: int
) -> None:
    tamper(path, f"DELETE FROM events WHERE seq = {seq}")  # noqa: S608 - a number

    report = await check_log(log, keys, sealer)

    assert report.problems[0] == f"seq {seq + 1} where {seq} was due"
    assert f"event {seq + 1} does not fit the chain" in report.problems


async def test_a_row_that_was_removed_is_found_though_the_rest_moved_up(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path
) -> None:
    tamper(path, "DELETE FROM events WHERE seq = 3; UPDATE events SET seq = seq - 1 WHERE seq > 3")

    report = await check_log(log, keys, sealer)

    assert report.problems[0] == "event 3 does not fit the chain"
    assert "event 4 leaves a gap in b" in report.problems


async def test_two_rows_that_changed_places_are_found(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path
) -> None:
    tamper(path, "UPDATE events SET seq = -seq WHERE seq IN (3, 5)")
    tamper(path, "UPDATE events SET seq = 8 + seq WHERE seq < 0")

    report = await check_log(log, keys, sealer)

    assert "event 3 does not fit the chain" in report.problems


async def test_sealed_bytes_that_were_changed_are_found(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path
) -> None:
    tamper(path, "UPDATE events SET sealed = zeroblob(length(sealed)) WHERE seq = 5")

    report = await check_log(log, keys, sealer)

    assert report.problems == ["event 5 holds other sealed bytes than were written"]
    assert report.sealed == 1


async def test_sealed_bytes_that_were_changed_with_their_hash_are_found(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path
) -> None:
    two = "(SELECT sealed FROM events WHERE seq = 2)"
    its_hash = "(SELECT sealed_hash FROM events WHERE seq = 2)"
    tamper(path, f"UPDATE events SET sealed = {two}, sealed_hash = {its_hash} WHERE seq = 5")  # noqa: S608 - written above

    report = await check_log(log, keys, sealer)

    assert report.problems == ["event 5 does not fit the chain", "event 5 cannot be unsealed"]


async def test_sealed_bytes_that_are_gone_while_their_key_lives_are_found(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, path: Path
) -> None:
    tamper(path, "UPDATE events SET sealed = NULL WHERE seq = 5")

    report = await check_log(log, keys, sealer)

    assert any("event 5" in problem for problem in report.problems)


async def test_a_key_that_is_lost_but_was_not_destroyed_is_found(
    log: SqliteEventLog, path: Path, tmp_path: Path
) -> None:
    empty = SqliteKeyStore(tmp_path / "empty.db", b"m" * 32)

    report = await check_log(log, empty, Sealer(empty, random.Random(7).randbytes))

    assert report.problems == ["event 2 cannot be unsealed", "event 5 cannot be unsealed"]
    empty.close()


async def test_a_key_that_was_exchanged_is_found(
    log: SqliteEventLog, path: Path, tmp_path: Path
) -> None:
    other = SqliteKeyStore(tmp_path / "other.db", b"m" * 32)
    other.get_or_make(KEY_ID, b"o" * 32)

    report = await check_log(log, other, Sealer(other, random.Random(7).randbytes))

    assert report.problems == ["event 2 cannot be unsealed", "event 5 cannot be unsealed"]
    other.close()


async def test_a_wrong_master_key_is_found(
    log: SqliteEventLog, path: Path, keys: SqliteKeyStore, tmp_path: Path
) -> None:
    wrong = SqliteKeyStore(tmp_path / "keys.db", b"w" * 32)

    report = await check_log(log, wrong, Sealer(wrong, random.Random(7).randbytes))

    assert report.problems == ["event 2 cannot be unsealed", "event 5 cannot be unsealed"]
    wrong.close()


async def test_every_event_is_walked_through_once_in_order(log: SqliteEventLog) -> None:
    events = tuple(NewEvent(kind="counted") for _ in range(2500))
    await log.append([Append(tenant="main", stream="a", events=events)])

    seqs = [event.seq async for event in every_event(log)]

    assert seqs == list(range(1, 2501))


async def test_a_problem_far_down_the_log_is_found(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, tmp_path: Path
) -> None:
    events = tuple(NewEvent(kind="counted") for _ in range(2500))
    await log.append([Append(tenant="main", stream="a", events=events)])
    tamper(tmp_path / "events.db", "UPDATE events SET kind = 'guessed' WHERE seq = 2222")

    report = await check_log(log, keys, sealer)

    assert report == LogReport(events=2500, problems=["event 2222 does not fit the chain"])
