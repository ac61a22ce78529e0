"""Tables in an SQLite file: limits, refusals, and what another writer changes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apsw
import pytest

from dure.embedded.tables import SqliteTables, SqliteTablesSettings, make_database
from dure.errors import Corrupt, LateAnswer, Unavailable

SLOW = "SELECT count(*) FROM t a, t b, t c, t d, t e, t f"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "한글 이름.sqlite"
    db = apsw.Connection(str(path))
    db.execute("CREATE TABLE t (n); CREATE TABLE picture (body BLOB)")
    db.executemany("INSERT INTO t VALUES (?)", [(i,) for i in range(100)])
    db.execute("INSERT INTO picture VALUES (x'89504e47')")
    db.close()
    return path


def test_a_query_past_its_deadline_is_stopped(path: Path) -> None:
    tables = SqliteTables(path, settings=SqliteTablesSettings(deadline_s=0.05))

    with pytest.raises(LateAnswer):
        tables.query(SLOW, {})
    assert tables.query("SELECT 1", {}).rows == ((1,),)


def test_rows_beyond_the_limit_are_cut_and_said_to_be(path: Path) -> None:
    tables = SqliteTables(path, settings=SqliteTablesSettings(row_limit=7))

    assert len(tables.query("SELECT n FROM t", {}).rows) == 7
    assert tables.query("SELECT n FROM t", {}).cut
    assert not tables.query("SELECT n FROM t LIMIT 7", {}).cut


def test_what_another_writer_changes_is_seen(path: Path) -> None:
    tables = SqliteTables(path)
    db = apsw.Connection(str(path))
    db.execute("DELETE FROM t WHERE n > 0")
    db.close()

    assert tables.query("SELECT count(*) FROM t", {}).rows == ((1,),)


def test_letters_of_another_case_are_other_letters(path: Path) -> None:
    tables = SqliteTables(path)

    assert tables.query("SELECT 'Seoul' LIKE 's%'", {}).rows == ((0,),)


def test_bytes_that_are_no_decimal_are_not_handed_out(path: Path) -> None:
    with pytest.raises(Corrupt):
        SqliteTables(path).query("SELECT body FROM picture", {})


def test_a_file_that_is_not_there_or_no_database_is_unavailable(tmp_path: Path) -> None:
    other = tmp_path / "text.sqlite"
    other.write_text("no database at all, only some text that goes on", encoding="utf-8")

    for path in (tmp_path / "none.sqlite", other):
        with pytest.raises(Unavailable):
            SqliteTables(path)


def test_a_snapshot_can_be_opened_as_immutable(path: Path) -> None:
    tables = SqliteTables(path, immutable=True)

    assert tables.dialect == "sqlite"
    assert tables.query("SELECT count(*) FROM t", {}).rows == ((100,),)
    tables.close()


def test_a_database_is_made_from_statements_whole_or_not_at_all(tmp_path: Path) -> None:
    good: list[tuple[str, tuple[str, ...]]] = [
        ("CREATE TABLE shop (name TEXT)", ()),
        ("INSERT INTO shop VALUES (?)", ("두레",)),
    ]

    make_database(tmp_path / "good.db", good)
    with pytest.raises(apsw.Error):
        make_database(tmp_path / "bad.db", [*good, ("INSERT INTO nowhere VALUES (1)", ())])

    tables = SqliteTables(tmp_path / "good.db")
    assert tables.query("SELECT name FROM shop", {}).rows == (("두레",),)
    assert not (tmp_path / "bad.db").exists()
    tables.close()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        SqliteTables(tmp_path)


def test_a_slow_query_keeps_no_other_thread_waiting_and_no_longer_than_its_own(path: Path) -> None:
    tables = SqliteTables(path, settings=SqliteTablesSettings(deadline_s=0.5))
    tables.query("SELECT 1", {})

    with ThreadPoolExecutor(1) as thread:
        slow, quick = thread.submit(tables.query, SLOW, {}), 0
        while not slow.done():
            quick += tables.query("SELECT 1", {}).rows == ((1,),)
        with pytest.raises(LateAnswer):
            slow.result()
    assert quick > 10
