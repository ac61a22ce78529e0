"""The places that break no hard rule: judged one by one, whoever found them.

A place that breaks a rule is not there; no score brings it back. What is unknown is neither
taken for good nor for bad: it is kept apart and said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from typing import Final

from dure.assistants.meals.catalogue import Dish, Shop, walk_minutes
from dure.assistants.meals.contents_known import (
    Inside,
    breaks_diet,
    holds,
    holds_kind,
    is_cuisine,
    is_food,
    is_ingredient,
    is_kind_of_shop,
    is_one_of,
    is_snack,
    sells,
)
from dure.assistants.meals.convenience import is_store, kind_of_item, may_offer_item
from dure.assistants.meals.coupons import Use
from dure.assistants.meals.fence import OPEN, Fence
from dure.assistants.meals.hours import Hours, Openness, openness
from dure.assistants.meals.leaning import suits, tastes_right
from dure.assistants.meals.offers import Offers
from dure.assistants.meals.place_kinds import is_named_place
from dure.assistants.meals.wish import Wish
from dure.kernel.data import read_table
from dure.kernel.turns import Place

ALL_OF_IT: Final = ""
"""Instead of a dish: the whole shop."""
NO_MEAL_WON: Final = 10_000_000
"""What a place without a meal is behind those with one where a cheap meal is asked for."""
_MINUTES_KEPT: Final = 8
_HOURS_KEPT: Final = 10_000
"""Minutes, and hours of shops in each, of which it is remembered who is open."""
_FOR_ADULTS: Final = ("alcohol", "tobacco")
"""Kinds of items that no money opens: the law lets nobody sell them to a child."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What must hold for the person who asks, gathered from the wish and the notes.

    fence: what can be paid, and where; of it nothing is said. sold_out: shop → the names of its
    dishes that are out then; `ALL_OF_IT` for the whole shop.
    """

    wish: Wish
    at: datetime
    here: Place
    allergens: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    offers: Offers = field(default_factory=Offers)
    fence: Fence = OPEN
    sold_out: Mapping[str, frozenset[str]] = field(default_factory=dict)

    # Asked of every dish of every shop, so each is worked out once.
    @cached_property
    def refused(self) -> tuple[str, ...]:
        """Return the foods turned down, now or once for all."""
        return (*self.wish.without, *self.without)

    @cached_property
    def tastes(self) -> tuple[str, ...]:
        """Return the tastes asked for."""
        return tuple(self.wish.slots.get("taste", ()))

    @cached_property
    def refused_kinds(self) -> tuple[str, ...]:
        """Return the kinds of shop that were turned down."""
        return tuple(word for word in self.refused if is_kind_of_shop(word))

    @cached_property
    def budget_won(self) -> tuple[int, int | None]:
        """Return what one person pays (at least, at most); None if nothing was said."""
        return self.wish.least_won, self.wish.most_won

    @cached_property
    def wants_cheap_meal(self) -> bool:
        """Whether what costs little shall be a meal: it is asked for, and no dish or snack is."""
        slots, foods = self.wish.slots, self.wish.foods
        if slots.get("sort") != "cheap" or slots.get("snack"):
            return False
        return not foods or any(is_kind_of_shop(food) for food in foods)

    @cached_property
    def is_choosy(self) -> bool:
        """Whether a dish may be out of the question, whatever it costs."""
        return any(self.about_dishes)

    @cached_property
    def open_at(self) -> Callable[[Hours | None], Openness]:
        """Return what tells whether shops are open then: many have the same hours."""
        return _open_in(self.at.replace(second=0, microsecond=0, tzinfo=None))

    @cached_property
    def about_dishes(self) -> tuple[tuple[str, ...], ...]:
        """Return all that decides whether a dish is allowed, whatever it costs."""
        return (self.allergens, self.diets, self.refused, self.tastes)

    @property
    def is_cautious(self) -> bool:
        """Whether a shop must be known to have a dish that fits, so that no menu is no answer."""
        return bool(self.allergens or self.diets or self.tastes)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A place that breaks no rule. dishes: those that fit, best first, never empty unless no
    price was asked and the menu is unknown. unsure: allergens or diets of which the dishes
    are not known to be free. use: of coupons for the first dish, None if they bring nothing.
    sources: which of `search.SOURCES` brought it.
    """

    shop: Shop
    distance_m: float
    dishes: tuple[Dish, ...]
    open: Openness
    unsure: tuple[str, ...] = ()
    score: float = 0.0
    reasons: tuple[tuple[str, float], ...] = ()
    use: Use | None = None
    sources: tuple[str, ...] = ()

    def scored(self, score: float, reasons: tuple[tuple[str, float], ...]) -> "Candidate":
        """Return the same place with a score and what it is made of."""
        # `replace` would go through all fields for each of the places of a turn, twice.
        made = object.__new__(Candidate)
        vars(made).update(vars(self), score=score, reasons=reasons)
        return made

    @property
    def walk_min(self) -> int:
        """Return minutes on foot."""
        return walk_minutes(self.distance_m)

    @property
    def price_won(self) -> int | None:
        """Return the price of the dish that is named first, None if unknown."""
        return self.dishes[0].price if self.dishes else None

    @property
    def pays_won(self) -> int | None:
        """Return what that dish costs with the best coupons, None if unknown."""
        return self.use.pays_won if self.use else self.price_won


