"""Facts on one shop: what it is, sells, costs, when it opens, where it is, how it is rated."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from dure.assistants.meals.catalogue import Dish, Shop, walk_minutes
from dure.assistants.meals.contents_known import (
    Inside,
    holds,
    is_food,
    names_ingredient,
    spoken_label,
)
from dure.assistants.meals.hours import hhmm
from dure.assistants.meals.kitchen import Kitchen, line, said_figure, spot_of
from dure.assistants.meals.phrases import part
from dure.assistants.meals.shown import shop_viewed
from dure.assistants.meals.skills.inside import dishes_shown, of_each, who_holds
from dure.assistants.meals.skills.times import asked_day, gaps_of, span
from dure.assistants.meals.target import target_of
from dure.assistants.meals.wish import wish_of
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.earth import metres_between
from dure.kernel.turns import Figure

_FOR_ONESELF: Final = grammar("inside_asked.for_oneself")
_MENU_SHOWN: Final = 6
_WHOLE_MENU: Final = grammar("inside_asked.whole_menu")
_FLAGS: Final = ("parking", "solo_seat", "takeout")


def about_shop(
    tell: Callable[[Scene, Kitchen, Shop], Sequence[Line]],
) -> Callable[[Scene, Kitchen], Awaitable[Answer]]:
    """Make a skill of a function that tells something about the shop spoken of."""

    async def skill(scene: Scene, kitchen: Kitchen) -> Answer:
        target = target_of(scene, kitchen)
        if target.shop is None:
            return target.answer or Answer(lines=(line("no_list"),))
        shop = target.shop
        answer = answer_about(scene, kitchen, shop, tell(scene, kitchen, shop))
        if scene.intent == "NUTRITION_INQUIRY":
            return answer  # Who is worried what is inside shows no liking.
        return replace(answer, happened=(shop_viewed(scene, shop.id, shop.category),))

    return skill


def answer_about(scene: Scene, kitchen: Kitchen, shop: Shop, lines: Sequence[Line]) -> Answer:
    return Answer(
        lines=tuple(lines),
        items=(item_of_shop(scene, kitchen, shop),),
        figures=tuple(figures_of_shop(shop)),
        sources=(shop.source,),
        memory={**scene.session.memory, "chosen": shop.id},
    )


def item_of_shop(scene: Scene, kitchen: Kitchen, shop: Shop) -> dict[str, Any]:
    item = {
        "kind": "shop",
        "id": shop.id,
        "name": shop.name,
        "category": shop.category,
        "address": shop.address,
        "phone": shop.phone,
        "card": shop.card,
        "rating": shop.rating,
        "reviews": shop.reviews,
        "dishes": [{"name": dish.name, "price_won": dish.price} for dish in shop.dishes],
        "walk_min": walk_to(scene, kitchen, shop),
        "hours": _week(shop),
        "source": shop.source,
        "as_of": shop.as_of,
    }
    at = asked_day(scene)
    return {**item, "asked_day": at.isoformat()}


def _week(shop: Shop) -> dict[str, list[str]] | None:
    if shop.hours is None:
        return None
    out = {key: [span(period) for period in periods] for key, periods in shop.hours.periods.items()}
    if shop.hours.last_order is not None:
        out["last_order"] = [hhmm(shop.hours.last_order)]
    closing = shop.hours.closing
    if closing and closing.nth:
        out["closed"] = [f"{n} {day}" for n, day in closing.nth]
    gaps = gaps_of(shop.hours.periods.get("default", ()))
    return {**out, "break": [gaps]} if gaps else out


def figures_of_shop(shop: Shop) -> list[Figure]:
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


def walk_to(scene: Scene, kitchen: Kitchen, shop: Shop) -> int | None:
    spot = spot_of(scene, wish_of(scene.session.memory.get("wish")), kitchen)
    if shop.lat is None or shop.lon is None or not spot.known:
        return None
    return walk_minutes(metres_between(spot.place.lat, spot.place.lon, shop.lat, shop.lon))


def tell_shop(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell what kind of shop it is, or the one thing that was asked."""
    asked = scene.slots.get("attribute")
    if asked in _FLAGS:
        return [_flag(shop, asked)]
    if asked == "good_shop" and shop.good_price is False:
        return [line("not_good_shop", name=shop.name)]
    if asked == "good_shop" and shop.good_price:
        return [line("is_good_shop", name=shop.name)]
    if asked == "phone" and shop.phone:
        return [line("shop_phone", name=shop.name, phone=shop.phone)]
    if asked in ("phone", "seats", "good_shop"):
        return [line("shop_unknown", name=shop.name, what=part(asked))]
    return [introduced(shop)]


