"""Notices stand in the log before they go, go once, and what came of them is written down."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.engine.parrot import PHRASES, parrot
from tests.killed import Death, DyingLog
from tests.pace import laps_beside

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.embedded.telemetry import SilentTelemetry
from dure.engine import person
from dure.engine.notice_desk import DeskParts, NoticeDesk, page_of
from dure.engine.notices import Draft, NoticeSettings, Subject
from dure.engine.person import NOTED
from dure.engine.projections import WANTING
from dure.errors import (
    GuardianNeeded,
    InvalidInput,
    LateAnswer,
    NotFound,
    RateLimited,
    Unavailable,
)
from dure.kernel.clock import StillClock
from dure.kernel.events import Event, NewEvent
from dure.ports.events import Append, EventLog
from dure.ports.notices import SOCKET, WEB_PUSH, Notice, NoticeTarget, Notifier
from dure.trust.consent import ConsentBook, ConsentSettings, Guardian
from dure.trust.mydata import MyData
from dure.trust.retention import PROFILE, forget, owned_by, person_of
from dure.trust.seal import Sealer
from dure.watch.projections import Projector

KIM = page_of("main", "kim")
PHONE = {"endpoint": "https://push/1", "p256dh": "p", "auth": "a"}
DESK = {"endpoint": "https://push/2", "p256dh": "p", "auth": "a"}
DRAFT = Draft(
    kind="news", key="news:1", phrase="news", facts={"n": 3, "what": "소식"}, numbers=(3,)
)


class Postman(Notifier):
    """Takes what it is given, or fails as it is told."""

    def __init__(self) -> None:
        self.sent: list[tuple[Notice, NoticeTarget]] = []
        self.error: Exception | None = None
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    def check(self, address: Mapping[str, str]) -> None:
        if not address:
            raise InvalidInput

    async def send(self, notice: Notice, target: NoticeTarget) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append((notice, target))
        if self.meanwhile is not None:
            await self.meanwhile()

    async def close(self) -> None:
        """Nothing is open."""


class Office:
    """A desk with one assistant that tells of `drafts`, and its two channels."""

    def __init__(
        self, log: EventLog, sealer: Sealer, clock: StillClock, store: SqliteStore
    ) -> None:
        self.log, self.sealer, self.clock, self.store = log, sealer, clock, store
        self.drafts: Sequence[Draft] = [DRAFT]
        self.asked: list[Subject] = []
        self.push, self.page = Postman(), Postman()
        self.page.error = NotFound(what="화면")
        self.consents: ConsentBook | None = None
        self.broken_by = ""

    def desk(self, settings: NoticeSettings | None = None) -> NoticeDesk:
        """A new process on the same log."""
        phrases = {**PHRASES, "news": ["{what|이} {n}개 있어요."]}
        value = replace(parrot(), title="앵무새", phrases=phrases, tells=self.tells)
        parts = DeskParts(
            log=self.log,
            sealer=self.sealer,
            clock=self.clock,
            projector=Projector(log=self.log, store=self.store, sealer=self.sealer),
            telemetry=SilentTelemetry(),
            consents=self.consents,
        )
        notifiers = {SOCKET: self.page, WEB_PUSH: self.push}
        return NoticeDesk(
            parts, {"parrot": value}, settings=settings or NoticeSettings(), notifiers=notifiers
        )

    def tells(self, who: Subject, now: datetime) -> Sequence[Draft]:
        self.asked.append(who)
        if who.user == self.broken_by:
            raise KeyError(who.user)
        return self.drafts

    async def kinds(self) -> list[str]:
        stream = person.stream_of("parrot", "kim")
        return [event.kind for event in await self.log.read_stream("main", stream)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "store.db")
    yield made
    made.close()


@pytest.fixture
def office(log: SqliteEventLog, sealer: Sealer, clock: StillClock, store: SqliteStore) -> Office:
    return Office(log, sealer, clock, store)


async def test_what_there_is_to_tell_is_made_sent_and_written_down_once(office: Office) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)

    counts = [await desk.round("parrot") for _ in range(3)]

    [(notice, target)] = office.push.sent
    assert counts == [1, 0, 0]
    assert notice.title == "앵무새 도우미에서 알려 드릴 게 있어요"
    assert notice.sender == "앵무새"
    assert notice.path == f"/#notice={notice.id}"
    assert dict(target.address) == PHONE
    assert await office.kinds() == [
        "parrot.notice_wanted",
        "parrot.notice_made",
        "parrot.notice_begun",
        "parrot.notice_delivered",
    ]


async def test_what_travels_does_not_say_what_it_is_about_and_the_stream_is_sealed(
    office: Office,
) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    await desk.round("parrot")

    [(notice, _)] = office.push.sent
    events = await office.log.read_stream("main", person.stream_of("parrot", "kim"))
    assert "소식" not in notice.title
    assert "push" not in str([event.open for event in events])
    assert (await desk.unread(KIM))[0]["text"] == "소식이 3개 있어요."


async def test_what_is_sent_in_the_evening_does_not_ring_at_night(
    office: Office, clock: StillClock
) -> None:
    clock.move((8 * 60 + 50) * 60)  # Ten minutes before the night.
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    await desk.round("parrot")

    [(notice, _)] = office.push.sent
    assert notice.until == clock.now() + timedelta(minutes=10)


async def test_at_night_it_is_made_and_goes_in_the_morning(
    office: Office, clock: StillClock
) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    clock.move(9.5 * 3600)  # 21:30
    at_night = await desk.round("parrot")
    office.drafts = []  # By the morning nobody finds it any more; it was made, so it is not lost.
    clock.move(10.5 * 3600)

    assert at_night == 0
    assert await office.desk().round("parrot") == 1


async def test_who_said_no_more_is_told_nothing(office: Office) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    await say_setting(office, "notification_off")

    assert await desk.round("parrot") == 0

    await say_setting(office, "notification_on")
    assert await desk.round("parrot") == 1


async def say_setting(office: Office, value: str) -> None:
    stream, day = person.stream_of("parrot", "kim"), office.clock.now().date().isoformat()
    key_id = office.sealer.current_key(person_of("main", "kim"), PROFILE, day)
    said = {"put": {"setting": value}}
    sealed = office.sealer.seal(said, key_id=key_id, tenant="main", stream=stream)
    event = NewEvent(kind=NOTED, open={"turn": "t"}, sealed=sealed)
    await office.log.append([Append(tenant="main", stream=stream, events=(event,))])


async def test_nobody_is_asked_about_who_wants_no_notices(office: Office) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    await desk.unwant(KIM, await desk.want("parrot", KIM, WEB_PUSH, PHONE))

    assert await desk.round("parrot") == 0
    assert office.asked == []


async def test_the_same_place_is_taken_down_once(office: Office) -> None:
    desk = office.desk()
    ids = [await desk.want("parrot", KIM, WEB_PUSH, dict(PHONE)) for _ in range(3)]

    assert len(set(ids)) == 1
    assert await desk.unwant(KIM, ids[0])
    assert not await desk.unwant(KIM, ids[0])
    assert not await desk.unwant(page_of("main", "lee"), ids[0])


async def test_a_place_of_a_channel_that_is_not_here_or_that_is_none_is_refused(
    office: Office,
) -> None:
    with pytest.raises(NotFound):
        await office.desk().want("parrot", KIM, "pigeon", PHONE)
    with pytest.raises(InvalidInput):
        await office.desk().want("parrot", KIM, WEB_PUSH, {})
    with pytest.raises(NotFound):
        await office.desk().want("nobody", KIM, WEB_PUSH, PHONE)
    assert await office.kinds() == []


async def test_nobody_has_more_than_ten_places(office: Office) -> None:
    desk = office.desk()
    for number in range(10):
        await desk.want("parrot", KIM, WEB_PUSH, {"endpoint": f"https://push/{number}"})

    with pytest.raises(RateLimited):
        await desk.want("parrot", KIM, WEB_PUSH, PHONE)


async def test_a_place_that_is_gone_is_forgotten(office: Office) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    office.push.error = NotFound(what="알림 받을 곳")

    await desk.round("parrot")

    assert (await office.kinds())[-2:] == ["parrot.notice_unwanted", "parrot.notice_failed"]


async def test_what_nobody_took_goes_later(office: Office, clock: StillClock) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    office.push.error = Unavailable(what="알림")
    failed = await desk.round("parrot")
    office.push.error = None
    at_once = await desk.round("parrot")
    clock.move(15 * 60)

    assert (failed, at_once, await desk.round("parrot")) == (0, 0, 1)


async def test_what_may_have_arrived_is_not_sent_again(office: Office, clock: StillClock) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    office.push.error = LateAnswer()
    await desk.round("parrot")
    office.push.error = None
    clock.move(24 * 3600)

    assert await desk.round("parrot") == 0
    assert len(await desk.unread(KIM)) == 1


async def test_an_open_page_is_told_before_a_device(office: Office) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    office.page.error = None

    await desk.round("parrot")

    assert (len(office.page.sent), len(office.push.sent)) == (1, 0)


@pytest.mark.parametrize("after", [False, True])
async def test_a_death_at_any_write_sends_no_notice_twice(
    tmp_path: Path, keys: SqliteKeyStore, clock: StillClock, *, after: bool
) -> None:
    for kill_at in range(1, 8):
        folder = tmp_path / f"{kill_at}"
        folder.mkdir()
        store = SqliteStore(folder / "store.db")
        log = DyingLog(folder / "events.db", kill_at=kill_at, after=after)
        sealer = Sealer(keys, random.Random(kill_at).randbytes)
        office = Office(log, sealer, clock, store)
        office.drafts = [DRAFT, replace(DRAFT, key="news:2")]
        try:
            await office.desk().want("parrot", KIM, WEB_PUSH, PHONE)
            await office.desk().round("parrot")
        except Death:
            pass
        office.log = SqliteEventLog(folder / "events.db", clock)
        for _ in range(3):
            await office.desk().round("parrot")

        ids = [notice.id for notice, _ in office.push.sent]
        assert len(ids) == len(set(ids)), kill_at
        assert len(ids) <= 2
        await office.log.close()
        store.close()


async def test_two_processes_at_once_send_each_notice_once(office: Office) -> None:
    await office.desk().want("parrot", KIM, WEB_PUSH, PHONE)
    office.drafts = [DRAFT, replace(DRAFT, key="news:2")]

    for _ in range(2):
        await asyncio.gather(*(office.desk().round("parrot") for _ in range(4)))

    ids = [notice.id for notice, _ in office.push.sent]
    assert len(ids) == len(set(ids)) == 2
    assert [kind for kind in await office.kinds() if kind.endswith("made")] == [
        "parrot.notice_made"
    ] * 2


async def test_what_another_process_sent_during_a_slow_sending_is_not_sent_again(
    office: Office,
) -> None:
    many = NoticeSettings(per_day=9)
    await office.desk().want("parrot", KIM, WEB_PUSH, PHONE)
    office.drafts = [DRAFT, replace(DRAFT, key="news:2")]

    async def other() -> None:
        office.push.meanwhile = None
        await office.desk(many).round("parrot")

    office.push.meanwhile = other
    await office.desk(many).round("parrot")

    ids = [notice.id for notice, _ in office.push.sent]
    assert len(ids) == len(set(ids)) == 2


async def test_a_push_service_that_hangs_holds_up_twenty_people_at_most(office: Office) -> None:
    desk = office.desk()
    for number in range(30):
        await desk.want("parrot", page_of("main", f"u{number}"), WEB_PUSH, PHONE)
    answers = asyncio.Event()
    office.push.meanwhile = answers.wait

    task = asyncio.create_task(desk.round("parrot"))
    async with asyncio.timeout(10):
        while len(office.push.sent) < 20:  # noqa: ASYNC110 - whoever sends tells nobody
            await asyncio.sleep(0.001)
    await asyncio.sleep(0.01)
    hanging = len(office.push.sent)
    answers.set()

    assert (hanging, await task) == (20, 30)


async def test_others_go_on_between_two_people_who_are_looked_at(office: Office) -> None:
    desk = office.desk()
    for number in range(30):
        await desk.want("parrot", page_of("main", f"u{number}"), WEB_PUSH, PHONE)
    office.drafts = []
    laps = await laps_beside(desk.round("parrot"))

    assert laps >= 30


async def test_what_waits_for_the_morning_is_read_once_a_look(
    tmp_path: Path, office: Office, clock: StillClock
) -> None:
    office.log = log = CountingLog(tmp_path / "counted.db", clock)
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    clock.move(9.5 * 3600)  # 21:30
    office.drafts = [replace(DRAFT, key=f"news:{number}") for number in range(5)]
    await desk.attend("parrot", KIM)
    log.reads = 0

    await desk.attend("parrot", KIM)

    assert log.reads == 1
    await log.close()


class CountingLog(SqliteEventLog):
    """Counts how often a stream is read."""

    reads = 0

    async def read_stream(self, tenant: str, stream: str, *, start: int = 0) -> list[Event]:
        self.reads += 1
        return await super().read_stream(tenant, stream, start=start)


async def test_what_a_person_opened_and_clicked_is_told_once(office: Office) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    await desk.round("parrot")
    notice = office.push.sent[0][0].id

    news = [await desk.mark(KIM, notice) for _ in range(2)]
    clicks = [await desk.mark(KIM, notice, clicked=True) for _ in range(2)]

    assert (news, clicks) == ([True, False], [True, False])
    assert (await office.kinds())[-2:] == ["parrot.notice_opened", "parrot.notice_clicked"]
    assert await desk.unread(KIM) == []


async def test_somebody_elses_notice_is_not_there(office: Office) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    await desk.round("parrot")

    with pytest.raises(NotFound):
        await desk.mark(page_of("main", "lee"), office.push.sent[0][0].id)
    with pytest.raises(NotFound):
        await desk.mark(page_of("other", "kim"), office.push.sent[0][0].id)
    assert await desk.unread(page_of("other", "kim")) == []


async def test_who_was_forgotten_is_told_nothing_and_nothing_of_them_is_left(
    office: Office, keys: SqliteKeyStore
) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    mine = owned_by(keys.ids(), person_of("main", "kim"))
    await forget(mine, keys=keys, log=office.log, tenant="main")

    assert await desk.round("parrot") == 0
    assert await desk.unread(KIM) == []


async def test_a_child_of_whom_nothing_may_be_remembered_is_asked_for_a_guardian(
    office: Office, keys: SqliteKeyStore
) -> None:
    office.consents = consents_of(office, keys)
    await office.consents.tell_age("main", "kim", under_14=True)

    with pytest.raises(GuardianNeeded):
        await office.desk().want("parrot", KIM, WEB_PUSH, PHONE)


async def test_a_child_who_wanted_notices_is_told_nothing_until_a_guardian_agreed(
    office: Office, keys: SqliteKeyStore
) -> None:
    office.consents = consents_of(office, keys)
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    await office.consents.tell_age("main", "kim", under_14=True)
    alone = await desk.round("parrot")

    assert (alone, office.asked) == (0, [])
    assert await office.kinds() == ["parrot.notice_wanted"]

    mother = Guardian(name="김보호", checked="phone")
    await office.consents.give("main", "kim", "guardian", how="command", guardian=mother)
    assert await desk.round("parrot") == 1


def consents_of(office: Office, keys: SqliteKeyStore) -> ConsentBook:
    log, sealer, clock = office.log, office.sealer, office.clock
    mydata = MyData(log=log, keys=keys, sealer=sealer, house="main", clear=lambda: None)
    return ConsentBook(
        log=log, sealer=sealer, clock=clock, mydata=mydata, settings=ConsentSettings(ask=True)
    )


async def test_one_person_with_whom_it_breaks_does_not_keep_the_others_waiting(
    office: Office,
) -> None:
    desk = office.desk()
    for user in ("jo", "kim", "lee"):
        await desk.want("parrot", page_of("main", user), WEB_PUSH, PHONE)
    office.broken_by = "kim"

    assert await desk.round("parrot") == 2
    assert sorted(target.user for _, target in office.push.sent) == ["jo", "lee"]


async def test_who_wants_notices_is_the_same_after_a_replay(office: Office) -> None:
    desk = office.desk()
    first = await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    await desk.want("parrot", KIM, WEB_PUSH, DESK)
    await desk.unwant(KIM, first)
    projector = Projector(log=office.log, store=office.store, sealer=office.sealer)

    assert await projector.verify(WANTING)
    state = (await projector.catch_up(WANTING)).state
    assert [len(targets) for targets in state["main"].values()] == [1]


async def test_no_more_than_so_many_a_day(office: Office, clock: StillClock) -> None:
    desk = office.desk()
    await desk.want("parrot", KIM, WEB_PUSH, PHONE)
    office.drafts = [replace(DRAFT, key=f"news:{number}") for number in range(5)]
    counts = []
    for _ in range(4):
        await desk.round("parrot")
        counts.append(len(office.push.sent))
        clock.move(timedelta(days=1).total_seconds())

    assert counts == [2, 4, 5, 5]
