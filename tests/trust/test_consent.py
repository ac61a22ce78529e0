"""Consent is asked for by purpose, told with its text, and taken back for good."""

from typing import Final

import pytest

from dure.embedded.events import SqliteEventLog
from dure.embedded.keys import SqliteKeyStore
from dure.errors import GuardianNeeded, InvalidInput
from dure.kernel.clock import StillClock
from dure.kernel.events import NewEvent
from dure.ports.events import Append
from dure.trust.consent import ConsentBook, ConsentSettings, Guardian, stream_of, texts
from dure.trust.mydata import MyData
from dure.trust.retention import (
    HEALTH,
    IMPROVEMENT,
    PROFILE,
    RAW,
    RetentionSettings,
    person_of,
)
from dure.trust.seal import Sealer

PURPOSES: Final = ("terms", "health", "location", "guardian", "improvement")
MOTHER: Final = Guardian(name="김보호", checked="phone")


@pytest.fixture
def book(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock
) -> ConsentBook:
    """Consents of an installation where people are asked."""
    return book_of(log, keys, sealer, clock, ask=True)


def book_of(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock, *, ask: bool
) -> ConsentBook:
    mydata = MyData(log=log, keys=keys, sealer=sealer, house="main", clear=lambda: None)
    return ConsentBook(
        log=log, sealer=sealer, clock=clock, mydata=mydata, settings=ConsentSettings(ask=ask)
    )


def test_every_purpose_has_a_short_korean_text_with_its_version() -> None:
    assert tuple(texts()) == PURPOSES
    assert all(text.version >= 1 and 10 < len(text.text) < 120 for text in texts().values())


def test_the_terms_name_how_long_each_class_is_kept() -> None:
    terms, days = texts()["terms"], RetentionSettings()

    assert f"말씀하신 내용은 {days.raw_days}일" in terms.text
    assert f"결제와 평가는 {days.history_days // 365}년" in terms.text
    assert terms.version == 2  # Whoever agreed to seven days for all of it is asked anew.


def test_of_a_place_it_is_told_that_a_rough_distance_stays() -> None:
    location = texts()["location"]

    assert "대략의 거리는 추천 기록에 남아요" in location.text
    assert location.version == 2  # Whoever agreed to nothing being kept is asked anew.


@pytest.mark.parametrize("purpose", [p for p in PURPOSES if p != "guardian"])
async def test_where_people_are_asked_nothing_is_allowed_before_they_agreed(
    book: ConsentBook, purpose: str
) -> None:
    before = await book.of("main", "kim")
    after = await book.give("main", "kim", purpose, how="api")

    assert (before.allow(purpose), after.allow(purpose)) == (False, True)
    assert after.said[purpose].version == texts()[purpose].version
    assert (after.said[purpose].how, after.said[purpose].at[:10]) == ("api", "2026-11-21")


async def test_who_runs_it_for_themselves_is_not_asked_but_may_refuse(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock
) -> None:
    book = book_of(log, keys, sealer, clock, ask=False)
    before = await book.of("main", "local")
    await book.withdraw("main", "local", "health", how="command")
    after = await book.of("main", "local")

    assert [before.allow(p) for p in PURPOSES] == [True, True, True, False, True]
    assert (after.allow("health"), after.is_withdrawn("health")) == (False, True)


async def test_a_consent_to_an_older_text_has_to_be_given_anew(
    book: ConsentBook, log: SqliteEventLog, sealer: Sealer
) -> None:
    key_id = sealer.current_key(person_of("main", "kim"), "consent", "2026-11-21")
    said = {"purpose": "health", "version": texts()["health"].version - 1, "how": "api"}
    sealed = sealer.seal(said, key_id=key_id, tenant="main", stream=stream_of("kim"))
    event = NewEvent(kind="consent.given", sealed=sealed)
    await log.append([Append(tenant="main", stream=stream_of("kim"), events=(event,))])

    assert not (await book.of("main", "kim")).allow("health")


@pytest.mark.parametrize(
    ("purpose", "forgotten"),
    [
        ("health", {HEALTH}),
        ("improvement", {IMPROVEMENT}),
        ("location", set()),
        ("terms", {HEALTH, IMPROVEMENT, PROFILE}),
        ("guardian", {HEALTH, IMPROVEMENT, PROFILE}),
    ],
)
async def test_withdrawing_destroys_the_keys_of_what_the_purpose_had_kept(
    book: ConsentBook, keys: SqliteKeyStore, sealer: Sealer, purpose: str, forgotten: set[str]
) -> None:
    classes = {RAW, PROFILE, HEALTH, IMPROVEMENT}
    for retention in classes:
        sealer.current_key("main/kim", retention, "2026-11-21")

    await book.withdraw("main", "kim", purpose, how="api")

    left = {key_id.rsplit("/", 2)[1] for key_id in keys.ids()}
    assert left == (classes - forgotten) | {"consent"}


async def test_a_child_agrees_through_a_guardian_whose_word_was_checked(
    book: ConsentBook,
) -> None:
    await book.tell_age("main", "kid", under_14=True)
    with pytest.raises(GuardianNeeded):
        await book.give("main", "kid", "health", how="api")
    alone = await book.of("main", "kid")
    await book.give("main", "kid", "guardian", how="command", guardian=MOTHER)
    state = await book.give("main", "kid", "health", how="api")

    assert (alone.may_remember, alone.allow("health")) == (False, False)
    assert (state.may_remember, state.allow("health")) == (True, True)
    assert (state.said["guardian"].guardian, state.said["guardian"].checked) == ("김보호", "phone")


async def test_a_guardians_consent_without_a_checked_guardian_is_none(book: ConsentBook) -> None:
    with pytest.raises(GuardianNeeded):
        await book.give("main", "kid", "guardian", how="sentence")


async def test_where_nobody_is_asked_a_child_still_needs_a_guardian(
    log: SqliteEventLog, keys: SqliteKeyStore, sealer: Sealer, clock: StillClock
) -> None:
    book = book_of(log, keys, sealer, clock, ask=False)

    await book.tell_age("main", "local", under_14=True)

    state = await book.of("main", "local")
    assert not state.may_remember
    assert not [p for p in PURPOSES if state.allow(p)]


async def test_who_was_asked_once_is_known(book: ConsentBook) -> None:
    await book.note_asked("main", "kim", "health")

    assert (await book.of("main", "kim")).asked == {"health"}


async def test_a_no_is_remembered_and_forgets_nothing(
    book: ConsentBook, keys: SqliteKeyStore
) -> None:
    await book.refuse("main", "kim", "health", how="sentence")

    assert (await book.of("main", "kim")).is_withdrawn("health")
    assert len(keys.ids()) == 1


async def test_a_purpose_that_is_none_is_refused(book: ConsentBook) -> None:
    with pytest.raises(InvalidInput):
        await book.give("main", "kim", "marketing", how="api")
    with pytest.raises(InvalidInput):
        await book.withdraw("main", "kim", "marketing", how="api")


async def test_two_tenants_with_a_user_of_one_name_agree_apart(book: ConsentBook) -> None:
    await book.give("main", "kim", "health", how="api")

    assert not (await book.of("other", "kim")).allow("health")


async def test_what_was_agreed_stands_in_no_open_part(
    book: ConsentBook, log: SqliteEventLog
) -> None:
    await book.tell_age("main", "kid", under_14=True)
    await book.give("main", "kid", "guardian", how="command", guardian=MOTHER)

    assert [event.open for event in await log.read_all()] == [{}, {}]
