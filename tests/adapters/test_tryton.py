"""Tryton itself decides what a user sees; our reading of its rules must say the same."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fixtures.tryton.server import binary, serve

from dure.adapters.tryton import TrytonClient
from dure.assistants.erp.desk import Desk, open_desk, rights_of
from dure.assistants.erp.model import tryton_model
from dure.assistants.erp.sql import build_visible
from dure.embedded.tables import SqliteTables
from dure.errors import Forbidden, Unavailable

SHARED = Path(os.environ.get("DURE_SHARED", "/work/shared")) / "data/erp/erp_tryton_ko.sqlite"
USERS = ("ceo", "sales_all", "sales_seoul", "acct", "buyer", "stock", "other_co")
MODELS = (
    "sale.sale", "sale.line", "purchase.purchase", "purchase.line", "account.invoice",
    "account.invoice.line", "account.move", "account.move.line", "account.account", "stock.move",
    "stock.shipment.out", "stock.location", "production", "party.party", "product.template",
    "product.product", "product.category", "company.company", "company.employee",
)  # fmt: skip
HIDES_INACTIVE = frozenset(("party.party", "product.template", "product.product", "stock.location"))

live = pytest.mark.skipif(
    not os.environ.get("DURE_TEST_TRYTON") or binary() is None or not SHARED.is_file(),
    reason="DURE_TEST_TRYTON is not set, or Tryton or its database is not here",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tryton")
    shutil.copyfile(SHARED, place / "erp.sqlite")
    return place


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with serve(folder, "erp") as url:
        yield url


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Desk]:
    tables = SqliteTables(folder / "erp.sqlite")
    yield open_desk(tables, tryton_model())
    tables.close()


def seen_by_tryton(client: TrytonClient, model: str) -> list[int] | None:
    try:
        inactive = [["active", "in", [True, False]]] if model in HIDES_INACTIVE else []
        return client.search(model, inactive)
    except Forbidden:
        return None


def seen_by_us(desk: Desk, user: str, model: str) -> list[int] | None:
    rights = rights_of(desk, user)
    try:
        statement = build_visible(desk.model, rights, model)
    except Forbidden:
        return None
    return [int(str(row[0])) for row in desk.tables.query(statement.sql, statement.values).rows]


@live
@pytest.mark.parametrize("user", USERS)
def test_a_user_sees_the_same_records_here_as_in_tryton(
    desk: Desk, address: str, user: str
) -> None:
    client = TrytonClient(address, "erp")
    client.login(user, f"{user}-Pass-0001")

    theirs = {model: seen_by_tryton(client, model) for model in MODELS}
    client.close()

    assert {model: seen_by_us(desk, user, model) for model in MODELS} == theirs


@live
def test_a_wrong_password_opens_nothing(address: str) -> None:
    client = TrytonClient(address, "erp")

    with pytest.raises(Forbidden):
        client.login("ceo", "wrong")
    client.close()


@live
def test_what_may_be_seen_can_be_read(address: str) -> None:
    client = TrytonClient(address, "erp")
    client.login("ceo", "ceo-Pass-0001")

    (row,) = client.read("sale.sale", [client.search("sale.sale")[0]], ["reference"])
    client.close()

    assert row["reference"].startswith("PO-")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    client = TrytonClient("http://127.0.0.1:9", "erp")

    with pytest.raises(Unavailable):
        client.login("anyone", "anything")
    client.close()