def judge(
    shop: Shop, metres: float, rules: Rules, sources: tuple[str, ...] = ()
) -> Candidate | None:
    """Return the place with the dishes that fit, None if it breaks a rule.

    metres: how far it is from where the person is. sources: which brought it.
    """
    if not _may_offer(shop, rules):
        return None
    is_open = rules.open_at(shop.hours)
    if is_open is Openness.CLOSED:
        return None
    dishes = _fitting(shop, rules)
    if dishes is None:
        return None
    use = rules.offers.use_for(shop, dishes[0].price, rules.at) if dishes else None
    if rules.wish.slots.get("coupon") and len(rules.offers) and use is None:
        return None
    return Candidate(
        shop=shop,
        distance_m=metres,
        dishes=dishes,
        open=is_open,
        unsure=_unsure(dishes, rules),
        use=use,
        sources=sources,
    )


def _may_offer(shop: Shop, rules: Rules) -> bool:
    slots = rules.wish.slots
    if shop.is_alcohol_led or shop.card == "N" or shop.id in rules.wish.hidden:
        return False
    if ALL_OF_IT in rules.sold_out.get(shop.id, ()):
        return False
    if rules.fence.own_won is None and _is_refused_kind(shop, rules):
        return False
    if shop.is_dessert_led and not rules.wish.foods:
        return False
    if slots.get("good_shop") and not shop.good_price:
        return False
    if "rating_min" in slots and (shop.rating is None or shop.rating < slots["rating_min"]):
        return False
    return not any(sells(shop, word) for word in rules.refused_kinds)


def _fitting(shop: Shop, rules: Rules) -> tuple[Dish, ...] | None:
    """Return the dishes that fit, cheapest of the popular first; None if the shop does not fit."""
    foods, (least, most) = rules.wish.foods, rules.budget_won
    left: Sequence[Dish] = _asked(shop, foods)
    has_budget = most is not None or bool(least)
    if has_budget:  # The cheapest question first: most dishes end here.
        left = [dish for dish in left if _is_payable(dish, shop, rules)]
    out = rules.sold_out.get(shop.id)
    if out:
        left = [dish for dish in left if dish.name not in out]
    is_refused = _is_refused_kind(shop, rules)
    if is_refused or (rules.fence.items is not None and is_store(shop)):
        left = [dish for dish in left if _may_buy(dish, shop, rules)]
    if rules.is_choosy:
        left = [dish for dish in left if is_allowed(dish, rules)]
    if rules.fence.most_won is not None:
        left = [dish for dish in left if _is_within(dish, shop, rules)]
    if left:
        return _best_first(left, shop, rules)
    if has_budget:
        return None
    knows_menu = bool(shop.dishes)
    of_kind = not foods or _is_what_is_asked(shop, rules.wish)
    return None if knows_menu or not of_kind or rules.is_cautious or is_refused else ()


def _is_what_is_asked(shop: Shop, wish: Wish) -> bool:
    """Whether a shop's name or kind tells that it is what was asked for."""
    if any(sells(shop, food) for food in wish.foods):
        return True
    return any(is_named_place(shop, food) for food in wish.kinds_of_place)


def _is_refused_kind(shop: Shop, rules: Rules) -> bool:
    return any(word in shop.category for word in rules.fence.refused_kinds)


def _may_buy(dish: Dish, shop: Shop, rules: Rules) -> bool:
    """Whether the card buys a dish there, or one's own money pays all of it."""
    is_refused = _is_refused_kind(shop, rules)
    if not is_refused and may_offer_item(dish, shop, rules.fence.items):
        return True
    own = rules.fence.own_won
    if own is None or dish.price is None or (is_store(shop) and is_for_adults(dish)):
        return False
    return _pays(dish.price, shop, rules) <= own


def is_for_adults(dish: Dish) -> bool:
    """Whether a store may sell an item to adults only."""
    return kind_of_item(dish.name) in _FOR_ADULTS


