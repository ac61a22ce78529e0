from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.available import (
    Available,
    MoneySettings,
    available,
    with_own_money,
)
from dure.assistants.meals.card_rules import CardRule
from dure.kernel.clock import SEOUL
from dure.ports.balance import CardBalance, LimitWon

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
SETTINGS = MoneySettings()
CARD = CardBalance(
    as_of=NOON,
    balance_won=50_000,
    spent_today_won=5_000,
    spent_month_won=90_000,
    per_day_won=20_000,
    per_month_won=100_000,
    per_meal_won=9_500,
)
LIMITS: st.SearchStrategy[LimitWon] = st.one_of(st.none(), st.just("none"), st.integers(0, 200_000))
AMOUNTS = st.one_of(st.none(), st.integers(0, 200_000))
RULES = st.builds(
    CardRule,
    per_meal_won=LIMITS.filter(lambda limit: limit != 0),
    per_day_won=LIMITS.filter(lambda limit: limit != 0),
)
CARDS = st.builds(
    CardBalance,
    as_of=st.sampled_from([NOON, NOON - timedelta(hours=1), NOON - timedelta(days=2)]),
    balance_won=AMOUNTS,
    spent_today_won=AMOUNTS,
    spent_month_won=AMOUNTS,
    per_day_won=LIMITS,
    per_month_won=LIMITS,
    per_meal_won=LIMITS,
)


def money(card: CardBalance | None, now: datetime = NOON, **rule: LimitWon) -> Available:
    made = CardRule(per_meal_won=rule.get("meal"), per_day_won=rule.get("day"))
    return available(card, made, now, SETTINGS)


@pytest.mark.parametrize(
    ("change", "won", "bound_by"),
    [
        ({}, 9_500, "per_meal"),
        ({"balance_won": 3_000}, 3_000, "balance"),
        ({"spent_today_won": 18_000}, 2_000, "per_day"),
        ({"spent_month_won": 99_900}, 100, "per_month"),
        ({"spent_today_won": 25_000}, 0, "per_day"),
        ({"per_meal_won": "none"}, 10_000, "per_month"),
        (
            dict.fromkeys(("per_meal_won", "per_month_won", "per_day_won"), "none"),
            50_000,
            "balance",
        ),
    ],
)
def test_the_least_of_all_terms_can_be_paid(
    change: dict[str, Any], won: int, bound_by: str
) -> None:
    left = money(replace(CARD, **change))

    assert (left.won, left.at_most_won, left.bound_by, left.unknown) == (won, won, bound_by, ())


@pytest.mark.parametrize(
    ("missing", "unknown"),
    [
        ("balance_won", "balance"),
        ("spent_today_won", "per_day"),
        ("per_month_won", "per_month"),
        ("per_meal_won", "per_meal"),
    ],
)
def test_what_nobody_knows_makes_the_amount_unknown_and_is_named(
    missing: str, unknown: str
) -> None:
    nothing: dict[str, Any] = {missing: None}
    left = money(replace(CARD, **nothing))

    assert left.won is None
    assert left.unknown == (unknown,)
    assert left.at_most_won is not None
    assert left.at_most_won > 0


@pytest.mark.parametrize(
    ("change", "most", "bound_by"),
    [
        ({"per_day_won": 5_000, "spent_today_won": None}, 5_000, "per_day"),
        ({"per_month_won": 4_000, "spent_month_won": None}, 4_000, "per_month"),
        ({"per_day_won": 9_500, "spent_today_won": None}, 9_500, "per_meal"),
    ],
)
def test_a_whole_limit_that_is_the_least_is_what_binds(
    change: dict[str, Any], most: int, bound_by: str
) -> None:
    left = money(replace(CARD, **change))

    assert (left.won, left.at_most_won, left.bound_by) == (None, most, bound_by)


def test_without_an_issuer_nothing_is_known_but_the_rule_of_the_place() -> None:
    left = money(None, meal=9_500, day=28_500)

    assert (left.won, left.at_most_won, left.as_of) == (None, 9_500, None)
    assert set(left.unknown) == {"balance", "per_day", "per_month"}
    assert money(None).at_most_won is None


def test_an_empty_card_is_empty_whatever_else_is_unknown() -> None:
    left = money(CardBalance(as_of=NOON, balance_won=0))

    assert (left.won, left.bound_by) == (0, "balance")


def test_of_card_and_place_the_smaller_limit_counts() -> None:
    assert money(CARD, meal=8_000).won == 8_000
    assert money(CARD, meal=12_000).won == 9_500
    assert money(CARD, meal="none").won == 9_500
    assert money(replace(CARD, per_meal_won=None), meal=7_000).won == 7_000


def test_what_was_spent_yesterday_says_nothing_of_today() -> None:
    midnight = datetime(2026, 11, 22, 0, 0, 0, tzinfo=SEOUL)
    left = money(replace(CARD, as_of=midnight - timedelta(seconds=1)), now=midnight)

    assert (left.won, left.unknown) == (None, ("per_day",))
    assert left.at_most_won == 9_500


