from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.available import MoneySettings, available
from dure.assistants.meals.card_rules import CardRule, CardRuleSettings, rule_on, shipped_rules
from dure.assistants.meals.phrases import phrases
from dure.assistants.meals.refused import Attempt, Diagnosis, lines_of, why_refused
from dure.kernel.clock import SEOUL
from dure.korean.particles import fill
from dure.ports.balance import CardBalance

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
RULE = CardRule(
    place="가나시",
    per_meal_won=9_500,
    per_day_won=28_500,
    hours=(360, 1320),
    merchant_model="network",
    refused=("주점", "카페"),
)
CARD = CardBalance(
    as_of=NOON,
    balance_won=50_000,
    spent_today_won=0,
    per_month_won="none",
)
PAID = Attempt(at=NOON, price_won=8_000, shop_kind="한식", acceptance="Y", is_alcohol_led=False)
THRICE = replace(RULE, uses_per_day=3)
SETTINGS = MoneySettings()


def codes(
    attempt: Attempt = PAID, rule: CardRule = RULE, card: CardBalance | None = CARD
) -> list[tuple[str, bool]]:
    found = why_refused(attempt, rule, card, SETTINGS)
    return [(reason.code, reason.is_sure) for reason in found.reasons]


def said(found: Diagnosis) -> list[str]:
    return [line.phrase for line in lines_of(found)]


def test_where_all_is_known_and_fits_there_is_no_reason_and_nothing_unknown() -> None:
    found = why_refused(PAID, THRICE, CARD, SETTINGS)

    assert found == Diagnosis(reasons=(), unknown=())
    assert said(found) == ["why_nothing_found"]


@pytest.mark.parametrize(
    ("attempt", "code", "is_sure"),
    [
        (replace(PAID, shop_kind="요리주점"), "shop_refused", True),
        (replace(PAID, shop_kind="이자카야", is_alcohol_led=True), "shop_refused", False),
        (replace(PAID, acceptance="N"), "shop_not_accepting", True),
        (replace(PAID, acceptance="P"), "shop_partly", False),
        (replace(PAID, shop_kind="편의점"), "items", False),
        (replace(PAID, at=NOON.replace(hour=22)), "outside_hours", True),
        (replace(PAID, at=NOON.replace(hour=5, minute=59)), "outside_hours", True),
        (replace(PAID, price_won=9_501), "per_meal", True),
    ],
)
def test_each_rule_that_was_broken_is_the_reason(
    attempt: Attempt, code: str, is_sure: bool
) -> None:
    card = replace(CARD, as_of=attempt.at)

    assert codes(attempt, card=card) == [(code, is_sure)]


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (replace(CARD, balance_won=7_999), "balance"),
        (replace(CARD, spent_today_won=21_000), "per_day"),
        (replace(CARD, per_month_won=100_000, spent_month_won=95_000), "per_month"),
        (replace(CARD, per_meal_won=5_000), "per_meal"),
    ],
)
def test_each_term_of_money_that_left_too_little_is_the_reason(
    card: CardBalance, code: str
) -> None:
    assert codes(card=card) == [(code, True)]


def test_what_the_issuer_saw_long_ago_is_only_possible() -> None:
    old = replace(CARD, as_of=NOON - timedelta(hours=3), balance_won=100)

    assert codes(card=old) == [("balance", False)]


def test_certain_reasons_come_first_and_all_are_told() -> None:
    attempt = replace(PAID, shop_kind="편의점", acceptance="P", price_won=60_000)

    assert codes(attempt, THRICE, replace(CARD, spent_today_won=1_000)) == [
        ("balance", True),
        ("per_day", True),
        ("per_meal", True),
        ("shop_partly", False),
        ("items", False),
        ("uses_per_day", False),
    ]


@pytest.mark.parametrize(
    "card",
    [
        None,
        replace(CARD, spent_today_won=None),
        replace(CARD, spent_today_won=9_000),
        replace(CARD, as_of=NOON - timedelta(hours=1)),
    ],
)
def test_how_often_a_card_was_used_is_never_certain(card: CardBalance | None) -> None:
    assert codes(rule=THRICE, card=card) == [("uses_per_day", False)]


def test_where_nothing_was_spent_that_day_it_was_not_used_too_often() -> None:
    assert codes(rule=THRICE) == []


def test_a_card_that_is_not_for_weekends_was_used_on_one() -> None:
    rule = replace(RULE, weekends=False)

    assert NOON.weekday() == 5
    assert codes(rule=rule) == [("weekend", True)]
    assert codes(rule=replace(RULE, weekends=True)) == []
    friday = NOON - timedelta(days=1)
    assert codes(replace(PAID, at=friday), rule, replace(CARD, as_of=friday)) == []


def test_more_than_a_whole_day_allows_never_fits_whatever_was_spent() -> None:
    rule = replace(RULE, per_meal_won="none")

    assert codes(replace(PAID, price_won=28_501), rule, None) == [("over_day_limit", True)]
    assert codes(replace(PAID, price_won=28_500), rule, None) == []


def test_the_smaller_day_limit_of_card_and_place_is_the_one_that_was_passed() -> None:
    rule = replace(RULE, per_meal_won="none")
    card = replace(CARD, per_day_won=20_000, spent_today_won=None, per_meal_won="none")
    found = why_refused(replace(PAID, price_won=20_001), rule, card, SETTINGS)

    assert [(one.code, one.is_sure, one.facts) for one in found.reasons] == [
        ("over_day_limit", True, {"limit": 20_000})
    ]


