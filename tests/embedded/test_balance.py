from datetime import datetime

import pytest

from dure.app.plugs import plug
from dure.embedded.balance import MadeIssuer, Temper, made_issuer
from dure.errors import BadFile, DureError
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.balance import CardBalance

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)


class Waits:
    """Remembers how long somebody would have waited."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)


async def outcomes(issuer: MadeIssuer, questions: int = 200) -> list[str]:
    told = []
    for number in range(questions):
        try:
            card = await issuer.balance(f"card-{number % 10}")
        except DureError as error:
            told.append(error.code)
        else:
            told.append(str(card.balance_won))
    return told


async def test_the_same_seed_goes_wrong_in_the_same_way() -> None:
    url = "made://?cards=10&seed={}&failing=0.2&late=0.1&latency_s=0.2"
    first, again, other = [
        await outcomes(made_issuer(url.format(seed), StillClock(NOON), Waits()))
        for seed in (7, 7, 8)
    ]

    assert first == again
    assert first != other
    assert 0.1 < first.count("unavailable") / len(first) < 0.3
    assert 0.04 < first.count("late_answer") / len(first) < 0.2


async def test_answers_take_as_long_as_they_are_told_to() -> None:
    waits = Waits()
    issuer = made_issuer("made://?cards=10&latency_s=0.2", StillClock(NOON), waits)

    await outcomes(issuer, 500)

    assert 0.18 < sum(waits.waited) / 500 < 0.22
    assert max(waits.waited) <= 0.4


async def test_nobody_waits_longer_than_one_is_patient() -> None:
    waits = Waits()
    issuer = made_issuer("made://?cards=10&latency_s=5&patience_s=3", StillClock(NOON), waits)

    told = await outcomes(issuer)

    assert max(waits.waited) == 3
    assert "late_answer" in told


async def test_a_card_holds_what_the_issuer_put_on_it() -> None:
    issuer = MadeIssuer({}, StillClock(NOON), Waits(), temper=Temper())
    issuer.put("a", CardBalance(as_of=NOON, balance_won=700))

    assert (await issuer.balance("a")).balance_won == 700


@pytest.mark.parametrize(
    "asked",
    ["cards=x", "failing=2", "late=-1", "latency_s=nan", "stale_s=inf", "colour=red", "cards=-1"],
)
def test_an_address_with_a_value_that_does_not_fit_is_refused(asked: str) -> None:
    with pytest.raises(BadFile):
        made_issuer(f"made://?{asked}", StillClock(NOON), Waits())


def test_it_is_named_by_its_address() -> None:
    assert plug("balance", "made://?cards=3") is made_issuer
