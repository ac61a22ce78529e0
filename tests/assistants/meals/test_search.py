"""Several sources, one judge: nothing that fits is hidden by a limit, a source or an order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.towns import (
    AT,
    HERE,
    HOURS,
    RICE,
    Town,
    cooking,
    metres_from_here,
    rules_for,
    towns,
)

from dure.assistants.meals.candidates import Candidate, Rules, judge
from dure.assistants.meals.catalogue import Catalogue, Dish, Shop
from dure.assistants.meals.choose import OrderSettings, choose
from dure.assistants.meals.coupons import Coupon
from dure.assistants.meals.offers import offers_of
from dure.assistants.meals.search import SOURCES, Gathered, Hints, Search, SourceSettings
from dure.assistants.meals.stock import load
from dure.embedded.places import SqlitePlaces
from dure.errors import Unavailable
from dure.ports.places import Nearby

FEW: Final = SourceSettings(most=3, text=1, neighbours=1, popular=1)


class PlacesWithout(SqlitePlaces):
    """Places of which some answers fail, as those of a server that is down."""

    def __init__(self, *down: str) -> None:
        super().__init__(Path(":memory:"))
        self.down = down

    def around(self, space: str, *, lat: float, lon: float, radius_m: float) -> Nearby:
        self._check("near")
        return super().around(space, lat=lat, lon=lon, radius_m=radius_m)

    def search(
        self, space: str, words: Sequence[str], *, lat: float, lon: float, radius_m: float
    ) -> Nearby:
        self._check("text")
        found = SqlitePlaces.around(self, space, lat=lat, lon=lon, radius_m=radius_m)
        return (
            found
            if "near" in self.down
            else super().search(space, words, lat=lat, lon=lon, radius_m=radius_m)
        )

    def rows_of(self, space: str, ids: Sequence[str]) -> dict[str, int]:
        if ids:
            self._check("neighbours")
        return super().rows_of(space, ids)

    def _check(self, source: str) -> None:
        if source in self.down:
            raise Unavailable(what="places")


Opened = Callable[..., Search]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Open a search over some shops."""
    made = list[SqlitePlaces]()

    def build(shops: Sequence[Shop], **more: Any) -> Search:  # noqa: ANN401 - as Search takes them
        places = more.pop("places", None) or SqlitePlaces(Path(":memory:"))
        made.append(places)
        load(places, "s", shops, version="1")
        return Search(Catalogue(places, "s"), more.pop("settings", None), **more)

    yield build
    for places in made:
        places.close()


def gathered(shops: Sequence[Shop], rules: Rules, settings: SourceSettings) -> Gathered:
    places = SqlitePlaces(Path(":memory:"))
    load(places, "s", shops, version="1")
    found = Search(Catalogue(places, "s"), settings).gather(rules, AT)
    places.close()
    return found


def one_by_one(town: Town) -> set[str]:
    """Return the ids of all shops within the radius that the judge lets through."""
    return {
        shop.id
        for shop in town.shops.values()
        if metres_from_here(shop) <= town.rules.wish.radius_m
        and judge(shop, town.metres[shop.id], town.rules) is not None
    }


def ids(found: Gathered | Sequence[Candidate]) -> list[str]:
    return [c.shop.id for c in (found.candidates if isinstance(found, Gathered) else found)]


@settings(max_examples=300, deadline=None)
@given(towns, st.sampled_from((FEW, SourceSettings(), SourceSettings(most=1, text=0))))
def test_whatever_the_limits_all_that_fits_is_found_or_as_much_as_is_wanted(
    town: Town, limits: SourceSettings
) -> None:
    expected = one_by_one(town)

    found = gathered(list(town.shops.values()), town.rules, limits)

    assert set(ids(found)) <= expected
    assert len(ids(found)) == min(len(expected), limits.most)
    if not town.rules.wish.hidden:
        left = found.left_sure + found.left_unsure
        assert len(ids(found)) + left == len(expected)


