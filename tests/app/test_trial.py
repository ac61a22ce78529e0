"""An assistant is measured in a house of its own, by whoever's rows."""

from datetime import datetime
from typing import Any, Final

import pytest

from dure.app.trial import house_apart, measure
from dure.errors import NotFound, UnknownAssistant
from dure.kernel.clock import SEOUL, SetClock
from dure.settings import Settings

HOURS: Final[list[list[dict[str, Any]]]] = [
    [
        {"id": "h1", "field": "open_time", "raw": "09:00~21:00",
         "expect": {"default": [["09:00", "21:00"]]}},
    ]
]  # fmt: skip


async def test_a_suite_is_found_without_naming_its_assistant() -> None:
    figures, predictions = await measure("hours", HOURS, {}, Settings({}))

    assert (figures["n"], figures["right"]) == (1, 1)
    assert [p["row"] for p in predictions] == ["h1"]


async def test_a_suite_that_nobody_has_is_not_found_and_the_others_are_named() -> None:
    with pytest.raises(NotFound) as refused:
        await measure("handsomeness", HOURS, {}, Settings({}), assistant="meals")

    assert "hours" in str(refused.value.facts)


async def test_the_suites_of_the_house_are_named_among_the_others() -> None:
    with pytest.raises(NotFound) as refused:
        await measure("handsomeness", HOURS, {}, Settings({}))

    assert all(name in str(refused.value.facts) for name in ("hours", "mask", "ranking", "ifra"))


async def test_an_assistant_that_is_not_installed_has_no_suites() -> None:
    with pytest.raises(UnknownAssistant):
        await measure("hours", HOURS, {}, Settings({}), assistant="nope")


async def test_a_house_apart_leaves_nothing_behind() -> None:
    async with house_apart("meals", Settings({})) as house:
        path = house.folder.path

    assert not path.exists()


async def test_a_house_apart_goes_by_a_time_that_can_be_set() -> None:
    noon = datetime(2026, 11, 20, 12, 0, tzinfo=SEOUL)
    async with house_apart("meals", Settings({})) as house:
        clock = house.clock
        assert isinstance(clock, SetClock)
        clock.at = noon

        assert house.clock.now() == noon
