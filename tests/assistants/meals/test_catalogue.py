from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.catalogue import (
    Catalogue,
    Dish,
    Shop,
    id_in,
    merged,
    metres_in,
    shop_of,
    walk_minutes,
)
from dure.assistants.meals.hours import Closing, Hours
from dure.embedded.places import SqlitePlaces
from dure.ports.places import Places

texts = st.text(max_size=8)
names = st.lists(texts, max_size=3).map(tuple)
maybe = st.none() | st.booleans()
dishes = st.builds(
    Dish,
    name=texts,
    price=st.none() | st.integers(500, 100_000),
    allergens=st.none() | names,
    contains=st.none() | names,
    tastes=names,
    popular=st.none() | st.integers(1, 5),
)
hours = st.builds(
    Hours,
    periods=st.just({"default": ((600, 900), (1020, None)), "sun": ()}),
    closing=st.sampled_from((None, Closing(), Closing(weekly=("mon",), nth=((2, "sun"),)))),
    last_order=st.none() | st.just(1230),
)
shops = st.builds(
    Shop,
    id=texts,
    name=texts,
    category=texts,
    source=texts,
    as_of=st.none() | texts,
    lat=st.none() | st.floats(33, 39),
    lon=st.none() | st.floats(124, 132),
    hours=st.none() | hours,
    dishes=st.lists(dishes, max_size=3).map(tuple),
    card=st.sampled_from(("Y", "P", "N", "U")),
    phone=st.none() | texts,
    rating=st.none() | st.floats(0, 5),
    reviews=st.none() | st.integers(0, 9),
    popularity=st.none() | st.floats(0, 1),
    good_price=maybe,
    parking=maybe,
    takeout=maybe,
)


def shop(name: str = "느티나무", category: str = "한식", *dishes: Dish) -> Shop:
    return Shop(id=name, name=name, category=category, source="시험", dishes=dishes)


def at(shop_id: str, lat: float, name: str = "가게") -> Shop:
    return Shop(id=shop_id, name=name, category="한식", source="시험", lat=lat, lon=127.0)


@pytest.fixture
def places() -> Iterator[Places]:
    made = SqlitePlaces(Path(":memory:"))
    yield made
    made.close()


def catalogue_of(places: Places, *found: Shop) -> Catalogue:
    places.load("s", (one.to_record() for one in found), version="1")
    return Catalogue(places, "s")


@pytest.mark.parametrize(
    "name",
    [
        "공깃밥",
        "공기밥",
        "콜라",
        "라면사리",
        "치즈 추가",
        "칠리소스",
        "생맥주",
        "아메리카노",
        "유자차",
    ],
)
def test_a_drink_or_an_extra_is_no_meal(name: str) -> None:
    assert not Dish(name=name).is_meal


@pytest.mark.parametrize("name", ["김치찌개", "떡볶이", "차돌된장", "소스 치킨", "우유빵"])
def test_a_dish_is_a_meal(name: str) -> None:
    assert Dish(name=name).is_meal


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("느티나무", "이자카야"),
        ("느티나무", "요리주점"),
        ("느티나무", "호프,요리주점"),
        ("느티나무", "바(BAR)"),
        ("느티나무", "와인"),
        ("느티나무 포차", "한식"),
        ("달빛 비어", "치킨"),
        ("Pub 21", "양식"),
    ],
)
def test_a_shop_that_lives_on_drink_is_known_by_its_kind_or_name(name: str, category: str) -> None:
    assert shop(name, category).is_alcohol_led


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("느티나무", "한식"),
        ("바다횟집", "해물,생선"),
        ("소문난 바지락 칼국수", "면"),
        ("비어있는 그릇", "한식"),
        ("바로 돈까스", "일식"),
    ],
)
def test_a_shop_is_not_taken_for_a_bar_by_its_letters(name: str, category: str) -> None:
    assert not shop(name, category).is_alcohol_led


@pytest.mark.parametrize(
    ("category", "expected"), [("카페", True), ("카페,디저트", True), ("한식", False)]
)
def test_a_shop_that_lives_on_sweets_is_known_by_its_kind(category: str, expected: bool) -> None:
    assert shop("느티나무", category).is_dessert_led is expected


def test_an_extra_is_known_by_its_price_beside_the_others() -> None:
    main = [Dish(name=f"백반 {n}", price=9000) for n in range(4)]
    where = shop("느티나무", "한식", *main, Dish(name="계란후라이", price=1000))

    assert where.meals == tuple(main)


def test_a_dish_without_a_price_stays_a_meal() -> None:
    main = [Dish(name=f"백반 {n}", price=9000) for n in range(4)]
    where = shop("느티나무", "한식", *main, Dish(name="오늘의 정식"))

    assert where.meals[-1].name == "오늘의 정식"


def test_few_prices_tell_no_extras() -> None:
    main = (Dish(name="백반", price=9000), Dish(name="주먹밥", price=1000))

    assert shop("느티나무", "한식", *main).meals == main


def test_in_a_convenience_store_all_food_is_a_meal() -> None:
    menu = [Dish(name=f"도시락 {n}", price=5000) for n in range(4)]
    menu += [Dish(name="삼각김밥", price=1200), Dish(name="콜라", price=1500)]

    found = shop("불빛", "편의점", *menu).meals

    assert found == tuple(menu[:5])


@given(shops)
def test_a_shop_written_down_is_read_back(made: Shop) -> None:
    assert shop_of(made.to_record().record) == made


