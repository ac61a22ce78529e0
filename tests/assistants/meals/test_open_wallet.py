"""A wallet out of the settings, and what is refused at opening."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tests.assistants.meals.paying import NOON
from tests.conftest import furnish

from dure.app.wire import House, open_house
from dure.errors import BadFile, NotFound
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings

Opening = Callable[..., House]


@pytest.fixture
def house(tmp_path: Path, stocked: Path) -> Opening:
    """Opens a house of meals with settings of them."""
    return partial(opened, furnish(tmp_path / "data", stocked))


def opened(folder: Path, **given: str) -> House:
    named = {f"DURE_MEALS_{name.upper()}": value for name, value in given.items()}
    settings = Settings({"DURE_DATA_DIR": str(folder), **named})
    return open_house(settings, only=["meals"], clock=StillClock(NOON))


async def test_the_made_issuer_of_an_address_is_asked(tmp_path: Path, house: Opening) -> None:
    table = tmp_path / "cards.jsonl"
    table.write_text('{"user": "kim", "card": "card-0"}', encoding="utf-8")
    made = house(issuer="made://?cards=1&seed=3", cards=str(table))
    await made.start()
    try:
        asked = TurnRequest(text="잔액 얼마야", session="s", user="kim")
        while (answer := await made.turns.take("meals", asked)).reason == "not_seen":
            asked = TurnRequest(text="잔액 얼마야", session="s", user="kim")
        assert answer.items[0]["kind"] == "money"
        assert isinstance(answer.items[0]["balance_won"], int)
    finally:
        await made.close()


async def test_an_issuer_that_never_answers_is_waited_for_no_longer_than_said(
    tmp_path: Path, house: Opening
) -> None:
    table = tmp_path / "cards.jsonl"
    table.write_text('{"user": "kim", "card": "card-0"}', encoding="utf-8")
    made = house(issuer="made://?cards=1&latency_s=600", cards=str(table))

    async with asyncio.timeout(2):
        await made.start(settle_s=0.01)

    asked = TurnRequest(text="잔액 얼마야", session="s", user="kim")
    assert (await made.turns.take("meals", asked)).reason == "not_seen"
    await made.close()


async def test_without_an_issuer_it_says_so_as_ever(house: Opening) -> None:
    made = house()
    await made.start()
    asked = TurnRequest(text="잔액 얼마야", session="s", user="kim")

    assert (await made.turns.take("meals", asked)).reason == "no_issuer"
    await made.close()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"issuer": "gopher://x"}, NotFound),
        ({"issuer": "http://example.org/"}, BadFile),
        ({"issuer": "made://?cards=many"}, BadFile),
        ({"municipality": "어느 동네"}, BadFile),
        ({"municipality": "중구"}, BadFile),
        ({"cards": "/no/such/file"}, BadFile),
    ],
)
def test_what_cannot_be_is_refused_at_opening(
    house: Opening, given: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        house(**given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("every_s", "-1"),
        ("every_s", "0"),
        ("every_s", "9.9"),
        ("every_s", "nan"),
        ("at_once", "0"),
        ("give_up_after", "0"),
    ],
)
def test_questions_that_no_issuer_bears_are_refused_by_name(
    house: Opening, name: str, value: str
) -> None:
    with pytest.raises(BadFile) as error:
        house(**{f"sync_{name}": value})

    assert f"meals_sync.{name}" in str(error.value.facts["why"])
    assert "부터" in str(error.value.facts["why"])


def test_rules_of_the_operator_are_those_of_their_place(tmp_path: Path, house: Opening) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[[rule]]\nplace = '성남'\n", encoding="utf-8")
    with pytest.raises(BadFile) as error:
        house(rules=str(rules))

    assert "1번째 행: since 항목이 없어요" in str(error.value.facts["why"])


def test_a_broken_table_is_refused_at_opening_by_its_line(tmp_path: Path, house: Opening) -> None:
    table = tmp_path / "cards.jsonl"
    table.write_text('{"user": "kim", "card": "secret-card"}\n{"user": 3}', encoding="utf-8")
    with pytest.raises(BadFile) as error:
        house(cards=str(table))

    assert "2번째 줄" in str(error.value.facts)
    assert "secret-card" not in str(error.value.facts)
