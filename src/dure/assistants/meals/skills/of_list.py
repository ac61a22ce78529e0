"""Answer of the whole list where no place of it is named: who sells a dish, which is nearest."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.contents_known import is_food
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.phrases import part
from dure.assistants.meals.skills.about import (
    figures_of_shop,
    item_of_shop,
    tell_menu,
    tell_price,
    tell_rating,
    walk_to,
)
from dure.assistants.meals.skills.inside import dishes_shown, of_each, who_holds
from dure.assistants.meals.target import reading_of
from dure.assistants.meals.wish import wish_of
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Answer, Line, Scene

_NEAREST: Final = grammar("of_list.nearest")
_DISTANCE: Final = "distance"
Told = tuple[list[Line], Sequence[Shop]]
"""What is said, and of which shops."""


def of_list(skill: Cooked) -> Cooked:
    """Return a skill that need not ask which shop is meant where the list itself answers."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if {"ordinal", "shop", "location"} & set(scene.slots):
            return await skill(scene, kitchen)
        told = _told(scene, kitchen)
        return _answer(scene, kitchen, *told) if told else await skill(scene, kitchen)

    return cooked


def _told(scene: Scene, kitchen: Kitchen) -> Told | None:
    memory = scene.session.memory
    shown = [entry["id"] for entry in memory.get("shown", ())]
    if scene.intent == "LOCATION_INQUIRY" and len(shown) > 1:
        return _distances(scene, kitchen, _shops(shown, kitchen))
    if memory.get("chosen"):
        return None
    if not shown and scene.intent == "NUTRITION_INQUIRY":
        return _in_general(scene)
    tell = _TELLING.get(scene.intent)
    return tell(scene, kitchen, _shops(shown, kitchen)) if tell and len(shown) > 1 else None


def _shops(shown: Sequence[str], kitchen: Kitchen) -> list[Shop]:
    found = kitchen.catalogue.shops(shown)
    return [found[key] for key in shown if key in found]


def _answer(scene: Scene, kitchen: Kitchen, lines: Sequence[Line], shops: Sequence[Shop]) -> Answer:
    memory = dict(scene.session.memory)
    if len(shops) == 1:
        memory["chosen"] = shops[0].id
    return Answer(
        lines=tuple(lines),
        items=tuple(item_of_shop(scene, kitchen, shop) for shop in shops),
        figures=tuple(figure for shop in shops for figure in figures_of_shop(shop)),
        sources=tuple(dict.fromkeys(shop.source for shop in shops)),
        memory=memory,
    )


def _distances(scene: Scene, kitchen: Kitchen, shops: Sequence[Shop]) -> Told | None:
    """Return which place is nearest, or how far each is; None where that is not asked or known."""
    is_nearest = _NEAREST.search(scene.heard.text) is not None
    if not is_nearest and scene.slots.get("attribute") != _DISTANCE:
        return None
    if not is_nearest and scene.session.memory.get("chosen"):
        return None
    kinds = {said.value for said in reading_of(scene).said if said.slot == "shop_type"}
    of_kind = [shop for shop in shops if not kinds or shop.category in kinds]
    far = [(walk, shop) for shop in of_kind if (walk := walk_to(scene, kitchen, shop)) is not None]
    if not far or len(far) < len(of_kind):
        return None
    if is_nearest:
        walk, nearest = min(far, key=lambda one: one[0])
        return [line("list_nearest", name=nearest.name, walk=walk)], [nearest]
    return [line("list_walk", name=shop.name, walk=walk) for walk, shop in far], of_kind


def _sold(scene: Scene, kitchen: Kitchen, shops: Sequence[Shop]) -> Told | None:
    """Return which places sell a dish, and that none is known to; None where no dish is named."""
    wanted = _dishes_named(scene)
    if not wanted:
        return None
    selling = [shop for shop in shops if _of_food(shop.dishes, wanted)]
    if not selling:
        return [line("list_has_not", food=", ".join(wanted))], []
    tell = tell_price if scene.intent == "PRICE_INQUIRY" else tell_menu
    plain = {slot: value for slot, value in scene.slots.items() if slot != "option"}
    asked = replace(scene, slots=plain)
    lines = [told for shop in selling for told in tell(asked, kitchen, shop)]
    if "option" in scene.slots:
        lines.append(line("option_unknown", name=", ".join(shop.name for shop in selling)))
    return lines, selling


def _dishes_named(scene: Scene) -> Sequence[str]:
    """Return the foods that are named, () where a kind of shop is."""
    if any(said.slot == "shop_type" for said in reading_of(scene).said):
        return ()
    return tuple(scene.slots.get("food", ()))


def _of_food(dishes: Sequence[Dish], wanted: Sequence[str]) -> list[Dish]:
    return [dish for dish in dishes if any(is_food(dish, food) for food in wanted)]


def _rated(scene: Scene, kitchen: Kitchen, shops: Sequence[Shop]) -> Told:
    return [told for shop in shops for told in tell_rating(scene, kitchen, shop)], shops


def _inside(scene: Scene, kitchen: Kitchen, shops: Sequence[Shop]) -> Told | None:
    """Return what the dishes of the list hold; of a dish that none of them sells, who knows."""
    wanted, words = _dishes_named(scene), scene.slots.get("asked_allergen", ())
    if words and not wanted:
        named = dishes_shown(scene, {shop.id: shop for shop in shops})
        return [told for word in words for told in of_each(named, word)], shops
    if "attribute" in scene.slots or not wanted:
        return None
    selling = [shop for shop in shops if _of_food(shop.dishes, wanted)]
    found = [dish for shop in selling for dish in _of_food(shop.dishes, wanted)]
    if found and words:
        return [told for word in words for told in who_holds(found, word)], selling
    return [_any(wanted, words)], []


def _in_general(scene: Scene) -> Told | None:
    """Return of what is wanted who knows what is inside, where no place was found yet."""
    words = scene.slots.get("asked_allergen", ())
    wanted = _dishes_named(scene) or wish_of(scene.session.memory.get("wish")).foods
    return ([_any(wanted, words)], []) if words and wanted else None


def _any(foods: Sequence[str], words: Sequence[str]) -> Line:
    return line("inside_any", food=", ".join(foods), words=", ".join(words) or part("something"))


_TELLING: Final[dict[str, Callable[[Scene, Kitchen, Sequence[Shop]], Told | None]]] = {
    "MENU_INQUIRY": _sold,
    "PRICE_INQUIRY": _sold,
    "REVIEW_INQUIRY": _rated,
    "NUTRITION_INQUIRY": _inside,
}
