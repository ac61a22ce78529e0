"""The ERP writes a row, and the next question counts it."""

import asyncio
import tempfile
from datetime import datetime
from pathlib import Path

import apsw

from dure.app.wire import open_house
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings


async def main() -> list[str]:
    """Return what was answered before and after the row."""
    with tempfile.TemporaryDirectory() as folder:
        clock = StillClock(datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL))
        house = open_house(Settings({"DURE_DATA_DIR": folder}), only=["erp"], clock=clock)
        said = TurnRequest(text="이번 달 수주 건수", session="example")
        before = await house.turns.take("erp", said)
        write_order(Path(folder))
        after = await house.turns.take("erp", said)
        await house.close()
    return [before.text, after.text]


def write_order(folder: Path) -> None:
    """Take up a cancelled order again, today, as the ERP would."""
    db = apsw.Connection(str(next(folder.glob("erp-*.db"))))
    db.execute(
        "UPDATE sale_sale SET state = 'processing', sale_date = '2026-11-21' WHERE id = "
        "(SELECT min(id) FROM sale_sale WHERE company = 1 AND state = 'cancelled')"
    )
    db.close()


if __name__ == "__main__":
    print("\n\n".join(asyncio.run(main())))
