"""A small invented company, and the road from a question to an answer over it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import apsw
import pytest

from dure.assistants.erp.ask import Told, ask
from dure.assistants.erp.desk import Desk, open_desk
from dure.assistants.erp.model import Model, tryton_model
from dure.assistants.erp.query import Query
from dure.embedded.tables import SqliteTables

TODAY = date(2026, 3, 10)
Asking = Callable[..., Told]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "erp.sqlite"
    db = apsw.Connection(str(path))
    db.execute((Path(__file__).parent / "data" / "small.sql").read_text(encoding="utf-8"))
    db.close()
    return path


@pytest.fixture
def tables(database: Path) -> Iterator[SqliteTables]:
    tables = SqliteTables(database)
    yield tables
    tables.close()


@pytest.fixture(scope="session")
def model() -> Model:
    return tryton_model()


@pytest.fixture
def desk(tables: SqliteTables, model: Model) -> Desk:
    return open_desk(tables, model)


@pytest.fixture
def asking(desk: Desk) -> Asking:
    def put(text: str, user: str = "boss", previous: Query | None = None) -> Told:
        return ask(desk, text, login=user, today=TODAY, previous=previous)

    return put
