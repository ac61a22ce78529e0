"""The desk where notices are made and sent: an outbox in each person's own stream.

A notice is in the log before anything is done with it. That its sending begins is written before
it is sent, by whoever finds the stream as long as they believed; so it is sent at most once,
also by two processes and across a crash. What a dead process had begun is not sent again.
"""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dure.engine import person
from dure.engine.assistant import Answer, Assistant, Line
from dure.engine.notices import (
    BEGUN,
    CLICKED,
    DELIVERED,
    DROPPED,
    FAILED,
    MADE,
    OPENED,
    UNWANTED,
    WANTED,
    Draft,
    KeptNotice,
    NoticeSettings,
    Outbox,
    Subject,
    fold_outbox,
    made,
    may_make,
    places_for,
    rings_until,
    rule,
    same_address,
    shown,
)
from dure.engine.person import fold_notes
from dure.engine.projections import WANTING
from dure.engine.reply import say
from dure.engine.widen import spoken
from dure.errors import Conflict, DureError, GuardianNeeded, LateAnswer, NotFound, RateLimited
from dure.kernel.clock import Clock
from dure.kernel.events import Event, Json, NewEvent
from dure.kernel.ids import Ids
from dure.kernel.turns import Figure
from dure.korean.particles import fill
from dure.ports.events import Append, EventLog
from dure.ports.notices import SOCKET, Notice, NoticeTarget, Notifier
from dure.ports.telemetry import Telemetry
from dure.trust.consent import ConsentBook
from dure.trust.retention import HISTORY, PROFILE, person_of
from dure.trust.seal import Sealer
from dure.watch.projections import Projector

_MOST_TARGETS: Final = 10
_AT_ONCE: Final = 20
"""People who are sent something at once: a push service that hangs costs ten seconds of each."""
_ROUNDS: Final = 5
"""Looks at one person, where somebody else writes into their stream meanwhile."""
_PATH: Final = "/#notice="


@dataclass(frozen=True, kw_only=True)
class DeskParts:
    """What a desk works with. consents: None asks nobody."""

    log: EventLog
    sealer: Sealer
    clock: Clock
    projector: Projector
    telemetry: Telemetry
    consents: ConsentBook | None = None


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A person's outbox, and all of their stream as it could be read."""

    box: Outbox
    events: list[tuple[Event, Json | None]]


