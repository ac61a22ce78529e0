"""What every issuer of cards promises, run over every plug."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.adapters.scripted_issuer import ScriptedIssuer

from dure.adapters.card_issuer import HttpCardIssuer
from dure.embedded.balance import MadeIssuer, Temper
from dure.errors import LateAnswer, NotFound, Unavailable
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.balance import AMOUNT_FIELDS, LIMIT_FIELDS, CardBalance, CardIssuer

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
FULL = CardBalance(
    as_of=NOON,
    balance_won=50_000,
    spent_today_won=0,
    spent_month_won=90_000,
    per_day_won=28_500,
    per_month_won="none",
)
EMPTY = CardBalance(as_of=NOON, balance_won=0)


class Bench:
    """An issuer with the cards full, empty and silent (of which it knows nothing but a limit),
    and what makes it fail, be late or tell what it knew long ago.
    """

    issuer: CardIssuer

    def trouble(self, kind: str) -> None:
        raise NotImplementedError

    async def close(self) -> None:
        """Let go of the issuer, and of a server."""
        await self.issuer.close()


class MadeBench(Bench):
    def __init__(self) -> None:
        cards = {
            "full": FULL,
            "empty": EMPTY,
            "silent": CardBalance(as_of=NOON, per_meal_won=9_500),
        }
        self.made = MadeIssuer(cards, StillClock(NOON), self.wait)
        self.issuer = self.made

    async def wait(self, seconds: float) -> None:
        """Time is not real here."""

    def trouble(self, kind: str) -> None:
        tempers = {
            "failing": Temper(failing=1.0),
            "late": Temper(late=1.0),
            "stale": Temper(stale_s=3600),
        }
        self.made.temper = tempers[kind]


class HttpBench(Bench):
    def __init__(self) -> None:
        at = NOON.isoformat()
        full = {"balance": 50_000, "spent_today": 0, "spent_month": 90_000, "daily_limit": 28_500}
        self.server = ScriptedIssuer(
            {
                "full": {"as_of": at, **full, "monthly_limit": None},
                "empty": {"as_of": at, "balance": 0},
                "silent": {"as_of": at, "meal_limit": 9_500},
            }
        )
        self.patient = HttpCardIssuer(self.server.url, StillClock(NOON), timeout_s=10.0)
        self.hasty = HttpCardIssuer(self.server.url, StillClock(NOON), timeout_s=0.5)
        self.issuer = self.patient

    def trouble(self, kind: str) -> None:
        if kind == "failing":
            self.server.status = 503
        elif kind == "late":
            self.server.trouble, self.issuer = "silent", self.hasty
        else:
            self.server.cards["full"]["as_of"] = (NOON - timedelta(hours=1)).isoformat()

    async def close(self) -> None:
        await self.patient.close()
        await self.hasty.close()
        self.server.close()


@pytest.fixture(params=[MadeBench, HttpBench], ids=["made", "http"])
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    made: Bench = request.param()
    yield made
    await made.close()


async def test_what_is_known_of_a_card_is_told(bench: Bench) -> None:
    assert await bench.issuer.balance("full") == FULL


async def test_an_empty_card_is_empty(bench: Bench) -> None:
    assert (await bench.issuer.balance("empty")).balance_won == 0


async def test_what_the_issuer_does_not_say_is_unknown(bench: Bench) -> None:
    card = await bench.issuer.balance("silent")

    assert (card.balance_won, card.spent_today_won, card.per_day_won) == (None, None, None)
    assert card.per_meal_won == 9_500


async def test_a_card_that_nobody_issued_is_not_found(bench: Bench) -> None:
    with pytest.raises(NotFound):
        await bench.issuer.balance("nobody")


@pytest.mark.parametrize(("kind", "error"), [("failing", Unavailable), ("late", LateAnswer)])
async def test_trouble_is_told_and_no_balance_is_made_up(
    bench: Bench, kind: str, error: type[Exception]
) -> None:
    bench.trouble(kind)

    with pytest.raises(error):
        await bench.issuer.balance("full")


async def test_what_was_known_long_ago_bears_its_time(bench: Bench) -> None:
    bench.trouble("stale")

    assert (await bench.issuer.balance("full")).as_of == NOON - timedelta(hours=1)


async def test_many_may_ask_at_once(bench: Bench) -> None:
    asked = await asyncio.gather(*(bench.issuer.balance("full") for _ in range(20)))

    assert asked == [FULL] * 20


def amounts() -> Iterator[str]:
    yield from (*AMOUNT_FIELDS, *LIMIT_FIELDS)


@pytest.mark.parametrize("name", list(amounts()))
def test_a_negative_amount_is_a_slip(name: str) -> None:
    wrong: dict[str, Any] = {name: -1}

    with pytest.raises(ValueError, match=name):
        replace(FULL, **wrong)


def test_a_time_without_a_zone_is_a_slip() -> None:
    with pytest.raises(ValueError, match="zone"):
        CardBalance(as_of=NOON.replace(tzinfo=None))


def test_two_answers_that_differ_in_their_time_say_the_same() -> None:
    assert FULL.says_the_same(replace(FULL, as_of=NOON + timedelta(minutes=5)))
    assert not FULL.says_the_same(replace(FULL, balance_won=49_999))
    assert not EMPTY.says_the_same(replace(EMPTY, balance_won=None))
