"""Whether a notice may go, when and where."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from dure.engine.notices import (
    Draft,
    KeptNotice,
    NoticeSettings,
    Outbox,
    is_quiet,
    may_make,
    places_for,
    quiet_hours,
    rings_until,
    rule,
)
from dure.errors import BadFile
from dure.kernel.clock import SEOUL
from dure.ports.notices import NoticeTarget

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
SETTINGS = NoticeSettings()
STEP = timedelta(minutes=15)
ME = NoticeTarget(id="page", channel="socket", tenant="main", user="kim")
DRAFT = Draft(kind="coupon_expiring", key="coupon:1", phrase="p")
moments = st.integers(0, 4 * 24 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes))
settings_of = st.builds(
    NoticeSettings,
    quiet_from=st.sampled_from(("21:00", "22:30", "00:00", "13:00", "08:00")),
    quiet_until=st.sampled_from(("08:00", "06:15", "00:00", "09:30")),
    per_day=st.integers(1, 3),
)


def kept(number: int, at: datetime = NOON, **more: object) -> KeptNotice:
    made = KeptNotice(id=f"n{number}", kind="k", key=f"key-{number}", text="말", at=at)
    return replace(made, **more)  # type: ignore[arg-type]


def box_of(*notices: KeptNotice, is_off: bool = False) -> Outbox:
    return Outbox(kept={one.id: one for one in notices}, is_off=is_off)


def verdict(one: KeptNotice, now: datetime, settings: NoticeSettings) -> str:
    return rule(one, box_of(one), now, settings).verdict


def live(
    drafts: Sequence[tuple[datetime, int]],
    settings: NoticeSettings,
    *,
    off_at: datetime | None = None,
    again_after: timedelta | None = None,
    until: timedelta | None = None,
) -> list[tuple[datetime, str]]:
    """Return (when, key) of all that is sent while drafts come and a look is taken now and then."""
    box, sent, now = Outbox(), list[tuple[datetime, str]](), NOON
    left = sorted(drafts)
    while now < NOON + timedelta(days=12):
        if off_at is not None and now >= off_at:
            box = replace(box, is_off=True)
        while left and left[0][0] <= now:
            at, number = left.pop(0)
            ends = None if until is None else at + until
            draft = replace(DRAFT, key=f"key-{number}", again_after=again_after, until=ends)
            if may_make(draft, box, now):
                one = KeptNotice(
                    id=f"n{len(box.kept)}", kind="k", key=draft.key, text="", at=now, until=ends
                )
                box = replace(box, kept={**box.kept, one.id: one})
        for one in box.waiting:
            ruling = rule(one, box, now, settings)
            if ruling.verdict == "go":
                sent.append((now, one.key))
                after = replace(one, state="delivered", sent_at=now)
                box = replace(box, kept={**box.kept, one.id: after})
        now += STEP
    return sent


story = st.lists(st.tuples(moments, st.integers(0, 5)), max_size=12)


# Twelve days are lived through; how long that takes is no promise.
@tried(deadline=None)
@given(story, settings_of)
def test_nothing_goes_out_at_night_and_no_more_than_allowed_in_a_day(
    drafts: list[tuple[datetime, int]], settings: NoticeSettings
) -> None:
    sent = live(drafts, settings)

    assert not any(is_quiet(at, settings) for at, _ in sent)
    days = [at.astimezone(SEOUL).date() for at, _ in sent]
    assert all(days.count(day) <= settings.per_day for day in days)


@tried(deadline=None)
@given(story, settings_of)
def test_what_is_told_once_is_told_exactly_once_and_kept_for_the_morning_not_lost(
    drafts: list[tuple[datetime, int]], settings: NoticeSettings
) -> None:
    keys = [key for _, key in live(drafts, settings)]

    assert sorted(keys) == sorted({f"key-{number}" for _, number in drafts})


@tried(deadline=None)
@given(story, st.integers(1, 48))
def test_the_same_thing_is_not_told_again_before_its_time(
    drafts: list[tuple[datetime, int]], hours: int
) -> None:
    period = timedelta(hours=hours)
    keys = sorted({number for _, number in drafts})
    sent = live(drafts, NoticeSettings(per_day=100, quiet_until="21:00"), again_after=period)

    for number in keys:
        times = [at for at, key in sent if key == f"key-{number}"]
        assert all(b - a >= period for a, b in itertools.pairwise(times))


@tried(deadline=None)
@given(story, moments)
def test_who_switched_notices_off_gets_none(
    drafts: list[tuple[datetime, int]], off_at: datetime
) -> None:
    assert all(at < off_at for at, _ in live(drafts, SETTINGS, off_at=off_at))


@tried(deadline=None)
@given(story, st.integers(1, 30))
def test_what_is_no_news_any_more_is_not_told(
    drafts: list[tuple[datetime, int]], hours: int
) -> None:
    last: dict[str, datetime] = {}
    for at, number in drafts:
        last[f"key-{number}"] = max(last.get(f"key-{number}", at), at) + timedelta(0)
    sent = live(drafts, SETTINGS, until=timedelta(hours=hours))

    assert all(at < last[key] + timedelta(hours=hours) for at, key in sent)


@given(moments, settings_of)
def test_what_waits_goes_when_the_night_ends_and_not_before(
    now: datetime, settings: NoticeSettings
) -> None:
    one = kept(1)
    morning = datetime.combine(now.date(), quiet_hours(settings)[1], tzinfo=SEOUL)
    end = morning if morning > now else morning + timedelta(days=1)

    assert (verdict(one, now, settings) == "later") is is_quiet(now, settings)
    if is_quiet(now, settings):
        assert verdict(one, end, settings) == "go"
        assert verdict(one, end - timedelta(seconds=1), settings) == "later"


@given(moments, settings_of, st.none() | moments)
def test_what_goes_rings_neither_at_night_nor_when_it_is_no_news(
    now: datetime, settings: NoticeSettings, until: datetime | None
) -> None:
    one = kept(1, until=until)
    if verdict(one, now, settings) != "go":
        return
    ends = rings_until(one, now, settings)

    if ends is None:
        assert (until, settings.quiet_from) == (None, settings.quiet_until)
    else:
        assert now < ends
        assert ends == until or is_quiet(ends, settings)
        assert until is None or ends <= until
        last = ends - timedelta(minutes=1)
        assert not any(is_quiet(at, settings) for at in (last, now + (last - now) / 2))


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"),
    [(20, 59, False), (21, 0, True), (23, 59, True), (0, 0, True), (7, 59, True), (8, 0, False)],
)
def test_the_night_has_exact_ends(hour: int, minute: int, *, quiet: bool) -> None:
    assert is_quiet(NOON.replace(hour=hour, minute=minute), SETTINGS) is quiet


def test_the_last_second_of_a_month_waits_for_the_first_morning_of_the_next() -> None:
    end = datetime(2026, 11, 30, 23, 59, 59, tzinfo=SEOUL)
    one = kept(1)

    morning = datetime(2026, 12, 1, 8, tzinfo=SEOUL)
    moments = (end, morning - timedelta(seconds=1), morning)

    assert [verdict(one, at, SETTINGS) for at in moments] == ["later", "later", "go"]


@pytest.mark.parametrize("state", ["unsure", "delivered", "unsent", "dropped"])
def test_what_began_to_go_never_goes_again(state: str) -> None:
    one = kept(1, state=state, sent_at=NOON)

    assert rule(one, box_of(one), NOON + timedelta(days=3), SETTINGS).verdict == "never"


def test_what_nobody_took_is_tried_again_less_and_less_often_and_then_given_up() -> None:
    waits = []
    for tries in range(1, 7):
        one, night_off = kept(1, tries=tries, tried_at=NOON), NoticeSettings(quiet_until="21:00")
        minutes = (timedelta(minutes=minute) for minute in range(24 * 60))
        waits.append(
            next(after for after in minutes if verdict(one, NOON + after, night_off) == "go")
        )
    given_up = kept(1, tries=7, tried_at=NOON)

    assert [wait.total_seconds() / 60 for wait in waits] == [15, 30, 60, 120, 240, 480]
    assert rule(given_up, box_of(given_up), NOON, SETTINGS).why == "unsent"


def test_an_open_page_comes_first_then_the_newest_device() -> None:
    old, new, talk = (
        replace(ME, id=name, channel=channel)
        for name, channel in (("old", "web_push"), ("new", "web_push"), ("talk", "alimtalk"))
    )
    box = replace(box_of(kept(1)), targets=(talk, old, new))

    assert [t.id for t in places_for(box, ME)] == ["page", "new", "old", "talk"]


def test_a_night_that_is_none_is_refused() -> None:
    with pytest.raises(BadFile):
        quiet_hours(NoticeSettings(quiet_from="밤 아홉 시"))
