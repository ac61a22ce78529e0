"""Odd profiles, odd shops and odd moments, for tests of what is made of them."""

from datetime import datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.coupons import Use
from dure.assistants.meals.hours import Hours, Openness
from dure.assistants.meals.profile import Profile, ShopPast
from dure.assistants.meals.situation import Learned, Moment
from dure.assistants.meals.tastes import Shares, TasteSettings
from dure.kernel.clock import SEOUL

NOW: Final = datetime(2026, 11, 21, 12, 30, tzinfo=SEOUL)
CATEGORIES: Final = ("한식", "분식", "치킨", "편의점", "카페", "")
SHOPS: Final = ("a", "b", "c", "d", "e")

numbers = st.floats(-1e9, 1e9) | st.sampled_from((0.0, 1.0, float("inf"), float("nan")))
counts = st.integers(-3, 10**6)
amounts = st.none() | st.integers(-(10**6), 10**9)
moments_past = st.integers(-10, 10**4).map(lambda days: NOW - timedelta(days=days))
categories = st.sampled_from(CATEGORIES)
shop_ids = st.sampled_from(SHOPS)

pasts = st.builds(
    ShopPast,
    shown=counts,
    chosen=counts,
    viewed=counts,
    last_chosen_at=st.none() | moments_past,
    rating=st.none() | numbers,
)


def shares(situation: str) -> st.SearchStrategy[Shares]:
    """Return strategies of what was chosen in one situation and in general."""
    chosen = st.dictionaries(categories, st.integers(1, 10**6), max_size=3)
    counted = st.dictionaries(st.just(situation), chosen)
    return st.builds(Shares, counted, chosen, settings=st.just(TasteSettings()))


profiles = st.builds(
    Profile,
    interactions=counts,
    phase=st.sampled_from(("onboarding", "enrichment", "advanced")),
    liked=st.dictionaries(categories, numbers, max_size=4),
    shops=st.dictionaries(shop_ids, pasts, max_size=4),
    categories=st.dictionaries(categories, counts, max_size=4),
    chosen=counts,
    shops_chosen=counts,
    rated=counts,
    recent=st.lists(shop_ids, max_size=6).map(tuple),
    recent_categories=st.lists(categories, max_size=6).map(tuple),
    last_chosen_at=st.none() | moments_past,
    usual_won=amounts,
    told_won=amounts,
    by_meal=shares("lunch"),
    by_company=st.dictionaries(st.just("friend"), st.tuples(numbers, counts), max_size=1),
    by_weather=shares("rain"),
    spent=st.lists(st.tuples(moments_past.map(datetime.date), counts), max_size=3).map(tuple),
    personality=st.sampled_from((None, "EXPLORER", "LOYALIST", "DEAL_SEEKER", "BALANCED")),
    entropy=st.none() | numbers,
    repeat_share=st.none() | numbers,
    coupon_share=st.none() | numbers,
    shown=counts,
    decisions_s=st.lists(numbers, max_size=3).map(tuple),
)
dishes = st.builds(
    Dish, name=st.just("백반"), price=amounts, popular=st.none() | st.integers(-5, 50)
)
shops = st.builds(
    Shop,
    id=shop_ids,
    name=st.just("가게"),
    category=categories,
    source=st.just("시험"),
    hours=st.none() | st.just(Hours(periods={"default": ((600, 1560),)})),
    dishes=st.lists(dishes, max_size=3).map(tuple),
    card=st.sampled_from(("Y", "P", "N", "U")),
    rating=st.none() | numbers,
    reviews=st.none() | counts,
    popularity=st.none() | numbers,
    good_price=st.sampled_from((None, True, False)),
    takeout=st.sampled_from((None, True, False)),
)


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    """Draw a place that was found, with a coupon now and then."""
    shop = draw(shops)
    uses = st.none() | amounts.map(lambda won: Use(price_won=won or 0, pays_won=won or 0))
    return Candidate(
        shop=shop,
        distance_m=draw(st.floats(-10, 1e7)),
        dishes=shop.dishes,
        open=draw(st.sampled_from(list(Openness))),
        unsure=tuple(["우유"] * draw(st.sampled_from((0, 1, 9)))),
        use=draw(uses) if shop.dishes else None,
    )


moments = st.builds(
    Moment,
    now=st.just(NOW),
    at=st.integers(-5, 5000).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    meal=st.sampled_from(("lunch", "dinner", "odd")),
    company=st.sampled_from(((), ("friend",), ("friend", "nobody"))),
    weather=st.sampled_from((None, "rain", "odd")),
    most_won=amounts,
    money_left=amounts,
    restrictions=st.sampled_from((0, 3, 10**6)),
    popularity=st.dictionaries(shop_ids, numbers, max_size=3),
    learned=st.builds(
        Learned,
        neighbours=st.dictionaries(
            shop_ids, st.dictionaries(shop_ids, st.floats(0, 1), max_size=3), max_size=3
        ),
        follows=st.sampled_from((lambda lately: None, lambda lately: {"한식": 0.4})),
    ),
)
