"""The demonstration is a whole company: its books agree, and its tables are Tryton's."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.assistants.erp.demo_questions import TODAY, open_demo
from tests.conftest import SHARED

from dure.assistants.erp.compute import compute, find_documents
from dure.assistants.erp.demo import SOURCE, demo_name, demo_statements
from dure.assistants.erp.desk import Desk, open_desk, rights_of
from dure.assistants.erp.model import Model
from dure.assistants.erp.query import Lookup, Query
from dure.assistants.erp.sql import grain_of
from dure.embedded.tables import SqliteTables, make_database

TRYTON = SHARED / "erp" / "erp_tryton_ko.sqlite"


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    make_database(path, demo_statements(TODAY))
    return path


@pytest.fixture(scope="module")
def demo(demo_file: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(open_demo(demo_file)) as db:
        yield db


@pytest.fixture(scope="module")
def demo_desk(demo_file: Path, model: Model) -> Iterator[Desk]:
    tables = SqliteTables(demo_file)
    yield open_desk(tables, model)
    tables.close()


def one(db: sqlite3.Connection, sql: str) -> Any:  # noqa: ANN401 - any cell
    return db.execute(sql).fetchone()[0]


def test_one_day_gives_one_company() -> None:
    assert list(demo_statements(TODAY)) == list(demo_statements(TODAY))


def test_a_month_has_a_name_of_its_own() -> None:
    assert demo_name(date(2026, 11, 1)) == demo_name(date(2026, 11, 30))
    assert demo_name(date(2026, 11, 30)) != demo_name(date(2026, 12, 1))


def test_it_says_that_it_is_invented(demo: sqlite3.Connection) -> None:
    companies = demo.execute(
        "SELECT p.name FROM company_company c JOIN party_party p ON p.id = c.party"
    ).fetchall()

    assert "가상" in SOURCE
    assert all("가상" in name for (name,) in companies)


@pytest.mark.parametrize(
    ("sql", "least"),
    [("SELECT count(*) FROM sale_sale WHERE company = 1", 300),
     ("SELECT count(*) FROM sale_sale WHERE company = 2", 20),
     ("SELECT count(DISTINCT party) FROM sale_sale WHERE company = 1", 25),
     ("SELECT count(*) FROM product_product", 20),
     ("SELECT count(*) FROM product_category", 5),
     ("SELECT count(*) FROM purchase_purchase", 50),
     ("SELECT count(*) FROM sale_sale WHERE invoice_state = 'partially paid'", 5),
     ("SELECT count(*) FROM sale_sale WHERE state = 'cancelled'", 10),
     ("SELECT count(*) FROM sale_sale WHERE state = 'quotation'", 10),
     ("SELECT count(*) FROM account_invoice WHERE type = 'in' AND state = 'paid'", 20)],
)  # fmt: skip
def test_there_is_enough_of_everything(demo: sqlite3.Connection, sql: str, least: int) -> None:
    assert one(demo, sql) >= least


def test_every_figure_of_the_model_can_be_computed(demo_desk: Desk, model: Model) -> None:
    rights = rights_of(demo_desk, "ceo")
    asked = [
        Query(measure=measure, groups=groups, states=states)
        for measure in model.measures
        for groups in ((), *((dimension,) for dimension in model.dimensions))
        for states in ((), *((state,) for state in model.states))
    ]
    carried = [query for query in asked if grain_of(model, query)]

    missing = {compute(demo_desk, rights, query, TODAY).missing for query in carried}

    assert len(carried) > 500
    assert missing <= {None, "no_average"}


@pytest.mark.parametrize("number", ["SO1001", "PO5001", "INV1001", "CS1001", "MO001"])
def test_every_kind_of_document_is_found(demo_desk: Desk, model: Model, number: str) -> None:
    lookup = Lookup(number=number, facts=model.documents, attributes=())

    assert find_documents(demo_desk, rights_of(demo_desk, "ceo"), lookup)[0]


@pytest.mark.skipif(not TRYTON.is_file(), reason="no database of Tryton's own is here")
def test_the_tables_and_their_columns_are_trytons(demo_desk: Desk) -> None:
    tables = SqliteTables(TRYTON, immutable=True)
    theirs = open_desk(tables, demo_desk.model).catalog
    tables.close()

    for table, columns in demo_desk.catalog.columns.items():
        assert set(columns) <= set(theirs.columns[table]), table
    assert demo_desk.catalog.relations.items() <= theirs.relations.items()