def test_a_rule_of_long_ago_is_only_possible() -> None:
    attempt = replace(PAID, shop_kind="주점")

    assert codes(attempt, replace(RULE, is_old=True)) == [("shop_refused", False)]


def test_absence_from_a_list_says_nothing_where_a_network_takes_the_card() -> None:
    attempt = replace(PAID, acceptance="U")

    assert codes(attempt) == []
    assert codes(attempt, replace(RULE, merchant_model="list")) == [("shop_not_accepting", False)]


def test_what_nobody_knows_is_named_and_is_no_reason() -> None:
    found = why_refused(Attempt(at=NOON), CardRule(), None, SETTINGS)

    assert found.reasons == ()
    assert set(found.unknown) == {
        "price", "shop_kind", "acceptance", "kinds", "hours", "uses_per_day",
        "balance", "per_meal", "per_day", "per_month",
    }  # fmt: skip
    assert said(found) == ["why_unknown"]
    assert "남은 돈" in lines_of(found)[0].facts["names"]


def test_an_empty_card_is_a_reason_without_a_price() -> None:
    attempt = replace(PAID, price_won=None)

    assert codes(attempt, card=replace(CARD, balance_won=0)) == [("balance", True)]
    assert codes(attempt) == []


def test_an_empty_card_is_told_with_who_can_help_and_no_place_to_go() -> None:
    found = why_refused(PAID, RULE, replace(CARD, balance_won=0), SETTINGS)

    assert said(found) == ["balance_empty"]
    assert all("129" in way and "주민센터" in way for way in phrases()["balance_empty"])


def test_a_balance_seen_long_ago_is_not_told_to_be_empty_now() -> None:
    old = replace(CARD, as_of=NOON - timedelta(hours=3), balance_won=0)

    assert said(why_refused(PAID, RULE, old, SETTINGS))[0] == "maybe_balance"


def test_a_place_with_published_rules_gets_its_own_answer() -> None:
    rule = rule_on("서울특별시 도봉구", NOON.date(), shipped_rules(), CardRuleSettings())
    found = why_refused(replace(PAID, price_won=12_000), rule, None, SETTINGS)

    assert [(reason.code, reason.is_sure) for reason in found.reasons] == [("over_rate", False)]
    assert lines_of(found)[0].phrase == "maybe_over_rate"
    assert lines_of(found)[0].facts == {"rate": 9_500}
    assert {"hours", "balance"} <= set(found.unknown)


ATTEMPTS = st.builds(
    Attempt,
    at=st.integers(0, 1439).map(lambda minute: NOON.replace(hour=minute // 60, minute=minute % 60)),
    price_won=st.one_of(st.none(), st.integers(1, 50_000)),
    shop_kind=st.sampled_from([None, "한식", "편의점", "주점", "카페"]),
    acceptance=st.sampled_from(["Y", "P", "N", "U"]),
    is_alcohol_led=st.sampled_from([True, False, None]),
)
SEEN = st.one_of(
    st.none(),
    st.builds(
        CardBalance,
        as_of=st.just(NOON),
        balance_won=st.one_of(st.none(), st.integers(0, 60_000)),
        spent_today_won=st.one_of(st.none(), st.integers(0, 60_000)),
        per_day_won=st.sampled_from([None, "none", 28_500]),
    ),
)
KNOWN = st.sampled_from(
    [
        CardRule(),
        CardRule(rate_won=9_500),
        THRICE,
        replace(RULE, weekends=False),
        replace(RULE, merchant_model="list", per_day_won=None),
    ]
)


@given(ATTEMPTS, SEEN, KNOWN)
def test_everything_found_can_be_said_in_korean(
    attempt: Attempt, card: CardBalance | None, rule: CardRule
) -> None:
    lines = lines_of(why_refused(attempt, rule, card, SETTINGS))

    assert 1 <= len(lines) <= 4
    for line in lines:
        for way in phrases()[line.phrase]:
            assert fill(way, line.facts).endswith(("요.", "요?"))


@pytest.mark.parametrize("minutes", [-30, 30])
def test_what_the_issuer_saw_long_before_or_after_a_payment_is_no_certainty(minutes: int) -> None:
    then = replace(PAID, at=NOON + timedelta(minutes=minutes))

    assert codes(then, card=replace(CARD, balance_won=3_000)) == [("balance", False)]
    assert codes(card=replace(CARD, balance_won=3_000)) == [("balance", True)]


def test_a_time_that_is_only_guessed_makes_no_certainty_of_the_hours() -> None:
    late = replace(PAID, at=NOON.replace(hour=22))

    assert codes(late) == [("outside_hours", True)]
    assert codes(replace(late, is_exact=False)) == [("outside_hours", False)]


@given(ATTEMPTS, SEEN, KNOWN)
def test_a_price_that_can_surely_be_paid_has_no_reason_of_money(
    attempt: Attempt, card: CardBalance | None, rule: CardRule
) -> None:
    left = available(card, rule, attempt.at, SETTINGS)
    found = {reason.code for reason in why_refused(attempt, rule, card, SETTINGS).reasons}
    money = found & {"balance", "per_meal", "per_day", "per_month"}

    if left.won is not None and attempt.price_won is not None:
        assert bool(money) == (attempt.price_won > left.won)
