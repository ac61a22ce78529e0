"""Each assistant is a product alone: what is said to one never reaches another."""

from pathlib import Path
from typing import Final

import pytest
from tests.conftest import furnish

from dure.app.lighting import chosen_names
from dure.app.wire import House, open_house
from dure.errors import NotFound
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings

OURS: Final = ("erp", "home", "meals", "perfume")


def canary(name: str) -> str:
    return f"카나리아-{name}-71c0ffee"


async def opened(folder: Path, clock: StillClock, *names: str) -> House:
    house = open_house(Settings({"DURE_DATA_DIR": str(folder)}), only=names, clock=clock)
    await house.start()
    return house


def holds(folder: Path, said: str) -> bool:
    """Whether any file of a folder holds the words, readable by whoever has the file."""
    return any(said.encode() in path.read_bytes() for path in folder.iterdir() if path.is_file())


@pytest.mark.parametrize("name", OURS)
async def test_an_assistant_starts_cold_and_alone(
    tmp_path: Path, clock: StillClock, name: str
) -> None:
    house = await opened(tmp_path / name, clock, name)
    found = await house.turns.take(name, TurnRequest(text="안녕하세요", session="s"))
    await house.close()

    assert list(house.turns.assistants) == [name]
    assert found.text
    assert (tmp_path / name / "master.key").is_file()


async def test_what_is_said_to_one_stands_in_no_file_of_another(
    tmp_path: Path, stocked: Path, clock: StillClock, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in OURS:
        house = await opened(furnish(tmp_path / name, stocked), clock, name)
        await house.turns.take(name, TurnRequest(text=canary(name), session="s"))
        await house.close()

    for mine in OURS:
        # Not even one's own files hold raw words: they stand sealed.
        assert not any(holds(tmp_path / mine, canary(other)) for other in OURS)
    out, err = capfd.readouterr()
    assert "카나리아" not in out + err


async def test_what_a_home_keeps_in_mind_stands_sealed(tmp_path: Path, clock: StillClock) -> None:
    house = await opened(tmp_path / "home", clock, "home")
    for text in ("목록에 카나리아밥 추가해줘", "카나리아 타이머 10분", "5분 뒤에 거실 불 켜줘"):
        await house.turns.take("home", TurnRequest(text=text, session="s"))
    again = await house.turns.take("home", TurnRequest(text="장보기 목록 읽어줘", session="s"))
    await house.close()

    assert "카나리아밥" in again.text
    assert not any(holds(tmp_path / "home", said) for said in ("카나리아", "거실 불 켜줘"))


async def test_each_has_keys_of_its_own(tmp_path: Path, stocked: Path, clock: StillClock) -> None:
    masters = set()
    for name in OURS:
        house = await opened(furnish(tmp_path / name, stocked), clock, name)
        await house.close()
        masters.add((tmp_path / name / "master.key").read_bytes())

    assert len(masters) == len(OURS)


async def test_in_one_house_a_conversation_belongs_to_one_assistant(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    house = await opened(furnish(tmp_path / "all", stocked), clock, *OURS)
    await house.turns.take("meals", TurnRequest(text="땅콩 알레르기가 있어", session="s"))

    for other in ("erp", "home", "perfume"):
        with pytest.raises(NotFound):
            await house.turns.take(other, TurnRequest(text="아까 뭐라고 했지", session="s"))
    await house.close()


async def test_in_one_house_what_one_remembers_no_other_is_told(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    house = await opened(furnish(tmp_path / "all", stocked), clock, *OURS)
    await house.turns.take("meals", TurnRequest(text="땅콩 알레르기가 있어", session="m"))

    for other in ("erp", "home", "perfume"):
        found = await house.turns.take(other, TurnRequest(text="안녕", session=other))
        assert "땅콩" not in str(found)
    await house.close()


def test_the_four_are_installed() -> None:
    assert set(OURS) <= set(chosen_names(()))
