"""Facts on one shop: what it is, sells, costs, when it opens, where it is, how it is rated."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from dure.assistants.meals.catalogue import Dish, Shop, walk_minutes
from dure.assistants.meals.choose import holidays
from dure.assistants.meals.contents_known import holds, is_food
from dure.assistants.meals.hours import ALL_DAY, DAYS, Closing, Openness, closes_at, hhmm, openness
from dure.assistants.meals.kitchen import Kitchen, find_point, line, said_figure, spot_of
from dure.assistants.meals.phrases import part
from dure.assistants.meals.target import target_of, targets_of
from dure.assistants.meals.wish import Wish, moment_of, wish_of
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.earth import metres_between
from dure.kernel.turns import Figure
from dure.korean.dates import DAY_NAMES

_MENU_SHOWN: Final = 6
_FLAGS: Final = ("parking", "solo_seat", "takeout", "delivery")


def about_shop(
    tell: Callable[[Scene, Kitchen, Shop], Sequence[Line]],
) -> Callable[[Scene, Kitchen], Awaitable[Answer]]:
    """Make a skill of a function that tells something about the shop spoken of."""

    async def skill(scene: Scene, kitchen: Kitchen) -> Answer:
        target = target_of(scene, kitchen)
        if target.shop is None:
            return target.answer or Answer(lines=(line("no_list"),))
        return _answer(scene, kitchen, target.shop, tell(scene, kitchen, target.shop))

    return skill


def _answer(scene: Scene, kitchen: Kitchen, shop: Shop, lines: Sequence[Line]) -> Answer:
    return Answer(
        lines=tuple(lines),
        items=(_item(scene, kitchen, shop),),
        figures=tuple(_figures(shop)),
        sources=(shop.source,),
        memory={**scene.session.memory, "chosen": shop.id},
    )


def _item(scene: Scene, kitchen: Kitchen, shop: Shop) -> dict[str, Any]:
    item = {
        "id": shop.id,
        "name": shop.name,
        "category": shop.category,
        "address": shop.address,
        "phone": shop.phone,
        "card": shop.card,
        "rating": shop.rating,
        "reviews": shop.reviews,
        "dishes": [{"name": dish.name, "price_won": dish.price} for dish in shop.dishes],
        "walk_min": _walk(scene, kitchen, shop),
        "hours": _week(shop),
        "source": shop.source,
        "as_of": shop.as_of,
    }
    at = _asked_day(scene)
    return {**item, "asked_day": at.isoformat()}


def _week(shop: Shop) -> dict[str, list[str]] | None:
    if shop.hours is None:
        return None
    out = {
        key: [_span(period) for period in periods] for key, periods in shop.hours.periods.items()
    }
    if shop.hours.last_order is not None:
        out["last_order"] = [hhmm(shop.hours.last_order)]
    closing = shop.hours.closing
    if closing and closing.nth:
        out["closed"] = [f"{n} {day}" for n, day in closing.nth]
    gaps = _gaps(shop.hours.periods.get("default", ()))
    return {**out, "break": [gaps]} if gaps else out


def _figures(shop: Shop) -> list[Figure]:
    source = f"{shop.source}:{shop.id}"
    figures = [
        Figure(
            value=dish.price,
            unit="won",
            measure="price",
            filter=dish.name,
            source=source,
            as_of=shop.as_of,
        )
        for dish in shop.dishes
        if dish.price is not None
    ]
    if shop.rating is not None:
        figures.append(Figure(value=shop.rating, unit="of 5", measure="rating", source=source))
        figures.append(said_figure(5, "points", "scale"))
    return figures


def _walk(scene: Scene, kitchen: Kitchen, shop: Shop) -> int | None:
    spot = spot_of(scene, wish_of(scene.session.memory.get("wish")), kitchen)
    if shop.lat is None or shop.lon is None or not spot.known:
        return None
    return walk_minutes(metres_between(spot.place.lat, spot.place.lon, shop.lat, shop.lon))


def tell_shop(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell what kind of shop it is, or the one thing that was asked."""
    asked = scene.slots.get("attribute")
    if asked in _FLAGS:
        return [_flag(shop, asked)]
    if asked == "good_shop" and shop.good_price is not None:
        return [
            line(
                "shop_yes" if shop.good_price else "shop_no",
                name=shop.name,
                what=f"{part('good_shop')} 확인이",
            )
        ]
    if asked == "phone" and shop.phone:
        return [line("shop_phone", name=shop.name, phone=shop.phone)]
    if asked in ("phone", "seats", "good_shop"):
        return [line("shop_unknown", name=shop.name, what=part(asked))]
    return [
        line(
            "shop_about",
            name=shop.name,
            category=shop.category,
            address=shop.address or "확인되지 않은 곳",
        )
    ]


