"""Nobody is offered what they cannot eat: not in 100,000 cases, and not in a conversation."""

from functools import cache
from typing import Final

from bench.hard_rules import CASES, measure

from dure.app.wire import House
from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.demo import demo_shops
from dure.kernel.turns import TurnRequest, TurnResult

WHEAT: Final = "밀"
LUNCH: Final = "홍대입구역에서 만원으로 점심 추천해줘"
TURNS: Final = (LUNCH, "더 싼 데", "다른 데는?", "1번으로 할게")


def test_not_one_of_a_hundred_thousand_cases_breaks_a_hard_rule() -> None:
    figures = measure(CASES)

    assert figures["offered_with_allergy"] > 5_000  # The cases would show it if a rule were gone.
    assert figures["by_rule"] == {}


async def say(house: House, user: str, text: str) -> TurnResult:
    return await house.turns.take("meals", TurnRequest(text=text, user=user, session=user))


@cache
def menus() -> dict[str, tuple[Dish, ...]]:
    return {shop.id: shop.dishes for shop in demo_shops()}


def with_wheat(answer: TurnResult) -> list[str]:
    """Return the dishes with wheat that an answer names."""
    return [
        dish.name
        for item in answer.items
        for dish in menus()[item["id"]]
        if f"{dish.name} " in answer.text and WHEAT in (dish.allergens or ())
    ]


async def test_once_it_is_told_no_answer_of_a_conversation_names_it(meals: House) -> None:
    told = await say(meals, "mina", f"{WHEAT} 알레르기 있어")
    answers = [await say(meals, "mina", text) for text in TURNS]
    others = [await say(meals, "somebody", text) for text in TURNS]
    tomorrow = await meals.turns.take(
        "meals", TurnRequest(text=LUNCH, user="mina", session="tomorrow")
    )

    assert told.intent == "DIETARY_RESTRICTION"
    assert [answer.outcome for answer in answers] == ["answered"] * len(TURNS)
    assert all(answer.items for answer in (*answers, tomorrow))
    assert [with_wheat(answer) for answer in (*answers, tomorrow)] == [[]] * (len(TURNS) + 1)
    assert all(with_wheat(answer) for answer in others)  # Who may eat it is offered it each time.


async def test_what_was_listed_before_it_was_told_is_offered_no_more(meals: House) -> None:
    before = await say(meals, "mina", LUNCH)
    await say(meals, "mina", f"아 참, 나 {WHEAT} 알레르기 있어")
    after = [await say(meals, "mina", text) for text in ("다시 추천해줘", "더 가까운 데")]

    assert with_wheat(before)
    assert all(answer.items for answer in after)
    assert [with_wheat(answer) for answer in after] == [[], []]