@given(shops)
def test_a_record_stands_where_the_shop_is(made: Shop) -> None:
    record = made.to_record()

    assert (record.id, record.name, record.lat, record.lon) == (
        made.id,
        made.name,
        made.lat,
        made.lon,
    )


@pytest.mark.parametrize(
    ("metres", "minutes"), [(0, 1), (61, 1), (62, 2), (500, 9), (1000, 17), (61.5, 1)]
)
def test_a_walk_is_the_straight_line_and_a_third_at_eighty_a_minute_rounded_up(
    metres: float, minutes: int
) -> None:
    assert walk_minutes(metres) == minutes


@given(st.floats(1, 50_000))
def test_a_walk_is_never_told_too_short(metres: float) -> None:
    found = walk_minutes(metres)

    assert found >= metres * 1.3 / 80 > found - 1


@given(st.integers(1, 120))
def test_what_lies_within_so_many_minutes_is_walked_in_them(minutes: int) -> None:
    assert walk_minutes(metres_in(minutes)) <= minutes


def test_the_nearest_shop_comes_first(places: Places) -> None:
    catalogue = catalogue_of(places, at("far", 37.505), at("near", 37.501), at("here", 37.5))

    found = catalogue.near(37.5, 127.0, 1000)

    assert [one.id for one, _ in found] == ["here", "near", "far"]


def test_distances_are_in_metres(places: Places) -> None:
    catalogue = catalogue_of(places, at("north", 37.51))

    ((_, metres),) = catalogue.near(37.5, 127.0, 2000)

    assert metres == pytest.approx(1112, abs=3)


def test_a_shop_beyond_the_radius_is_not_near(places: Places) -> None:
    catalogue = catalogue_of(places, at("north", 37.51))

    assert catalogue.near(37.5, 127.0, 1100) == []


def test_unknown_ids_are_left_out(places: Places) -> None:
    catalogue = catalogue_of(places, at("a", 37.5))

    assert list(catalogue.shops(["b", "a"])) == ["a"]


@pytest.mark.parametrize("said", ["길모퉁이 버거", "길모퉁이버거", "길 모퉁이 버거"])
def test_a_shop_is_found_by_its_name_whatever_the_spacing(places: Places, said: str) -> None:
    catalogue = catalogue_of(places, at("a", 37.5, "길모퉁이 버거"), at("b", 37.5, "딴 집"))

    assert [one.id for one in catalogue.named(said)] == ["a"]


def test_shops_of_one_name_are_all_found(places: Places) -> None:
    catalogue = catalogue_of(places, at("a", 37.5, "GS 편의점"), at("b", 37.6, "gs편의점"))

    assert {one.id for one in catalogue.named("GS편의점")} == {"a", "b"}


def test_a_name_that_nobody_bears_finds_nothing(places: Places) -> None:
    assert catalogue_of(places, at("a", 37.5)).named("없는 집") == []


def test_more_shops_than_are_kept_in_memory_are_still_all_found(places: Places) -> None:
    ids = [f"{n:05d}" for n in range(5100)]
    catalogue = catalogue_of(places, *(at(shop_id, 37.5) for shop_id in ids))
    catalogue.shops(ids)

    found = catalogue.shops(ids[:50])

    assert list(found) == ids[:50]


def test_of_two_records_the_fuller_menu_is_kept() -> None:
    first, second = shop("a", "한식", Dish(name="김밥")), shop("a", "한식")

    assert merged(first, second).dishes == merged(second, first).dishes == (Dish(name="김밥"),)


def test_whatever_only_one_record_knows_is_kept() -> None:
    first = Shop(id="a", name="가게", category="한식", source="시험", phone="02-120")
    second = Shop(id="b", name="가게", category="한식", source="시험", dishes=(Dish(name="김밥"),))

    found = merged(first, second)

    assert (found.id, found.phone, found.dishes) == ("a", "02-120", second.dishes)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Catalogue]:
    places: Places = SqlitePlaces(tmp_path / "places.db")
    key = id_in("우리 동네", "가-7")
    shop = Shop(id=key, name="CU 중앙점", category="편의점", source="우리 동네")
    places.load("own", [shop.to_record()], version="1")
    yield Catalogue(places, "own")
    places.close()


def test_a_shop_is_known_by_our_id_and_by_the_one_of_its_file(own: Catalogue) -> None:
    ours = id_in("우리 동네", "가-7")

    assert [own.id_of(said) for said in ("가-7", ours, "가-8")] == [ours, ours, None]


def test_an_empty_catalogue_knows_no_id(tmp_path: Path) -> None:
    places: Places = SqlitePlaces(tmp_path / "places.db")

    assert Catalogue(places, "none").id_of("가-7") is None
    places.close()


def test_a_shop_is_called_as_the_catalogue_writes_it(own: Catalogue) -> None:
    assert [own.name_of(said) for said in ("cu중앙점", "CU  중앙점", "중앙점", "중앙점")] == [
        "CU 중앙점", "CU 중앙점", None, None,
    ]  # fmt: skip


def test_a_name_that_was_nobodys_is_known_once_it_is_loaded(tmp_path: Path) -> None:
    places: Places = SqlitePlaces(tmp_path / "places.db")
    catalogue = Catalogue(places, "own")
    assert catalogue.name_of("달그림자") is None

    shop = Shop(id="a", name="달그림자", category="한식", source="시험")
    places.load("own", [shop.to_record()], version="2")
    catalogue.version()

    assert catalogue.name_of("달그림자") == "달그림자"
    places.close()
