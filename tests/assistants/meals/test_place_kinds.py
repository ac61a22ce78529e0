"""A kind of place that is named: its places first, those that only sell it where it has none."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.assistants.meals.paying import HONGDAE, Paying, serving, shop

from dure.assistants.meals.catalogue import Catalogue, Dish, Shop
from dure.assistants.meals.place_kinds import is_named_place, is_place_of, kinds_named
from dure.assistants.meals.sheet import Sheet
from dure.assistants.meals.sieve import Sieve
from dure.assistants.meals.stock import load
from dure.embedded.places import SqlitePlaces

FAR = HONGDAE[1] + 0.006
NUGGETS = Dish(name="치킨너깃", price=3_000)
CHICKEN = Dish(name="양념치킨", price=9_000)
CUTLET = Dish(name="돈가스", price=8_000)
RICE = Dish(name="비빔밥", price=7_000)
STALL = serving("길모퉁이버거", NUGGETS, Dish(name="불고기버거", price=5_000), category="버거")
CHICKEN_PLACE = serving("바삭마을", CHICKEN, category="치킨", lat=FAR)


@pytest.mark.parametrize(
    ("text", "foods", "kinds"),
    [
        ("치킨집 알려줘", ["치킨"], ("치킨",)),
        ("홍대치킨집", ["치킨"], ("치킨",)),
        ("돈까스 전문점 어디 있어", ["돈가스"], ("돈가스",)),
        ("횟집 가고 싶어", ["회"], ("회",)),
        ("빵집", ["베이커리"], ("베이커리",)),
        ("중국집", ["중식"], ("중식",)),
        ("일식 먹고 싶어", ["일식"], ("일식",)),
        ("chicken places near here", ["치킨"], ("치킨",)),
        ("치킨 먹고 싶어", ["치킨"], ()),
        ("우리 집 근처 떡볶이", ["떡볶이"], ()),
        ("밥집 말고 떡볶이 먹을래", ["떡볶이"], ()),
    ],
)
def test_a_kind_of_place_is_told_from_a_dish(
    text: str, foods: list[str], kinds: tuple[str, ...]
) -> None:
    assert kinds_named(text, foods) == kinds


@pytest.mark.parametrize(
    ("name", "category", "food", "is_one"),
    [
        ("비비큐 서현점", "음식점", "치킨", True),
        ("청진동해장국", "한식", "국밥", True),
        ("청진동해장국", "한식", "일식", False),
        ("명봉반점", "음식점", "중식", True),
        ("종로김밥", "음식점", "분식", True),
        ("태백숯불갈비", "한식", "고기", True),
        ("우가촌갈비탕", "한식", "고기", False),
        ("천재제과", "음식점", "베이커리", True),
        ("진만두", "음식점", "중식", False),
        ("길모퉁이버거", "버거", "치킨", False),
    ],
)
def test_a_name_tells_the_kind_of_a_place(
    name: str, category: str, food: str, is_one: bool
) -> None:
    assert is_named_place(shop(name, category=category), food) is is_one


def test_a_place_that_sells_little_else_is_one_unless_its_own_kind_tells() -> None:
    plain = serving("행복식당", CUTLET, Dish(name="치즈돈가스", price=9_000), RICE)
    store = serving("밤하늘", CUTLET, category="편의점")

    assert is_place_of(plain, "돈가스")
    assert not is_place_of(plain, "국밥")
    assert not is_place_of(store, "돈가스")


@pytest.mark.parametrize("food", ["치킨", "돈가스", "한식", "버거", "편의점"])
def test_the_columns_know_the_kinds_of_places_too(food: str) -> None:
    shops = [STALL, CHICKEN_PLACE, serving("가", CUTLET, RICE), serving("나", RICE), shop("다")]
    places = SqlitePlaces(Path(":memory:"))
    load(places, "s", shops, version="1")
    catalogue = Catalogue(places, "s")
    sieve = Sieve(Sheet(catalogue.sheet()), catalogue.rows_of)

    found = sieve.of_kind(np.arange(len(shops)), [food])

    at = catalogue.rows_of([one.id for one in shops])
    assert {one.id: bool(found[at[one.id]]) for one in shops} == {
        one.id: is_place_of(one, food) for one in shops
    }
    places.close()


async def named_by(folder: Path, shops: Sequence[Shop], *texts: str) -> tuple[list[str], str]:
    town = Paying(folder, {}, shops)
    answer = await town.says(*texts)
    await town.close()
    return [item["name"] for item in answer.items if item["kind"] == "shop"], answer.text


async def test_places_of_the_kind_come_first_and_those_that_sell_it_after(tmp_path: Path) -> None:
    names, text = await named_by(tmp_path, (STALL, CHICKEN_PLACE), "홍대입구역 치킨집")

    assert names == ["바삭마을", "길모퉁이버거"]
    assert "메뉴" not in text


async def test_the_kind_holds_for_the_cheapest_too(tmp_path: Path) -> None:
    names, _ = await named_by(
        tmp_path, (STALL, CHICKEN_PLACE), "홍대입구역 치킨집", "더 싼 데로 보여줘"
    )

    assert names[0] == "바삭마을"


async def test_where_no_place_is_of_the_kind_those_that_sell_it_are_offered(
    tmp_path: Path,
) -> None:
    names, text = await named_by(tmp_path, (STALL,), "홍대입구역 치킨집")

    assert names == ["길모퉁이버거"]
    assert "치킨 메뉴" in text


async def test_a_place_without_a_menu_is_found_by_its_name(tmp_path: Path) -> None:
    names, _ = await named_by(tmp_path, (shop("명봉반점"), shop("한그릇")), "홍대입구역 중국집")

    assert names == ["명봉반점"]