@settings(max_examples=200, deadline=None)
@given(towns)
def test_a_sort_that_was_asked_for_puts_the_same_shop_first_whatever_the_limit(
    town: Town,
) -> None:
    shops, rules = list(town.shops.values()), town.rules
    if "sort" not in rules.wish.slots:
        rules = replace(
            rules, wish=replace(rules.wish, slots={**rules.wish.slots, "sort": "cheap"})
        )

    first = [
        choose(gathered(shops, rules, limits).candidates, rules, OrderSettings()).sure[:1]
        for limits in (FEW, SourceSettings())
    ]

    sort = rules.wish.slots["sort"]
    keys = [[asked_for(c, sort) for c in ranked] for ranked in first]
    assert keys[0] == keys[1]


def asked_for(candidate: Candidate, sort: str) -> Any:  # noqa: ANN401 - a number or None
    return {
        "cheap": candidate.pays_won,
        "near": candidate.distance_m,
        "popular": candidate.shop.popularity or 0.0,
        "review_count": candidate.shop.reviews or 0,
        "rating": candidate.shop.rating,
        "value": None,
    }[sort]


def street(count: int, **about: Any) -> list[Shop]:  # noqa: ANN401 - a shop's fields
    """Return shops one behind the other, a metre apart."""
    shops = [
        cooking(f"s{n:04d}", RICE, lat=HERE.lat + n / 111_195, hours=HOURS["all day"][0])
        for n in range(count)
    ]
    return [replace(shop, **about) for shop in shops]


@pytest.mark.parametrize(
    ("about", "rules"),
    [
        ({"dishes": (Dish(name="마라탕", price=7000),)}, rules_for(food=["마라탕"])),
        ({"dishes": (Dish(name="죽", price=1000),)}, rules_for(budget_max=2000)),
        ({"dishes": (replace(RICE, allergens=()),)}, replace(rules_for(), allergens=("새우",))),
        ({"hours": HOURS["all day"][0]}, replace(rules_for(), at=AT + timedelta(hours=14))),
        ({"rating": 5.0}, rules_for(rating_min=4.5)),
        ({"good_price": True}, rules_for(good_shop=True)),
        ({"name": "하나뿐인 뷔페", "category": "뷔페"}, rules_for(food=["뷔페"])),
    ],
    ids=["a dish", "a price", "an allergen", "an hour", "a rating", "a good shop", "a kind"],
)
def test_the_only_fitting_shop_is_found_behind_a_thousand_others(
    opened: Opened, about: Mapping[str, Any], rules: Rules
) -> None:
    others = street(1000, hours=HOURS["lunch"][0], rating=3.0, dishes=(
        Dish(name="새우볶음밥", price=9000),
    ))  # fmt: skip
    only = replace(street(1)[0], id="only", lat=HERE.lat + 0.0089, **about)

    found = opened([*others, only]).gather(rules, AT)

    assert ids(found) == ["only"]


def test_a_shop_that_is_sure_is_not_hidden_by_nearer_ones_that_are_not(opened: Opened) -> None:
    unknown = street(500, card="U", hours=None)
    sure = replace(street(1)[0], id="sure", lat=HERE.lat + 0.0089)
    search = opened([*unknown, sure])

    found = search.gather(rules_for(), AT).candidates
    ranked = choose(found, rules_for(), OrderSettings()).sure

    assert ids(ranked) == ["sure"]


def test_the_cheapest_of_a_thousand_is_found(opened: Opened) -> None:
    cheap = replace(street(1)[0], id="cheap", lat=HERE.lat + 0.0089, dishes=(
        replace(RICE, price=900),
    ))  # fmt: skip
    rules = rules_for(sort="cheap")

    found = opened([*street(1000), cheap]).gather(rules, AT)

    assert ids(choose(found.candidates, rules, OrderSettings()).sure)[0] == "cheap"


