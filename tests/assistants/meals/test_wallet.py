"""The loop that asks for balances, and what is known of a card while it goes well or badly."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.adapters.scripted_issuer import ScriptedIssuer
from tests.assistants.meals.paying import NOON, RICH, Paying, holding

from dure.adapters.card_issuer import HttpCardIssuer
from dure.assistants.meals.cards import CardTable
from dure.assistants.meals.wallet import Wallet, WalletSettings
from dure.embedded.balance import Temper, made_issuer
from dure.embedded.telemetry import SilentTelemetry
from dure.kernel.clock import SEOUL, StillClock
from dure.ports.balance import CardBalance
from dure.ports.telemetry import Fact, Level

TABLE = {"kim": {"card": "a", "place": "도봉구"}, "lee": {"card": "b"}}


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, TABLE)
    made.issuer.put("a", RICH)
    made.issuer.put("b", holding(700))
    yield made
    await made.close()


async def test_what_the_issuer_says_is_known_after_a_round(paying: Paying) -> None:
    assert paying.wallet.purse("main", "kim", NOON).state == "not_seen"
    await paying.wallet.round()
    purse = paying.wallet.purse("main", "kim", NOON)

    assert (purse.state, purse.place) == ("seen", "서울특별시 도봉구")
    assert (purse.money.won, purse.money.bound_by) == (9_500, "per_meal")
    assert paying.wallet.purse("main", "nobody", NOON).state == "no_card"
    assert paying.wallet.purse("other", "kim", NOON).state == "no_card"


class NotingTelemetry(SilentTelemetry):
    """Keeps the lines it is given."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, Fact]] = []

    def note(self, event: str, *, level: Level = "info", **facts: Fact) -> None:
        self.lines.append((event, level, facts.get("count")))


async def test_a_card_that_the_issuer_does_not_know_is_told_and_counted() -> None:
    clock, telemetry = StillClock(NOON), NotingTelemetry()
    table = CardTable("cards", lambda _: '{"user": "kim", "card": "a"}')
    issuer = made_issuer("made://?cards=0", clock)
    wallet = Wallet(WalletSettings(), clock, table, telemetry, issuer=issuer)
    states = [wallet.purse("main", "kim", NOON).state]

    for known in (False, False, True):
        if known:
            issuer.put("a", RICH)
        await wallet.round()
        states.append(wallet.purse("main", "kim", NOON).state)
        clock.move(300)

    assert states == ["not_seen", "unknown_card", "unknown_card", "seen"]
    assert telemetry.lines == [
        ("meals.cards_unknown", "warning", 1),
        ("meals.cards_unknown", "info", 0),
    ]


async def test_the_loop_asks_at_once_and_ends_cleanly(paying: Paying) -> None:
    await paying.wallet.start()
    await paying.wallet.start()  # A second time changes nothing.
    async with asyncio.timeout(5):
        await _seen(paying)
    await paying.wallet.stop()
    await paying.wallet.stop()

    assert [t for t in asyncio.all_tasks() if "Wallet" in repr(t.get_coro())] == []


async def test_whoever_waits_for_the_first_round_finds_what_it_brought(paying: Paying) -> None:
    await paying.wallet.settle()  # Nothing was begun, so nothing is waited for.
    assert paying.wallet.purse("main", "kim", NOON).state == "not_seen"
    await paying.wallet.start()
    await paying.wallet.settle()

    assert paying.wallet.purse("main", "kim", NOON).state == "seen"


async def _seen(paying: Paying) -> None:
    heard = asyncio.Event()
    ask = paying.issuer.balance

    async def noted(card: str) -> CardBalance:
        heard.set()
        return await ask(card)

    paying.issuer.balance = noted  # type: ignore[method-assign]
    await heard.wait()


async def test_a_round_is_due_every_five_minutes(paying: Paying) -> None:
    assert await paying.wallet.round() == 300
    paying.issuer.put("a", holding(1_000))
    paying.clock.move(299)
    assert await paying.wallet.round() == 1
    assert paying.wallet.purse("main", "kim", NOON).card != holding(1_000)

    paying.clock.move(1)
    await paying.wallet.round()
    purse = paying.wallet.purse("main", "kim", paying.clock.now())
    assert purse.card is not None
    assert purse.card.balance_won == 1_000


async def test_a_table_that_changes_is_heeded_and_a_broken_one_is_not(paying: Paying) -> None:
    await paying.wallet.round()
    paying.table.write_text("{", encoding="utf-8")
    paying.clock.move(300)
    await paying.wallet.round()
    assert paying.wallet.purse("main", "kim", NOON).state == "seen"

    paying.write({"park": {"card": "a"}})
    paying.clock.move(300)
    await paying.wallet.round()
    assert paying.wallet.purse("main", "kim", NOON).state == "no_card"
    assert paying.wallet.purse("main", "park", NOON).state == "seen"


async def test_a_table_that_is_gone_leaves_what_was_read(paying: Paying) -> None:
    await paying.wallet.round()
    paying.table.unlink()
    paying.clock.move(300)
    await paying.wallet.round()

    assert paying.wallet.purse("main", "kim", NOON).state == "seen"


