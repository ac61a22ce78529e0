"""Choose places: hard rules first, then an order that can be explained.

A place that breaks a rule is not there; no score brings it back. What is unknown is neither
taken for good nor for bad: it is kept apart and said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Final

from dure.assistants.meals.catalogue import Catalogue, Dish, Shop, walk_minutes
from dure.assistants.meals.contents_known import (
    Inside,
    breaks_diet,
    holds,
    is_food,
    is_ingredient,
    is_kind_of_shop,
    is_snack,
    sells,
)
from dure.assistants.meals.coupons import Use
from dure.assistants.meals.hours import Openness, openness
from dure.assistants.meals.offers import Offers
from dure.assistants.meals.wish import Wish
from dure.kernel.data import read_table
from dure.kernel.turns import Place

SHOWN: Final = 3
"""Places in a reply (design of meals, form 20)."""
_ENOUGH_SURE: Final = 3
"""With fewer sure places, those whose card acceptance is unknown are offered apart."""
_NONE: Final[tuple[str, ...]] = ()


@dataclass(frozen=True, kw_only=True)
class OrderSettings:
    """What each reason weighs in the baseline order; they sum to 1."""

    near: float = 0.35
    """Share lost in proportion to the distance."""
    price: float = 0.2
    """Full where the cheapest fitting dish leaves most of the budget."""
    card: float = 0.2
    """Full for a card that works, half for one that works partly."""
    popular: float = 0.15
    rated: float = 0.1


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What must hold for the person who asks, gathered from the wish and the notes."""

    wish: Wish
    at: datetime
    here: Place
    allergens: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    offers: Offers = field(default_factory=Offers)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A place that breaks no rule. dishes: those that fit, best first, never empty unless no
    price was asked and the menu is unknown. unsure: allergens or diets of which the dishes
    are not known to be free. use: of coupons for the first dish, None if they bring nothing.
    """

    shop: Shop
    distance_m: float
    dishes: tuple[Dish, ...]
    open: Openness
    unsure: tuple[str, ...] = ()
    score: float = 0.0
    reasons: tuple[tuple[str, float], ...] = ()
    use: Use | None = None

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


def candidates(catalogue: Catalogue, rules: Rules) -> list[Candidate]:
    """Return all places that break no rule, nearest first."""
    found = catalogue.near(rules.here.lat, rules.here.lon, rules.wish.radius_m)
    judged = (_judge(shop, metres, rules) for shop, metres in found)
    return [candidate for candidate in judged if candidate is not None]


def choose(
    found: Sequence[Candidate], rules: Rules, settings: OrderSettings
) -> tuple[list[Candidate], list[Candidate]]:
    """Return (sure places in order, places whose card acceptance must be asked, in order)."""
    ranked = ranked_by(found, rules, settings)
    sure = [c for c in ranked if c.shop.card in ("Y", "P")]
    unsure = [c for c in ranked if c.shop.card == "U"]
    if rules.wish.slots.get("card_ok"):
        return sure, []
    return sure, unsure if len(sure) < _ENOUGH_SURE else []


def ranked_by(found: Iterable[Candidate], rules: Rules, settings: OrderSettings) -> list[Candidate]:
    """Return the places in order; a sort that was asked for comes before the score."""
    scored = [_scored(candidate, rules, settings) for candidate in found]
    sort = rules.wish.slots.get("sort")
    return sorted(scored, key=lambda c: (_asked_for(c, sort), *_doubts(c), -c.score, c.shop.id))


def _judge(shop: Shop, metres: float, rules: Rules) -> Candidate | None:
    if not _may_offer(shop, rules):
        return None
    is_open = openness(shop.hours, rules.at, holidays())
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
    )


def _may_offer(shop: Shop, rules: Rules) -> bool:
    slots = rules.wish.slots
    if shop.is_alcohol_led or shop.card == "N" or shop.id in rules.wish.hidden:
        return False
    if shop.is_dessert_led and not rules.wish.foods:
        return False
    if slots.get("good_shop") and not shop.good_price:
        return False
    if "rating_min" in slots and (shop.rating is None or shop.rating < slots["rating_min"]):
        return False
    return not any(sells(shop, word) for word in _refused(rules) if is_kind_of_shop(word))


def _refused(rules: Rules) -> tuple[str, ...]:
    return (*rules.wish.without, *rules.without)


def _fitting(shop: Shop, rules: Rules) -> tuple[Dish, ...] | None:
    """Return the dishes that fit, cheapest of the popular first; None if the shop does not fit."""
    wish = rules.wish
    allowed = [dish for dish in _asked(shop, wish.foods) if _is_allowed(dish, rules)]
    if wish.most_won is not None or wish.least_won:
        allowed = [dish for dish in allowed if _is_payable(dish, shop, rules)]
        return _best_first(allowed, shop, rules) if allowed else None
    if allowed:
        return _best_first(allowed, shop, rules)
    knows_menu = bool(shop.dishes)
    of_kind = not wish.foods or any(sells(shop, food) for food in wish.foods)
    cautious = rules.allergens or rules.diets or wish.slots.get("taste")
    return None if knows_menu or not of_kind or cautious else ()


def _asked(shop: Shop, foods: tuple[str, ...]) -> list[Dish]:
    """Return the dishes that are asked for.

    A dish asked for by name is meant even where it costs little; of a kind of shop only the
    meals are meant, unless it lives on sweets and drinks.
    """
    meals = [dish for dish in shop.meals if not is_snack(dish)]
    if not foods:
        return meals
    if any(is_kind_of_shop(food) and sells(shop, food) for food in foods):
        return list(shop.dishes) if shop.is_dessert_led else meals
    return [dish for dish in shop.dishes if any(is_food(dish, food) for food in foods)]


def _is_payable(dish: Dish, shop: Shop, rules: Rules) -> bool:
    """Whether a dish lies within the budget: what it is worth at least, what is paid at most."""
    least, most = rules.wish.least_won, rules.wish.most_won
    if dish.price is None or dish.price < least:
        return False
    return most is None or dish.price <= most or _pays(dish.price, shop, rules) <= most


def _pays(price: int, shop: Shop, rules: Rules) -> int:
    use = rules.offers.use_for(shop, price, rules.at)
    return use.pays_won if use else price


def _is_allowed(dish: Dish, rules: Rules) -> bool:
    if any(holds(dish, word) is Inside.YES for word in rules.allergens):
        return False
    if any(breaks_diet(dish, diet) is Inside.YES for diet in rules.diets):
        return False
    if any(_is_refused(dish, word) for word in _refused(rules)):
        return False
    return _tastes_right(dish, rules.wish.slots.get("taste", _NONE))


def _is_refused(dish: Dish, word: str) -> bool:
    """Whether a dish is, or holds, what was turned down; 치킨 turned down leaves 닭곰탕."""
    return is_food(dish, word) or (is_ingredient(word) and holds(dish, word) is Inside.YES)


def _tastes_right(dish: Dish, tastes: Sequence[str]) -> bool:
    spicy = "spicy" in dish.tastes or any(w in dish.name for w in ("매운", "마라", "불닭", "짬뽕"))
    if "not_spicy" in tastes and spicy:
        return False
    wanted = [taste for taste in tastes if taste != "not_spicy"]
    return all(
        taste in dish.tastes or (taste == "spicy" and spicy) or _sounds(dish, taste)
        for taste in wanted
    )


def _sounds(dish: Dish, taste: str) -> bool:
    words = {
        "soup": ("국", "탕", "찌개", "우동", "라면", "전골"),
        "warm": ("국", "탕", "찌개", "우동", "죽"),
    }
    return any(word in dish.name for word in words.get(taste, ()))


def _best_first(dishes: Sequence[Dish], shop: Shop, rules: Rules) -> tuple[Dish, ...]:
    by_price = rules.wish.slots.get("sort") == "cheap"

    def key(dish: Dish) -> tuple[int, int, str]:
        price = dish.price if dish.price is not None else 10**9
        popular = -(dish.popular or 0)
        if by_price and dish.price is not None:
            return (_pays(dish.price, shop, rules), popular, dish.name)
        return (price, popular, dish.name) if by_price else (popular, price, dish.name)

    return tuple(sorted(dishes, key=key))


def _unsure(dishes: Sequence[Dish], rules: Rules) -> tuple[str, ...]:
    words = [w for w in rules.allergens if any(holds(d, w) is Inside.UNKNOWN for d in dishes)]
    diets = [
        diet for diet in rules.diets if any(breaks_diet(d, diet) is Inside.UNKNOWN for d in dishes)
    ]
    return (*words, *diets)


def _doubts(candidate: Candidate) -> tuple[bool, bool]:
    return bool(candidate.unsure), candidate.open is Openness.UNKNOWN


def _scored(candidate: Candidate, rules: Rules, settings: OrderSettings) -> Candidate:
    shop, most = candidate.shop, rules.wish.most_won
    price = candidate.pays_won
    parts = (
        ("near", settings.near * max(0.0, 1 - candidate.distance_m / rules.wish.radius_m)),
        ("price", settings.price * _price_fit(price, most)),
        ("card", settings.card * {"Y": 1.0, "P": 0.5}.get(shop.card, 0.0)),
        ("popular", settings.popular * (shop.popularity or 0.0)),
        ("rated", settings.rated * (shop.rating or 0.0) / 5),
    )
    return replace(candidate, score=sum(value for _, value in parts), reasons=parts)


def _price_fit(price: int | None, most: int | None) -> float:
    if price is None:
        return 0.0
    return max(0.0, 1 - price / (most or 15_000) * 0.8)


def _asked_for(candidate: Candidate, sort: str | None) -> float:
    cheapest = min((d.price for d in candidate.dishes if d.price is not None), default=10**9)
    shop = candidate.shop
    keys = {
        # The first dish is the cheapest one then, coupons included.
        "cheap": float(candidate.pays_won if candidate.pays_won is not None else cheapest),
        "near": candidate.distance_m,
        "popular": -(shop.popularity or 0.0),
        "review_count": -float(shop.reviews or 0),
        "value": cheapest * (1.5 - (shop.rating or 3.0) / 5),
    }
    return keys.get(sort or "", 0.0)


@cache
def holidays() -> frozenset[date]:
    """Return the public holidays that are known (a dated table in the package)."""
    rows = read_table("dure.assistants.meals", "data/holidays.tsv")
    return frozenset(date.fromisoformat(row["date"]) for row in rows)
