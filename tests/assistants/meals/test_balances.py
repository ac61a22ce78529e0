import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.balances import BalanceBook, SyncSettings
from dure.embedded.balance import MadeIssuer, Temper, made_issuer
from dure.errors import LateAnswer, StorageFull
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.balance import CardBalance, CardIssuer

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
ONE = CardBalance(as_of=NOON, balance_won=5_000)


class Rows:
    """Takes down what is written; full: as a disk is."""

    def __init__(self) -> None:
        self.written: list[dict[str, CardBalance]] = []
        self.full = False

    async def __call__(self, rows: Mapping[str, CardBalance]) -> None:
        if self.full:
            raise StorageFull
        self.written.append(dict(rows))


async def at_once(seconds: float) -> None:
    """Waits for nothing."""


@pytest.fixture
def clock() -> StillClock:
    return StillClock(NOON)


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def issuer(clock: StillClock) -> MadeIssuer:
    return MadeIssuer({"a": ONE, "b": ONE}, clock, at_once)


@pytest.fixture
def book(issuer: MadeIssuer, clock: StillClock, rows: Rows) -> BalanceBook:
    return BalanceBook(issuer, clock, write=rows)


async def test_only_what_changed_is_written(
    book: BalanceBook, issuer: MadeIssuer, rows: Rows
) -> None:
    await book.refresh(["a", "b"])
    await book.refresh(["a", "b"])
    issuer.put("b", replace(ONE, balance_won=700))
    went = await book.refresh(["a", "b"])

    assert [sorted(written) for written in rows.written] == [["a", "b"], ["b"]]
    assert rows.written[1]["b"].balance_won == 700
    assert (went.asked, went.changed, went.left) == (2, 1, 0)


async def test_an_unchanged_answer_is_still_newer(
    book: BalanceBook, clock: StillClock, rows: Rows
) -> None:
    await book.refresh(["a"])
    clock.move(300)
    await book.refresh(["a"])

    kept = book.of("a")
    assert kept is not None
    assert kept.as_of == NOON + timedelta(seconds=300)
    assert len(rows.written) == 1


@pytest.mark.parametrize(
    ("temper", "code"),
    [(Temper(failing=1.0), "unavailable"), (Temper(late=1.0), "late_answer")],
)
async def test_a_failure_leaves_the_answer_before_with_its_time(
    book: BalanceBook, issuer: MadeIssuer, clock: StillClock, temper: Temper, code: str
) -> None:
    await book.refresh(["a"])
    issuer.temper = temper
    clock.move(300)
    went = await book.refresh(["a"])

    assert book.of("a") == ONE
    assert went.failed == {code: 1}


async def test_a_card_of_which_nothing_is_known_is_no_zero(
    book: BalanceBook, issuer: MadeIssuer, rows: Rows
) -> None:
    issuer.temper = Temper(failing=1.0)
    await book.refresh(["a"])

    assert book.of("a") is None
    assert rows.written == []


async def test_a_card_that_the_issuer_knows_no_more_is_unknown_again(
    book: BalanceBook, issuer: MadeIssuer
) -> None:
    await book.refresh(["a", "b"])
    issuer.withdraw("a")
    went = await book.refresh(["a", "b"])

    assert book.of("a") is None
    assert book.of("b") is not None
    assert went.failed == {"not_found": 1}


async def test_an_older_answer_does_not_take_the_place_of_a_newer_one(
    book: BalanceBook, issuer: MadeIssuer, rows: Rows
) -> None:
    await book.refresh(["a"])
    issuer.temper = Temper(stale_s=600)
    issuer.put("a", replace(ONE, balance_won=90_000))
    await book.refresh(["a"])

    assert book.of("a") == ONE
    assert len(rows.written) == 1


async def test_what_could_not_be_written_comes_again(book: BalanceBook, rows: Rows) -> None:
    rows.full = True
    with pytest.raises(StorageFull):
        await book.refresh(["a"])
    rows.full = False
    await book.refresh(["a"])

    assert [sorted(written) for written in rows.written] == [["a"]]


async def test_a_card_that_is_asked_about_no_more_is_forgotten(book: BalanceBook) -> None:
    await book.refresh(["a", "b"])
    await book.refresh(["a"])

    assert book.of("b") is None


async def test_a_round_comes_every_five_minutes(
    book: BalanceBook, clock: StillClock, rows: Rows
) -> None:
    assert await book.do_due(lambda: ["a"]) == 300
    clock.move(299)
    assert await book.do_due(lambda: ["a", "b"]) == 1
    clock.move(1)
    assert await book.do_due(lambda: ["a", "b"]) == 300

    assert [sorted(written) for written in rows.written] == [["a"], ["b"]]


async def test_an_issuer_that_is_down_is_not_asked_about_every_card(
    clock: StillClock, rows: Rows
) -> None:
    issuer = made_issuer("made://?cards=1000&failing=1", clock, at_once)
    book = BalanceBook(
        issuer, clock, write=rows, settings=SyncSettings(at_once=4, give_up_after=10)
    )
    cards = [f"card-{number}" for number in range(1000)]
    went = await book.refresh(cards)
    issuer.temper = Temper()
    clock.move(300)
    again = await book.refresh(cards)

    assert 10 <= went.asked < 20
    assert went.left == 1000 - went.asked
    assert (again.asked, again.changed, again.left) == (1000, 1000, 0)


class Dying(CardIssuer):
    """Answers so many questions, and then none any more."""

    def __init__(self, answers: int) -> None:
        self.left = answers

    async def balance(self, card: str) -> CardBalance:
        self.left -= 1
        if self.left < 0:
            raise LateAnswer
        return ONE

    async def close(self) -> None:
        """Nothing to let go of."""


async def test_a_round_keeps_what_was_answered_before_the_issuer_died(
    clock: StillClock, rows: Rows
) -> None:
    book = BalanceBook(Dying(30), clock, write=rows, settings=SyncSettings(at_once=1))
    went = await book.refresh([f"card-{number}" for number in range(1000)])

    assert (went.changed, went.asked, went.failed) == (30, 54, {"late_answer": 24})
    assert len(rows.written[0]) == 30


class Counting(CardIssuer):
    """Counts how many ask at a time."""

    def __init__(self) -> None:
        self.now = self.most = 0

    async def balance(self, card: str) -> CardBalance:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        return ONE

    async def close(self) -> None:
        """Nothing to let go of."""


async def test_no_more_than_so_many_questions_are_under_way(clock: StillClock, rows: Rows) -> None:
    issuer = Counting()
    book = BalanceBook(issuer, clock, write=rows, settings=SyncSettings(at_once=3))
    cards = [f"card-{number}" for number in range(50)]

    await asyncio.gather(book.refresh(cards), book.refresh(cards))

    assert issuer.most == 3
    assert len(rows.written) == 1


@given(st.integers(0, 50), st.floats(0, 1), st.floats(0, 1))
async def test_however_the_issuer_fails_no_balance_is_invented(
    seed: int, failing: float, late: float
) -> None:
    clock, rows = StillClock(NOON), Rows()
    address = f"made://?cards=20&seed={seed}"
    cards = [f"card-{number}" for number in range(20)]
    honest = made_issuer(address, clock, at_once)
    troubled = made_issuer(f"{address}&failing={failing}&late={late}", clock, at_once)
    book = BalanceBook(troubled, clock, write=rows)

    for _ in range(3):
        clock.move(300)
        await book.refresh(cards)

    for card in cards:
        kept = book.of(card)
        assert kept is None or kept.says_the_same(await honest.balance(card))
    written = [card for row in rows.written for card in row]
    assert len(written) == len(set(written))