@pytest.mark.parametrize("temper", [Temper(failing=1.0), Temper(late=1.0), Temper(latency_s=99)])
async def test_a_feed_that_is_down_leaves_the_last_word_until_it_is_too_old(
    paying: Paying, temper: Temper
) -> None:
    await paying.wallet.round()
    paying.issuer.temper = temper
    for _ in range(4):
        paying.clock.move(300)
        await paying.wallet.round()
    purse = paying.wallet.purse("main", "kim", paying.clock.now())
    assert purse.money.is_stale
    assert purse.fresh.won == 9_500

    paying.clock.move(6 * 3_600)
    purse = paying.wallet.purse("main", "kim", paying.clock.now())
    assert purse.money.won == 9_500  # Told with its age,
    assert purse.fresh.won is None  # but it hides no meal.
    assert purse.fresh.at_most_won == 28_500  # The limit of the place is as good as ever.


async def test_what_is_told_late_is_told_with_its_time(paying: Paying) -> None:
    paying.issuer.temper = Temper(stale_s=3_600)
    await paying.wallet.round()
    money = paying.wallet.purse("main", "kim", NOON).money

    assert money.is_stale
    assert money.as_of == NOON - timedelta(hours=1)


@pytest.fixture
def server() -> Iterator[ScriptedIssuer]:
    made = ScriptedIssuer(
        {"a": {"as_of": "2026-11-21T12:00:00+09:00", "balance": 4_000, "daily_limit": None}}
    )
    yield made
    made.close()


@pytest.mark.parametrize(
    ("trouble", "status", "content"),
    [
        ("", 200, None),
        *((trouble, 200, None) for trouble in ("silent", "drips", "drops", "cut", "huge")),
        *(("", status, None) for status in (500, 302, 401, 204)),
        *(("", 200, said) for said in (b"<html>it works!", b'{"balance": -5}', b"[]", b"")),
    ],
)
async def test_a_server_that_answers_nonsense_makes_no_balance(
    tmp_path: Path, server: ScriptedIssuer, trouble: str, status: int, content: bytes | None
) -> None:
    server.trouble, server.status, server.content = trouble, status, content
    server.location = "http://127.0.0.1:1/"
    # Who answers at all is given time, however busy the machine is.
    timeout_s = 0.2 if trouble in ("silent", "drips") else 10.0
    issuer = HttpCardIssuer(server.url, StillClock(NOON), timeout_s=timeout_s)
    paying = Paying(tmp_path, TABLE, issuer=issuer)
    await paying.wallet.round()
    purse = paying.wallet.purse("main", "kim", NOON)
    is_good = (trouble, status, content) == ("", 200, None)

    assert purse.state == ("seen" if is_good else "not_seen")
    assert (purse.card.balance_won if purse.card else None) == (4_000 if is_good else None)
    await paying.close()


async def test_a_balance_from_the_future_is_no_balance(
    tmp_path: Path, server: ScriptedIssuer
) -> None:
    server.cards["a"]["as_of"] = "2026-11-22T12:00:00+09:00"
    issuer = HttpCardIssuer(server.url, StillClock(NOON))
    paying = Paying(tmp_path, TABLE, issuer=issuer)
    await paying.wallet.round()

    assert paying.wallet.purse("main", "kim", NOON).state == "not_seen"
    await paying.close()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


SPENT = CardBalance(
    as_of=NOON,
    balance_won=50_000,
    spent_today_won=28_500,
    per_day_won=28_500,
    spent_month_won=300_000,
    per_month_won=300_000,
    per_meal_won=9_500,
)


@pytest.mark.parametrize(
    ("seen", "now", "won"),
    [
        # The last second of a day, and the first of the next: the day's limit begins anew.
        ("2026-11-21T23:59:00", "2026-11-21T23:59:59", 0),
        ("2026-11-21T23:59:00", "2026-11-22T00:00:00", None),
        # The end of a month: nobody knows what comes and goes with it.
        ("2026-11-30T23:59:00", "2026-11-30T23:59:59", 0),
        ("2026-11-30T23:59:00", "2026-12-01T00:00:00", None),
        ("2026-12-31T23:59:59", "2027-01-01T00:00:00", None),
        # The same moment told in another zone is the same day in Seoul.
        ("2026-11-22T00:00:00", "2026-11-22T00:00:30", 0),
    ],
)
async def test_days_and_months_end_in_seoul(
    paying: Paying, seen: str, now: str, won: int | None
) -> None:
    paying.clock.move((at(now) - NOON).total_seconds())
    paying.issuer.put("a", replace(SPENT, per_month_won="none"))
    paying.issuer.temper = Temper(stale_s=(at(now) - at(seen)).total_seconds())
    await paying.wallet.round()

    assert paying.wallet.purse("main", "kim", at(now)).fresh.won == won


async def test_the_month_and_the_balance_are_unknown_in_the_next_one(paying: Paying) -> None:
    paying.issuer.put("a", SPENT)
    await paying.wallet.round()
    next_month = paying.wallet.purse("main", "kim", at("2026-12-01T00:00:00"))

    assert set(next_month.money.unknown) == {"balance", "per_day", "per_month"}
    assert not next_month.is_empty


async def test_the_turn_never_waits_for_the_table(paying: Paying) -> None:
    """A large table is read beside the loop, in a thread of its own."""
    threads = []
    read = paying.wallet._table._read

    def noted(path: str) -> str:
        threads.append(threading.current_thread())
        return read(path)

    paying.wallet._table._read = noted
    await paying.wallet.round()

    assert threads
    assert threading.main_thread() not in threads