class NoticeDesk:
    """Makes notices, sends them, and writes down what came of them.

    notifiers: by channel; what has none is not sent there.
    """

    def __init__(
        self,
        parts: DeskParts,
        assistants: Mapping[str, Assistant],
        *,
        settings: NoticeSettings,
        notifiers: Mapping[str, Notifier],
    ) -> None:
        self._parts, self._settings = parts, settings
        self._assistants = {name: one for name, one in assistants.items() if one.tells}
        self._notifiers = notifiers
        self._ids, self._looking = Ids(parts.clock), asyncio.Lock()

    async def close(self) -> None:
        """Let go of the channels."""
        for notifier in self._notifiers.values():
            await notifier.close()

    @property
    def tellers(self) -> tuple[str, ...]:
        """Return the assistants that tell people of something."""
        return tuple(self._assistants)

    async def want(
        self, assistant: str, who: NoticeTarget, channel: str, address: Mapping[str, str]
    ) -> str:
        """Tell a person there from now on and return the target's id; the same place once.

        Raises NotFound for an assistant that tells nothing, or a channel that is not here,
        InvalidInput for what is no address of it, GuardianNeeded for a child of whom nothing may
        be remembered, RateLimited for more places than a person has.
        """
        self._named(assistant)
        notifier = self._notifiers.get(channel)
        if notifier is None:
            raise NotFound(what="알림 방법")
        notifier.check(address)
        if not await self._may_remember(who):
            raise GuardianNeeded
        box = (await self._read(assistant, who)).box
        known = same_address(box.targets, channel, address)
        if known is not None:
            return known
        if len(box.targets) >= _MOST_TARGETS:
            raise RateLimited(retry_s=86_400)
        target = self._ids.new()
        said = {"target": target, "channel": channel, "address": dict(address)}
        await self._write(assistant, who, WANTED, said, open_part={"target": target})
        return target

    async def unwant(self, who: NoticeTarget, target: str) -> bool:
        """Tell a person there no more; return whether they were told there."""
        for assistant in self._assistants:
            box = (await self._read(assistant, who)).box
            if mine := [one for one in box.targets if one.id == target]:
                await self._let_go(assistant, who, mine[0])
                return True
        return False

    async def unread(self, who: NoticeTarget) -> list[Json]:
        """Return what a person has not opened yet, newest first, of all assistants."""
        found: list[Json] = []
        for assistant in self._assistants:
            box = (await self._read(assistant, who)).box
            found += [{**shown(one), "assistant": assistant} for one in box.unread]
        return sorted(found, key=lambda one: str(one["at"]), reverse=True)

    async def mark(self, who: NoticeTarget, notice: str, *, clicked: bool = False) -> bool:
        """Write down that a person opened a notice, or clicked on it; return whether it is news.

        Raises NotFound for a notice that is not theirs.
        """
        for assistant in self._assistants:
            one = (await self._read(assistant, who)).box.kept.get(notice)
            if one is None:
                continue
            if one.is_clicked or (one.is_opened and not clicked):
                return False
            await self._write(assistant, who, CLICKED if clicked else OPENED, self._of(one))
            return True
        raise NotFound(what="알림")

    async def offer(self, assistant: str, who: NoticeTarget, drafts: Iterable[Draft]) -> list[str]:
        """Make notices of drafts, as far as they may be, and return their ids; sends nothing."""
        box = (await self._read(assistant, who)).box
        return (await self._make(assistant, who, drafts, box))[1]

    async def round(self, assistant: str) -> int:
        """Find out what there is to tell everybody who wants it, send what may go; return how many.

        One whom it fails with does not keep the others waiting.
        """
        snapshot = await self._parts.projector.catch_up(WANTING)
        at_once = asyncio.Semaphore(_AT_ONCE)
        everybody = (page_of(*whose) for whose in _wanting(snapshot.state, assistant))
        return sum(
            await asyncio.gather(*(self._attend_one(assistant, who, at_once) for who in everybody))
        )

    async def _attend_one(
        self, assistant: str, who: NoticeTarget, at_once: asyncio.Semaphore
    ) -> int:
        async with at_once:
            try:
                return await self.attend(assistant, who)
            except Exception as error:  # noqa: BLE001 - what one person's data do to us is theirs
                self._parts.telemetry.mishap("notices.person_failed", error, assistant=assistant)
                return 0

    async def attend(self, assistant: str, who: NoticeTarget) -> int:
        """Look after one person: make what there is to tell, send what may go; return how many.

        Of whom nothing may be remembered, nothing is looked at.
        """
        value = self._named(assistant)
        if not await self._may_remember(who):
            return 0
        async with self._looking:
            read = await self._read(assistant, who)
            drafts = list(_told(value, who, read, self._now()))
            # A look holds everybody up for as long as it takes: turns go on between two of them.
            await asyncio.sleep(0)
        box, _ = await self._make(assistant, who, drafts, read.box)
        return await self._send_waiting(assistant, who, box)

    async def _make(
        self, assistant: str, who: NoticeTarget, drafts: Iterable[Draft], box: Outbox
    ) -> tuple[Outbox, list[str]]:
        """Make notices of drafts; return the outbox after it, and the ids."""
        ids: list[str] = []
        for draft in drafts:
            notice = self._ids.new()
            for _ in range(_ROUNDS):
                if notice in ids or not may_make(draft, box, self._now()):
                    break
                text = self._text(assistant, draft, notice)
                said = made(draft, notice=notice, text=text, now=self._now())
                # Of two that find the same thing at once, one makes it.
                with suppress(Conflict):
                    await self._write(assistant, who, MADE, said, expect=box.length)
                    ids.append(notice)
                box = (await self._read(assistant, who)).box
        return box, ids

    async def _send_waiting(self, assistant: str, who: NoticeTarget, box: Outbox) -> int:
        """Send what may go and return how many. box: as it was read last."""
        sent = 0
        for waiting in box.waiting:
            for _ in range(_ROUNDS):
                notice = box.kept.get(waiting.id)
                if notice is None or notice.state != "waiting":
                    break  # It was forgotten, or another process sends it.
                ruling = rule(notice, box, self._now(), self._settings)
                if ruling.verdict == "later":
                    break
                # Where somebody wrote into the stream meanwhile, it is ruled anew.
                with suppress(Conflict):
                    if ruling.verdict == "go":
                        sent += await self._send(assistant, who, notice, box)
                    else:
                        said = {**self._of(notice), "why": ruling.why}
                        await self._write(assistant, who, DROPPED, said, expect=box.length)
                box = (await self._read(assistant, who)).box
        return sent

    async def _send(
        self, assistant: str, who: NoticeTarget, notice: KeptNotice, box: Outbox
    ) -> bool:
        """Send a notice to the first place that takes it."""
        await self._write(assistant, who, BEGUN, self._of(notice), expect=box.length)
        sender = self._sender(assistant)
        told = Notice(
            id=notice.id,
            kind=notice.kind,
            sender=sender,
            title=self._title(assistant, sender),
            path=_PATH + notice.id,
            until=rings_until(notice, self._now(), self._settings),
        )
        for target in places_for(box, who):
            notifier = self._notifiers.get(target.channel)
            if notifier is None:
                continue
            try:
                await notifier.send(told, target)
            except NotFound:
                if target.channel != SOCKET:
                    await self._let_go(assistant, who, target)
                continue
            except LateAnswer:
                return False  # It may have arrived: it is not sent a second time.
            except DureError as error:
                self._parts.telemetry.mishap("notices.not_sent", error, channel=target.channel)
                continue
            said = {**self._of(notice), "channel": target.channel}
            await self._write(assistant, who, DELIVERED, said)
            return True
        await self._write(assistant, who, FAILED, self._of(notice))
        return False

    async def _let_go(self, assistant: str, who: NoticeTarget, target: NoticeTarget) -> None:
        about = {"target": target.id}
        await self._write(assistant, who, UNWANTED, about, open_part=about)

    async def _read(self, assistant: str, who: NoticeTarget) -> _Read:
        stream = person.stream_of(assistant, who.user)
        events = [
            (event, self._parts.sealer.open(event))
            for event in await self._parts.log.read_stream(who.tenant, stream)
        ]
        return _Read(box=fold_outbox(who, assistant, events), events=events)

    async def _write(
        self,
        assistant: str,
        who: NoticeTarget,
        happened: str,
        said: Json,
        *,
        open_part: Json | None = None,
        expect: int | None = None,
    ) -> None:
        """Append to a person's stream, sealed. Raises Conflict if it is not as long as expected."""
        stream, sealer = person.stream_of(assistant, who.user), self._parts.sealer
        today = self._now().date().isoformat()
        # A place to be told at lasts until the person lets it go; what was told, for a year.
        retention = PROFILE if happened in (WANTED, UNWANTED) else HISTORY
        key_id = sealer.current_key(person_of(who.tenant, who.user), retention, today)
        sealed = sealer.seal(said, key_id=key_id, tenant=who.tenant, stream=stream)
        event = NewEvent(kind=f"{assistant}.{happened}", open=open_part or {}, sealed=sealed)
        append = Append(tenant=who.tenant, stream=stream, events=(event,), expect=expect)
        await self._parts.log.append([append])

    async def _may_remember(self, who: NoticeTarget) -> bool:
        consents = self._parts.consents
        return consents is None or (await consents.of(who.tenant, who.user)).may_remember

    def _named(self, assistant: str) -> Assistant:
        value = self._assistants.get(assistant)
        if value is None:
            raise NotFound(what="알림을 보내는 도우미")
        return value

    def _text(self, assistant: str, draft: Draft, notice: str) -> str:
        """Return a draft in words; a number that it does not hold raises UnfoundedFigure."""
        figures = tuple(
            Figure(value=number, unit="", measure=draft.kind, source="notice")
            for number in draft.numbers
        )
        line = Line(phrase=draft.phrase, facts=draft.facts)
        phrases = spoken(self._assistants[assistant].phrases)
        return say(Answer(lines=(line,), figures=figures), phrases, turn=notice)

    def _sender(self, assistant: str) -> str:
        value = self._assistants[assistant]
        return value.title or value.name

    def _title(self, assistant: str, sender: str) -> str:
        phrases = spoken(self._assistants[assistant].phrases)
        return fill(phrases["notice_title"][0], {"name": sender})

    def _of(self, notice: KeptNotice) -> Json:
        return {"id": notice.id, "at": self._now().isoformat()}

    def _now(self) -> datetime:
        return self._parts.clock.now()


def page_of(tenant: str, user: str) -> NoticeTarget:
    """Return a person as the target of whatever page they have open."""
    return NoticeTarget(id="page", channel=SOCKET, tenant=tenant, user=user)


def _told(value: Assistant, who: NoticeTarget, read: _Read, now: datetime) -> Iterable[Draft]:
    """Return what there is to tell a person; nothing where nobody wants to be told."""
    if not read.box.targets or value.tells is None or read.box.is_off:
        return ()
    return value.tells(_subject(value, who, read), now)


def _subject(value: Assistant, who: NoticeTarget, read: _Read) -> Subject:
    history: Json | None = None
    if value.history is not None:
        history = value.history.empty()
        for event, said in read.events:
            history = value.history.step(history, event, said)
    return Subject(
        tenant=who.tenant,
        user=who.user,
        notes=fold_notes(read.events),
        history=history,
        happened=tuple((event.kind, said) for event, said in read.events if said is not None),
    )


def _wanting(state: Json, assistant: str) -> list[tuple[str, str]]:
    prefix = person.stream_of(assistant, "")
    return [
        (tenant, stream.removeprefix(prefix))
        for tenant, streams in state.items()
        for stream in streams
        if stream.startswith(prefix)
    ]
