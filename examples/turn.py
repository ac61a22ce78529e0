"""Ask the meals assistant two things in one session, without a server."""

import asyncio
import tempfile
from datetime import datetime

from dure.app.wire import open_house
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings


async def main() -> list[str]:
    """Return what was answered."""
    with tempfile.TemporaryDirectory() as folder:
        clock = StillClock(datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL))
        house = open_house(Settings({"DURE_DATA_DIR": folder}), clock=clock)
        replies = []
        for text in ("5천원으로 점심 먹을만한 곳 추천해줘", "첫 번째 거기 몇 시까지 해?"):
            result = await house.turns.take("meals", TurnRequest(text=text, session="example"))
            replies.append(result.text)
        await house.close()
    return replies


if __name__ == "__main__":
    print("\n\n".join(asyncio.run(main())))
