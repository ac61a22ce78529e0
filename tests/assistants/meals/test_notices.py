"""What there is to tell of coupons: at places one likes, of use today, and not used up."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistants.meals.eater import open_inn
from tests.conftest import furnish

from dure.app.notices import open_notices
from dure.app.wire import House, open_house
from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.coupons import Coupon
from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.notices import (
    NewsSettings,
    Usual,
    coupons_expiring,
    favourite_ids,
    favourites_discounted,
    usual_category,
)
from dure.assistants.meals.phrases import phrases
from dure.assistants.meals.profile import Profile, ShopPast
from dure.embedded.fanout import MemoryFanout
from dure.embedded.notices import RecordedFcm
from dure.embedded.telemetry import SilentTelemetry
from dure.engine import person
from dure.engine.notice_desk import DeskParts, NoticeDesk, page_of
from dure.engine.notices import Draft, NoticeSettings
from dure.gateway.sockets import Sockets
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.events import NewEvent
from dure.kernel.turns import TurnRequest
from dure.korean.particles import fill
from dure.ports.events import Append
from dure.ports.notices import FCM
from dure.settings import Settings
from dure.trust.retention import HISTORY, person_of
from dure.watch.projections import Projector

TODAY = date(2026, 11, 21)
SETTINGS = NewsSettings()
SHOP = Shop(id="s1", name="행복분식", category="분식", source="t")
USUAL = Usual(shops={"s1": SHOP}, category="한식")
OF_SHOP = Coupon(
    id="c1", kind="amount", value=1000, target="shop", of="s1",
    starts=TODAY - timedelta(days=20), ends=TODAY + timedelta(days=1),
)  # fmt: skip
days = st.integers(-15, 15).map(lambda n: TODAY + timedelta(days=n))


Aim = tuple[Literal["all", "shop", "category", "card"], str]
AIMS: list[Aim] = [("all", ""), ("shop", "s1"), ("shop", "s2"), ("category", "한식"), ("card", "")]


@st.composite
def coupons_of(draw: st.DrawFn) -> list[Coupon]:
    made = []
    for number in range(draw(st.integers(0, 6))):
        target, of = draw(st.sampled_from(AIMS))
        starts = draw(days)
        made.append(
            replace(
                OF_SHOP,
                id=f"c{number}",
                target=target,
                of=of,
                starts=starts,
                ends=starts + timedelta(days=draw(st.integers(0, 20))),
                uses=draw(st.sampled_from((None, 1, 2))),
            )
        )
    return made


@given(coupons_of(), st.dictionaries(st.sampled_from(("c0", "c1", "c2")), st.integers(1, 2)))
def test_what_is_told_can_be_used_today_where_the_person_goes(
    coupons: list[Coupon], used: dict[str, int]
) -> None:
    usual, by_id = replace(USUAL, used=used), {coupon.id: coupon for coupon in coupons}
    ending = coupons_expiring(usual, coupons, TODAY, SETTINGS)
    fresh = favourites_discounted(usual, coupons, TODAY, SETTINGS)

    told = [by_id[draft.key.rpartition(":")[2]] for draft in (*ending, *fresh)]
    assert all(coupon.starts <= TODAY <= coupon.ends for coupon in told)
    assert all(coupon.of in ("s1", "한식") for coupon in told)
    assert all(c.uses is None or used.get(c.id, 0) < c.uses for c in told)
    assert len({coupon.id for coupon in told}) == len(told)
    assert all(draft.until is not None for draft in (*ending, *fresh))


def test_a_coupon_is_told_of_until_its_last_day_is_over() -> None:
    [draft] = coupons_expiring(USUAL, [OF_SHOP], TODAY, SETTINGS)

    assert draft.until == datetime(2026, 11, 23, 0, 0, tzinfo=SEOUL)
    assert coupons_expiring(USUAL, [OF_SHOP], TODAY + timedelta(days=2), SETTINGS) == []


@pytest.mark.parametrize(("left", "told"), [(0, 1), (2, 1), (3, 0)])
def test_a_coupon_ends_soon_within_two_days(left: int, told: int) -> None:
    coupon = replace(OF_SHOP, ends=TODAY + timedelta(days=left))

    assert len(coupons_expiring(USUAL, [coupon], TODAY, SETTINGS)) == told


@pytest.mark.parametrize(("age", "told"), [(0, 1), (6, 1), (7, 0)])
def test_a_discount_is_new_for_a_week(age: int, told: int) -> None:
    coupon = replace(OF_SHOP, starts=TODAY - timedelta(days=age), ends=TODAY + timedelta(days=30))

    assert len(favourites_discounted(USUAL, [coupon], TODAY, SETTINGS)) == told


def test_a_favourite_was_chosen_twice_and_the_usual_kind_stands_out() -> None:
    profile = Profile(
        shops={"a": ShopPast(chosen=1), "b": ShopPast(chosen=2), "c": ShopPast(chosen=5)},
        categories={"한식": 3, "분식": 2},
    )

    assert favourite_ids(profile, SETTINGS) == ["c", "b"]
    assert usual_category(profile, SETTINGS) == "한식"
    assert usual_category(replace(profile, categories={"한식": 3, "분식": 3}), SETTINGS) == ""
    assert usual_category(Profile(), SETTINGS) == ""


def test_no_notice_names_the_card_or_shames() -> None:
    said = [
        fill(way, {"name": "행복분식", "off": "1,000원", "month": 11, "day": 22})
        for key in ("notice_coupon_expiring", "notice_favourite_discounted")
        for way in phrases()[key]
    ]

    assert len(said) == 6
    assert not [way for way in said if "카드" in way or "급식" in way]
    assert all(len(way) < 100 for way in said)


def chosen(shop: Shop, turn: str) -> dict[str, Any]:
    return {
        "id": turn, "turn": turn, "at": "2026-11-20T12:00:00+09:00", "shop": shop.id,
        "name": shop.name, "category": shop.category, "dish": None, "price_won": None,
        "pays_won": None, "coupons": [], "position": 1, "decided_s": None, "meal": "lunch",
        "company": [], "weather": None,
    }  # fmt: skip


async def write_choices(house: House, shop: Shop) -> None:
    stream = person.stream_of("meals", "kim")
    key_id = house.sealer.current_key(person_of("main", "kim"), HISTORY, "2026-11-20")
    events = tuple(
        NewEvent(
            kind="meals.shop_chosen",
            sealed=house.sealer.seal(
                chosen(shop, turn), key_id=key_id, tenant="main", stream=stream
            ),
        )
        for turn in ("t1", "t2")
    )
    await house.log.append([Append(tenant="main", stream=stream, events=events)])


async def test_a_regular_hears_of_the_new_coupon_of_their_place(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    shop = next(shop for shop in demo_shops() if shop.card == "Y" and not shop.is_alcohol_led)
    coupon = {
        "id": "c1", "kind": "amount", "value": 1000, "target": "shop", "of": shop.id,
        "starts": "2026-11-20", "ends": "2026-12-20",
    }  # fmt: skip
    (tmp_path / "coupons.jsonl").write_bytes(orjson.dumps(coupon))
    house = open_house(
        Settings(
            {
                "DURE_DATA_DIR": str(furnish(tmp_path / "data", stocked)),
                "DURE_MEALS_COUPONS": str(tmp_path / "coupons.jsonl"),
            }
        ),
        only=["meals"],
        clock=clock,
    )
    app = RecordedFcm()
    parts = DeskParts(
        log=house.log,
        sealer=house.sealer,
        clock=clock,
        projector=Projector(log=house.log, store=house.store, sealer=house.sealer),
        telemetry=SilentTelemetry(),
    )
    desk = NoticeDesk(
        parts, house.turns.assistants, settings=NoticeSettings(), notifiers={FCM: app}
    )
    kim = page_of("main", "kim")
    await desk.want("meals", kim, FCM, {"token": "f" * 40})
    before = await desk.round("meals")
    await write_choices(house, shop)

    assert (before, await desk.round("meals"), await desk.round("meals")) == (0, 1, 0)
    [notice] = await desk.unread(kim)
    assert notice["kind"] == "favourite_discounted"
    assert "1,000원" in notice["text"]
    assert shop.name in notice["text"]
    assert open_notices(house, Sockets(MemoryFanout(), SilentTelemetry())).desk.tellers == (
        "meals",
    )
    await house.close()


async def test_who_says_no_more_notices_is_told_so_and_gets_none(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    house = open_inn(tmp_path / "data", stocked, clock, coupons="demo")
    notices = open_notices(house, Sockets(MemoryFanout(), SilentTelemetry()))
    kim = page_of("main", "kim")
    draft = Draft(kind="k", key="k", phrase="thanks")
    said = TurnRequest(text="알림 꺼 줘", user="kim")
    off = await house.turns.take("meals", said)
    while_off = await notices.desk.offer("meals", kim, [draft])
    on = await house.turns.take("meals", replace(said, text="알림 다시 켜 줘"))
    again = await notices.desk.offer("meals", kim, [draft])
    await house.close()

    assert off.intent == on.intent == "PREFERENCE_UPDATE"
    assert "알림" in off.text
    assert "알림" in on.text
    assert (while_off, len(again)) == ([], 1)
