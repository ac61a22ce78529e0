"""Switch a lamp, end the program, and ask the next one when the lamp was switched."""

import asyncio
import tempfile
from datetime import datetime

from dure.app.wire import open_house
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings


async def main() -> list[str]:
    """Return what was answered."""
    clock = StillClock(datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL))
    replies = []
    with tempfile.TemporaryDirectory() as folder:
        for text in ("거실 불 켜줘", "거실 불 언제 켰어?"):
            house = open_house(Settings({"DURE_DATA_DIR": folder}), only=["home"], clock=clock)
            await house.start()
            result = await house.turns.take("home", TurnRequest(text=text))
            replies.append(result.text)
            await house.close()
            clock.move(3600)
    return replies


if __name__ == "__main__":
    print("\n\n".join(asyncio.run(main())))
