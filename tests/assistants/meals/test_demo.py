from collections import Counter

import pytest

from dure.assistants.meals.catalogue import Shop, shop_of
from dure.assistants.meals.demo import SIZE, SOURCE, demo_shops
from dure.kernel.data import read_table


@pytest.fixture(scope="module")
def shops() -> list[Shop]:
    return list(demo_shops())


def test_the_catalogue_is_large_enough_to_try_everything(shops: list[Shop]) -> None:
    assert len(shops) == SIZE >= 2000


def test_every_installation_has_the_same_shops() -> None:
    assert list(demo_shops(300)) == list(demo_shops(300))


def test_a_smaller_catalogue_is_the_beginning_of_the_larger(shops: list[Shop]) -> None:
    assert list(demo_shops(100)) == shops[:100]


def test_every_shop_says_that_it_is_invented(shops: list[Shop]) -> None:
    assert {shop.source for shop in shops} == {SOURCE}
    assert "가상" in SOURCE


def test_no_two_shops_share_an_id_or_a_name(shops: list[Shop]) -> None:
    ids, names = Counter(s.id for s in shops), Counter(s.name for s in shops)

    assert {*ids.values(), *names.values()} == {1}


def test_every_shop_stands_in_seoul(shops: list[Shop]) -> None:
    outside = [
        shop
        for shop in shops
        if not (37.4 < (shop.lat or 0) < 37.72 and 126.74 < (shop.lon or 0) < 127.2)
    ]

    assert outside == []


def test_every_district_of_seoul_has_shops(shops: list[Shop]) -> None:
    rows = read_table("dure.assistants.meals", "data/gazetteer.tsv")
    districts = {row["gu"] for row in rows if row["gu"]}

    reached = {
        district for shop in shops for district in districts if district in (shop.address or "")
    }

    assert len(reached) == len(districts) == 25


def test_no_shop_bears_the_name_of_a_chain(shops: list[Shop]) -> None:
    rows = read_table("dure.assistants.meals", "data/brands.tsv")
    chains = {row["name"] for row in rows if len(row["name"]) >= 3}

    assert [s.name for s in shops if any(chain in s.name for chain in chains)] == []


def test_every_menu_has_prices_in_hundreds_within_a_meal_card(shops: list[Shop]) -> None:
    prices = [dish.price or 0 for shop in shops for dish in shop.dishes]

    assert 500 <= min(prices) <= max(prices) <= 100_000
    assert {price % 100 for price in prices} == {0}


def test_every_shop_sells_something(shops: list[Shop]) -> None:
    assert min(len(shop.dishes) for shop in shops) >= 5


@pytest.mark.parametrize(("card", "share"), [("Y", 0.7), ("P", 0.12), ("N", 0.08), ("U", 0.1)])
def test_cards_work_as_often_as_documented(shops: list[Shop], card: str, share: float) -> None:
    found = sum(shop.card == card for shop in shops) / len(shops)

    assert found == pytest.approx(share, abs=0.03)


def test_some_hours_are_unknown_and_most_are_not(shops: list[Shop]) -> None:
    unknown = sum(shop.hours is None for shop in shops) / len(shops)

    assert 0.03 < unknown < 0.15


def test_some_shops_close_on_a_weekday_some_on_nth_sundays_some_on_festivals(
    shops: list[Shop],
) -> None:
    closings = [shop.hours.closing for shop in shops if shop.hours and shop.hours.closing]

    kinds = [k for k in ("weekly", "nth", "festival") if any(getattr(c, k) for c in closings)]
    assert kinds == ["weekly", "nth", "festival"]


def test_some_shops_live_on_drink_so_that_they_can_be_left_out(shops: list[Shop]) -> None:
    assert any(shop.is_alcohol_led for shop in shops)


def test_a_shop_survives_the_places_port(shops: list[Shop]) -> None:
    assert [shop_of(shop.to_record().record) for shop in shops[:200]] == shops[:200]
