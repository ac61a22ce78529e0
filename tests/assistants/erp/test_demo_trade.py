"""The books of the demonstration agree, whatever day they are made for."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.erp.demo_questions import TODAY, open_demo

from dure.assistants.erp.demo import demo_statements
from dure.assistants.erp.demo_trade import first_day

DATED = (
    ("sale_sale", "sale_date"), ("purchase_purchase", "purchase_date"), ("account_move", "date"),
    ("account_invoice", "invoice_date"), ("stock_move", "effective_date"),
    ("stock_shipment_out", "effective_date"), ("production", "effective_date"),
)  # fmt: skip
days = st.dates(date(2024, 1, 1), date(2031, 12, 31))


def made(today: date) -> sqlite3.Connection:
    """Return the demonstration of a day, in memory."""
    db = open_demo(":memory:")
    for sql, values in demo_statements(today):
        db.execute(sql, tuple(values))
    return db


@pytest.fixture(scope="module")
def demo() -> Iterator[sqlite3.Connection]:
    with contextlib.closing(made(TODAY)) as db:
        yield db


def one(db: sqlite3.Connection, sql: str) -> Any:  # noqa: ANN401 - any cell
    return db.execute(sql).fetchone()[0]


@pytest.mark.parametrize(
    ("today", "first"),
    [(TODAY, date(2025, 9, 21)), (date(2026, 1, 31), date(2024, 11, 28)),
     (date(2026, 2, 1), date(2024, 12, 1)), (date(2026, 3, 1), date(2025, 1, 1))],
)  # fmt: skip
def test_the_first_day_lies_fourteen_months_back(today: date, first: date) -> None:
    assert first_day(today) == first


@settings(max_examples=12, deadline=None)
@given(days)
def test_whatever_day_it_is_records_reach_to_it_and_not_beyond(today: date) -> None:
    with contextlib.closing(made(today)) as db:
        for table, column in DATED:
            spread = f"SELECT min({column}), max({column}) FROM {table}"  # noqa: S608 - names of ours
            first, last = db.execute(spread).fetchone()
            assert first_day(today).isoformat() <= first <= last <= today.isoformat()
        assert one(db, "SELECT max(sale_date) FROM sale_sale") == today.isoformat()


@settings(max_examples=12, deadline=None)
@given(days)
def test_whatever_day_it_is_the_last_month_has_figures(today: date) -> None:
    month = f"{today.year - (today.month == 1)}-{(today.month - 2) % 12 + 1:02d}-%"
    billed = (
        "SELECT count(DISTINCT party) FROM account_invoice "
        "WHERE company = 1 AND type = 'out' AND invoice_date LIKE ?"
    )
    with contextlib.closing(made(today)) as db:
        assert db.execute(billed, (month,)).fetchone()[0] >= 5


@pytest.mark.parametrize("table", ["sale_sale", "purchase_purchase", "account_invoice"])
def test_what_is_not_sure_yet_has_no_total(demo: sqlite3.Connection, table: str) -> None:
    told = f"SELECT DISTINCT state, untaxed_amount_cache IS NULL FROM {table}"  # noqa: S608 - ours

    for state, is_unknown in demo.execute(told):
        assert is_unknown == (state in ("draft", "quotation", "cancelled"))


def test_an_orders_total_is_that_of_its_lines_and_a_tenth(demo: sqlite3.Connection) -> None:
    orders = demo.execute(
        "SELECT won(s.untaxed_amount_cache), won(s.tax_amount_cache), won(s.total_amount_cache), "
        "sum(l.quantity * won(l.unit_price)) FROM sale_sale s JOIN sale_line l ON l.sale = s.id "
        "WHERE s.untaxed_amount_cache IS NOT NULL GROUP BY s.id"
    ).fetchall()

    for untaxed, tax, total, lines in orders:
        assert untaxed == pytest.approx(lines, abs=0.001)
        assert tax == pytest.approx(untaxed / 10, abs=0.005)
        assert total == pytest.approx(untaxed + tax, abs=0.001)


def test_every_entry_balances(demo: sqlite3.Connection) -> None:
    sides = demo.execute(
        "SELECT sum(won(debit)), sum(won(credit)) FROM account_move_line GROUP BY move"
    ).fetchall()

    assert [pair for pair in sides if pair[0] != pair[1]] == []


def test_what_is_owed_is_what_was_billed_and_not_paid(demo: sqlite3.Connection) -> None:
    billed = one(
        demo,
        "SELECT sum(won(total_amount_cache)) FROM account_invoice WHERE type = 'out'",
    )
    paid = one(
        demo,
        'SELECT sum(won(l.credit)) FROM "account_invoice-account_move_line" x '
        "JOIN account_move_line l ON l.id = x.line JOIN account_invoice i ON i.id = x.invoice "
        "WHERE i.type = 'out'",
    )
    owed = one(
        demo,
        "SELECT sum(won(l.debit) - won(l.credit)) FROM account_move_line l "
        "JOIN account_account a ON a.id = l.account JOIN account_account_type k ON k.id = a.type "
        "WHERE k.receivable AND l.reconciliation IS NULL",
    )

    assert owed == pytest.approx(billed - paid, abs=0.01)


def test_no_stock_is_below_zero(demo: sqlite3.Connection) -> None:
    stocks = demo.execute(
        "SELECT v.product, sum(v.internal_quantity * ((e.type = 'storage') - (f.type = 'storage')))"
        " FROM stock_move v JOIN stock_location f ON f.id = v.from_location "
        "JOIN stock_location e ON e.id = v.to_location WHERE v.state = 'done' GROUP BY v.product"
    ).fetchall()

    assert min(stock for _, stock in stocks) > 0
