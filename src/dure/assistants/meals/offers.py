"""The coupons that are on offer: where they come from, and what a shop's dish costs with them.

Whether a person has used one already stands in the redemptions; who only looks at prices is
told what holds for somebody who has not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Final, get_args

import orjson

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.coupons import Coupon, Order, Target, Use, best_use
from dure.assistants.meals.demo import demo_shops
from dure.assistants.meals.demo_people import demo_coupons
from dure.errors import BadFile
from dure.kernel.clock import SEOUL

DEMO: Final = "demo"
_KNOWN: Final = frozenset(f.name for f in fields(Coupon))
_TAKEN: Final[Mapping[str, bool | None]] = {"Y": True, "N": False}
"""Whether the card pays a whole meal; where it works partly, or who knows, that is unknown."""
_Key = tuple[Target, str]
_Case = tuple[str, str, str, bool | None, int, date]
_DAYS_KEPT: Final = 7
_USES_KEPT: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Offers:
    """Coupons by what they are for. It says no more than `Coupon`; it only finds them sooner.

    Many dishes of a street have the same price and the same coupons, so what was worked out is
    kept: by price, day and all of a shop that a coupon may look at.
    """

    by_target: Mapping[_Key, tuple[Coupon, ...]] = field(default_factory=dict)
    _uses: dict[_Case, Use | None] = field(default_factory=dict, compare=False, repr=False)
    _days: dict[date, "Offers"] = field(default_factory=dict, compare=False, repr=False)

    def at(self, moment: datetime) -> "Offers":
        """Return those whose days include a moment's in Asia/Seoul."""
        day = moment.astimezone(SEOUL).date()
        if day not in self._days:
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            every = (c for group in self.by_target.values() for c in group)
            self._days[day] = offers_of(c for c in every if c.starts <= day <= c.ends)
        return self._days[day]

    def meant_for(self, shop: Shop) -> tuple[Coupon, ...]:
        """Return those that may be meant for a shop."""
        keys: tuple[_Key, ...] = (
            ("all", ""),
            ("shop", shop.id),
            ("category", shop.category),
            ("card", ""),
            ("good_shop", ""),
        )
        return tuple(c for key in keys for c in self.by_target.get(key, ()))

    def use_for(self, shop: Shop, price_won: int | None, at: datetime) -> Use | None:
        """Return how to pay a dish of a shop; None where no coupon makes it cheaper,
        or the price is unknown or none.
        """
        if not self.by_target or not price_won or price_won < 0:
            return None
        own = shop.id if ("shop", shop.id) in self.by_target else ""
        day = at.astimezone(SEOUL).date()
        case = (own, shop.category, shop.card, shop.good_price, price_won, day)
        if case not in self._uses:
            if len(self._uses) >= _USES_KEPT:
                self._uses.clear()
            use = best_use(order_at(shop, price_won, at), self.meant_for(shop))
            self._uses[case] = use if use.cuts else None
        return self._uses[case]

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(map(len, self.by_target.values()))


def offers_of(coupons: Iterable[Coupon]) -> Offers:
    """Return coupons as offers."""
    by_target: dict[_Key, tuple[Coupon, ...]] = {}
    for coupon in coupons:
        key: _Key = (coupon.target, coupon.of)
        by_target[key] = (*by_target.get(key, ()), coupon)
    return Offers(by_target=by_target)


def order_at(shop: Shop, price_won: int, at: datetime) -> Order:
    """Return the order of one dish at a shop."""
    return Order(
        price_won=price_won,
        shop=shop.id,
        category=shop.category,
        takes_card=_TAKEN.get(shop.card),
        good_shop=shop.good_price,
        at=at,
    )


def read_offers(named: str, *, read: Callable[[str], str]) -> Offers:
    """Return the offers that the settings name: none, the invented ones, or those of a file.

    named: empty, "demo", or a file of JSON lines with the fields of `Coupon`.
    The same line twice is one coupon.
    Raises BadFile if the file cannot be read, a line is no coupon, or two of one id differ.
    """
    if not named:
        return Offers()
    if named == DEMO:
        return offers_of(demo_coupons(list(demo_shops())))
    name, by_id = PurePath(named).name, dict[str, Coupon]()
    for number, line in enumerate(read(named).splitlines(), start=1):
        if not line.strip():
            continue
        coupon = _coupon_of(line, name, number)
        if by_id.setdefault(coupon.id, coupon) != coupon:
            raise BadFile(file=name, why=f"{number}번째 줄의 쿠폰이 앞에 나온 것과 달라요.")
    return offers_of(by_id.values())


def _coupon_of(line: str, name: str, number: int) -> Coupon:
    try:
        plain: Any = orjson.loads(line)
        return Coupon(**_checked(plain))
    except (ValueError, TypeError) as error:
        raise BadFile(file=name, why=f"{number}번째 줄이 쿠폰이 아니에요.") from error


def _checked(plain: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return a row with its days read. Raises ValueError if a value is of another kind."""
    if not isinstance(plain, dict) or not plain.keys() <= _KNOWN:
        raise ValueError("not the fields of a coupon")
    numbers = [plain.get(key) for key in ("value", "cap_won", "min_order_won", "uses")]
    known_kind = plain.get("kind") in ("amount", "rate")
    known_target = plain.get("target", "all") in get_args(Target)
    texts = [plain.get("id"), plain.get("of", "")]
    if not (
        known_kind
        and known_target
        and all(n is None or type(n) is int for n in numbers)
        and all(isinstance(text, str) for text in texts)
        and isinstance(plain.get("stacks", False), bool)
    ):
        raise ValueError("a value is of another kind")
    days = {key: date.fromisoformat(plain[key]) for key in ("starts", "ends") if key in plain}
    return {**plain, **days}
