from dataclasses import replace

import pytest
from tests.assistants.meals.paying import NOON, holding

from dure.assistants.meals.available import MoneySettings, available
from dure.assistants.meals.card_rules import CardRule
from dure.assistants.meals.purse import Purse
from dure.ports.balance import CardBalance


def purse(card: CardBalance | None) -> Purse:
    money = available(card, CardRule(), NOON, MoneySettings())
    return Purse(state="seen", card=card, money=money, fresh=money)


@pytest.mark.parametrize(
    ("card", "is_empty"),
    [
        (holding(0), True),
        (holding(1), False),
        (holding(None), False),
        (holding(40_000, per_day_won=9_500, spent_today_won=9_500), False),
        (None, False),
    ],
)
def test_a_card_is_empty_only_if_it_is_known_to_hold_nothing(
    card: CardBalance | None, is_empty: bool
) -> None:
    assert purse(card).is_empty is is_empty


def test_a_balance_of_another_month_is_not_known_to_be_nothing() -> None:
    assert not purse(replace(holding(0), as_of=NOON.replace(month=10))).is_empty
