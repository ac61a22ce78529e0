"""What sold out is in no answer from the next turn on, in every process, until it is over."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from tests.assistants.meals.eater import LUNCH, Eater, open_inn

from dure.app.lighting import AppPorts
from dure.app.wire import House
from dure.assistants.meals.assistant import assistant
from dure.errors import DureError, InvalidInput, NotFound
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import Json

NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)


@pytest.fixture
async def inn(tmp_path: Path, stocked: Path, clock: StillClock) -> AsyncIterator[House]:
    house = open_inn(tmp_path / "inn", stocked, clock)
    await house.start()
    yield house
    await house.close()


async def tell(house: House, **told: str) -> Json:
    return await house.turns.assistants["meals"].orders["sold_out"](told)


async def shown(house: House, session: str) -> list[tuple[str, str]]:
    items = (await Eater(house).say(LUNCH, session=session)).items
    return [(item["id"], item["dishes"][0]["name"]) for item in items]


async def test_a_dish_that_sold_out_is_gone_from_the_next_answer(inn: House) -> None:
    shop, dish = (await shown(inn, "before"))[0]
    began = time.monotonic()

    await tell(inn, shop=shop, dish=dish)
    asked_at = time.monotonic()
    after = await shown(inn, "after")

    assert asked_at - began < 1.0
    assert (shop, dish) not in after


async def test_what_sold_out_after_the_list_was_shown_is_told_when_it_is_chosen(
    inn: House,
) -> None:
    eater = Eater(inn)
    first, second, _ = (await eater.say(LUNCH)).items
    dish = second["dishes"][0]["name"]
    await tell(inn, shop=first["id"])
    await tell(inn, shop=second["id"], dish=dish)

    refused = await eater.say("1번으로 할게")
    chosen = await eater.say("2번으로 할게")

    assert (refused.outcome, refused.reason) == ("refused", "sold_out")
    assert "팔렸" in chosen.text
    assert dish in chosen.text
    assert [said["shop"] for said in await eater.happened("meals.shop_chosen")] == [second["id"]]


async def test_a_place_that_closed_meanwhile_is_not_chosen(inn: House, clock: StillClock) -> None:
    eater = Eater(inn)
    shown = await eater.say("지금 여는 분식 찾아줘")
    clock.move(14.5 * 3600)  # Half past two at night: the session is over, the list is not.
    await eater.say("아까 추천해준 데 어디였지?")

    answers = [await eater.say(f"{place}번으로 할게") for place in range(1, len(shown.items) + 1)]

    refused = [one.items[0]["id"] for one in answers if one.reason == "closed"]
    chosen = [said["shop"] for said in await eater.happened("meals.shop_chosen")]
    assert refused
    assert not set(refused) & set(chosen)


async def test_a_shop_that_sold_out_is_gone_until_it_is_over(inn: House, clock: StillClock) -> None:
    shop, _ = (await shown(inn, "before"))[0]

    said = await tell(inn, shop=shop, until="2026-11-21T13:00:00+09:00")
    gone = await shown(inn, "gone")
    clock.move(3601)
    back = await shown(inn, "back")

    assert said == {"shop": shop, "dish": None, "until": "2026-11-21T13:00:00+09:00"}
    assert shop not in [one for one, _ in gone]
    assert shop in [one for one, _ in back]


async def test_what_is_there_again_is_told_with_a_time_that_has_passed(inn: House) -> None:
    shop, _ = (await shown(inn, "before"))[0]
    await tell(inn, shop=shop)

    await tell(inn, shop=shop, until="2026-11-21T11:59:00+09:00")

    assert shop in [one for one, _ in await shown(inn, "after")]


async def test_without_a_time_it_ends_when_the_day_does(inn: House) -> None:
    shop, _ = (await shown(inn, "before"))[0]

    until = datetime.fromisoformat((await tell(inn, shop=shop))["until"])

    assert NOON < until <= datetime(2026, 11, 22, 6, 0, tzinfo=SEOUL)


async def test_another_process_that_follows_the_log_hears_of_it(
    inn: House, tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    """An assistant of its own on the same log, as a second server has one."""
    ports = AppPorts(
        folder=inn.folder.path, clock=clock, places=inn.places, log=inn.log, store=inn.store,
        sealer=inn.sealer, from_settings=inn.settings,
    )  # fmt: skip
    other = assistant(ports)
    await other.start()
    shop, _ = (await shown(inn, "before"))[0]
    began = time.monotonic()
    await other.orders["sold_out"]({"shop": shop})

    asked_at = time.monotonic()
    while shop in [one for one, _ in await shown(inn, f"{asked_at}")]:
        assert asked_at - began < 1.0
        await asyncio.sleep(0)
        asked_at = time.monotonic()
    await other.stop()


async def test_it_is_still_out_after_a_restart(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    first = open_inn(tmp_path / "inn", stocked, clock)
    shop, _ = (await shown(first, "before"))[0]
    await tell(first, shop=shop)
    await first.close()

    second = open_inn(tmp_path / "inn", stocked, clock)
    await second.start()
    after = await shown(second, "after")
    await second.close()

    assert shop not in [one for one, _ in after]


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"shop": "nowhere"}, NotFound),
        ({"shop": 3}, InvalidInput),
        ({}, InvalidInput),
        ({"until": "soon"}, InvalidInput),
        ({"until": 7}, InvalidInput),
        ({"until": "2026-11-21T13:00:00"}, InvalidInput),
        ({"until": "2031-11-21T13:00:00+09:00"}, InvalidInput),
        ({"until": "0001-01-01T00:00:00+23:59"}, InvalidInput),
        ({"until": "9999-12-31T23:59:59-23:59"}, InvalidInput),
        ({"untill": "2026-11-21T13:00:00+09:00"}, InvalidInput),
        ({"dish": "없는 요리"}, NotFound),
        ({"dish": ["a"]}, InvalidInput),
    ],
)
async def test_what_makes_no_sense_is_refused(
    inn: House, told: Json, error: type[DureError]
) -> None:
    shop, _ = (await shown(inn, "before"))[0]
    whole = {} if not told else {"shop": shop, **told}

    with pytest.raises(error):
        await inn.turns.assistants["meals"].orders["sold_out"](whole)
