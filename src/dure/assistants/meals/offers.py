"""The coupons that are on offer: where they come from, and what a shop's dish costs with them.

Whether a person has used one already stands in the redemptions: what is used up is taken out for
that person, and a coupon of which they tell is put in.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
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
OWN: Final = "own"
"""The id of a coupon that the person told of."""
_IN_ORDER: Final = tuple(f.name for f in fields(Coupon))
_KNOWN: Final = frozenset(_IN_ORDER)
_PERCENT: Final = 100
_NEEDED: Final = ("id", "kind", "value", "starts", "ends")
_TAKEN: Final[Mapping[str, bool | None]] = {"Y": True, "N": False}
"""Whether the card pays a whole meal; where it works partly, or who knows, that is unknown."""
_Key = tuple[Target, str]
_Case = tuple[str, str, str, bool | None, int, date, frozenset[str]]
_DAYS_KEPT: Final = 7
_USES_KEPT: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Offers:
    """Coupons by what they are for. It says no more than `Coupon`; it only finds them sooner.

    Many dishes of a street have the same price and the same coupons, so what was worked out is
    kept: by price, day and all of a shop that a coupon may look at. own: one that the person told
    of, used alone. gone: ids of those that this person has used up.
    """

    by_target: Mapping[_Key, tuple[Coupon, ...]] = field(default_factory=dict)
    own: Coupon | None = None
    gone: frozenset[str] = frozenset()
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

    @property
    def all(self) -> tuple[Coupon, ...]:
        """Return all of them."""
        return tuple(c for group in self.by_target.values() for c in group)

    def without_shop(self, known: Callable[[list[str]], Collection[str]]) -> tuple[Coupon, ...]:
        """Return those for shops that nobody knows. known: returns which of some ids are known."""
        shops = sorted(of for target, of in self.by_target if target == "shop")
        there = known(shops) if shops else ()
        return tuple(c for of in shops if of not in there for c in self.by_target["shop", of])

    def with_shops(self, known: Callable[[str], str | None]) -> "Offers":
        """Return them by our ids of shops. known: ours of an id, None if nobody knows it."""
        return offers_of(
            replace(c, of=known(c.of) or c.of) if c.target == "shop" else c for c in self.all
        )

    def for_person(self, used: Mapping[str, int], own: Coupon | None = None) -> "Offers":
        """Return those that a person may still use. used: id → how often they used it."""
        gone = frozenset(
            coupon.id
            for coupon in (self.all if used else ())
            if coupon.uses is not None and used.get(coupon.id, 0) >= coupon.uses
        )
        if not gone and own is None:
            return self
        return replace(self, own=own, gone=gone)

    def meant_for(self, shop: Shop) -> tuple[Coupon, ...]:
        """Return those that may be meant for a shop."""
        keys: tuple[_Key, ...] = (
            ("all", ""),
            ("shop", shop.id),
            ("category", shop.category),
            ("card", ""),
            ("good_shop", ""),
        )
        meant = (c for key in keys for c in self.by_target.get(key, ()))
        return tuple(c for c in meant if c.id not in self.gone)

    def use_for(self, shop: Shop, price_won: int | None, at: datetime) -> Use | None:
        """Return how to pay a dish of a shop; None where no coupon makes it cheaper,
        or the price is unknown or none.
        """
        if not price_won or price_won < 0:
            return None
        use = self._kept_use(shop, price_won, at) if self.by_target else None
        if use and any(cut.coupon in self.gone for cut in use.cuts):
            # Without those it did not need, the best use stays the best one.
            use = self._kept_use(shop, price_won, at, self.gone)
        if self.own is None:
            return use
        alone = best_use(order_at(shop, price_won, at), (self.own,))
        is_better = alone.cuts and (use is None or alone.pays_won < use.pays_won)
        return alone if is_better else use

    def _kept_use(
        self, shop: Shop, price_won: int, at: datetime, gone: frozenset[str] = frozenset()
    ) -> Use | None:
        """Return the best use for whoever has used up those that are gone."""
        own = shop.id if ("shop", shop.id) in self.by_target else ""
        day = at.astimezone(SEOUL).date()
        case = (own, shop.category, shop.card, shop.good_price, price_won, day, gone)
        if case not in self._uses:
            if len(self._uses) >= _USES_KEPT:
                self._uses.clear()
            theirs = replace(self, gone=gone)
            use = best_use(order_at(shop, price_won, at), theirs.meant_for(shop))
            self._uses[case] = use if use.cuts else None
        return self._uses[case]

    def __len__(self) -> int:
        """Return how many there are that this person may use."""
        known = sum(map(len, self.by_target.values()))
        return known - len(self.gone) + (self.own is not None)


def offers_of(coupons: Iterable[Coupon]) -> Offers:
    """Return coupons as offers."""
    by_target: defaultdict[_Key, list[Coupon]] = defaultdict(list)
    for coupon in coupons:
        by_target[coupon.target, coupon.of].append(coupon)
    return Offers(by_target={key: tuple(group) for key, group in by_target.items()})


def own_coupon(won: int, at: datetime) -> Coupon | None:
    """Return the coupon that a person told of, for a meal at a moment; None for no amount.

    Its terms are unknown: it is taken for one that holds for any meal and is used alone.
    """
    day = at.astimezone(SEOUL).date()
    if won < 1:
        return None
    return Coupon(id=OWN, kind="amount", value=won, starts=day, ends=day)


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
    plain: Any = None
    try:
        plain = orjson.loads(line)
        return Coupon(**_checked(plain))
    except (ValueError, TypeError) as error:
        why = f"{number}번째 줄이 쿠폰이 아니에요: {_what_is_wrong(plain)}"
        raise BadFile(file=name, why=why) from error


def _what_is_wrong(plain: Any) -> str:  # noqa: ANN401 - any JSON
    """Return what a row that is no coupon should be."""
    if not isinstance(plain, dict):
        return "{…} 모양의 JSON 한 줄이어야 해요."
    if unknown := sorted(plain.keys() - _KNOWN):
        return f"모르는 항목이에요: {', '.join(unknown)[:60]} (아는 항목: {', '.join(_IN_ORDER)})"
    if missing := [key for key in _NEEDED if key not in plain]:
        return f"항목이 없어요: {', '.join(missing)}"
    return _wrong_kind(plain) or _wrong_together(plain)


def _wrong_kind(plain: Mapping[str, Any]) -> str:
    """Return which value is of another kind, "" if none is."""
    if plain["kind"] not in ("amount", "rate"):
        return "kind는 amount나 rate예요."
    if plain.get("target", "all") not in get_args(Target):
        return f"target은 {', '.join(get_args(Target))} 가운데 하나예요."
    for key in ("value", "cap_won", "min_order_won", "uses"):
        if plain.get(key) is not None and type(plain[key]) is not int:
            return f"따옴표와 소수점이 없는 수여야 해요: {key}"
    for key in ("id", "of"):
        if not isinstance(plain.get(key, ""), str):
            return f"따옴표 안의 글자여야 해요: {key}"
    for key in ("starts", "ends"):
        if not _is_day(plain[key]):
            return f"날짜는 2026-11-01처럼 적어 주세요: {key}"
    return "" if isinstance(plain.get("stacks", False), bool) else "stacks는 true나 false예요."


def _wrong_together(plain: Mapping[str, Any]) -> str:
    """Return which value does not fit, alone or beside another."""
    value, target = plain["value"], plain.get("target", "all")
    if value is None or value < 1:
        return "value는 1 이상이에요."
    if plain["kind"] == "rate" and value > _PERCENT:
        return "kind가 rate면 value는 1~100(%)이에요."
    if plain["kind"] == "amount" and plain.get("cap_won") is not None:
        return "cap_won은 kind가 rate일 때만 적어요."
    for key in ("cap_won", "min_order_won", "uses"):
        if (plain.get(key) or 0) < 0:
            return f"0보다 작을 수 없어요: {key}"
    if date.fromisoformat(plain["ends"]) < date.fromisoformat(plain["starts"]):
        return "끝나는 날(ends)이 시작하는 날(starts)보다 빨라요."
    if target in ("shop", "category"):
        what = "가게의 id" if target == "shop" else "업종 이름"
        return f"target이 {target}이면 of에 {what}를 적어 주세요."  # Only `of` is left.
    return f"target이 {target}이면 of는 적지 않아요."


def _is_day(said: object) -> bool:
    try:
        return isinstance(said, str) and bool(date.fromisoformat(said))
    except ValueError:
        return False


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