def introduced(shop: Shop) -> Line:
    """Return what kind of shop it is, and where if that is known."""
    if shop.address is None:
        return line("shop_about_unplaced", name=shop.name, category=shop.category)
    return line("shop_about", name=shop.name, category=shop.category, address=shop.address)


def _flag(shop: Shop, asked: str) -> Line:
    value = getattr(shop, asked)
    if value is None:
        return line("shop_unknown", name=shop.name, what=part(f"{asked}_itself"))
    return line("shop_yes" if value else "shop_no", name=shop.name, what=part(asked))


def tell_menu(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell what a shop sells, or whether it sells something."""
    if "option" in scene.slots:
        return [line("option_unknown", name=shop.name)]
    wanted = scene.slots.get("food", [])
    if not shop.dishes:
        return [line("shop_unknown", name=shop.name, what=part("menu"))]
    if wanted:
        found = [dish for dish in shop.dishes if any(is_food(dish, food) for food in wanted)]
        if not found:
            return _without_name(shop, wanted)
        return [line("menu_has", name=shop.name, dishes=_listed(found))]
    return [line("menu", name=shop.name, dishes=_listed(shop.dishes[:_MENU_SHOWN]))]


def _without_name(shop: Shop, wanted: Sequence[str]) -> list[Line]:
    """Tell of foods that no dish is named after; what is inside dishes may be in one all the same.

    No name says that something is not inside.
    """
    inside = [word for word in wanted if names_ingredient(word)]
    others = [word for word in wanted if word not in inside]
    lines = [told for word in inside for told in who_holds(shop.dishes, word)]
    if others:
        lines.insert(0, line("menu_has_not", name=shop.name, food=", ".join(others)))
    return lines


def _listed(dishes: Sequence[Dish]) -> str:
    return ", ".join(
        dish.name if dish.price is None else part("dish_price", dish=dish.name, price=dish.price)
        for dish in dishes
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


def tell_rating(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell how a shop is rated."""
    if shop.rating is None:
        return [line("shop_unknown", name=shop.name, what=part("rating"))]
    if shop.reviews is None:
        return [line("rating_alone", name=shop.name, rating=f"{shop.rating}")]
    return [line("rating", name=shop.name, rating=f"{shop.rating}", reviews=shop.reviews)]


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
    found = [dish for dish in shop.dishes if any(is_food(dish, food) for food in wanted)]
    if not shop.dishes:
        return [line("shop_unknown", name=shop.name, what=part("contents"))]
    if wanted and not found:
        return _without_name(shop, wanted)
    dishes, asked = found or shop.dishes, scene.slots.get("asked_allergen", [])
    if not asked and _FOR_ONESELF.search(scene.heard.text.lower()):
        asked = [*scene.notes.all_of("allergen"), *scene.notes.all_of("exclude_food")]
    is_of_all = bool(found) or _WHOLE_MENU.search(scene.heard.text) is not None
    first = [] if is_of_all else dishes_shown(scene, {shop.id: shop})
    if not asked:
        return [_contents(dish) for dish in (first or dishes[:2])]
    others = [dish for dish in dishes if dish not in first]
    return [told for word in asked for told in _of_shown(first, others, word)]


def _of_shown(first: Sequence[Dish], others: Sequence[Dish], word: str) -> list[Line]:
    """Tell of the dish that was shown, and then of the others what is known to hold something."""
    holding = [dish for dish in others if not first or holds(dish, word) is Inside.YES]
    return [
        *(of_each(first, word) if first else ()),
        *(who_holds(holding, word) if holding else ()),
    ]


def _contents(dish: Dish) -> Line:
    if not dish.allergens:
        return line("contents_unknown", dish=dish.name, word=part("something"))
    return line("contents_list", dish=dish.name, words=", ".join(map(spoken_label, dish.allergens)))


async def where(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer LOCATION_INQUIRY: where a shop is, or take note of where the person is."""
    named = scene.slots.get("location")
    if named and "shop" not in scene.slots and "ordinal" not in scene.slots:
        if kitchen.point_of(named) is None:
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
    walk = walk_to(scene, kitchen, shop)
    if walk is None or shop.address is None:
        return [line("shop_unknown", name=shop.name, what=part("whereabouts"))]
    return [line("where", name=shop.name, address=shop.address, walk=walk)]


_where_is = about_shop(_tell_where)
