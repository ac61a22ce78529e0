"""Answer where no place is spoken of yet: look for places, or say what nobody knows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.phrases import part
from dure.assistants.meals.place_wished import (
    QUALITIES,
    asks_closed,
    flag_asked,
    wants_place,
    wish_said,
)
from dure.assistants.meals.skills.about import item_of_shop
from dure.assistants.meals.skills.times import tell_hours
from dure.assistants.meals.target import reading_of
from dure.engine.assistant import Answer, Line, Scene

_UNKNOWN: Final = {
    "seats": "flag_seats_unknown",
    "quiet": "flag_quiet_unknown",
    "nutrition": "nutrition_unknown",
    **dict.fromkeys(QUALITIES, "quality_unknown"),
}
"""What is known of no place."""
_WHEN: Final = frozenset(("time", "day", "meal_time", "open_now"))
_FEES: Final = ("delivery_fee", "min_order")
_ANY_PLACE: Final[dict[str, frozenset[str]]] = {
    "TIME_INQUIRY": _WHEN,
    "PRICE_INQUIRY": frozenset(("food",)),
    "MENU_INQUIRY": frozenset(("food",)),
    "LOCATION_INQUIRY": frozenset(("near", "sort", "food")),
    "DELIVERY_INQUIRY": frozenset(("food",)),
}
"""Intent → what a sentence must hold so that it is a wish where no place is spoken of."""


def telling_flags(find: Cooked) -> Cooked:
    """Return a skill that shows places, and says which are fit for what was asked beside it.

    Where nothing else is asked after a list, it is told of the places of that list.
    """

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        flag = flag_asked(scene.heard.text)
        if flag is not None and _is_all_that_changes(scene):
            before = [entry["id"] for entry in scene.session.memory["shown"]]
            return Answer(lines=tuple(_told(flag, before, kitchen)))
        answer = await find(scene, kitchen)
        shown = [item["id"] for item in answer.items if item.get("kind") == "shop"]
        if flag is None or not shown:
            return answer
        return replace(answer, lines=(*answer.lines, *_told(flag, shown, kitchen)))

    return cooked


def _is_all_that_changes(scene: Scene) -> bool:
    """Whether a wish is changed by nothing but what a place shall be fit for."""
    is_change = scene.intent == "MODIFY_REQUEST" and bool(scene.session.memory.get("shown"))
    return is_change and not scene.slots.keys() - {"companion"}


def or_found(skill: Cooked, find: Cooked) -> Cooked:
    """Return a skill that looks for places where it would have none to tell of.

    find: looks for places.
    """

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        memory = scene.session.memory
        shown = [entry["id"] for entry in memory.get("shown", ())]
        if {"ordinal", "shop"} & set(scene.slots):
            return await skill(scene, kitchen)
        flag = flag_asked(scene.heard.text)
        is_of_one = flag in _UNKNOWN and not wants_place(scene.heard.text)
        if flag is not None and (shown or is_of_one):
            return Answer(lines=tuple(_told(flag, shown, kitchen)))
        if memory.get("chosen"):
            return await skill(scene, kitchen)
        if phrase := _unknown(scene):
            return Answer(lines=(line(phrase),))
        if shown:
            return _hours(scene, shown, kitchen) or await skill(scene, kitchen)
        if _asks_closed(scene):
            return Answer(lines=(line("closed_by_shop"),))
        wish = wish_said(reading_of(scene))
        if flag is None and not wish.keys() & _ANY_PLACE.get(scene.intent, frozenset()):
            return await skill(scene, kitchen)
        wished = replace(scene, intent="FOOD_REQUEST", slots=wish, meaning=None)
        answer = await find(wished, kitchen)
        found = [item["id"] for item in answer.items if item.get("kind") == "shop"]
        if flag is not None or scene.intent != "DELIVERY_INQUIRY" or not found:
            return answer
        asked = "takeout" if scene.slots.get("attribute") == "takeout" else "delivery"
        return replace(answer, lines=(*answer.lines, *_told(asked, found, kitchen)))

    return cooked


def _unknown(scene: Scene) -> str | None:
    """Return the phrase for what no catalogue tells; None where places can be looked for."""
    asked = scene.slots.get("attribute")
    if scene.intent == "NUTRITION_INQUIRY" and asked is not None:
        return "nutrition_unlisted"
    if scene.intent == "DELIVERY_INQUIRY" and asked in _FEES:
        return "delivery_fee_unknown"
    return None


def _asks_closed(scene: Scene) -> bool:
    return scene.intent == "TIME_INQUIRY" and asks_closed(scene.heard.text)


def _hours(scene: Scene, shown: Sequence[str], kitchen: Kitchen) -> Answer | None:
    """Return when each place shown is open on the day asked, or closed; None if not asked."""
    if scene.intent != "TIME_INQUIRY" or not ("day" in scene.slots or _asks_closed(scene)):
        return None
    slots = {**scene.slots, "attribute": "holiday"} if _asks_closed(scene) else scene.slots
    found = kitchen.catalogue.shops(shown)
    shops = [found[key] for key in shown if key in found]
    asked = replace(scene, slots=slots)
    return Answer(
        lines=tuple(said for shop in shops for said in tell_hours(asked, kitchen, shop)),
        items=tuple(item_of_shop(scene, kitchen, shop) for shop in shops),
        sources=tuple(dict.fromkeys(shop.source for shop in shops)),
    )


def _told(flag: str, shown: Sequence[str], kitchen: Kitchen) -> list[Line]:
    """Return which of the places shown are fit for something, which are not, and who knows."""
    if flag in _UNKNOWN:
        if _UNKNOWN[flag] == "quality_unknown":
            return [line("quality_unknown", what=part(f"quality_{flag}"))]
        return [line(_UNKNOWN[flag])]
    found = kitchen.catalogue.shops(shown)
    shops = [found[key] for key in shown if key in found]
    lines = []
    for phrase, value in (("flag_yes", True), ("flag_unknown", None), ("flag_no", False)):
        names = [shop.name for shop in shops if _value(shop, flag) is value]
        if names:
            lines.append(line(phrase, names=", ".join(names), what=part(flag)))
    return lines


def _value(shop: Shop, flag: str) -> bool | None:
    value: bool | None = getattr(shop, flag)
    return value