def test_a_balance_of_last_month_says_nothing_of_this_one() -> None:
    first = datetime(2026, 12, 1, 0, 0, 0, tzinfo=SEOUL)
    left = money(replace(CARD, as_of=first - timedelta(seconds=1)), now=first)

    assert left.unknown == ("balance", "per_day", "per_month")
    assert left.won is None


def test_days_end_in_seoul_however_the_time_is_written() -> None:
    utc = "2026-11-21T15:30:00+00:00"  # half past midnight of the 22nd in Seoul

    assert money(CARD, now=datetime.fromisoformat(utc)).unknown == ("per_day",)


def test_an_old_answer_is_told_with_its_age() -> None:
    late = NOON + timedelta(seconds=SETTINGS.stale_s)

    assert not money(CARD, now=late).is_stale
    assert money(CARD, now=late + timedelta(seconds=1)).is_stale
    assert money(CARD, now=late).as_of == NOON


@given(CARDS, RULES)
def test_no_more_is_ever_told_than_any_known_term_leaves(card: CardBalance, rule: CardRule) -> None:
    left = available(card, rule, NOON, SETTINGS)

    known = [x for x in (rule.per_meal_won, card.per_meal_won) if isinstance(x, int)]
    known += [card.balance_won] if card.balance_won is not None and card.as_of.day == 21 else []
    if known:
        assert left.at_most_won is not None
        assert 0 <= left.at_most_won <= min(known)
    if left.won is not None:
        assert left.won == left.at_most_won


@given(CARDS, RULES)
def test_an_unknown_is_never_a_zero(card: CardBalance, rule: CardRule) -> None:
    left = available(card, rule, NOON, SETTINGS)

    if left.won == 0:
        limits = (card.per_day_won, rule.per_day_won)
        days = [x - (card.spent_today_won or 0) for x in limits if isinstance(x, int)]
        month = [
            card.per_month_won - (card.spent_month_won or 0)
            if isinstance(card.per_month_won, int)
            else 1
        ]
        said = [card.balance_won, card.per_meal_won, *days, *month]
        assert any(isinstance(x, int) and x <= 0 for x in said)


@given(CARDS, RULES, st.integers(0, 200_000))
def test_learning_a_term_never_raises_what_may_be_paid(
    card: CardBalance, rule: CardRule, learned: int
) -> None:
    for name in ("balance_won", "spent_today_won", "spent_month_won", "per_meal_won"):
        if getattr(card, name) is not None:
            continue
        before = available(card, rule, NOON, SETTINGS).at_most_won
        known: dict[str, Any] = {name: learned}
        after = available(replace(card, **known), rule, NOON, SETTINGS).at_most_won
        assert before is None or (after is not None and after <= before)


def test_own_money_is_added_where_a_payment_may_be_shared() -> None:
    both = with_own_money(money(CARD), 2_000, split=True)
    either = with_own_money(money(CARD), 2_000, split=False)
    unsure = with_own_money(money(CARD), 2_000, split=None)

    assert (both.sure_won, both.at_most_won) == (11_500, 11_500)
    assert (either.sure_won, either.at_most_won) == (9_500, 9_500)
    assert (unsure.sure_won, unsure.at_most_won) == (9_500, 11_500)


def test_own_money_is_sure_where_the_card_is_unknown() -> None:
    paid = with_own_money(money(None), 4_000, split=None)

    assert (paid.sure_won, paid.at_most_won) == (4_000, None)


def test_own_money_that_nobody_told_is_unknown() -> None:
    assert with_own_money(money(CARD), None, split=True).at_most_won is None
    with pytest.raises(ValueError, match="negative"):
        with_own_money(money(CARD), -1, split=True)


@given(CARDS, RULES, st.integers(0, 50_000), st.sampled_from([True, False, None]))
def test_what_is_sure_is_never_more_than_what_may_be(
    card: CardBalance, rule: CardRule, own: int, split: bool | None
) -> None:
    paid = with_own_money(available(card, rule, NOON, SETTINGS), own, split=split)

    assert paid.sure_won is not None
    assert paid.sure_won >= own
    assert paid.at_most_won is None or paid.sure_won <= paid.at_most_won


KNOWN_LIMITS = st.one_of(st.just("none"), st.integers(0, 200_000))


@given(
    st.builds(
        CardBalance,
        as_of=st.just(NOON),
        balance_won=st.integers(0, 200_000),
        spent_today_won=st.integers(0, 200_000),
        spent_month_won=st.integers(0, 200_000),
        per_day_won=KNOWN_LIMITS,
        per_month_won=KNOWN_LIMITS,
        per_meal_won=KNOWN_LIMITS,
    )
)
def test_where_all_is_known_it_is_what_the_form_says(card: CardBalance) -> None:
    never = 10**9
    day = never if card.per_day_won == "none" else int(card.per_day_won or 0)
    month = never if card.per_month_won == "none" else int(card.per_month_won or 0)
    meal = never if card.per_meal_won == "none" else int(card.per_meal_won or 0)
    rests = (day - (card.spent_today_won or 0), month - (card.spent_month_won or 0), meal)

    left = money(card)

    assert left.won == max(0, min(card.balance_won or 0, *rests))
    assert left.unknown == ()
