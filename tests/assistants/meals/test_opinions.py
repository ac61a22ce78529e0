"""A list is chosen from once: by clicks or words, from one tab or two, before or after a crash."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from tests.assistants.meals.eater import LUNCH, Eater, open_inn

from dure.assistants.meals.past import SHOP_CHOSEN, SHOPS_SHOWN
from dure.errors import InvalidInput
from dure.kernel.clock import StillClock
from dure.kernel.turns import Place, TurnRequest
from dure.learning.feedback import Opinion

COUPONS: Final = (
    '{"id": "once", "kind": "amount", "value": 500, "starts": "2026-11-01", "ends": "2026-12-31"}'
)


@pytest.fixture
async def eater(tmp_path: Path, stocked: Path, clock: StillClock) -> AsyncIterator[Eater]:
    house = open_inn(tmp_path / "inn", stocked, clock)
    yield Eater(house)
    await house.close()


async def test_every_list_is_written_down_with_its_turn(eater: Eater) -> None:
    shown = await eater.say(LUNCH)

    (said,) = await eater.happened(SHOPS_SHOWN)
    assert said["id"] == shown.turn
    assert [item["shop"] for item in said["items"]] == [item["id"] for item in shown.items]
    assert [item["position"] for item in said["items"]] == [1, 2, 3]
    assert (said["meal"], said["ranker"]) == ("lunch", "order")


@pytest.mark.parametrize("here", [None, Place(lat=37.55631, lon=126.92361)])
async def test_nothing_that_was_typed_and_no_place_of_a_person_is_written_down(
    eater: Eater, here: Place | None
) -> None:
    text = LUNCH if here else "강남역에서 5천원으로 점심"
    await eater.house.turns.take("meals", TurnRequest(text=text, user=eater.user, here=here))

    (said,) = await eater.happened(SHOPS_SHOWN)
    assert "강남" not in str(said)
    assert not {"lat", "lon", "here", "location"} & set(names_in(said))
    assert not re.search(r"\b(?:37\.5|126\.9)", str({**said, "seen": None}))


def names_in(said: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield the names of all that is said, however deep."""
    if isinstance(said, dict):
        yield from said
    for part in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
        yield from names_in(part)


async def test_a_double_click_is_one_choice(eater: Eater) -> None:
    shown = await eater.say(LUNCH)

    news = [await eater.click(shown, 1), await eater.click(shown, 1)]

    assert news == [True, False]
    assert len(await eater.happened(SHOP_CHOSEN)) == 1


async def test_two_tabs_at_once_are_one_choice(eater: Eater) -> None:
    shown = await eater.say(LUNCH)

    await asyncio.gather(
        eater.click(shown, 1), eater.click(shown, 1), eater.say("1번으로 할게", turn="t2")
    )

    (said,) = await eater.happened(SHOP_CHOSEN)
    assert (said["id"], said["shop"]) == (shown.turn, shown.items[0]["id"])


async def test_words_in_another_conversation_choose_from_the_same_list(eater: Eater) -> None:
    shown = await eater.say(LUNCH)
    await eater.click(shown, 2)

    await eater.say("아까 추천해준 데 어디였지?", session="other")
    again = await eater.say("2번으로 할게", session="other")

    assert (again.intent, again.items[0]["id"]) == ("SELECT_RECOMMENDATION", shown.items[1]["id"])
    assert len(await eater.happened(SHOP_CHOSEN)) == 1


async def test_a_change_of_mind_counts_once_as_the_later_place(
    eater: Eater, clock: StillClock
) -> None:
    shown = await eater.say(LUNCH)
    await eater.say("1번으로 할게")
    clock.move(30)

    told = await eater.say("아니 2번으로 할게")

    said = await eater.happened(SHOP_CHOSEN)
    assert [one["shop"] for one in said] == [item["id"] for item in shown.items[:2]]
    assert said[1]["instead"] == shown.items[0]["id"]
    assert shown.items[0]["name"] in told.text


async def test_the_seconds_to_a_decision_are_those_of_the_house(
    eater: Eater, clock: StillClock
) -> None:
    shown = await eater.say(LUNCH)
    clock.move(42)

    await eater.click(shown, 3)

    (said,) = await eater.happened(SHOP_CHOSEN)
    assert (said["decided_s"], said["position"], said["meal"]) == (42, 3, "lunch")


async def test_a_choice_survives_a_restart_and_is_not_made_twice(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    first = open_inn(tmp_path / "inn", stocked, clock)
    shown = await Eater(first).say(LUNCH)
    await Eater(first).say("1번으로 할게", turn="pick")
    await first.close()

    second = open_inn(tmp_path / "inn", stocked, clock)
    eater = Eater(second)
    await eater.say("1번으로 할게", turn="pick")
    await eater.click(shown, 1)
    said = await eater.happened(SHOP_CHOSEN)
    await second.close()

    assert len(said) == 1


async def test_an_opinion_that_is_no_choice_chooses_nothing(eater: Eater) -> None:
    shown = await eater.say(LUNCH)
    greeted = await eater.say("안녕하세요")
    session = await eater.house.turns.session("main", shown.session, eater.user)
    give = eater.house.privacy.feedback.give

    news = [
        await give("main", session, Opinion(turn=turn, rating="up")) for turn in session.answered
    ]
    with pytest.raises(InvalidInput):
        await give("main", session, Opinion(turn=greeted.turn, chosen=1))

    assert news == [True, True]
    assert await eater.happened(SHOP_CHOSEN) == []


async def test_a_coupon_is_promised_once_and_given_back_with_a_change_of_mind(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    file = tmp_path / "coupons.jsonl"
    file.write_text(COUPONS, encoding="utf-8")
    house = open_inn(tmp_path / "inn", stocked, clock, coupons=str(file))
    eater = Eater(house)
    first = await eater.say(LUNCH)
    await asyncio.gather(eater.click(first, 1), eater.click(first, 1))
    await eater.click(first, 2)
    second = await eater.say(LUNCH, session="later")
    told = await eater.say("1번으로 할게", session="later")
    said = await eater.happened(SHOP_CHOSEN)
    await house.close()

    assert [one["coupons"] for one in said] == [["once"], ["once"], []]
    assert first.items[0]["pays_won"] < first.items[0]["price_won"]
    assert second.items[0]["pays_won"] == second.items[0]["price_won"] == said[2]["pays_won"]
    assert "쿠폰" not in told.text
