from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistants.meals.paying import NOON, RICH, holding

from dure.assistants.meals.available import MoneySettings, available
from dure.assistants.meals.card_rules import CardRule
from dure.assistants.meals.fence import OPEN, OTHERWISE, OWN_WON, fence_of
from dure.assistants.meals.purse import Purse
from dure.ports.balance import CardBalance

RULE = CardRule(
    place="가나시", hours=(360, 1320), refused=("카페",), per_meal_won="none", per_day_won="none"
)


def purse(card: CardBalance | None = RICH, rule: CardRule = RULE) -> Purse:
    money = available(card, rule, NOON, MoneySettings())
    return Purse(state="seen", place=rule.place, rule=rule, card=card, money=money, fresh=money)


def test_no_meal_above_what_can_be_paid_is_let_through() -> None:
    assert fence_of(purse(), {}, NOON).most_won == 9_500


def test_what_is_unknown_is_no_fence() -> None:
    for unknown in (purse(None, CardRule()), Purse()):
        fence = fence_of(unknown, {}, NOON)
        assert (fence.most_won, fence.refused_kinds, fence.is_shut) == (None, (), False)


def test_a_term_that_is_unknown_still_leaves_what_bounds_it() -> None:
    card = CardBalance(as_of=NOON, balance_won=4_000)

    assert fence_of(purse(card, CardRule()), {}, NOON).most_won == 4_000


@pytest.mark.parametrize(("split", "most"), [(True, 7_000), (False, 4_000), (None, 4_000)])
def test_ones_own_money_is_added_only_where_a_payment_may_be_shared(
    split: bool | None, most: int
) -> None:
    mine = purse(holding(4_000), replace(RULE, split_payment=split))

    assert fence_of(mine, {OWN_WON: 3_000}, NOON).most_won == most


def test_more_of_ones_own_than_is_on_the_card_pays_alone() -> None:
    mine = purse(holding(1_000), replace(RULE, split_payment=False))

    assert fence_of(mine, {OWN_WON: 8_000}, NOON).most_won == 8_000


def test_where_somebody_else_pays_the_card_is_no_fence() -> None:
    assert fence_of(purse(holding(0)), {OTHERWISE: True}, NOON) == OPEN


@pytest.mark.parametrize(
    ("hour", "minute", "is_shut"),
    [(5, 59, True), (6, 0, False), (21, 59, False), (22, 0, True), (23, 59, True), (0, 0, True)],
)
def test_the_hours_of_the_rule_hold_at_the_asked_time(
    hour: int, minute: int, is_shut: bool
) -> None:
    at = NOON.replace(hour=hour, minute=minute, second=59)

    assert fence_of(purse(), {}, at).is_shut is is_shut
    assert not fence_of(purse(rule=replace(RULE, hours=None)), {}, at).is_shut


@pytest.mark.parametrize(
    ("days", "day", "is_shut"),
    [
        ({"weekends": False}, 21, True),
        ({"weekends": False}, 20, False),
        ({"weekends": True}, 21, False),
        ({}, 21, False),
        ({"holidays": False}, 20, True),
        ({"holidays": None}, 20, False),
        ({"holidays": False}, 21, False),
    ],
)
def test_days_on_which_the_card_is_not_taken_hold(
    days: dict[str, bool | None], day: int, is_shut: bool
) -> None:
    mine, at = purse(rule=replace(RULE, **days)), NOON.replace(day=day)  # type: ignore[arg-type]
    fence = fence_of(mine, {}, at, holidays={NOON.date().replace(day=20)})

    assert NOON.weekday() == 5
    assert fence.is_shut is is_shut


def test_kinds_that_the_rule_refuses_are_no_places_for_the_card() -> None:
    assert fence_of(purse(), {}, NOON).refused_kinds == ("카페",)


def test_ones_own_money_opens_nothing_to_the_card_and_is_told_apart() -> None:
    for slots, own in (({}, None), ({OWN_WON: 5_000}, 5_000)):
        fence = fence_of(purse(), slots, NOON)

        assert fence.refused_kinds == ("카페",)
        assert fence.items is not None
        assert fence.own_won == own


def test_while_the_card_is_not_taken_ones_own_money_pays_alone() -> None:
    rule = replace(RULE, split_payment=True)
    fence = fence_of(purse(rule=rule), {OWN_WON: 2_000}, NOON.replace(hour=23))

    assert (fence.is_shut, fence.most_won) == (True, 2_000)


@given(
    st.one_of(st.none(), st.integers(0, 60_000)),
    st.one_of(st.none(), st.integers(1, 30_000)),
    st.sampled_from([True, False, None]),
)
def test_a_fence_never_lets_through_more_than_all_the_money_there_is(
    balance: int | None, own: int | None, split: bool | None
) -> None:
    mine = purse(holding(balance), replace(RULE, split_payment=split))
    most = fence_of(mine, {OWN_WON: own} if own else {}, NOON).most_won

    if balance is not None:
        assert most is not None
        assert most <= balance + (own or 0)
        assert most >= (own or 0)
