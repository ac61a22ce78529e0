"""What somebody cannot eat is asked for once, taken as told, and held against what was shown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.assistants.meals.paying import Paying, serving

from dure.assistants.meals.catalogue import Dish
from dure.kernel.turns import TurnResult

LUNCH = "만원으로 점심 추천해줘"
SHRIMP = Dish(name="새우볶음밥", price=7000, popular=5)
SOY = Dish(name="두부구이", price=7000, allergens=("대두",))
STEW = Dish(name="김치찌개", price=7000)


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    shops = [serving("새우집", SHRIMP, rating=5.0), serving("두부집", SOY), serving("찌개집", STEW)]
    made = Paying(tmp_path, {}, shops)
    yield made
    await made.close()


def number_of(name: str, shown: TurnResult) -> int:
    return [item["name"] for item in shown.items].index(name) + 1


@pytest.mark.parametrize(
    ("first", "answer", "word"),
    [
        ("나 알레르기 있어", "새우요", "새우"),
        ("나 못먹는거 있어", "계란", "계란"),
        ("못 먹는 음식이 있어요", "우유랑 땅콩이요", "우유"),
        ("저 알레르기 있어요", "밀가루", "밀가루"),
        ("나 알러지 있음", "복숭아임", "복숭아"),
        ("알레르기가 있는데", "저는 게랑 새우요", "새우"),
        ("알레르기 있어", "키위", "키위"),
        ("못 먹는 거 있는데", "오이 못 먹어요", "오이"),
    ],
)
async def test_a_bare_food_answers_what_cannot_be_eaten(
    paying: Paying, first: str, answer: str, word: str
) -> None:
    asked = await paying.says(first)
    told = await paying.says(answer)

    assert (asked.intent, asked.outcome) == ("DIETARY_RESTRICTION", "asked")
    assert (told.intent, told.outcome) == ("DIETARY_RESTRICTION", "answered")
    assert word in told.text
    assert [item["kind"] for item in told.items if "kind" in item] == []


@pytest.mark.parametrize(
    ("answer", "intent"),
    [
        ("몇 시까지 해?", "TIME_INQUIRY"),
        ("김치찌개 파는 데 찾아줘", "FOOD_REQUEST"),
        ("만원으로 점심 추천해줘", "BUDGET_INQUIRY"),
        ("김치찌개 먹고 싶어", "FOOD_REQUEST"),
        ("고마워", "THANKS"),
        ("새우 맛집 알려줘", "FOOD_REQUEST"),
    ],
)
async def test_what_is_no_answer_is_served(paying: Paying, answer: str, intent: str) -> None:
    told = await paying.says("나 알레르기 있어", answer)

    assert told.intent == intent


async def test_what_is_told_is_named_and_added_to_what_is_known(paying: Paying) -> None:
    await paying.says("나 우유 알레르기 있어")

    told = await paying.says("달걀도 조심해야 합니다")

    assert "달걀" in told.text
    assert (await paying.says("새우 먹으면 안돼")).slots["allergen"] == ["새우"]


@pytest.mark.parametrize("first", ["나 못 먹는 거 더 있어", "나 알레르기 또 있어"])
async def test_where_something_is_known_a_bare_food_is_one_more(paying: Paying, first: str) -> None:
    told = await paying.says("나 우유 알레르기 있어", first, "계란")

    assert told.intent == "DIETARY_RESTRICTION"
    assert "계란" in told.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("나 새우 알러지 있는데 괜찮아?", "새우볶음밥은 새우 때문에"),
        ("아 맞다 나 새우 알레르기 있음", "새우볶음밥은 새우 때문에"),
        ("나 새우 먹으면 안 돼", "새우볶음밥은 새우 때문에"),
        ("해산물 알레르기 있어요", "새우볶음밥은 해산물 때문에"),
        ("나 우유 알레르기 있어", "새우볶음밥이 괜찮은지는 우유 때문에"),
    ],
)
async def test_the_place_that_was_chosen_is_judged_anew(
    paying: Paying, words: str, said: str
) -> None:
    shown = await paying.says(LUNCH)
    told = await paying.says(f"{number_of('새우집', shown)}번으로 할게", words)

    assert told.intent == "DIETARY_RESTRICTION"
    assert said in told.text


async def test_after_a_yes_there_is_another_list_without_it(paying: Paying) -> None:
    shown = await paying.says(LUNCH)
    await paying.says(f"{number_of('새우집', shown)}번으로 할게", "나 새우 알레르기 있어")

    told = await paying.says("응")

    assert [item["name"] for item in told.items]
    assert "새우집" not in [item["name"] for item in told.items]


@pytest.mark.parametrize("yes", ["응", "네 다시 찾아줘", "다시 추천해줘", "새로 찾아주세요"])
async def test_a_list_that_holds_it_is_offered_anew(paying: Paying, yes: str) -> None:
    told = await paying.says(LUNCH, "나 새우 알레르기 있어")
    again = await paying.says(yes)

    assert "다시 찾아 드릴까요?" in told.text
    assert sorted(item["name"] for item in again.items) == ["두부집", "찌개집"]


@pytest.mark.parametrize(
    "words", ["나 두부 알레르기 있어", "나 비건 아니야", "나 호두 알레르기 없어졌어"]
)
async def test_a_place_that_is_not_concerned_is_not_spoken_of(paying: Paying, words: str) -> None:
    shown = await paying.says("두부구이 먹고 싶어")
    assert [item["name"] for item in shown.items] == ["두부집"]
    shown = await paying.says(LUNCH)
    told = await paying.says(f"{number_of('두부집', shown)}번으로 할게", words)

    assert ("두부구이" in told.text) is ("두부" in words)
