"""A choice redeems its coupons once, however often and in whatever order it is told."""

import asyncio
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.coupons import Coupon, Order
from dure.assistants.meals.redeem import Redemption, redeem, times_used
from dure.embedded.events import SqliteEventLog
from dure.errors import Conflict, KeyReused
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import Event, NewEvent
from dure.ports.events import Append, EventLog

NOON: Final = datetime(2026, 11, 30, 12, 0, tzinfo=SEOUL)
COUPON: Final = Coupon(
    id="once", kind="amount", value=1000, starts=date(2026, 11, 1), ends=date(2026, 11, 30)
)


def order(price: int = 8000, at: datetime = NOON) -> Order:
    return Order(price_won=price, shop="s", category="분식", takes_card=True, good_shop=None, at=at)


def taken(past: list[Redemption], key: str, person: str = "child", at: datetime = NOON) -> int:
    """Redeem as an appender does; returns what is paid."""
    one = redeem(order(at=at), [COUPON], key=key, person=person, past=past)
    past.append(one)
    return one.paid_won


def test_two_clicks_at_once_redeem_once() -> None:
    first = redeem(order(), [COUPON], key="choice", person="child", past=[])

    second = redeem(order(), [COUPON], key="choice", person="child", past=[first])

    assert second == first
    assert times_used([first, second], "child") == {"once": 1}


async def recorded(log: EventLog, key: str) -> Redemption:
    """Redeem against a log that others write to: append at the length read, or read again."""
    while True:
        events = await log.read_stream("t", "coupons:child")
        past = [redemption_of(event) for event in events]
        one = redeem(order(), [COUPON], key=key, person="child", past=past)
        if one in past:
            return one
        plain = {**asdict(one), "at": one.at.isoformat()}
        event = NewEvent(kind="meals.coupons_redeemed", open=plain)
        write = Append(tenant="t", stream="coupons:child", events=(event,), expect=len(events))
        with suppress(Conflict):
            await log.append([write])
            return one


def redemption_of(event: Event) -> Redemption:
    plain: dict[str, Any] = dict(event.open)
    at, coupons = datetime.fromisoformat(plain["at"]), tuple(plain["coupons"])
    return Redemption(**{**plain, "at": at, "coupons": coupons})


@pytest.mark.parametrize(
    ("keys", "paid"),
    [(["one", "one"], [7000, 7000]), (["one", "two"], [7000, 8000]), (["a"] * 5, [7000] * 5)],
)
async def test_clicks_at_once_on_one_log_spend_a_coupon_once(
    tmp_path: Path, keys: list[str], paid: list[int]
) -> None:
    log = SqliteEventLog(tmp_path / "events.db", StillClock(NOON))

    told = await asyncio.gather(*(recorded(log, key) for key in keys))

    events = await log.read_stream("t", "coupons:child")
    await log.close()
    assert sorted(one.paid_won for one in told) == paid
    assert len(events) == len(set(keys))
    assert times_used(map(redemption_of, events), "child") == {"once": 1}


def test_a_click_after_the_coupon_ended_finds_what_was_redeemed() -> None:
    first = redeem(order(), [COUPON], key="choice", person="child", past=[])

    late = redeem(
        order(at=NOON + timedelta(days=1)), [COUPON], key="choice", person="child", past=[first]
    )

    assert late == first


def test_a_second_choice_pays_in_full_and_another_person_does_not() -> None:
    past: list[Redemption] = []

    assert taken(past, "one") == 7000
    assert taken(past, "two") == 8000
    assert taken(past, "three", person="friend") == 7000


def test_a_key_of_another_choice_is_refused() -> None:
    first = redeem(order(), [COUPON], key="choice", person="child", past=[])

    with pytest.raises(KeyReused):
        redeem(order(), [COUPON], key="choice", person="friend", past=[first])
    with pytest.raises(KeyReused):
        redeem(order(9000), [COUPON], key="choice", person="child", past=[first])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(("child", "friend")))))
def test_nobody_uses_a_coupon_more_often_than_allowed(clicks: list[tuple[str, str]]) -> None:
    past: list[Redemption] = []
    for choice, person in clicks:
        taken(past, f"{person}-{choice}", person=person)

    assert all(times_used(past, person)["once"] <= 1 for person in ("child", "friend"))
    assert times_used([*past, *reversed(past)], "child") == times_used(past, "child")
