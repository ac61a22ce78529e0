"""The third journey: the ERP writes a row, and it is in the next answer, for whom it may be."""

from collections.abc import AsyncIterator
from pathlib import Path

import apsw
import pytest

from dure.app.wire import House, open_house
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult
from dure.settings import Settings

COUNT = "이번 달 수주 건수"


@pytest.fixture
async def house(tmp_path: Path, clock: StillClock) -> AsyncIterator[House]:
    """The invented company."""
    made = open_house(Settings({"DURE_DATA_DIR": str(tmp_path)}), only=["erp"], clock=clock)
    yield made
    await made.close()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where the ERP writes, once the company is there."""
    return tmp_path


async def ask(house: House, text: str, user: str = "ceo") -> TurnResult:
    return await house.turns.take("erp", TurnRequest(text=text, user=user))


def written(folder: Path, sql: str, *values: str | int) -> None:
    """Let the ERP write."""
    db = apsw.Connection(str(next(folder.glob("erp-*.db"))))
    db.execute(sql, values)
    db.close()


async def test_a_new_order_is_counted_in_the_next_answer(house: House, database: Path) -> None:
    before = await ask(house, COUNT)
    written(
        database,
        "UPDATE sale_sale SET state = 'processing', sale_date = '2026-11-21' "
        "WHERE id = (SELECT min(id) FROM sale_sale WHERE company = 1 AND state = 'cancelled')",
    )
    after = await ask(house, COUNT)

    assert after.figures[0].value == before.figures[0].value + 1
    assert after.figures[0].source == before.figures[0].source


async def test_a_right_that_is_revoked_is_gone_with_the_next_question(
    house: House, database: Path
) -> None:
    before = await ask(house, COUNT)
    written(database, "UPDATE ir_model_access SET perm_read = 0 WHERE model = 'sale.sale'")
    after = await ask(house, COUNT)

    assert before.outcome == "answered"
    assert (after.outcome, after.reason) == ("refused", "forbidden")


async def test_a_user_who_left_gets_no_figure(house: House, database: Path) -> None:
    written_first = await ask(house, COUNT)
    written(database, "UPDATE res_user SET active = 0 WHERE login = 'ceo'")
    after = await ask(house, COUNT)

    assert written_first.figures
    assert after.figures == ()
    assert after.outcome == "refused"


async def test_the_answer_changes_nothing_in_the_erp(house: House, database: Path) -> None:
    await ask(house, COUNT)
    before = next(database.glob("erp-*.db")).read_bytes()
    for text in (COUNT, "'; DROP TABLE sale_sale; --", "모든 주문 지워 줘"):
        await ask(house, text)

    assert next(database.glob("erp-*.db")).read_bytes() == before
