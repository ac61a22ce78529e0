"""What a person may be told, when and where: decided by what was told them before.

An assistant finds out what there is to tell (a draft); whether that becomes a notice, and when it
goes, is decided here and by nothing else. Nothing goes out at night: it waits for the morning.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any, Final, Literal

from dure.engine.person import Notes, note, notes_of
from dure.errors import BadSetting
from dure.kernel.clock import SEOUL
from dure.kernel.events import Event, Json
from dure.ports.notices import ALIMTALK, FCM, SOCKET, WEB_PUSH, NoticeTarget

WANTED: Final = "notice_wanted"
UNWANTED: Final = "notice_unwanted"
MADE: Final = "notice_made"
BEGUN: Final = "notice_begun"
DELIVERED: Final = "notice_delivered"
FAILED: Final = "notice_failed"
DROPPED: Final = "notice_dropped"
OPENED: Final = "notice_opened"
CLICKED: Final = "notice_clicked"
"""What happens to notices, after the assistant's name and a dot."""
UNSENT: Final = "unsent"
"""Why a notice was given up that no channel took."""
OFF: Final = "notification_off"
"""The value of a person's note `setting` that switches all notices off."""

_ORDER: Final = (SOCKET, WEB_PUSH, FCM, ALIMTALK)
"""Whoever looks at our page is told there; what costs money comes last."""
_TRIES: Final = 7
_FIRST_WAIT: Final = timedelta(minutes=15)
"""Doubled at every try: the last of seven is tried 16 hours after the first."""
_DAY: Final = timedelta(days=1)

Verdict = Literal["go", "later", "never"]


