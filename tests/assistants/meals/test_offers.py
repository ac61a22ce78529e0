"""Coupons on offer: read from a file or refused, and told in a turn with what they leave to pay."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.first_words import in_first_words

from dure.app.wire import House, open_house
from dure.assistants.meals.candidates import Candidate, Rules
from dure.assistants.meals.catalogue import Catalogue, Dish, Shop
from dure.assistants.meals.choose import OrderSettings, choose
from dure.assistants.meals.coupons import Coupon, Target
from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.demo_people import COUPONS, demo_coupons
from dure.assistants.meals.offers import Offers, offers_of, read_offers
from dure.assistants.meals.search import Search
from dure.assistants.meals.stock import load
from dure.assistants.meals.wish import Wish
from dure.embedded.places import SqlitePlaces
from dure.errors import BadFile
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.turns import Place, TurnRequest, TurnResult
from dure.settings import Settings

ROOT: Final = Path(__file__).parents[3]
NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
ROW: Final = {
    "id": "a",
    "kind": "amount",
    "value": 1000,
    "starts": "2026-11-01",
    "ends": "2026-11-30",
    "stacks": True,
}
COUPON: Final = Coupon(
    id="a",
    kind="amount",
    value=1000,
    starts=date(2026, 11, 1),
    ends=date(2026, 11, 30),
    stacks=True,
)
MENU: Final = (
    "gu,name,road_address,lat,lon,category,menu_raw\n"
    "마포구,두레분식,서울 마포구 양화로 1,37.5563,126.9236,분식,김밥: 6000원\n"
    "마포구,두레국밥,서울 마포구 양화로 2,37.5564,126.9237,한식,국밥: 9000원\n"
)
Talk = Callable[..., Awaitable[TurnResult]]
Open = Callable[..., Talk]


def read(*rows: Any) -> Offers:  # noqa: ANN401 - any JSON
    text = "\n".join(orjson.dumps(row).decode() for row in rows)
    return read_offers("coupons.jsonl", read=lambda _: text)


def shop(**about: Any) -> Shop:  # noqa: ANN401 - a shop's fields
    plain = {"id": "s", "name": "두레분식", "category": "분식", "source": "시험", "card": "Y"}
    return Shop(**{**plain, **about})


def test_a_file_of_coupons_is_read() -> None:
    assert read(ROW) == offers_of([COUPON])


def test_without_a_name_there_are_no_coupons() -> None:
    assert len(read_offers("", read=str)) == 0


def test_the_demonstration_has_its_coupons() -> None:
    offers = read_offers("demo", read=str)

    assert len(offers) == COUPONS
    assert offers == offers_of(demo_coupons(list(demo_shops())))


@pytest.mark.parametrize(
    "wrong",
    [
        {**ROW, "value": -1000},
        {**ROW, "value": "1000"},
        {**ROW, "value": 10.5},
        {**ROW, "value": True},
        {**ROW, "kind": "gift"},
        {**ROW, "target": "moon"},
        {**ROW, "starts": "2026-13-01"},
        {**ROW, "starts": 20261101},
        {**ROW, "ends": "2026-10-31"},
        {**ROW, "stacks": "yes"},
        {**ROW, "of": 3},
        {**ROW, "price": 1},
        {"id": "a"},
        [],
        None,
    ],
)
def test_a_line_that_is_no_coupon_is_refused_by_its_number(wrong: Any) -> None:  # noqa: ANN401
    with pytest.raises(BadFile) as caught:
        read({**ROW, "id": "before"}, wrong)

    assert (caught.value.facts["file"], "2번째" in str(caught.value.facts["why"])) == (
        "coupons.jsonl",
        True,
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ([], "{…} 모양의 JSON"),
        ({**ROW, "price": 1}, "모르는 항목이에요: price"),
        ({"id": "a", "kind": "amount", "value": 1}, "항목이 없어요: starts, ends"),
        ({**ROW, "kind": "gift"}, "kind는 amount나 rate"),
        ({**ROW, "target": "moon"}, "target은 all, shop"),
        ({**ROW, "value": "1000"}, "value"),
        ({**ROW, "ends": "2026-10-31"}, "(ends)이 시작하는 날(starts)보다"),
        ({**ROW, "starts": "2026.11.01"}, "2026-11-01처럼 적어 주세요: starts"),
        ({**ROW, "value": -500}, "value는 1 이상"),
        ({**ROW, "kind": "rate", "value": 150}, "1~100"),
        ({**ROW, "cap_won": 500}, "cap_won은 kind가 rate"),
        ({**ROW, "kind": "rate", "value": 10, "cap_won": -1}, "작을 수 없어요: cap_won"),
        ({**ROW, "uses": -1}, "작을 수 없어요: uses"),
        ({**ROW, "target": "shop"}, "of에 가게의 id"),
        ({**ROW, "target": "category"}, "of에 업종 이름"),
        ({**ROW, "of": "분식"}, "of는 적지 않아요"),
        ({**ROW, "id": 3}, "글자여야 해요: id"),
        ({**ROW, "stacks": 1}, "stacks는 true나 false"),
    ],
)
def test_a_line_that_is_no_coupon_is_told_what_is_wrong_with_it(
    wrong: Any,  # noqa: ANN401
    says: str,
) -> None:
    with pytest.raises(BadFile) as caught:
        read(wrong)

    assert says in str(caught.value.facts["why"]).partition("쿠폰이 아니에요: ")[2]


def test_a_coupon_finds_its_shop_by_the_id_of_the_operators_own_file() -> None:
    of = {**ROW, "target": "shop"}
    offers = read(ROW, {**of, "id": "b", "of": "S9"}, {**of, "id": "c", "of": "ghost"})

    ours = offers.with_shops({"S9": "abc"}.get)

    assert sorted(ours.by_target) == [("all", ""), ("shop", "abc"), ("shop", "ghost")]
    assert [coupon.id for coupon in ours.without_shop(lambda _: ["abc"])] == ["c"]


def test_coupons_for_shops_that_nobody_knows_are_found() -> None:
    of = {**ROW, "target": "shop"}
    offers = read(ROW, {**of, "id": "b", "of": "here"}, {**of, "id": "c", "of": "ghost"})

    lost = offers.without_shop(lambda ids: {"here"} & set(ids))

    assert [coupon.id for coupon in lost] == ["c"]
    assert read(ROW).without_shop(lambda ids: ()) == ()


def test_a_line_twice_is_one_coupon() -> None:
    assert read(ROW, ROW) == read(ROW)


def test_two_coupons_of_one_id_are_refused() -> None:
    with pytest.raises(BadFile) as caught:
        read(ROW, {**ROW, "target": "shop", "of": "elsewhere"})

    assert "2번째" in str(caught.value.facts["why"])


def test_the_coupon_on_the_page_is_one() -> None:
    page = (ROOT / "docs" / "assistants" / "meals.md").read_text(encoding="utf-8")
    row = page.partition("```json\n")[2].partition("\n```")[0]

    assert len(read(orjson.loads(row))) == 1


def test_only_what_may_be_meant_for_a_shop_is_looked_at() -> None:
    offers = read(
        ROW,
        {**ROW, "id": "b", "target": "shop", "of": "elsewhere"},
        {**ROW, "id": "c", "target": "category", "of": "분식"},
    )

    assert [coupon.id for coupon in offers.meant_for(shop())] == ["a", "c"]


def test_many_coupons_for_one_thing_are_put_in_order_in_no_time() -> None:
    began = time.process_time()
    offers = offers_of([COUPON] * 100_000)

    assert len(offers) == 100_000
    assert time.process_time() - began < 2  # A copy of the group for each takes far longer.


def test_only_todays_offers_stay() -> None:
    offers = read(ROW, {**ROW, "id": "b", "ends": "2026-11-20"})

    assert [c.id for c in offers.at(NOON).meant_for(shop())] == ["a"]


@pytest.mark.parametrize(("card", "pays"), [("Y", 5000), ("P", None), ("U", None), ("N", None)])
def test_a_coupon_of_the_card_counts_only_where_the_card_works(card: str, pays: int | None) -> None:
    use = read({**ROW, "target": "card"}).use_for(shop(card=card), 6000, NOON)

    assert (use.pays_won if use else None) == pays


def test_what_was_worked_out_for_one_shop_is_not_told_of_another() -> None:
    offers = read(ROW, {**ROW, "id": "own", "value": 3000, "target": "shop", "of": "mine"})

    pays = [
        use.pays_won
        for day in (21, 22)
        for name in ("s", "mine", "s")
        if (use := offers.use_for(shop(id=name), 6000, NOON.replace(day=day)))
    ]

    assert pays == [5000, 2000, 5000] * 2
    assert offers.use_for(shop(id="mine"), 6000, NOON.replace(month=12)) is None


@pytest.mark.parametrize("price", [None, 0, -500])
def test_a_price_that_is_none_gets_no_coupon(price: int | None) -> None:
    assert read(ROW).use_for(shop(), price, NOON) is None


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_filter_keeps_what_can_be_paid_with_coupons_and_nothing_else(
    data: st.DataObject,
) -> None:
    prices = data.draw(st.lists(st.integers(500, 12_000), min_size=1, max_size=4))
    coupons = [
        replace(COUPON, id=f"c{n}", value=value, target=target, of=of, min_order_won=least)
        for n, (value, (target, of), least) in enumerate(data.draw(drawn_offers))
    ]
    most = data.draw(st.integers(500, 12_000))
    shops = [
        shop(id=f"s{n}", name=f"가게{n}", lat=37.5563, lon=126.9236, dishes=(rice(price),))
        for n, price in enumerate(prices)
    ]

    kept = {c.shop.id: c.pays_won for c in found(shops, coupons, budget_max=most)}

    pays = {one.id: least_paid(one, coupons) for one in shops}
    assert kept == {key: won for key, won in pays.items() if won <= most}


drawn_offers: Final[st.SearchStrategy[list[tuple[int, tuple[Target, str], int]]]] = st.lists(
    st.tuples(
        st.integers(1, 4000),
        st.sampled_from((("all", ""), ("shop", "s0"), ("category", "분식"), ("category", "한식"))),
        st.sampled_from((0, 5000, 8000)),
    ),
    max_size=5,
)


def found(shops: list[Shop], coupons: list[Coupon], **slots: int | str) -> list[Candidate]:
    places = SqlitePlaces(Path(":memory:"))
    load(places, "meals:some", shops, version="1")
    here = Place(lat=37.5563, lon=126.9236)
    rules = Rules(wish=Wish(slots=slots), at=NOON, here=here, offers=offers_of(coupons))
    near = Search(Catalogue(places, "meals:some")).gather(rules, NOON)
    places.close()
    return list(choose(near.candidates, rules, OrderSettings(variety=1.0)).sure)


def test_the_cheapest_comes_first_by_what_is_paid() -> None:
    here: dict[str, Any] = {"lat": 37.5563, "lon": 126.9236}
    dearer = shop(**here, dishes=(Dish(name="김밥", price=5000), Dish(name="정식", price=8000)))
    plain = shop(**here, id="plain", category="한식", dishes=(rice(4500),))
    coupon = replace(COUPON, value=4000, target="category", of="분식", min_order_won=8000)

    first, second = found([plain, dearer], [coupon], sort="cheap")

    assert [(dish.name, first.pays_won) for dish in first.dishes[:1]] == [("정식", 4000)]
    assert (second.shop.id, second.pays_won) == ("plain", 4500)


def rice(price: int) -> Dish:
    return Dish(name="오늘의 백반", price=price)


def least_paid(one: Shop, coupons: list[Coupon]) -> int:
    """Amounts that may be combined: of each target the largest that is allowed."""
    price = one.dishes[0].price or 0
    off = {
        target: max(
            (
                c.value
                for c in coupons
                if c.target == target
                and c.of in ("", one.id, one.category)
                and c.min_order_won <= price
            ),
            default=0,
        )
        for target in ("all", "shop", "category")
    }
    return max(0, price - sum(off.values()))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """Return who opens a house over two shops and these coupons, and talks there."""
    houses: list[House] = []

    def build(*rows: dict[str, Any], at: datetime = NOON, menu: str = MENU) -> Talk:
        (tmp_path / "shops.csv").write_text(menu, encoding="utf-8")
        lines = b"\n".join(orjson.dumps(row) for row in rows)
        (tmp_path / "coupons.jsonl").write_bytes(lines)
        named = {
            "DURE_DATA_DIR": str(tmp_path / "data"),
            "DURE_ASSISTANTS": "meals",
            "DURE_MEALS_CATALOGUE": str(tmp_path / "shops.csv"),
            "DURE_MEALS_COUPONS": str(tmp_path / "coupons.jsonl") if rows else "",
        }
        house = open_house(Settings(named), clock=StillClock(at))
        house.turns.assistants = {"meals": in_first_words(house.turns.assistants["meals"])}
        houses.append(house)

        async def talk(*texts: str) -> TurnResult:
            for text in texts:
                said = TurnRequest(text=text, session="s", user="child")
                answer = await house.turns.take("meals", said)
            return answer

        return talk

    yield build
    for house in houses:
        asyncio.run(house.close())


async def test_without_a_coupon_a_dish_over_the_budget_is_not_offered(opened: Open) -> None:
    told = await opened()("5천원으로 점심 추천해줘")

    assert [item["name"] for item in told.items if item["kind"] == "shop"] == []


async def test_the_budget_is_held_against_the_price_with_coupons(opened: Open) -> None:
    told = await opened(ROW)("5천원으로 점심 추천해줘")

    (item,) = told.items
    assert (item["name"], item["price_won"], item["pays_won"]) == ("두레분식", 6000, 5000)
    assert item["coupons"] == [{"id": "a", "off_won": 1000}]
    assert "김밥 6,000원, 쿠폰 쓰면 5,000원" in told.text
    assert "결제하기 전에 가게에 확인" in told.text


async def test_a_coupon_that_has_ended_lets_nothing_over_the_budget_in(opened: Open) -> None:
    told = await opened(ROW, at=datetime(2026, 12, 1, 12, 0, tzinfo=SEOUL))(
        "5천원으로 점심 추천해줘"
    )

    assert [item["name"] for item in told.items if item["kind"] == "shop"] == []


async def test_tomorrows_meal_is_paid_with_tomorrows_coupons(opened: Open) -> None:
    talk = opened({**ROW, "starts": "2026-11-22"})

    today = await talk("5천원으로 점심 추천해줘")
    tomorrow = await talk("내일 5천원으로 점심 추천해줘")

    assert [item["name"] for item in today.items] == []
    assert [item["name"] for item in tomorrow.items] == ["두레분식"]


async def test_several_who_eat_are_not_told_a_price_for_one_coupon(opened: Open) -> None:
    told = await opened(ROW)("친구랑 둘이 2만원으로 점심 추천해줘")

    assert "쿠폰" not in told.text
    assert all(item["pays_won"] == item["price_won"] for item in told.items)


async def test_where_coupons_are_asked_for_only_places_that_take_one_are_shown(
    opened: Open,
) -> None:
    only = {**ROW, "target": "category", "of": "분식"}
    told = await opened(only)("쿠폰 되는 데로 만원 안에서 점심 추천해줘")

    assert [item["name"] for item in told.items] == ["두레분식"]


async def test_what_those_shown_cost_with_coupons_is_told(opened: Open) -> None:
    only = {**ROW, "target": "category", "of": "분식"}
    told = await opened(only)("만원으로 점심 추천해줘", "쿠폰 쓰면 얼마야?")

    assert told.intent == "COUPON_INQUIRY"
    assert "두레분식: 김밥 6,000원, 쿠폰 쓰면 5,000원이에요." in told.text
    assert "두레국밥: 국밥 9,000원, 쓸 수 있는 쿠폰이 없어요." in told.text


async def test_a_coupon_that_does_not_reach_its_minimum_is_told_in_the_item(opened: Open) -> None:
    told = await opened({**ROW, "min_order_won": 8000})(
        "만원으로 분식 먹을래", "첫 번째 쿠폰 쓰면 얼마야?"
    )

    (item,) = told.items
    assert (item["name"], item["refused"]) == ("두레분식", [{"id": "a", "why": "minimum"}])


async def test_a_shop_that_is_not_on_the_list_is_asked_about(opened: Open) -> None:
    told = await opened(ROW)("만원으로 점심 추천해줘", "7번 쿠폰 쓰면 얼마야?")

    assert (told.intent, told.items) == ("COUPON_INQUIRY", ())
    assert "어느 가게" in told.text


async def test_a_price_that_is_unknown_is_not_made_up_with_coupons(opened: Open) -> None:
    menu = MENU.replace("국밥: 9000원", "").replace("김밥: 6000원", "")
    told = await opened(ROW, menu=menu)("근처 밥집 추천해줘", "쿠폰 쓰면 얼마야?")

    assert "두레국밥: 가격을 몰라서 쿠폰을 계산하지 못했어요." in told.text


@pytest.mark.parametrize(
    ("at", "said"),
    [(NOON, "쿠폰이 1장 있어요"), (datetime(2026, 12, 1, tzinfo=SEOUL), "쿠폰이 지금은 없어요")],
)
async def test_before_a_list_the_coupons_are_counted(opened: Open, at: datetime, said: str) -> None:
    told = await opened(ROW, at=at)("쓸 수 있는 쿠폰 있어요?")

    assert said in told.text
