"""Write down that little is left on a card, for those who want to be told of such things.

What stands in the person's stream is the only memory of it: whoever finds the stream longer than
they read it judges anew, so that of two processes one tells. Nothing is written of somebody of
whom nothing may be remembered, who wants no notices, or of whom nothing can be read (who was
forgotten, or never spoke to us).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dure.assistants.meals.available import MoneySettings
from dure.assistants.meals.cards import CardRow
from dure.assistants.meals.low_balance import (
    ALERT_BELOW,
    RECOVERED,
    TOLD,
    AlertSettings,
    alert_state,
    low_balance,
    quiet_until,
)
from dure.engine import person
from dure.engine.notices import Draft, Subject, fold_outbox
from dure.errors import Conflict
from dure.kernel.clock import Clock
from dure.kernel.events import Event, Json, NewEvent
from dure.ports.balance import CardBalance
from dure.ports.events import Append, EventLog
from dure.ports.notices import SOCKET, NoticeTarget
from dure.trust.consent import said_by
from dure.trust.retention import HISTORY, person_of
from dure.trust.seal import Sealer

KIND: Final = "balance_low"
_ASSISTANT: Final = "meals"
_ROUNDS: Final = 5
"""Looks at one person, where somebody else writes into their stream meanwhile."""
_UNWANTED_AGAIN: Final = timedelta(hours=1)
"""When somebody who wants no notices is looked at again: they may have changed their mind."""
_NEWS_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class LowBalanceAlarm:
    """Judges what changed on cards, and tells it to the log."""

    log: EventLog
    sealer: Sealer
    clock: Clock
    money: MoneySettings
    alerts: AlertSettings

    async def look(self, who: CardRow, card: CardBalance) -> datetime | None:
        """Judge what an issuer said of a person's card; write down a notice, or that it is over.

        Returns when to look again though nothing changes, None if only a change matters.
        Raises what the log raises.
        """
        for _ in range(_ROUNDS):
            try:
                return await self._judge(who, card)
            except Conflict:
                continue  # Somebody wrote into the stream: it is read and judged anew.
        return self.clock.now()

    async def _judge(self, who: CardRow, card: CardBalance) -> datetime | None:
        events = await self._readable(who)
        state = alert_state((event.kind, said) for event, said in events if said is not None)
        threshold = self._threshold(who, events)
        now = self.clock.now()
        ruled = low_balance(state, card, now, threshold_won=threshold, money=self.money)
        is_low = card.balance_won is not None and card.balance_won < threshold
        if ruled.state == state:
            is_waiting = is_low and state.is_armed
            return max(now, quiet_until(state) or now) if is_waiting else None
        if not _wants_notices(who, events) or not await self._may_remember(who):
            return now + _UNWANTED_AGAIN
        if ruled.left_won is None:
            await self._append(who, RECOVERED, {"at": now.isoformat()}, expect=len(events))
        else:
            said = {"at": now.isoformat(), "left_won": ruled.left_won}
            await self._append(who, TOLD, said, expect=len(events))
        return None

    def _threshold(self, who: CardRow, events: list[tuple[Event, Json | None]]) -> int:
        """Return what the person said; else what the operator's table says, or the settings."""
        said = person.fold_notes(events).values.get(ALERT_BELOW)
        named = (won for won in (said, who.threshold_won) if isinstance(won, int))
        return next(named, self.alerts.threshold_won)

    async def _readable(self, who: CardRow) -> list[tuple[Event, Json | None]]:
        stream = person.stream_of(_ASSISTANT, who.user)
        events = await self.log.read_stream(who.tenant, stream)
        return [(event, self.sealer.open(event)) for event in events]

    async def _may_remember(self, who: CardRow) -> bool:
        return (await said_by(self.log, self.sealer, who.tenant, who.user)).may_remember

    async def _append(self, who: CardRow, kind: str, said: Json, *, expect: int) -> None:
        stream = person.stream_of(_ASSISTANT, who.user)
        today = self.clock.now().date().isoformat()
        key_id = self.sealer.current_key(person_of(who.tenant, who.user), HISTORY, today)
        sealed = self.sealer.seal(said, key_id=key_id, tenant=who.tenant, stream=stream)
        event = NewEvent(kind=kind, sealed=sealed)
        append = Append(tenant=who.tenant, stream=stream, events=(event,), expect=expect)
        await self.log.append([append])


def _wants_notices(who: CardRow, events: list[tuple[Event, Json | None]]) -> bool:
    page = NoticeTarget(id="page", channel=SOCKET, tenant=who.tenant, user=who.user)
    box = fold_outbox(page, _ASSISTANT, events)
    return bool(box.targets) and not box.is_off


def balance_news(who: Subject, now: datetime) -> Iterator[Draft]:
    """Yield the notice of a balance that was found low within the last day, if it still is."""
    state = alert_state(who.happened)
    if state.is_armed or state.told_at is None or now >= state.told_at + _NEWS_FOR:
        return
    left = next(said["left_won"] for kind, said in reversed(who.happened) if kind == TOLD)
    yield Draft(
        kind=KIND,
        key=f"{KIND}:{state.told_at.isoformat()}",
        phrase="notice_balance_low" if left else "notice_balance_empty",
        facts={"left": left},
        numbers=(left,),
        until=state.told_at + _NEWS_FOR,
    )
