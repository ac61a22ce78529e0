"""A list that was shown before comes back, and the wish that it was shown for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, shop

from dure.assistants.meals.lists_before import asks_back, lists_kept
from dure.kernel.turns import TurnResult

TOWN = tuple(shop(f"집{n}", 4_000 + 500 * n, rating=4.0) for n in range(9))
ASKED = "홍대입구역 밥집"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, TOWN)
    yield made
    await made.close()


def names(answer: TurnResult) -> list[str]:
    return [item["name"] for item in answer.items if item["kind"] == "shop"]


@pytest.mark.parametrize(
    "text",
    [
        "원래대로",
        "아까 보여준 거",
        "아까 거 다시 보여줘",
        "이전 목록으로",
        "뒤로",
        "아니다 원래 걸로",
        "방금 전 거 다시",
    ],
)
async def test_the_list_before_comes_back(town: Paying, text: str) -> None:
    before = await town.says(ASKED)
    await town.says("다른 데")

    again = await town.says(text)

    assert again.intent == "MODIFY_REQUEST"
    assert names(again) == names(before)


async def test_the_first_list_comes_back_from_farther_away(town: Paying) -> None:
    first = await town.says(ASKED)
    await town.says("다른 데", "다른 데")

    again = await town.says("처음 거로 다시")

    assert names(again) == names(first)


async def test_one_goes_back_step_by_step(town: Paying) -> None:
    first = await town.says(ASKED)
    second = await town.says("다른 데")
    await town.says("다른 데")

    assert names(await town.says("원래대로")) == names(second)
    assert names(await town.says("원래대로")) == names(first)
    assert names(await town.says("원래대로")) == names(first)


async def test_the_wish_of_that_list_holds_again(town: Paying) -> None:
    await town.says(ASKED, "5천원으로", "원래대로")

    other = await town.says("다른 데")

    assert max(item["price_won"] for item in other.items) > 5_000


@pytest.mark.parametrize("text", ["아까 거기로 갈래", "처음 거", "첫 번째 거", "아까 뭐 골랐지"])
def test_a_choice_or_a_question_is_no_way_back(text: str) -> None:
    assert not asks_back(text)


def test_the_first_list_is_never_forgotten() -> None:
    memory = {"lists": [{"wish": {}, "shops": [str(n)]} for n in range(6)]}
    memory["shown"] = [{"id": "last"}]

    kept = [entry["shops"] for entry in lists_kept({**memory, "wish": {}})]

    assert (kept[0], kept[-1], len(kept)) == (["0"], ["last"], 6)
