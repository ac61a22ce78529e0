"""A label of milk is not told as cheese, and what is not known stays unknown."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.skills.inside import who_holds

BREAD = Dish(name="단팥빵", price=2000, allergens=("우유", "밀"))
CHEESE = Dish(name="치즈김밥", price=4000, allergens=("우유",))
RICE = Dish(name="비빔밥", price=6000, allergens=())


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {}, [serving("밥집", CHEESE, RICE), serving("빵집", BREAD)])
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("dishes", "word", "phrases"),
    [
        ([BREAD], "치즈", ["contents_label"]),
        ([CHEESE, BREAD], "치즈", ["contents_yes", "contents_label"]),
        ([BREAD], "우유", ["contents_yes"]),
        ([RICE], "치즈", ["contents_no"]),
        ([Dish(name="오늘의 국", price=3000)], "두부", ["contents_unknown"]),
    ],
)
def test_a_label_tells_only_what_it_says(dishes: list[Dish], word: str, phrases: list[str]) -> None:
    assert [told.phrase for told in who_holds(dishes, word)] == phrases


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (("치즈도 우유야?",), "우유"),
        (("떡볶이에 돼지고기 들어가?",), "가게"),
        (("땅콩 알레르기 있어", "만두는 괜찮아?"), "땅콩"),
        (("나 우유 알레르기 있어", "만원으로 점심", "빵은 먹어도 돼?"), "우유"),
        (("저 무슬림이에요", "만두는 먹어도 돼?"), "할랄"),
        (("계란 빼달라고 하면 돼?",), "계란"),
    ],
)
async def test_what_is_asked_is_answered(paying: Paying, said: tuple[str, ...], word: str) -> None:
    told = await paying.says(*said)

    assert (told.intent, told.outcome) == ("NUTRITION_INQUIRY", "answered")
    assert word in told.text


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (("계란 알레르기 있어", "오므라이스 먹어도 돼?"), "보통|빼|보여 드리지|찾지 않"),
        (("I'm allergic to eggs", "can I have omurice?"), "usually holds egg"),
        (("I am muslim", "can I eat pork cutlet?"), "leave pork cutlet out"),
    ],
)
async def test_what_a_name_tells_is_no_matter_of_the_place(
    paying: Paying, said: tuple[str, ...], word: str
) -> None:
    told = await paying.says(*said)

    assert re.search(word, told.text)
    assert "확인해 주세요" not in told.text


async def test_without_a_limit_it_is_asked_which(paying: Paying) -> None:
    told = await paying.says("is bibimbap ok for me?")

    assert told.outcome == "asked"


async def test_a_listed_place_is_told_by_ones_own_allergy(paying: Paying) -> None:
    told = await paying.says(
        "I am allergic to milk", "lunch near Hongdae", "is the first one safe?"
    )

    assert "milk" in told.text
    assert "wheat" not in told.text
