"""One process has the folder to itself, and leads."""

from dure.embedded.lead import OnlyProcess


async def test_the_only_process_leads() -> None:
    assert await OnlyProcess().holds()
