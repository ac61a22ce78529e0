"""What is written into people's streams when little is left, and what is not."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.assistants.meals.paying import NOON, RICH, Paying, holding

from dure.assistants.meals.alarm import balance_news
from dure.assistants.meals.low_balance import RECOVERED, TOLD, alert_state
from dure.assistants.meals.phrases import phrases
from dure.engine.assistant import Answer, Line
from dure.engine.notices import Subject
from dure.engine.person import NOTED, Notes
from dure.engine.reply import say
from dure.kernel.clock import SEOUL
from dure.kernel.turns import Figure
from dure.trust.consent import Guardian

KINDS = (TOLD, RECOVERED)


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, {"kim": {"card": "a"}, "lee": {"card": "b", "threshold_won": 10_000}})
    made.issuer.put("a", holding(4_000))
    made.issuer.put("b", RICH)
    yield made
    await made.close()


async def told(paying: Paying, user: str = "kim") -> list[str]:
    return [kind for kind, _ in await paying.happened(user) if kind in KINDS]


async def test_little_left_is_written_down_once_sealed_and_for_a_year(paying: Paying) -> None:
    await paying.wants_notices()
    await paying.wallet.round()
    paying.clock.move(600)
    await paying.wallet.round()

    happened = dict(await paying.happened())
    assert await told(paying) == [TOLD]
    assert happened[TOLD] == {"at": NOON.isoformat(), "left_won": 4_000}
    events = await paying.house.log.read_stream("main", "person:meals:kim")
    assert events[-1].open == {}
    assert events[-1].sealed is not None
    assert "/history/" in events[-1].sealed.key_id


async def test_one_who_wants_no_notices_is_told_nothing_until_they_do(paying: Paying) -> None:
    await paying.append("meals.meal_rated", {"at": NOON.isoformat()})
    await paying.wallet.round()
    assert await told(paying) == []

    await paying.wants_notices()
    paying.clock.move(3_600)
    await paying.wallet.round()
    assert await told(paying) == [TOLD]


async def test_who_said_below_what_they_want_to_be_told_is_told_by_that(paying: Paying) -> None:
    for user in ("kim", "lee"):
        await paying.wants_notices(user)
    paying.issuer.put("a", holding(8_000))
    paying.issuer.put("b", holding(8_000))
    await paying.wallet.round()
    assert (await told(paying), await told(paying, "lee")) == ([], [TOLD])

    set_to = await paying.says("잔액 9천원 아래면 알려줘")
    assert "9,000원" in set_to.text
    paying.issuer.put("a", holding(8_500))
    paying.clock.move(300)
    await paying.wallet.round()
    assert await told(paying) == [TOLD]


async def test_what_the_person_said_goes_before_the_operators_table(paying: Paying) -> None:
    await paying.wants_notices("lee")
    paying.issuer.put("b", holding(20_000))
    await paying.wallet.round()
    await paying.says("잔액 알림 기준 3천원으로 바꿔줘", user="lee")
    paying.issuer.put("b", holding(7_000))
    paying.clock.move(300)
    await paying.wallet.round()
    assert await told(paying, "lee") == []

    paying.issuer.put("b", holding(2_999))
    paying.clock.move(300)
    await paying.wallet.round()
    assert await told(paying, "lee") == [TOLD]


async def test_of_whom_nothing_may_be_remembered_no_threshold_is_kept(paying: Paying) -> None:
    await paying.wallet.round()
    await paying.consents.tell_age("main", "kim", under_14=True)
    answer = await paying.says("잔액 9천원 아래면 알려줘")

    assert answer.text in {way.format(below="9,000") for way in phrases()["balance_alert_unheld"]}
    assert "알려 드릴게요" not in answer.text
    assert NOTED not in [kind for kind, _ in await paying.happened()]


async def test_where_no_balance_is_seen_no_alert_is_promised(paying: Paying) -> None:
    answer = await paying.says("잔액 9천원 아래면 알려줘", user="nobody")

    assert answer.reason == "no_card"
    assert "9,000" not in answer.text


async def test_switched_off_notices_are_off(paying: Paying) -> None:
    await paying.wants_notices()
    await paying.append(NOTED, {"put": {"setting": "notification_off"}})
    await paying.wallet.round()

    assert await told(paying) == []


async def test_of_who_switched_notices_off_nothing_is_written_until_they_are_on(
    paying: Paying,
) -> None:
    await paying.wants_notices()
    await paying.wallet.round()
    await paying.append(NOTED, {"put": {"setting": "notification_off"}})
    paying.issuer.put("a", holding(20_000))
    paying.clock.move(300)
    await paying.wallet.round()
    assert await told(paying) == [TOLD]

    await paying.append(NOTED, {"put": {"setting": "notification_on"}})
    paying.clock.move(3_600)
    await paying.wallet.round()
    assert await told(paying) == [TOLD, RECOVERED]


async def test_of_somebody_who_never_spoke_or_was_forgotten_nothing_is_written(
    paying: Paying,
) -> None:
    await paying.wallet.round()
    assert await paying.happened() == []

    await paying.wants_notices("lee")
    await paying.house.privacy.mydata.forget_me("main", "lee")
    before = await paying.happened("lee")
    paying.issuer.put("b", holding(100))
    paying.clock.move(300)
    await paying.wallet.round()
    assert await paying.happened("lee") == before


async def test_of_a_child_whose_guardian_has_not_agreed_nothing_is_written(paying: Paying) -> None:
    await paying.wants_notices()
    await paying.consents.tell_age("main", "kim", under_14=True)
    await paying.wallet.round()
    assert await told(paying) == []

    guardian = Guardian(name="김엄마", checked="phone")
    await paying.consents.give("main", "kim", "guardian", how="api", guardian=guardian)
    paying.clock.move(3_600)
    await paying.wallet.round()
    assert await told(paying) == [TOLD]


async def test_it_is_armed_again_above_the_threshold_and_quiet_for_a_day(paying: Paying) -> None:
    await paying.wants_notices()
    await paying.wallet.round()
    paying.issuer.put("a", holding(20_000))
    paying.clock.move(300)
    await paying.wallet.round()
    assert await told(paying) == [TOLD, RECOVERED]

    paying.issuer.put("a", holding(3_000))
    paying.clock.move(300)
    await paying.wallet.round()
    assert await told(paying) == [TOLD, RECOVERED]

    # Nothing changes on the card any more, but the day passes.
    for _ in range(24):
        paying.clock.move(3_600)
        await paying.wallet.round()
    assert await told(paying) == [TOLD, RECOVERED, TOLD]


async def test_each_has_a_threshold_of_their_own(paying: Paying) -> None:
    paying.issuer.put("a", holding(7_000))
    paying.issuer.put("b", holding(7_000))
    for user in ("kim", "lee"):
        await paying.wants_notices(user)
    await paying.wallet.round()

    assert (await told(paying, "kim"), await told(paying, "lee")) == ([], [TOLD])


async def test_whoever_looks_at_once_tells_it_once(paying: Paying) -> None:
    await paying.wants_notices()
    alarm = paying.wallet._alarm
    assert alarm is not None
    row = paying.wallet._table.cards.of("main", "kim")
    assert row is not None
    card = await paying.issuer.balance("a")
    await asyncio.gather(*(alarm.look(row, card) for _ in range(5)))

    assert await told(paying) == [TOLD]


async def test_after_a_restart_it_is_not_told_again(tmp_path: Path, paying: Paying) -> None:
    await paying.wants_notices()
    await paying.wallet.round()
    await paying.close()
    again = Paying(tmp_path, {"kim": {"card": "a"}})
    again.issuer.put("a", holding(4_000))
    await again.wallet.round()

    assert await told(again) == [TOLD]
    await again.close()


async def test_an_old_figure_frightens_nobody(paying: Paying) -> None:
    await paying.wants_notices()
    paying.issuer.put("a", holding(4_000))
    paying.issuer.temper = paying.issuer.temper.__class__(stale_s=7_200)
    await paying.wallet.round()

    assert await told(paying) == []


def subject(*happened: tuple[str, dict[str, object]]) -> Subject:
    return Subject(tenant="main", user="kim", notes=Notes(), happened=happened)


def at(moment: datetime, left: int = 4_000) -> tuple[str, dict[str, object]]:
    return (TOLD, {"at": moment.isoformat(), "left_won": left})


def test_the_notice_tells_the_amount_for_a_day_while_it_holds() -> None:
    (draft,) = balance_news(subject(at(NOON)), NOON + timedelta(minutes=15))
    line = Line(phrase=draft.phrase, facts=draft.facts)
    figures = tuple(Figure(value=n, unit="", measure="", source="") for n in draft.numbers)

    assert "4,000원" in say(Answer(lines=(line,), figures=figures), phrases(), turn="t")
    assert draft.until == NOON + timedelta(days=1)
    assert list(balance_news(subject(at(NOON)), NOON + timedelta(days=1))) == []
    recovered: dict[str, object] = {"at": NOON.isoformat()}
    assert list(balance_news(subject(at(NOON), (RECOVERED, recovered)), NOON)) == []
    assert list(balance_news(subject(), NOON)) == []


def test_where_nothing_is_left_the_notice_names_help_and_no_place() -> None:
    (draft,) = balance_news(subject(at(NOON, 0)), NOON)
    line, figures = Line(phrase=draft.phrase, facts=draft.facts), draft.numbers
    said = {
        say(Answer(lines=(line,), items=({"left": figures},)), phrases(), turn=str(turn))
        for turn in range(20)
    }

    assert len(said) == 3
    assert all("0원" in text and "‘무료 급식’" in text for text in said)
    assert not [text for text in said if "그 안에서" in text or "맞는 곳" in text]


def test_a_second_alarm_is_another_notice() -> None:
    later = NOON + timedelta(days=2)
    both = subject(at(NOON), (RECOVERED, {"at": NOON.isoformat()}), at(later, 300))
    (draft,) = balance_news(both, later)
    (first,) = balance_news(subject(at(NOON)), NOON)

    assert draft.facts == {"left": 300}
    assert draft.key != first.key


def test_the_state_is_folded_from_what_happened() -> None:
    state = alert_state([at(NOON), ("meals.shop_chosen", {})])

    assert not state.is_armed
    assert state.told_at == datetime(2026, 11, 21, 12, tzinfo=SEOUL)
    assert alert_state([]).is_armed