def _flag(shop: Shop, asked: str) -> Line:
    value = getattr(shop, asked)
    what = part(asked)
    if value is None:
        return line("shop_unknown", name=shop.name, what=what.rstrip("이가"))
    return line("shop_yes" if value else "shop_no", name=shop.name, what=what)


def tell_menu(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell what a shop sells, or whether it sells something."""
    if "option" in scene.slots:
        return [line("option_unknown", name=shop.name)]
    wanted = scene.slots.get("food", [])
    if not shop.dishes:
        return [line("shop_unknown", name=shop.name, what="메뉴")]
    if wanted:
        found = [dish for dish in shop.dishes if any(is_food(dish, food) for food in wanted)]
        if not found:
            return [line("menu_has_not", name=shop.name, food=", ".join(wanted))]
        return [line("menu_has", name=shop.name, dishes=_listed(found))]
    return [line("menu", name=shop.name, dishes=_listed(shop.dishes[:_MENU_SHOWN]))]


def _listed(dishes: Sequence[Dish]) -> str:
    return ", ".join(
        dish.name if dish.price is None else f"{dish.name} {dish.price:,}원" for dish in dishes
    )


def tell_price(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell the price of the dish asked for, or of the whole menu."""
    wanted = scene.slots.get("food", [])
    if not wanted:
        return tell_menu(scene, kitchen, shop)
    found = [dish for dish in shop.dishes if any(is_food(dish, food) for food in wanted)]
    if not found:
        return [line("menu_has_not", name=shop.name, food=", ".join(wanted))]
    priced = [dish for dish in found if dish.price is not None]
    if not priced:
        return [line("price_unknown", name=shop.name, food=found[0].name)]
    return [
        line("price", name=shop.name, dish=dish.name, price=dish.price or 0) for dish in priced[:3]
    ]


def tell_hours(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell when a shop is open on the day asked, or today."""
    asked = scene.slots.get("attribute")
    if shop.hours is None:
        return [line("hours_unknown", name=shop.name)]
    if asked == "holiday":
        return [_closing_line(shop)]
    if asked == "break":
        gaps = _gaps(shop.hours.on(scene.now.date()) or ())
        return [
            line("break_time", {"break": gaps}, name=shop.name)
            if gaps
            else line("no_break", name=shop.name)
        ]
    if asked == "last_order" and shop.hours.last_order is not None:
        return [line("last_order", name=shop.name, time=hhmm(shop.hours.last_order))]
    day = _asked_day(scene)
    if day == scene.now.date() and "day" not in scene.slots and "time" not in scene.slots:
        return [_now_line(shop, scene.now)]
    return [_day_line(shop, day, scene.slots.get("day", "today"))]


def _asked_day(scene: Scene) -> date:
    day = scene.slots.get("day")
    if day == "weekday":
        return scene.now.date() + timedelta(days=(7 - scene.now.weekday()) % 7)
    return moment_of(Wish(slots={"day": day} if day else {}), scene.now).date()


def _now_line(shop: Shop, now: datetime) -> Line:
    is_open = openness(shop.hours, now, holidays())
    until = closes_at(shop.hours, now)
    if shop.hours and shop.hours.on(now.date()) == ALL_DAY and is_open is Openness.OPEN:
        return line("hours_all_day", name=shop.name)
    if is_open is Openness.OPEN and until is not None:
        return line("hours_now_open", name=shop.name, until=_spoken(until))
    periods = (shop.hours.on(now.date()) if shop.hours else None) or ()
    if is_open is Openness.UNKNOWN or not periods:
        return _day_line(shop, now.date(), "today")
    if _is_closed(shop, now.date()):
        return line("hours_closed_day", name=shop.name, day=part("today"))
    return line("hours_now_closed", name=shop.name, day=part("today"), hours=_spans(periods))


def _day_line(shop: Shop, day: date, said: str) -> Line:
    periods = shop.hours.on(day) if shop.hours else None
    named = part(
        said if said in (*DAY_NAMES, "today", "tomorrow", "weekday", "weekend") else "today"
    )
    if _is_closed(shop, day):
        return line("hours_closed_day", name=shop.name, day=named)
    if not periods:
        return line("hours_day_unknown", name=shop.name, day=named)
    return line("hours", name=shop.name, day=named, hours=_spans(periods))


def _is_closed(shop: Shop, day: date) -> bool:
    noon = datetime(day.year, day.month, day.day, 0)  # noqa: DTZ001 - only its day counts
    closing = shop.hours.closing if shop.hours else None
    if closing is None:
        return False
    nth = (noon.day - 1) // 7 + 1
    name = DAYS[day.weekday()]
    return (
        name in closing.weekly
        or (nth, name) in closing.nth
        or (closing.public and day in holidays())
    )


def _closing_line(shop: Shop) -> Line:
    closing = shop.hours.closing if shop.hours else None
    if closing is None or closing.unknown:
        return line("shop_unknown", name=shop.name, what="쉬는 날")
    said = _closing_days(closing)
    if not said:
        return line("closing_never", name=shop.name)
    return line("closing_days", name=shop.name, closing=", ".join(said))


def _closing_days(closing: Closing) -> list[str]:
    named = dict(zip(DAYS, (part(day) for day in DAY_NAMES), strict=True))
    said = [part("weekly", day=named[day]) for day in closing.weekly]
    said += [part("nth", n=n, day=named[day]) for n, day in closing.nth]
    if closing.biweekly:
        said.append(part("biweekly", day=named[closing.biweekly]))
    said += [part(name) for name in ("festival", "public") if getattr(closing, name)]
    return said


def _spans(periods: Sequence[tuple[int, int | None]]) -> str:
    if tuple(periods) == ALL_DAY:
        return part("all_day")
    return ", ".join(map(_span, periods))


def _span(period: tuple[int, int | None]) -> str:
    opens, closes = period
    return f"{_spoken(opens)}~{_spoken(closes) if closes is not None else ''}"


def _spoken(minute: int) -> str:
    """Return HH:MM as people write it: past midnight it is the next day's clock."""
    return hhmm(minute) if minute <= 24 * 60 else f"다음 날 {hhmm(minute - 24 * 60)}"


def _gaps(periods: Sequence[tuple[int, int | None]]) -> str:
    return ", ".join(
        f"{hhmm(before[1])}~{hhmm(after[0])}"
        for before, after in pairwise(periods)
        if before[1] is not None
    )


def tell_rating(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell how a shop is rated."""
    if shop.rating is None:
        return [line("shop_unknown", name=shop.name, what=part("rating"))]
    return [line("rating", name=shop.name, rating=f"{shop.rating}", reviews=shop.reviews or 0)]


def tell_delivery(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell whether a shop delivers, or packs a meal to take along."""
    asked = "takeout" if scene.slots.get("attribute") == "takeout" else "delivery"
    value = getattr(shop, asked)
    if value is None or scene.slots.get("attribute") in ("delivery_fee", "min_order"):
        return [line("delivery_unknown")]
    return [line(f"{asked}_{'yes' if value else 'no'}", name=shop.name)]


def tell_card(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell whether the card works at a shop."""
    return [line(f"card_shop_{shop.card.lower()}", name=shop.name)]


def tell_contents(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell what is inside a dish, as far as it is known."""
    if "attribute" in scene.slots:
        return [line("nutrition_unknown")]
    wanted = scene.slots.get("food", [])
    dishes = [d for d in shop.dishes if any(is_food(d, food) for food in wanted)] or shop.dishes[:1]
    asked = scene.slots.get("asked_allergen", [])
    if not dishes:
        return [line("shop_unknown", name=shop.name, what="재료")]
    if not asked:
        return [_contents(dish) for dish in dishes[:2]]
    return [
        line(f"contents_{holds(dish, word).value}", dish=dish.name, word=word)
        for dish in dishes[:2]
        for word in asked
    ]


def _contents(dish: Dish) -> Line:
    if not dish.allergens:
        return line("contents_unknown", dish=dish.name, word="무엇")
    return line("contents_list", dish=dish.name, words=", ".join(dish.allergens))


async def where(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer LOCATION_INQUIRY: where a shop is, or take note of where the person is."""
    named = scene.slots.get("location")
    if named and "shop" not in scene.slots and "ordinal" not in scene.slots:
        if find_point(named) is None:
            return Answer(
                lines=(line("unknown_place", place=named),),
                outcome="asked",
                question="location",
                items=({"name": named},),
            )
        memory = {**scene.session.memory, "here": named}
        return Answer(
            lines=(line("here_noted", place=named),), memory=memory, items=({"name": named},)
        )
    return await _where_is(scene, kitchen)


def _tell_where(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    walk = _walk(scene, kitchen, shop)
    if walk is None or shop.address is None:
        return [line("shop_unknown", name=shop.name, what="위치")]
    return [line("where", name=shop.name, address=shop.address, walk=walk)]


_where_is = about_shop(_tell_where)


async def select(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer SELECT_RECOMMENDATION: settle on one place and say how to get there."""
    target = target_of(scene, kitchen)
    if target.shop is None:
        return target.answer or Answer(lines=(line("no_list"),))
    shop, walk = target.shop, _walk(scene, kitchen, target.shop)
    lines = (_chosen_line(shop, walk),)
    answer = _answer(scene, kitchen, shop, lines)
    return Answer(
        **{
            **vars(answer),
            "put": {"last_chosen": {"id": shop.id, "name": shop.name, "at": scene.now.isoformat()}},
        }
    )


def _chosen_line(shop: Shop, walk: int | None) -> Line:
    facts: Mapping[str, Any] = {"name": shop.name, "walk": walk or 0}
    priced = [dish for dish in shop.meals if dish.price is not None]
    if walk is None:
        return line(
            "shop_about",
            name=shop.name,
            category=shop.category,
            address=shop.address or "확인되지 않은 곳",
        )
    if shop.address is None or not priced:
        return line("chosen_short", facts)
    dish = f"{priced[0].name} {priced[0].price:,}원,"
    return line("chosen", facts, dish=dish, address=shop.address)


async def compare(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer COMPARISON: two places side by side, and which is ahead in what was asked."""
    shops = targets_of(scene, kitchen)[:2]
    if len(shops) < 2:
        return Answer(lines=(line("compare_which"),), outcome="asked", question="shops")
    walks = [_walk(scene, kitchen, shop) for shop in shops]
    lines = [
        _compare_line(number, shop, walk)
        for number, (shop, walk) in enumerate(zip(shops, walks, strict=True), start=1)
    ]
    lines.append(_ahead(scene.slots.get("aspect"), shops, walks))
    return Answer(
        lines=tuple(lines),
        items=tuple(_item(scene, kitchen, shop) for shop in shops),
        figures=tuple(figure for shop in shops for figure in _figures(shop)),
        sources=tuple(dict.fromkeys(shop.source for shop in shops)),
    )


def _compare_line(number: int, shop: Shop, walk: int | None) -> Line:
    priced = [dish for dish in shop.meals if dish.price is not None]
    facts: dict[str, Any] = {"n": number, "name": shop.name, "walk": walk or 0}
    if priced and shop.rating is not None:
        cheapest = min(priced, key=lambda dish: dish.price or 0)
        return line(
            "compare_line",
            facts,
            dish=cheapest.name,
            price=cheapest.price or 0,
            rating=f"{shop.rating}",
        )
    return line("compare_line_short", facts, extra="")


def _ahead(aspect: str | None, shops: Sequence[Shop], walks: Sequence[int | None]) -> Line:
    values: dict[str, list[float | None]] = {
        "price": [_cheapest(shop) for shop in shops],
        "distance": [None if walk is None else float(walk) for walk in walks],
        "rating": [None if shop.rating is None else -shop.rating for shop in shops],
    }
    first, second = values.get(aspect or "distance", [None, None])
    if first is None or second is None or first == second:
        return line("compare_unknown")
    return line(f"compare_{aspect or 'distance'}", name=shops[0 if first < second else 1].name)


def _cheapest(shop: Shop) -> float | None:
    return min((float(d.price) for d in shop.meals if d.price is not None), default=None)
