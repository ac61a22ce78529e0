"""What coupons say themselves: whether they combine, their last day, worth and minimum."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.assistants.meals.paying import NOON

from dure.app.wire import open_house
from dure.assistants.meals.coupon_asked import CouponTopic
from dure.assistants.meals.coupons import Coupon
from dure.assistants.meals.phrases import phrases
from dure.assistants.meals.skills.coupon_facts import facts_of
from dure.engine.assistant import Answer, Heard, Scene
from dure.engine.person import Notes
from dure.engine.session import Session
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings

FIRST = Coupon(
    id="a", kind="amount", value=500, starts=date(2026, 11, 1), ends=date(2026, 11, 30),
    stacks=True,
)  # fmt: skip
LAST = replace(FIRST, id="b", value=2_000, ends=date(2026, 12, 24), min_order_won=5_000)
CARD = replace(FIRST, id="c", target="card")
RATE = replace(FIRST, id="d", kind="rate", value=10, stacks=False)


def told(topic: CouponTopic, *coupons: Coupon, **slots: Any) -> Answer:  # noqa: ANN401 - slots
    scene = Scene(
        heard=Heard(text="쿠폰"), intent="COUPON_INQUIRY", slots=slots, session=Session(id="s"),
        notes=Notes(), now=datetime(2026, 11, 21, 12, tzinfo=SEOUL), turn="t", owner=_nobody,
    )  # fmt: skip
    return facts_of(topic, coupons, scene)


def _nobody() -> Any:  # noqa: ANN401 - no graph is begun
    raise AssertionError


def said(answer: Answer) -> list[str]:
    return [one.phrase for one in answer.lines]


def test_coupons_of_one_target_are_never_used_together() -> None:
    assert said(told("stacking", FIRST, LAST)) == ["coupon_stack_none"]


def test_coupons_of_several_targets_are_counted() -> None:
    answer = told("stacking", FIRST, CARD, RATE)

    assert said(answer) == ["coupon_stack_some"]
    assert answer.lines[0].facts == {"all": 3, "count": 2}


def test_the_first_and_the_last_day_are_told() -> None:
    assert told("expiry", FIRST, LAST).lines[0].facts == {
        "first": "11월 30일",
        "last": "12월 24일",
    }
    assert said(told("expiry", FIRST, CARD)) == ["coupon_ends_all"]


def test_amounts_and_shares_are_told_apart() -> None:
    bands = [one.facts["band"] for one in told("worth", FIRST, LAST, RATE).lines]

    assert bands == ["500원~2,000원", "10%"]


@pytest.mark.parametrize(
    ("coupons", "phrases_said"),
    [
        ((FIRST, LAST), ["coupon_minimum", "coupon_minimum_free"]),
        ((LAST,), ["coupon_minimum"]),
        ((FIRST,), ["coupon_minimum_none"]),
    ],
)
def test_the_least_that_must_be_bought_is_told(
    coupons: tuple[Coupon, ...], phrases_said: list[str]
) -> None:
    assert said(told("minimum", *coupons)) == phrases_said


def test_of_an_amount_that_is_not_known_that_is_said_first() -> None:
    assert said(told("stacking", FIRST, CARD, coupon_amount=3_000)) == [
        "coupon_not_listed",
        "coupon_stack_some",
    ]
    assert said(told("stacking", FIRST, CARD, coupon_amount=500)) == ["coupon_stack_some"]


def test_where_there_is_none_that_is_said() -> None:
    assert said(told("expiry")) == ["coupon_none_there"]


def test_every_number_is_in_the_record() -> None:
    answer = told("worth", FIRST, LAST, RATE)

    assert {500, 2_000, 10} <= {figure.value for figure in answer.figures}
    assert all(phrases()[one.phrase] for one in answer.lines)


@pytest.mark.parametrize("asks", ["그 쿠폰 언제까지야", "그거 언제까지 쓸수있어"])
async def test_the_coupon_just_told_of_is_meant(tmp_path: Path, asks: str) -> None:
    settings = Settings({"DURE_DATA_DIR": str(tmp_path), "DURE_MEALS_COUPONS": "demo"})
    house = open_house(settings, only=["meals"], clock=StillClock(NOON))
    told = [
        await house.turns.take("meals", TurnRequest(text=text, session="s", user="kim"))
        for text in ("떡볶이 먹고싶어", "1번 쿠폰쓰면 얼마야", asks)
    ]
    await house.close()
    used = {coupon["id"] for item in told[1].items for coupon in item["coupons"]}

    assert used
    assert {item["id"] for item in told[2].items} == used
