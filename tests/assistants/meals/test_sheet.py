"""What is written into the columns is read back from them."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.towns import STALLS

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.contents_known import is_snack
from dure.assistants.meals.sheet import CARDS, IS_MEAL, UNKNOWN, Sheet, SheetMaker

stalls = st.lists(st.integers(0, len(STALLS) - 1), max_size=12).map(
    lambda numbers: [STALLS[n][0] for n in numbers]
)


def sheet_of(shops: list[Shop]) -> Sheet:
    maker = SheetMaker()
    assert list(maker.adding(shops)) == shops
    return Sheet(maker.made(np.arange(len(shops))))


@settings(max_examples=100)
@given(stalls)
def test_a_shop_is_read_back_from_its_row(shops: list[Shop]) -> None:
    sheet = sheet_of(shops)

    for row, shop in enumerate(shops):
        assert CARDS[sheet.columns["cards"][row]] == shop.card
        assert sheet.hours(int(sheet.columns["hours"][row])) == shop.hours
        assert sheet.category(int(sheet.columns["categories"][row])) == shop.category
        assert np.nan_to_num(sheet.columns["ratings"][row], nan=-1) == (shop.rating or -1)


@settings(max_examples=100)
@given(stalls)
def test_the_dishes_of_some_rows_are_read_back(shops: list[Shop]) -> None:
    sheet, rows = sheet_of(shops), np.arange(0, len(shops), 2)

    dishes, owner = sheet.stretches("dish_ends", rows)

    told = [(shop, dish) for shop in shops[::2] for dish in shop.dishes]
    assert [shops[2 * at] for at in owner.tolist()] == [shop for shop, _ in told]
    for position, (shop, dish) in zip(dishes.tolist(), told, strict=True):
        kind = sheet.dish_kind(int(sheet.columns["dish_kinds"][position]))
        price = int(sheet.columns["dish_prices"][position])
        is_meal = bool(sheet.columns["dish_flags"][position] & IS_MEAL)
        assert (kind.name, kind.allergens, kind.contains, kind.tastes) == (
            dish.name,
            dish.allergens,
            dish.contains,
            dish.tastes,
        )
        assert price == (UNKNOWN if dish.price is None else dish.price)
        assert is_meal == (dish in shop.meals and not is_snack(dish))


@given(stalls)
def test_the_words_of_each_row_are_read_back(shops: list[Shop]) -> None:
    sheet = sheet_of(shops)

    for row, shop in enumerate(shops):
        words, _ = sheet.stretches("word_ends", np.array([row]))
        read = {sheet.words[sheet.columns["words"][at]] for at in words.tolist()}
        assert read == set(shop.words)


@given(stalls, st.randoms(use_true_random=False))
def test_shops_stand_in_the_rows_they_were_given(shops: list[Shop], rng: random.Random) -> None:
    order = rng.sample(range(len(shops)), rng.randint(0, len(shops)))
    maker = SheetMaker()
    list(maker.adding(shops))

    ordered = Sheet(maker.made(np.array(order, dtype=np.int64)))

    wanted = sheet_of([shops[at] for at in order])
    for name, ends in (("dish_prices", "dish_ends"), ("dish_flags", "dish_ends"), ("flags", "")):
        assert ordered.columns[name].tolist() == wanted.columns[name].tolist()
        assert not ends or ordered.columns[ends].tolist() == wanted.columns[ends].tolist()
    words = [sheet.columns["words"] for sheet in (ordered, wanted)]
    assert [ordered.words[at] for at in words[0]] == [wanted.words[at] for at in words[1]]


@given(stalls)
def test_the_same_shops_make_the_same_sheet(shops: list[Shop]) -> None:
    makers = [SheetMaker(), SheetMaker()]
    for maker in makers:
        list(maker.adding(shops))

    order = np.arange(len(shops))
    assert makers[0].made(order) == makers[1].made(order)


@given(stalls)
def test_the_cheapest_price_of_each_row_is_known(shops: list[Shop]) -> None:
    cheapest = sheet_of(shops).cheapest.tolist()

    prices = [[d.price for d in shop.dishes if d.price is not None] for shop in shops]
    assert cheapest == [min(listed, default=2**31 - 1) for listed in prices]


def test_a_sheet_of_nothing_has_no_rows() -> None:
    assert len(Sheet(b"").columns["cards"]) == 0
    assert len(sheet_of([]).columns["cards"]) == 0
