"""How often others get their turn while something works on the same loop."""

import asyncio
from collections.abc import Awaitable


async def laps_beside(work: Awaitable[object]) -> int:
    """Return how often another task ran until the work was done."""
    laps = 0

    async def others() -> None:
        nonlocal laps
        while True:
            laps += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    await work
    task.cancel()
    return laps
