"""What every plug of tables promises."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import apsw
import pytest

from dure.embedded.tables import SqliteTables
from dure.errors import Forbidden
from dure.ports.tables import Tables


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Tables]:
    path = tmp_path / "some.sqlite"
    db = apsw.Connection(str(path))
    db.execute("CREATE TABLE sale (id INT, amount NUMERIC); CREATE TABLE secret (word TEXT)")
    amounts = [(1, b"0.1"), (2, b"0.2"), (3, None), (4, b"9007199254740993.01")]
    db.executemany("INSERT INTO sale VALUES (?, ?)", amounts)
    db.close()
    tables = SqliteTables(path, allowed=["sale"])
    yield tables
    tables.close()


def only(tables: Tables, sql: str, **values: str | int) -> object:
    ((cell,),) = tables.query(sql, values).rows
    return cell


def test_a_decimal_comes_back_as_it_was(tables: Tables) -> None:
    amount = only(tables, "SELECT amount FROM sale WHERE id = :i", i=4)

    assert amount == Decimal("9007199254740993.01")


def test_sums_products_and_differences_are_exact(tables: Tables) -> None:
    assert only(tables, "SELECT decimal_sum(amount) FROM sale WHERE id < 4") == Decimal("0.3")
    assert only(tables, "SELECT decimal_product(amount, 3) FROM sale WHERE id = 1") == Decimal(
        "0.3"
    )
    assert only(tables, "SELECT decimal_difference(amount, 0.1) FROM sale WHERE id = 2") == Decimal(
        "0.1"
    )


def test_the_average_leaves_out_what_is_not_known(tables: Tables) -> None:
    assert only(tables, "SELECT decimal_avg(amount) FROM sale WHERE id < 4") == Decimal("0.15")


def test_the_sum_of_nothing_is_nothing_and_not_zero(tables: Tables) -> None:
    assert only(tables, "SELECT decimal_sum(amount) FROM sale WHERE id = 3") is None


def test_the_greatest_and_the_smallest_are_by_value(tables: Tables) -> None:
    sql = "SELECT decimal_max(amount) FROM sale WHERE id < 4"

    assert only(tables, sql) == Decimal("0.2")
    assert only(tables, sql.replace("max", "min")) == Decimal("0.1")


def test_a_value_is_bound_and_never_sql(tables: Tables) -> None:
    sql = "SELECT count(*) FROM sale WHERE id = :i"

    assert only(tables, sql, i="1 OR 1=1") == 0


@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM sale", "UPDATE sale SET id = 9", "DROP TABLE sale", "CREATE TABLE x (a)",
     "SELECT word FROM secret", "SELECT * FROM sqlite_master", "ATTACH 'other' AS o",
     "PRAGMA table_info(sale)", "SELECT 1; DELETE FROM sale", "SELECT load_extension('x')"],
)  # fmt: skip
def test_nothing_but_reading_what_is_allowed(tables: Tables, sql: str) -> None:
    with pytest.raises(Forbidden):
        tables.query(sql, {})

    assert only(tables, "SELECT count(*) FROM sale") == 4


def test_sql_that_is_none_is_a_slip(tables: Tables) -> None:
    with pytest.raises(ValueError, match="syntax"):
        tables.query("SELEKT 1", {})


def test_the_columns_of_allowed_tables_are_known(tables: Tables) -> None:
    assert tables.columns() == {"sale": ("id", "amount")}


def test_it_says_as_of_when(tables: Tables) -> None:
    assert tables.as_of().endswith("+00:00")


def test_threads_may_ask_at_once(tables: Tables) -> None:
    def asked(number: int) -> object:
        return only(tables, "SELECT count(*) + :n FROM sale a, sale b, sale c", n=number)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(asked, range(200))) == [64 + number for number in range(200)]
