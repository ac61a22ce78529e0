"""Tell of coupons what they say themselves: whether they combine, last day, worth and minimum."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from dure.assistants.meals.coupon_asked import CouponTopic
from dure.assistants.meals.coupons import Coupon
from dure.assistants.meals.kitchen import line, said_figure
from dure.assistants.meals.phrases import part
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.turns import Figure


def facts_of(topic: CouponTopic, coupons: Sequence[Coupon], scene: Scene) -> Answer:
    """Return what is asked of coupons that may be used; that there are none, if so."""
    if not coupons:
        return Answer(lines=(line("coupon_none_there"),))
    lines = [*_of_amount(coupons, scene), *_TELLING[topic](coupons)]
    return Answer(
        lines=tuple(lines),
        items=tuple(_item(coupon) for coupon in coupons),
        figures=tuple(_figures(coupons, scene)),
        sources=tuple(f"coupon:{coupon.id}" for coupon in coupons),
    )


def _of_amount(coupons: Sequence[Coupon], scene: Scene) -> Iterator[Line]:
    """Yield that a coupon of the amount that was said is not known, if so."""
    won = scene.slots.get("coupon_amount")
    is_known = any(c.kind == "amount" and c.value == won for c in coupons)
    if won is not None and not is_known:
        yield line("coupon_not_listed", won=won)


def _stacking(coupons: Sequence[Coupon]) -> Iterator[Line]:
    stacking = [coupon for coupon in coupons if coupon.stacks]
    # Of one target only one coupon is taken, so those of a single target never meet.
    if len({coupon.target for coupon in stacking}) < 2:
        yield line("coupon_stack_none")
    else:
        yield line("coupon_stack_some", all=len(coupons), count=len(stacking))


def _expiry(coupons: Sequence[Coupon]) -> Iterator[Line]:
    first, last = min(c.ends for c in coupons), max(c.ends for c in coupons)
    days = {"first": part("date", month=first.month, day=first.day)}
    if first == last:
        yield line("coupon_ends_all", days)
    else:
        yield line("coupon_ends", {**days, "last": part("date", month=last.month, day=last.day)})


def _worth(coupons: Sequence[Coupon]) -> Iterator[Line]:
    amounts = sorted(c.value for c in coupons if c.kind == "amount")
    rates = sorted(c.value for c in coupons if c.kind == "rate")
    if amounts:
        yield line("coupon_worth_amount", band=_band("won", amounts[0], amounts[-1]))
    if rates:
        yield line("coupon_worth_rate", band=_band("percent", rates[0], rates[-1]))


def _minimum(coupons: Sequence[Coupon]) -> Iterator[Line]:
    minima = sorted(c.min_order_won for c in coupons if c.min_order_won)
    free = len(coupons) - len(minima)
    if not minima:
        yield line("coupon_minimum_none")
        return
    yield line("coupon_minimum", band=_band("won", minima[0], minima[-1]))
    if free:
        yield line("coupon_minimum_free", count=free)


def _where(coupons: Sequence[Coupon]) -> Iterator[Line]:
    yield line("coupon_where")


_TELLING: Final[Mapping[CouponTopic, Callable[[Sequence[Coupon]], Iterator[Line]]]] = {
    "stacking": _stacking,
    "expiry": _expiry,
    "worth": _worth,
    "minimum": _minimum,
    "where": _where,
}


def _band(unit: str, least: int, most: int) -> str:
    """Return "2,000원", or "500원~2,000원" of what lies between two amounts."""
    said = part(f"{unit}_said", value=least)
    return said if least == most else f"{said}~{part(f'{unit}_said', value=most)}"


def _figures(coupons: Sequence[Coupon], scene: Scene) -> Iterator[Figure]:
    values = {
        len(coupons),
        sum(c.stacks for c in coupons),
        sum(not c.min_order_won for c in coupons),
    }
    for coupon in coupons:
        values |= {coupon.value, coupon.min_order_won, coupon.ends.month, coupon.ends.day}
    values |= {scene.slots.get("coupon_amount", 0)}
    yield from (said_figure(value, "", "coupon") for value in sorted(values))


def _item(coupon: Coupon) -> dict[str, object]:
    return {
        "kind": "coupon",
        "id": coupon.id,
        "takes": coupon.kind,
        "value": coupon.value,
        "cap_won": coupon.cap_won,
        "min_order_won": coupon.min_order_won,
        "target": coupon.target,
        "of": coupon.of,
        "ends": coupon.ends.isoformat(),
        "stacks": coupon.stacks,
    }
