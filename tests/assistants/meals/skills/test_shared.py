"""A sum is for all who eat along, unless it is for each; how it was taken is said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.party import eaters_along

CHEAP = Dish(name="비빔밥", price=5000)
DEAR = Dish(name="돌솥비빔밥", price=9000)


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, [serving("싼집", CHEAP), serving("비싼집", DEAR)])
    yield made
    await made.close()


@pytest.mark.parametrize(
    "said",
    [
        ("만원으로 할머니랑 같이 먹을만한거",),
        ("만원있는데 친구랑 뭐먹지",),
        ("형이랑 나눠먹을건데 만원",),
        ("동생 것까지 사야되는데 만원",),
        ("친구랑 먹을거야", "만원으로"),
    ],
)
async def test_a_sum_is_shared_with_who_eats_along(paying: Paying, said: tuple[str, ...]) -> None:
    found = await paying.says(*said)

    assert {item["name"] for item in found.items} == {"싼집"}
    assert "10,000원" in found.text
    assert "5,000원" in found.text


@pytest.mark.parametrize(
    "said",
    [
        ("친구랑 갈껀데 한명당 만원",),
        ("친구랑 더치페이 할건데 만원",),
        ("만원으로 할머니랑 먹을거", "한 사람에 만원"),
        ("친구들이랑 만원으로",),
        ("만원으로 점심",),
    ],
)
async def test_what_is_for_each_is_not_shared(paying: Paying, said: tuple[str, ...]) -> None:
    found = await paying.says(*said)

    assert {item["name"] for item in found.items} == {"싼집", "비싼집"}


@pytest.mark.parametrize(
    ("text", "eaters"),
    [
        ("엄마 아빠랑 먹을데", 3),
        ("누나랑 형이랑", 3),
        ("여자친구랑 갈건데", 2),
        ("삼촌 만나서 밥먹어", 2),
        ("친구들이랑", None),
        ("형이랑 싸웠어", None),
        ("할머니집 근처", None),
        ("나랑 누나 만이천원으로", 2),
        ("우리 셋 2만원", 3),
        ("동생 밥도 사줘야돼", 2),
        ("혼자 먹을래", None),
    ],
)
def test_who_eats_along_is_counted(text: str, eaters: int | None) -> None:
    assert eaters_along(text) == eaters