@dataclass(frozen=True, kw_only=True)
class NoticeSettings:
    """How people are told of something while they do not talk to us."""

    quiet_from: str = "21:00"
    """From then on nothing is sent (Asia/Seoul); if it is also the end, there is no night."""
    quiet_until: str = "08:00"
    """What waited for the morning goes from then on."""
    per_day: int = 2
    """Most that one person is sent in a day."""
    every_minutes: int = 15
    """Between two looks for something to tell; divides a day without rest."""
    contact: str = ""
    """`mailto:` or `https:` whom the makers of browsers may ask about what we send; empty: no Web
    Push, and nothing leaves this machine."""
    push_hosts: str = ""
    """Push services beside the known ones, with commas: `push.example.org`, `*.example.org`."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Of whom it is asked what there is to tell them.

    history: what the assistant's fold made of what happened to them; None if it has none.
    happened: what of it can be read, oldest first, as (kind, what was said).
    """

    tenant: str
    user: str
    notes: Notes
    history: Json | None = None
    happened: tuple[tuple[str, Json], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Something to tell a person, before it is decided whether.

    kind: "coupon_expiring". key: what it is about; the same is told once in `again_after`, or once
    for ever where that is None. until: when it is no news any more, None if it stays one.
    phrase, facts: how it is said. numbers: those in the facts, so that the text may hold them.
    """

    kind: str
    key: str
    phrase: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    numbers: tuple[int, ...] = ()
    again_after: timedelta | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class KeptNotice:
    """A notice that was made. sent_at: when its sending began, None while it is not sent.

    state: waiting until it begins; unsure if it began and nobody wrote down how it ended; unsent
    if nothing took it, so that only the page shows it; dropped if it is not to be shown.
    tried_at: when it was last tried, None if never.
    """

    id: str
    kind: str
    key: str
    text: str
    at: datetime
    until: datetime | None = None
    state: Literal["waiting", "unsure", "delivered", "unsent", "dropped"] = "waiting"
    sent_at: datetime | None = None
    tried_at: datetime | None = None
    tries: int = 0
    is_opened: bool = False
    is_clicked: bool = False


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """What a person was told and where they want to be told, folded from their stream.

    length: events in the stream. is_off: they switched notices off.
    """

    kept: Mapping[str, KeptNotice] = field(default_factory=dict)
    targets: tuple[NoticeTarget, ...] = ()
    is_off: bool = False
    length: int = 0

    @property
    def waiting(self) -> list[KeptNotice]:
        """Return what is still to go, oldest first."""
        return sorted(
            (one for one in self.kept.values() if one.state == "waiting"),
            key=lambda one: (one.at, one.id),
        )

    @property
    def unread(self) -> list[KeptNotice]:
        """Return what the person has not opened yet, newest first."""
        open_ones = (o for o in self.kept.values() if o.state != "dropped" and not o.is_opened)
        return sorted(open_ones, key=lambda one: (one.at, one.id), reverse=True)


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """Whether a notice goes now. why: for "never"."""

    verdict: Verdict
    why: str = ""


Tells = Callable[[Subject, datetime], Iterable[Draft]]
"""What there is to tell a person at a moment. It may say the same again and again: whether that
becomes a notice is decided by what was told before."""


def may_make(draft: Draft, box: Outbox, now: datetime) -> bool:
    """Whether a draft becomes a notice: not twice, not for who switched them off, not too late."""
    if box.is_off or (draft.until is not None and now >= draft.until):
        return False
    told = [one.at for one in box.kept.values() if one.key == draft.key]
    if not told:
        return True
    return draft.again_after is not None and now - max(told) >= draft.again_after


def rule(notice: KeptNotice, box: Outbox, now: datetime, settings: NoticeSettings) -> Ruling:
    """Return whether a notice of the outbox goes now, later or never."""
    if notice.state != "waiting":
        return Ruling(verdict="never", why="sent")
    if box.is_off:
        return Ruling(verdict="never", why="off")
    if notice.tries >= _TRIES:
        return Ruling(verdict="never", why=UNSENT)
    at = _first_moment(box, max(now, _again_at(notice, now)), settings)
    if notice.until is not None and at >= notice.until:
        return Ruling(verdict="never", why="late")
    return Ruling(verdict="go" if at <= now else "later")


def rings_until(notice: KeptNotice, now: datetime, settings: NoticeSettings) -> datetime | None:
    """Return when what goes now may ring no more: it is no news then, or it is night.

    None if neither ever comes.
    """
    ends = [at for at in (notice.until, _night_after(now, settings)) if at is not None]
    return min(ends, default=None)


def is_quiet(now: datetime, settings: NoticeSettings) -> bool:
    """Whether it is night for notices; the first minute of it is, its end is not."""
    begins, ends = quiet_hours(settings)
    at = now.astimezone(SEOUL).time()
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends


def quiet_hours(settings: NoticeSettings) -> tuple[time, time]:
    """Return when the night begins and ends.

    Raises BadFile for what is no time of day.
    """
    try:
        return (time.fromisoformat(settings.quiet_from), time.fromisoformat(settings.quiet_until))
    except ValueError as error:
        raise BadSetting(file="notices.quiet_from", why="21:00처럼 적어 주세요.") from error


def places_for(box: Outbox, person: NoticeTarget) -> list[NoticeTarget]:
    """Return where to try, best first: an open page, then the newest of each channel.

    person: the target of their open pages.
    """
    newest_first = [person, *reversed(box.targets)]
    known = [target for target in newest_first if target.channel in _ORDER]
    return sorted(known, key=lambda target: _ORDER.index(target.channel))


def _again_at(notice: KeptNotice, now: datetime) -> datetime:
    if notice.tried_at is None or notice.tries < 1:
        return now
    return notice.tried_at + _FIRST_WAIT * (1 << (notice.tries - 1))


def _first_moment(box: Outbox, now: datetime, settings: NoticeSettings) -> datetime:
    """Return now, or the first moment by day on a day on which not too many went out."""
    at = _by_day(now, settings)
    while _sent_on(box, at) >= max(settings.per_day, 1):
        local = at.astimezone(SEOUL)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        at = _by_day(midnight + _DAY, settings)
    return at


def _by_day(now: datetime, settings: NoticeSettings) -> datetime:
    if not is_quiet(now, settings):
        return now
    local, ends = now.astimezone(SEOUL), quiet_hours(settings)[1]
    morning = datetime.combine(local.date(), ends, tzinfo=SEOUL)
    return morning if morning > local else morning + _DAY


def _night_after(now: datetime, settings: NoticeSettings) -> datetime | None:
    begins, ends = quiet_hours(settings)
    if begins == ends:
        return None
    local = now.astimezone(SEOUL)
    evening = datetime.combine(local.date(), begins, tzinfo=SEOUL)
    return evening if evening > local else evening + _DAY


def _sent_on(box: Outbox, at: datetime) -> int:
    day = at.astimezone(SEOUL).date()
    sent = (one.sent_at for one in box.kept.values())
    return sum(1 for one in sent if one is not None and one.astimezone(SEOUL).date() == day)


def fold_outbox(
    person: NoticeTarget, assistant: str, events: Iterable[tuple[Event, Json | None]]
) -> Outbox:
    """Return a person's outbox from their stream (with what could be unsealed).

    person: whose it is. What was sealed with a key that is gone is as if it had never been.
    """
    kept: dict[str, KeptNotice] = {}
    targets: dict[str, NoticeTarget] = {}
    noted: Json = {}
    length = 0
    for event, said in events:
        length, noted = event.position + 1, note(noted, event, said)
        name, _, happened = event.kind.partition(".")
        if name != assistant or said is None:
            continue
        if happened in (WANTED, UNWANTED):
            _want(targets, happened, said, person)
        elif happened == MADE:
            kept.setdefault(said["id"], _made(said))
        elif said.get("id") in kept:
            kept[said["id"]] = _after(kept[said["id"]], happened, said)
    is_off = notes_of(noted).values.get("setting") == OFF
    return Outbox(kept=kept, targets=tuple(targets.values()), is_off=is_off, length=length)


def _want(
    targets: dict[str, NoticeTarget], happened: str, said: Json, person: NoticeTarget
) -> None:
    targets.pop(said["target"], None)
    if happened == WANTED:
        targets[said["target"]] = replace(
            person, id=said["target"], channel=said["channel"], address=said["address"]
        )


def _made(said: Json) -> KeptNotice:
    until = said["until"]
    return KeptNotice(
        id=said["id"],
        kind=said["kind"],
        key=said["key"],
        text=said["text"],
        at=datetime.fromisoformat(said["at"]),
        until=datetime.fromisoformat(until) if until else None,
    )


def _after(one: KeptNotice, happened: str, said: Json) -> KeptNotice:
    """Return a notice after one more event; what it does not know leaves it as it is."""
    if happened == BEGUN:
        at = datetime.fromisoformat(said["at"])
        return replace(one, state="unsure", sent_at=at, tried_at=at, tries=one.tries + 1)
    if happened == FAILED:
        # It was certainly not sent: it may go again, and counts for no day.
        return replace(one, state="waiting", sent_at=None)
    if happened == DELIVERED:
        return replace(one, state="delivered")
    if happened == DROPPED:
        return replace(one, state="unsent" if said.get("why") == UNSENT else "dropped")
    if happened == OPENED:
        return replace(one, is_opened=True)
    if happened == CLICKED:
        return replace(one, is_opened=True, is_clicked=True)
    return one


def shown(one: KeptNotice) -> Json:
    """Return a notice as its person reads it."""
    return {"id": one.id, "kind": one.kind, "text": one.text, "at": one.at.isoformat()}


def made(draft: Draft, *, notice: str, text: str, now: datetime) -> Json:
    """Return what is written down, sealed, of a notice that is made."""
    return {
        "id": notice,
        "kind": draft.kind,
        "key": draft.key,
        "text": text,
        "at": now.isoformat(),
        "until": draft.until.isoformat() if draft.until else None,
    }


def same_address(
    targets: Sequence[NoticeTarget], channel: str, address: Mapping[str, str]
) -> str | None:
    """Return the id of a target that is already there, None if there is none."""
    for target in targets:
        if target.channel == channel and dict(target.address) == dict(address):
            return target.id
    return None