def test_the_cheapest_is_found_among_many_that_have_coupons_of_their_own(opened: Opened) -> None:
    dear = street(200, dishes=(replace(RICE, price=9000),))
    cheap = replace(street(1)[0], id="cheap", lat=HERE.lat + 0.0089, dishes=(
        replace(RICE, price=3000),
    ))  # fmt: skip
    day = AT.date()
    offers = offers_of(
        Coupon(id=one.id, kind="amount", value=1000, starts=day, ends=day, target="shop", of=one.id)
        for one in dear
    )

    rules = replace(rules_for(sort="cheap"), offers=offers)
    found = opened([*dear, cheap]).gather(rules, AT)

    assert ids(choose(found.candidates, rules, OrderSettings()).sure)[0] == "cheap"


def test_no_more_reach_the_order_than_are_wanted_and_the_rest_is_counted(opened: Opened) -> None:
    most = SourceSettings().most

    found = opened(street(300)).gather(rules_for(), AT)

    assert (len(found.candidates), found.left_sure, found.left_unsure) == (most, 300 - most, 0)


def test_of_places_read_beyond_the_limit_none_is_lost_to_the_count(opened: Opened) -> None:
    shops = [*street(5), *(replace(s, id=f"u{s.id}", card="U") for s in street(4))]

    found = opened(shops, settings=SourceSettings(most=3, popular=0)).gather(rules_for(), AT)

    assert (len(found.candidates), found.left_sure, found.left_unsure) == (3, 2, 4)


def test_shops_turned_down_make_room_for_others(opened: Opened) -> None:
    shops = street(300)
    hidden = tuple(shop.id for shop in shops[:280])
    rules = rules_for()
    rules = replace(rules, wish=replace(rules.wish, hidden=hidden))

    found = opened(shops).gather(rules, AT)

    assert ids(found) == [shop.id for shop in shops[280:]]


def test_a_candidate_says_which_sources_brought_it(opened: Opened) -> None:
    shops = street(10)
    shops[9] = replace(shops[9], dishes=(Dish(name="떡볶이", price=3000),))
    known = Hints(chosen=("s0000",), neighbours={"s0000": ("s0009", "s0000")}, kinds={"한식": 0.1})
    search = opened(shops, settings=SourceSettings(most=3))

    (by_food,) = search.gather(rules_for(food=["떡볶이"]), AT, known).candidates
    others = search.gather(rules_for(), AT).candidates

    assert by_food.sources == ("text", "neighbours", "popular", "near", "liked")
    assert set(by_food.sources) == set(SOURCES)
    assert {source for c in others for source in c.sources} == {"near", "popular"}


def test_the_most_popular_far_away_is_brought(opened: Opened) -> None:
    shops = street(900)
    search = opened(shops, settings=SourceSettings(most=10, popular=1))

    learned = search.gather(rules_for(), AT, Hints(popular={"s0700": 0.9}))

    (brought,) = [c for c in learned.candidates if c.shop.id == "s0700"]
    assert brought.sources == ("popular",)


def test_what_is_learned_anew_takes_the_place_of_what_was_known(opened: Opened) -> None:
    search = opened(street(900), settings=SourceSettings(most=10, popular=1))
    search.gather(rules_for(), AT, Hints(popular={"s0700": 0.9}))

    found = search.gather(rules_for(), AT, Hints(popular={"s0600": 0.9}))

    assert "s0600" in ids(found)
    assert "s0700" not in ids(found)


def test_a_kind_that_is_liked_comes_before_the_best_of_everybody(opened: Opened) -> None:
    open_all_day = HOURS["all day"][0]
    liked = cooking("liked", RICE, category="분식", lat=HERE.lat + 0.008, hours=open_all_day)
    search = opened([*street(50), liked], settings=SourceSettings(most=5, near=2, popular=1))

    usual = search.gather(rules_for(), AT).candidates
    own = search.gather(rules_for(), AT, Hints(kinds={"분식": 0.6})).candidates

    assert "liked" not in ids(usual)
    assert "liked" in ids(own)
    assert set(ids(usual)[:2]) <= set(ids(own))  # Everybody's list is told beside it.


