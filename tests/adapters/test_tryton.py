"""Tryton itself decides what a user sees; our reading of its rules must say the same."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import SHARED
from tests.fixtures.tryton.own import LOGINS, OWN, database
from tests.fixtures.tryton.server import binary, serve

from dure.adapters.tryton import TrytonClient
from dure.assistants.erp.desk import Desk, open_desk, rights_of
from dure.assistants.erp.model import tryton_model
from dure.assistants.erp.sql import build_visible
from dure.embedded.tables import SqliteTables
from dure.errors import Forbidden, Unavailable

TRYTON = SHARED / "erp" / "erp_tryton_ko.sqlite"
MODELS = (
    "sale.sale", "sale.line", "purchase.purchase", "purchase.line", "account.invoice",
    "account.invoice.line", "account.move", "account.move.line", "account.account", "stock.move",
    "stock.shipment.out", "stock.location", "production", "party.party", "product.template",
    "product.product", "product.category", "company.company", "company.employee",
)  # fmt: skip
HIDES_INACTIVE = frozenset(("party.party", "product.template", "product.product", "stock.location"))


@dataclass(frozen=True)
class Erp:
    """A database of Tryton, its users, and how its documents are numbered."""

    file: Path
    logins: tuple[str, ...]
    word: str
    prefix: str
    whole: str
    narrowed: str

    def password(self, login: str) -> str:
        return f"{login}-{self.word}-0001"


ERPS = {
    "shared": Erp(
        TRYTON,
        ("ceo", "sales_all", "sales_seoul", "acct", "buyer", "stock", "other_co"),
        "Pass", "PO-", "ceo", "sales_seoul",
    ),
    "own": Erp(OWN, LOGINS, "Word", "TEA-", "boss", "seller_seoul"),
}  # fmt: skip
HERE = "shared" if TRYTON.is_file() else "own"
# Where the shared database lies, ours is asked only by name: making it takes a minute.
ASKED = os.environ.get("DURE_TEST_TRYTON", "")
ERP = ERPS[ASKED if ASKED in ERPS else HERE]

live = pytest.mark.skipif(
    not ASKED or binary() is None, reason="DURE_TEST_TRYTON is not set, or Tryton is not here"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tryton")
    shutil.copyfile(database() if ERP.file == OWN else ERP.file, place / "erp.sqlite")
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
@pytest.mark.parametrize("user", ERP.logins)
def test_a_user_sees_the_same_records_here_as_in_tryton(
    desk: Desk, address: str, user: str
) -> None:
    client = TrytonClient(address, "erp")
    client.login(user, ERP.password(user))

    theirs = {model: seen_by_tryton(client, model) for model in MODELS}
    client.close()

    assert {model: seen_by_us(desk, user, model) for model in MODELS} == theirs


@live
def test_a_narrowed_user_sees_some_orders_and_not_all(desk: Desk) -> None:
    whole, some = (seen_by_us(desk, user, "sale.sale") for user in (ERP.whole, ERP.narrowed))

    assert whole is not None
    assert some is not None
    assert 0 < len(some) < len(whole)


@live
def test_a_wrong_password_opens_nothing(address: str) -> None:
    client = TrytonClient(address, "erp")

    with pytest.raises(Forbidden):
        client.login(ERP.whole, "wrong")
    client.close()


@live
def test_what_may_be_seen_can_be_read(address: str) -> None:
    client = TrytonClient(address, "erp")
    client.login(ERP.whole, ERP.password(ERP.whole))

    (row,) = client.read("sale.sale", [client.search("sale.sale")[0]], ["reference"])
    client.close()

    assert row["reference"].startswith(ERP.prefix)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    client = TrytonClient("http://127.0.0.1:9", "erp")

    with pytest.raises(Unavailable):
        client.login("anyone", "anything")
    client.close()
