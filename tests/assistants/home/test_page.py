"""The page about home tells the truth: its conversation is what is answered."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.home.test_assistant import home_at, talking

from dure.app.wire import House
from dure.assistants.home.flat import default_flat
from dure.kernel.clock import StillClock

PAGE = Path(__file__).parents[3] / "docs" / "assistants" / "home.md"


@pytest.fixture
async def home(tmp_path: Path, clock: StillClock) -> AsyncIterator[House]:
    """The simulated flat, open."""
    made = home_at(tmp_path / "data", clock)
    await made.start()
    yield made
    await made.close()


async def test_the_conversation_of_the_page_is_what_is_answered(home: House) -> None:
    shown = PAGE.read_text(encoding="utf-8").split("<!-- transcript -->\n```text\n")[1]
    shown = shown.partition("```")[0]
    say = talking(home)
    said = [line.removeprefix("나> ") for line in shown.splitlines() if line.startswith("나> ")]

    told = [f"나> {text}\n{(await say(text)).text}\n" for text in said]

    assert "\n".join(told) == shown


def test_the_flat_is_as_large_as_the_page_says() -> None:
    flat = default_flat()

    assert f"with {len(flat.devices)} devices" in PAGE.read_text(encoding="utf-8")
    assert (len(flat.areas), len(flat.spares)) == (8, 1)