@pytest.mark.parametrize("down", ["near", "text", "neighbours"])
def test_with_one_source_down_the_others_answer_and_it_is_told(opened: Opened, down: str) -> None:
    told = list[tuple[str, str]]()
    places = PlacesWithout(down)
    shops = street(10, dishes=(Dish(name="떡볶이", price=3000),))
    search = opened(
        shops, places=places, missing=lambda source, error: told.append((source, error.code))
    )
    known = Hints(chosen=("s0000",), neighbours={"s0000": ("s0001",)})

    found = search.gather(rules_for(food=["떡볶이"]), AT, known)

    assert ids(found)
    assert (down, "unavailable") in told


def test_without_what_is_near_no_hard_rule_is_left_out(opened: Opened) -> None:
    fits = cooking("fits", Dish(name="떡볶이", price=3000))
    shops = [
        fits,
        replace(fits, id="refuses the card", card="N"),
        replace(fits, id="far", lat=HERE.lat + 1),
        replace(fits, id="closed", hours=HOURS["evenings"][0]),
    ]
    search = opened(shops, places=PlacesWithout("near"))
    known = Hints(
        chosen=("x",), neighbours={"x": [s.id for s in shops]}, popular={s.id: 1.0 for s in shops}
    )

    found = search.gather(rules_for(food=["떡볶이"]), AT, known)

    assert ids(found) == ["fits"]


def test_an_error_that_is_nobodys_fault_is_not_swallowed(opened: Opened) -> None:
    class Broken(SqlitePlaces):
        def search(self, *args: object, **more: object) -> Nearby:
            raise TypeError("a slip of ours")

    search = opened(street(1), places=Broken(Path(":memory:")))

    with pytest.raises(TypeError):
        search.gather(rules_for(food=["떡볶이"]), AT)


def test_a_dish_that_is_sold_out_is_gone_with_the_next_search(opened: Opened) -> None:
    soup = Dish(name="국밥", price=6000)
    search = opened([cooking("a", RICE, soup), cooking("b", RICE)])

    search.sold_out.mark("a", RICE.name, AT + timedelta(hours=1))
    search.sold_out.mark("b", RICE.name, AT + timedelta(hours=1))
    found = search.gather(rules_for(), AT)

    assert [(c.shop.id, [d.name for d in c.dishes]) for c in found.candidates] == [("a", ["국밥"])]


def test_a_shop_that_is_sold_out_is_gone_and_comes_back(opened: Opened) -> None:
    search = opened([cooking("a", RICE), cooking("no menu")])
    search.sold_out.mark("a", None, AT + timedelta(hours=1))
    search.sold_out.mark("no menu", None, AT + timedelta(hours=1))

    gone = search.gather(rules_for(), AT)
    search.sold_out.clear("a", None)
    cleared = search.gather(rules_for(), AT)
    later = search.gather(rules_for(), AT + timedelta(hours=1))

    assert (ids(gone), ids(cleared), ids(later)) == ([], ["a"], ["a", "no menu"])


def test_another_catalogue_is_searched_as_soon_as_it_is_loaded() -> None:
    places = SqlitePlaces(Path(":memory:"))
    load(places, "s", street(3), version="1")
    search = Search(Catalogue(places, "s"))
    search.gather(rules_for(), AT)

    load(places, "s", [cooking("new", Dish(name="마라탕", price=3000))], version="2")

    assert ids(search.gather(rules_for(), AT)) == ["new"]
    places.close()


def test_nobody_need_be_told(opened: Opened) -> None:
    search = opened(street(1), places=PlacesWithout("text"))

    assert ids(search.gather(rules_for(food=["백반"]), AT)) == ["s0000"]
