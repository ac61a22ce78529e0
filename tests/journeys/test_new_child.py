"""A new child: places come first, three questions beside them, and the first meal is chosen."""

import pytest

from dure.app.wire import House
from dure.assistants.meals.profile import EMPTY, profile_of, step
from dure.engine.person import stream_of
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest, TurnResult

CHILD = "haneul"


@pytest.fixture
def house(meals: House) -> House:
    """A house with meals alone."""
    return meals


async def say(house: House, text: str, *, session: str = "first") -> TurnResult:
    return await house.turns.take("meals", TurnRequest(text=text, user=CHILD, session=session))


async def happened(house: House) -> list[str]:
    events = await house.log.read_stream("main", stream_of("meals", CHILD))
    return [event.kind for event in events]


async def test_a_hungry_child_gets_places_before_any_question(house: House) -> None:
    first = await say(house, "5천원으로 점심")

    assert len(first.items) == 3
    assert all(item["price_won"] <= 5_000 for item in first.items)
    # Places stand first, one question after them, and it may be passed over.
    assert first.text.index("1. ") < first.text.index("어떤 음식을 좋아하")
    assert (await happened(house)).count("meals.question_asked") == 1


async def test_the_first_meal_is_chosen_and_kept(house: House, clock: StillClock) -> None:
    shown = await say(house, "5천원으로 점심")
    clock.move(40)
    chosen = await say(house, "두 번째로 할게")

    events = await house.log.read_stream("main", stream_of("meals", CHILD))
    state = EMPTY()
    for event in events:
        state = step(state, event, house.sealer.open(event))
    profile = profile_of(state, clock.now())
    assert shown.items[1]["name"] in chosen.text
    assert profile.recent == (shown.items[1]["id"],)
    assert profile.decisions_s == (40,)


async def test_no_question_is_asked_twice_and_three_are_enough(
    house: House, clock: StillClock
) -> None:
    for text in ("5천원으로 점심", "몰라", "더 싼 데", "5천원쯤", "다른 데", "없어", "근처 분식집"):
        clock.move(30)
        await say(house, text)
    asked = (await happened(house)).count("meals.question_asked")
    clock.move(3600)
    await say(house, "근처 국밥집", session="second")

    assert asked == 3
    assert (await happened(house)).count("meals.question_asked") == 3


async def test_what_the_child_cannot_eat_is_left_out_from_then_on(
    house: House, clock: StillClock
) -> None:
    for text in ("5천원으로 점심", "떡볶이 좋아해", "나 계란 알레르기 있어"):
        await say(house, text)
    clock.move(24 * 3600)
    later = await say(house, "만원으로 점심", session="tomorrow")

    named = {dish["name"] for item in later.items for dish in item["dishes"]}
    shops = await say(house, "계란찜 먹고 싶어", session="tomorrow")
    assert later.items
    assert not any("계란" in name or "달걀" in name or "오므" in name for name in named)
    assert shops.items == ()
