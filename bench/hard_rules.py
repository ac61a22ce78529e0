"""Hard rules over random shops and requests, held against an oracle that shares no code with them.

Claim (design of meals): not one of 100,000 cases breaks the budget, an allergen, the opening hours,
or the card with its money and its kinds of shops and items. The oracle reads only what a case was
made with: it does not ask the functions that decide. How far places are is not tried here: nobody
is offered a place beyond the radius (tests/assistants/meals/test_candidates.py).
"""

import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from dure.assistants.meals.candidates import Candidate, Rules, judge
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.choose import OrderSettings, choose
from dure.assistants.meals.convenience import StoreRules
from dure.assistants.meals.coupons import Coupon
from dure.assistants.meals.fence import OPEN, Fence
from dure.assistants.meals.hours import Hours
from dure.assistants.meals.offers import Offers, offers_of
from dure.assistants.meals.wish import Wish
from dure.kernel.clock import SEOUL
from dure.kernel.turns import Place

CASES: Final = 100_000
_SEED: Final = 20261121
_HERE: Final = Place(lat=37.5563, lon=126.9236, name="홍대입구역")
_DAY: Final = datetime(2026, 11, 17, tzinfo=SEOUL)
"""A Tuesday in a week without a public holiday."""
_DRINK: Final = ("이자카야", "호프", "요리주점", "와인바", "포장마차")
_STORE: Final = "편의점"
_CATEGORIES: Final = ("한식", "분식", "중식", "치킨", "국밥", _STORE, *_DRINK)
LABELS: Final[Mapping[str, str]] = {
    "새우": "새우", "계란": "알류", "우유": "우유", "땅콩": "땅콩", "밀": "밀", "메밀": "메밀",
    "게": "게", "두부": "대두", "복숭아": "복숭아", "토마토": "토마토", "돼지고기": "돼지고기",
    "소고기": "쇠고기", "닭고기": "닭고기", "오징어": "오징어", "조개": "조개류", "잣": "잣",
    "호두": "호두", "고등어": "고등어", "아황산류": "아황산류",
}  # fmt: skip
"""What a person says → the label of the Korean list of allergens (식품등의 표시기준)."""
_TELLING: Final[Mapping[str, tuple[str, ...]]] = {
    "새우볶음밥": ("새우",), "계란찜": ("계란",), "우유빵": ("우유",), "땅콩국수": ("땅콩",),
    "게장정식": ("게",), "두부김치": ("두부",), "오징어덮밥": ("오징어",), "조개탕": ("조개",),
    "고등어구이": ("고등어",), "메밀국수": ("메밀",), "돼지고기볶음": ("돼지고기",),
    "오늘의 정식": (), "백반": (), "특선 메뉴": (), "점심 한 상": (), "모둠밥": (),
    "편의점 도시락": (),
}  # fmt: skip
"""Names of dishes, and what each says is inside."""
_NO_MEALS: Final = StoreRules(items={"meal": "forbidden"})
"""A card that buys no meals in stores, so that what it does not buy is something else dear."""
_OF_STORES: Final = ("편의점 도시락", "새우볶음밥", "메밀국수", "땅콩국수", "오징어덮밥")
"""Names of dishes that are meals of a store."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A shop, where it stands, what somebody asks, and when."""

    shop: Shop
    metres: float
    rules: Rules
    coupon: Coupon | None


@cache
def measure(cases: int = CASES) -> dict[str, Any]:
    """Return how many cases there were, how many offered something, and which rules broke."""
    began, broken, offered = time.perf_counter(), Counter[str](), 0
    with_allergy = with_refused = 0
    for case in made(cases):
        candidate = judge(case.shop, case.metres, case.rules)
        if candidate is None:
            continue
        offered += 1
        with_allergy += bool(case.rules.allergens)
        with_refused += _is_refused(case.shop, case)
        ordered = choose([candidate], case.rules, OrderSettings())
        for kept in (*ordered.sure, *ordered.unsure):
            broken.update(breaks(kept, case))
    seconds = time.perf_counter() - began
    return {
        "cases": cases,
        "offered": offered,
        "offered_with_allergy": with_allergy,
        "offered_of_refused_kinds": with_refused,
        "broken": sum(broken.values()),
        "by_rule": dict(broken),
        "cases_per_s": round(cases / seconds),
    }


def made(cases: int, seed: int = _SEED) -> Iterator[Case]:
    """Yield random cases, the same ones each time."""
    rng = random.Random(seed)
    for number in range(cases):
        shop = _shop(rng, number)
        coupon = _coupon(rng) if rng.random() < 0.3 else None
        metres = rng.uniform(0, 1500)
        yield Case(shop=shop, metres=metres, rules=_rules(rng, coupon), coupon=coupon)


def _shop(rng: random.Random, number: int) -> Shop:
    opens = rng.randrange(0, 1380, 30)
    closes = opens + rng.randrange(60, 1200, 30)
    return Shop(
        id=f"shop-{number}",
        name=f"가게 {number}",
        category=rng.choice(_CATEGORIES),
        source="bench",
        lat=_HERE.lat,
        lon=_HERE.lon,
        hours=None if rng.random() < 0.2 else Hours(periods={"default": ((opens, closes),)}),
        dishes=tuple(_dish(rng) for _ in range(rng.randint(0, 5))),
        card=rng.choice(("Y", "Y", "P", "N", "U")),
    )