def _asked(shop: Shop, foods: tuple[str, ...]) -> Sequence[Dish]:
    """Return the dishes that are asked for.

    A dish asked for by name is meant even where it costs little; of a kind of shop only the
    meals are meant, unless it lives on sweets and drinks.
    """
    is_of_kind = any(is_kind_of_shop(food) and sells(shop, food) for food in foods)
    if foods and not is_of_kind:
        named = [dish for dish in shop.dishes if is_one_of(dish.name, foods)]
        # Of a cuisine (한식) a bowl of rice or a drink is no meal; a dish is meant as it is named.
        only_meals = all(is_cuisine(food) for food in foods)
        return [dish for dish in named if dish.is_meal] if only_meals else named
    if is_of_kind and shop.is_dessert_led:
        return shop.dishes
    return [dish for dish in shop.meals if not is_snack(dish)]


def _is_payable(dish: Dish, shop: Shop, rules: Rules) -> bool:
    """Whether a dish lies within the budget: what it is worth at least, what is paid at most."""
    least, most = rules.budget_won
    if dish.price is None or dish.price < least:
        return False
    return most is None or dish.price <= most or _pays(dish.price, shop, rules) <= most


def _is_within(dish: Dish, shop: Shop, rules: Rules) -> bool:
    """Whether a dish may be paid; of an unknown price that is not known to be too high."""
    most = rules.fence.most_won
    return most is None or dish.price is None or _pays(dish.price, shop, rules) <= most


def _pays(price: int, shop: Shop, rules: Rules) -> int:
    use = rules.offers.use_for(shop, price, rules.at)
    return use.pays_won if use else price


def is_allowed(dish: Dish, rules: Rules) -> bool:
    """Whether a dish may be offered as far as its name and contents say."""
    if not rules.is_choosy:
        return True
    if any(holds(dish, word) is Inside.YES for word in rules.allergens):
        return False
    if any(breaks_diet(dish, diet) is Inside.YES for diet in rules.diets):
        return False
    if any(_is_refused(dish, word) for word in rules.refused):
        return False
    return tastes_right(dish, rules.tastes)


def _is_refused(dish: Dish, word: str) -> bool:
    """Whether a dish is, or holds, what was turned down; 치킨 turned down leaves 닭곰탕."""
    if is_food(dish, word) or holds_kind(dish, word):
        return True
    return is_ingredient(word) and holds(dish, word) is Inside.YES


def _best_first(dishes: Sequence[Dish], shop: Shop, rules: Rules) -> tuple[Dish, ...]:
    by_price = rules.wish.slots.get("sort") == "cheap"

    leaning = rules.wish.slots.get("leaning")

    def key(dish: Dish) -> tuple[bool, int, int, str]:
        is_late = rules.wants_cheap_meal and dish.is_light
        is_late = is_late or (leaning is not None and not suits(dish.name, leaning))
        price = dish.price if dish.price is not None else 10**9
        popular = -(dish.popular or 0)
        if by_price and dish.price is not None:
            return (is_late, _pays(dish.price, shop, rules), popular, dish.name)
        first, second = (price, popular) if by_price else (popular, price)
        return (is_late, first, second, dish.name)

    return tuple(sorted(dishes, key=key))


def _unsure(dishes: Sequence[Dish], rules: Rules) -> tuple[str, ...]:
    words = [w for w in rules.allergens if any(holds(d, w) is Inside.UNKNOWN for d in dishes)]
    diets = [
        diet for diet in rules.diets if any(breaks_diet(d, diet) is Inside.UNKNOWN for d in dishes)
    ]
    return (*words, *diets)


def is_unsure(dish: Dish, rules: Rules) -> bool:
    """Whether a dish is not known to be free of what the person cannot or will not eat."""
    return bool(_unsure((dish,), rules))


@lru_cache(maxsize=_MINUTES_KEPT)
def _open_in(minute: datetime) -> Callable[[Hours | None], Openness]:
    """Return what tells whether shops are open in a minute by the clock on their wall."""
    known: dict[int, tuple[Hours | None, Openness]] = {}

    def opened(hours: Hours | None) -> Openness:
        # The hours are kept beside the answer, so that no others come by their number.
        if id(hours) not in known:
            if len(known) >= _HOURS_KEPT:
                known.clear()
            known[id(hours)] = (hours, openness(hours, minute, holidays()))
        return known[id(hours)][1]

    return opened


@cache
def holidays() -> frozenset[date]:
    """Return the public holidays that are known (a dated table in the package)."""
    rows = read_table("dure.assistants.meals", "data/holidays.tsv")
    return frozenset(date.fromisoformat(row["date"]) for row in rows)
