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


@pytest.fixture
async def listing(tmp_path: Path) -> AsyncIterator[Paying]:
    hot = Dish(name="제육덮밥", price=5000, allergens=("돼지고기",), tastes=("spicy",))
    made = Paying(
        tmp_path, {}, [serving("밥집", hot), serving("빵집", RICE, Dish(name="계란빵", price=9000))]
    )
    yield made
    await made.close()


async def test_a_list_is_told_dish_by_dish(listing: Paying) -> None:
    told = await listing.says("만원으로 점심", "이거 진짜 돼지고기 안 들어간 거 맞아요?")

    assert told.outcome == "answered"
    assert "제육덮밥" in told.text
    assert "비빔밥" in told.text


@pytest.mark.parametrize(("name", "dish"), [("밥집", "제육덮밥"), ("빵집", "비빔밥")])
async def test_the_dish_that_was_shown_is_told_of_first(
    listing: Paying, name: str, dish: str
) -> None:
    shown = await listing.says("만원으로 점심")
    number = [item["name"] for item in shown.items].index(name) + 1

    for asked in (f"{number}번은 우유 안 들어가?", f"{number}번 매워?"):
        told = await listing.says(asked)

        assert dish in told.text.splitlines()[0]


async def test_who_is_allergic_to_it_is_told_to_eat_something_else(paying: Paying) -> None:
    told = await paying.says("나 계란 알레르기 있어", "계란 빼달라고 하면 되지?")

    assert "안전" in told.text or "다른 음식" in told.text
    assert "말해도 돼요" not in told.text