def _dish(rng: random.Random) -> Dish:
    labels = tuple(rng.sample(sorted(set(LABELS.values())), rng.randint(0, 4)))
    return Dish(
        name=rng.choice(sorted(_TELLING)),
        price=None if rng.random() < 0.2 else rng.randrange(-500, 20_000, 100),
        allergens=None if rng.random() < 0.3 else labels,
    )


def _coupon(rng: random.Random) -> Coupon:
    return Coupon(
        id="one",
        kind="amount",
        value=rng.randrange(500, 25_000, 500),
        min_order_won=rng.choice((0, 3_000, 8_000)),
        starts=date(2026, 11, 1),
        ends=date(2026, 11, 30),
    )


def _rules(rng: random.Random, coupon: Coupon | None) -> Rules:
    slots: dict[str, Any] = {}
    if rng.random() < 0.7:
        slots["budget_max"] = rng.randrange(0, 15_000, 500)
    if rng.random() < 0.2:
        slots["exclude_food"] = [rng.choice(sorted(set(LABELS)))]
    if rng.random() < 0.2:
        slots["card_ok"] = True
    allergens = tuple(rng.sample(sorted(LABELS), rng.randint(1, 3))) if rng.random() < 0.6 else ()
    return Rules(
        wish=Wish(slots=slots),
        at=_DAY + timedelta(minutes=rng.randrange(0, 1440)),
        here=_HERE,
        allergens=allergens,
        offers=offers_of([coupon]) if coupon else Offers(),
        fence=_fence(rng) if rng.random() < 0.5 else OPEN,
    )


def _fence(rng: random.Random) -> Fence:
    return Fence(
        most_won=rng.choice((None, rng.randrange(0, 15_000, 500))),
        refused_kinds=rng.choice(((), ("분식",), ("치킨", "국밥"), (_STORE,))),
        items=rng.choice((None, _NO_MEALS)),
        own_won=rng.choice((None, rng.randrange(500, 15_000, 500))),
    )


def breaks(candidate: Candidate, case: Case) -> Iterator[str]:
    """Yield the rules that an offer breaks."""
    shop, rules = candidate.shop, case.rules
    if shop.category in _DRINK:
        yield "alcohol"
    if shop.card == "N" or (rules.wish.slots.get("card_ok") and shop.card == "U"):
        yield "card"
    if _is_closed(shop, rules.at):
        yield "hours"
    if rules.allergens and not candidate.dishes:
        yield "allergen of an unknown menu"
    if _is_refused(shop, case) and not candidate.dishes:
        yield "a refused kind with an unknown menu"
    for dish in candidate.dishes:
        yield from _broken_by(dish, candidate, case)


def _broken_by(dish: Dish, candidate: Candidate, case: Case) -> Iterator[str]:
    if not _is_payable(dish, case):
        yield "budget"
    yield from _unpaid(dish, case)
    for word in case.rules.allergens:
        if LABELS[word] in (dish.allergens or ()) or word in _TELLING[dish.name]:
            yield "allergen"
        elif dish.allergens is None and word not in candidate.unsure:
            yield "unknown allergen that is not told"
    refused = case.rules.wish.slots.get("exclude_food", ())
    if any(word in _TELLING[dish.name] for word in refused):
        yield "excluded food"


def _unpaid(dish: Dish, case: Case) -> Iterator[str]:
    """Yield what neither the card nor one's own money pays."""
    fence, pays = case.rules.fence, _pays(dish, case)
    if fence.most_won is not None and pays is not None and pays > fence.most_won:
        yield "money"
    in_store = case.shop.category == _STORE and fence.items is not None
    is_barred = _is_refused(case.shop, case) or (in_store and dish.name in _OF_STORES)
    if is_barred and (fence.own_won is None or pays is None or pays > fence.own_won):
        yield "what the card does not buy"


def _is_refused(shop: Shop, case: Case) -> bool:
    return shop.category in case.rules.fence.refused_kinds


def _is_closed(shop: Shop, at: datetime) -> bool:
    """Whether it is surely closed; every day has the same one period, perhaps past midnight."""
    if shop.hours is None:
        return False
    ((opens, closes),) = shop.hours.periods["default"]
    minute = at.hour * 60 + at.minute
    return not any(opens <= at_minute < (closes or 0) for at_minute in (minute, minute + 1440))


def _is_payable(dish: Dish, case: Case) -> bool:
    most = case.rules.wish.slots.get("budget_max")
    if most is None:
        return True
    if dish.price is None or dish.price < 0:
        return False
    pays = _pays(dish, case)
    return pays is not None and bool(pays <= most)


def _pays(dish: Dish, case: Case) -> int | None:
    """Return what a dish costs with the coupon, None if unknown."""
    coupon = case.coupon
    if dish.price is None or coupon is None or dish.price < coupon.min_order_won:
        return dish.price
    return max(0, dish.price - coupon.value)
