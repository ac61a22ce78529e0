"""Rows become SQL with ids of their own, and money becomes the bytes of its digits."""

import contextlib
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.erp.demo_sheets import Sheets, table_statements
from dure.embedded.tables import SqliteTables, make_database


def test_each_table_counts_its_own_ids() -> None:
    sheets = Sheets()

    ids = [sheets.add("a"), sheets.add("b"), sheets.add("a")]

    assert ids == [1, 1, 2]


def test_a_name_that_sql_knows_may_be_a_column() -> None:
    sheets = Sheets()
    sheets.add("res_user-res_group", user=3, group=7)

    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        for sql, values in table_statements({"res_user-res_group": "user# group#"}):
            db.execute(sql, tuple(values))
        for sql, values in sheets.statements():
            db.execute(sql, tuple(values))
        assert db.execute('SELECT * FROM "res_user-res_group"').fetchall() == [(1, 3, 7)]


def test_what_is_written_is_what_the_plug_reads(tmp_path: Path) -> None:
    sheets = Sheets()
    sheets.add("t", name="가", count=2, price=Decimal("0.10"), quantity=1.5, day=date(2026, 1, 2))
    sheets.add("t", name="나", count=None, price=None, quantity=None, day=None)

    columns = {"t": "name count# price$ quantity~ day"}
    make_database(tmp_path / "t.db", [*table_statements(columns), *sheets.statements()])
    tables = SqliteTables(tmp_path / "t.db")
    rows = tables.query("SELECT name, count, price, quantity, day FROM t ORDER BY id", {}).rows
    tables.close()

    assert rows[0] == ("가", 2, Decimal("0.10"), 1.5, "2026-01-02")
    assert rows[1] == ("나", None, None, None, None)


@given(st.decimals(-(10**12), 10**12, places=2))
def test_money_keeps_every_digit(money: Decimal) -> None:
    sheets = Sheets()
    sheets.add("t", price=money)

    ((_, values),) = sheets.statements()

    assert Decimal(bytes(values[1]).decode("ascii")) == money  # type: ignore[arg-type]
