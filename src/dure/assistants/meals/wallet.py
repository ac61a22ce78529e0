"""What is known of the money on people's cards, and the loop that asks for it.

The issuer is asked in the background and never within a turn: a turn looks at what was said last,
with its time. What nobody knows stays unknown.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from dure.assistants.meals.alarm import LowBalanceAlarm
from dure.assistants.meals.available import MoneySettings, available
from dure.assistants.meals.balances import BalanceBook, SyncSettings
from dure.assistants.meals.card_rules import CardRule, CardRuleSettings, rule_on, shipped_rules
from dure.assistants.meals.cards import CardRow, CardTable
from dure.assistants.meals.convenience import StoreRow
from dure.assistants.meals.purse import Purse, State
from dure.errors import DureError
from dure.kernel.clock import SEOUL, Clock
from dure.ports.balance import CardBalance, CardIssuer
from dure.ports.telemetry import Level, Telemetry

_AGAIN: Final = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class WalletSettings:
    """How money is looked at; each part from a section of its own. table: the rules of places.

    items: an operator's rules of convenience stores.
    """

    rules: CardRuleSettings = field(default_factory=CardRuleSettings)
    money: MoneySettings = field(default_factory=MoneySettings)
    sync: SyncSettings = field(default_factory=SyncSettings)
    municipality: str = ""
    table: tuple[CardRule, ...] = field(default_factory=shipped_rules)
    items: tuple[StoreRow, ...] = ()


class Wallet:
    """Knows whose card is whose, and what their issuer said of it."""

    def __init__(
        self,
        settings: WalletSettings,
        clock: Clock,
        table: CardTable,
        telemetry: Telemetry,
        *,
        issuer: CardIssuer | None = None,
        alarm: LowBalanceAlarm | None = None,
    ) -> None:
        """issuer: None where none is connected. alarm: None tells nobody that little is left."""
        self._settings, self._clock, self._table = settings, clock, table
        self._telemetry, self._issuer, self._alarm = telemetry, issuer, alarm
        self._again: dict[CardRow, datetime] = {}
        self._book: BalanceBook | None = None
        self._unknown_cards = 0
        self._asked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        if issuer is not None:
            self._book = BalanceBook(issuer, clock, write=self._changed, settings=settings.sync)

    def purse(self, tenant: str, user: str, at: datetime, *, said_place: str = "") -> Purse:
        """Return what is known of a person's card, for a meal at a moment.

        said_place: the municipality that the person named, "" if none. The operator's table knows
        better; the default of the settings knows less.
        """
        row = self._table.cards.of(tenant, user)
        place = (row.place if row else "") or said_place or self._settings.municipality
        rule = self.rule_of(place, at)
        card = self._book.of(row.card) if self._book is not None and row is not None else None
        money, now = self._settings.money, self._clock.now()
        usable = timedelta(seconds=money.usable_s)
        is_usable = card is not None and now - card.as_of <= usable
        return Purse(
            state=self._state(row, card),
            place=place,
            rule=rule,
            own_items=self._settings.items,
            card=card,
            money=available(card, rule, at, money, asked_at=now),
            fresh=available(card if is_usable else None, rule, at, money, asked_at=now),
        )

    def rule_of(self, place: str, at: datetime) -> CardRule:
        """Return the rule of a place on the day of a moment in Seoul."""
        day = at.astimezone(SEOUL).date()
        return rule_on(place, day, self._settings.table, self._settings.rules)

    @property
    def money(self) -> MoneySettings:
        """Return when a balance is old."""
        return self._settings.money

    def _state(self, row: CardRow | None, card: CardBalance | None) -> State:
        if self._book is None:
            return "no_issuer"
        if row is None:
            return "no_card"
        if card is not None:
            return "seen"
        return "unknown_card" if row.card in self._book.unknown else "not_seen"

    async def start(self) -> None:
        """Begin to ask the issuer, if one is connected; it is closed with `stop`."""
        if self._book is not None and self._task is None:
            self._task = asyncio.create_task(self._run())

    async def settle(self) -> None:
        """Wait until the first round is over, once it was begun."""
        if self._task is not None:
            await self._asked.wait()

    async def stop(self) -> None:
        """Ask no more; what was under way is dropped."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._issuer is not None:
            await self._issuer.close()

    async def _run(self) -> None:
        wait_s = 0.0
        while True:
            await asyncio.sleep(wait_s)
            wait_s = await self.round()
            self._asked.set()

    async def round(self) -> float:
        """Do what is due, and return the seconds until the next time.

        A failure is told and does not end it: the next round makes up for it.
        """
        wait_s = self._settings.sync.every_s
        try:
            await asyncio.to_thread(self._table.look)
        except DureError as error:
            self._telemetry.mishap("meals.cards_unread", error)
        if self._book is None:
            return wait_s
        try:
            wait_s = await self._book.do_due(lambda: self._table.cards.by_card)
            self._count_unknown(self._book)
            await self._look_again()
        except DureError as error:
            self._telemetry.mishap("meals.balances_failed", error)
        return wait_s

    def _count_unknown(self, book: BalanceBook) -> None:
        """Note how many cards the issuer does not know, whenever that is another number."""
        if (count := len(book.unknown)) != self._unknown_cards:
            self._unknown_cards = count
            level: Level = "warning" if count else "info"
            self._telemetry.note("meals.cards_unknown", level=level, count=count)

    async def _changed(self, rows: Mapping[str, CardBalance]) -> None:
        for token, said in rows.items():
            for who in self._table.cards.holders(token):
                await self._look(who, said)

    async def _look_again(self) -> None:
        now = self._clock.now()
        for who in [who for who, at in self._again.items() if at <= now]:
            said = self._book.of(who.card) if self._book is not None else None
            is_theirs = self._table.cards.of(who.tenant, who.user) == who
            del self._again[who]
            if said is not None and is_theirs:
                await self._look(who, said)

    async def _look(self, who: CardRow, said: CardBalance) -> None:
        """Let the alarm judge; one whom it fails with does not keep the others waiting."""
        if self._alarm is None:
            return
        self._again.pop(who, None)
        try:
            again = await self._alarm.look(who, said)
        except DureError as error:
            self._telemetry.mishap("meals.alarm_failed", error)
            again = self._clock.now() + _AGAIN
        if again is not None:
            self._again[who] = again
