"""What a sentence says of the places that were shown: which is picked, given up, or asked for.

A place is picked by its number or its name, by a food or a kind that only one of them has, or as
the cheapest of them. It is taken back in words of their own, and who asks the way picks nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import cues, grammar, grammars
from dure.korean.normal import squeeze

Entry = Mapping[str, Any]
"""A place of a list as a conversation remembers it: id, name, dish, price_won."""

_WAY: Final = grammar("picking.way")
_NO_WAY: Final = grammar("picking.no_way")
_SETTLED: Final = grammar("picking.settled")
_FOOD_SETTLED: Final = grammar("picking.food_settled")
_CHEAPEST: Final = grammar("picking.cheapest")
_NEAREST: Final = grammar("picking.nearest")
_BEST: Final = grammar("picking.best")
_UNDO: Final = grammar("picking.undo")
_OTHER: Final = grammar("picking.other")
_NO_OTHER: Final = grammar("picking.no_other")
_KINDS: Final = grammars("slots.shop_types")
_NAME_ALONE: Final = grammar("picking.name_alone")
_LOST: Final = frozenset(("OUT_OF_SCOPE", "CHITCHAT", "NONSENSE"))
_OF_LIST: Final = _LOST | {"SELECT_RECOMMENDATION", "MODIFY_REQUEST", "SHOP_INQUIRY"}
_UNDOES: Final = _LOST | {
    "SELECT_RECOMMENDATION", "MODIFY_REQUEST", "FEEDBACK", "RECOMMENDATION_HISTORY",
}  # fmt: skip
_ASKS_WAY: Final = _OF_LIST | {"TIME_INQUIRY", "HELP"}
_PICKS: Final = _LOST | {
    "SELECT_RECOMMENDATION", "MODIFY_REQUEST", "FOOD_REQUEST", "BUDGET_INQUIRY", "AFFIRM",
}  # fmt: skip
_SAYS_MORE: Final = frozenset(("allergen", "allergen_remove", "diet", "exclude_food"))
_NAMING: Final = frozenset(("ordinal", "shop"))


def intent_of_picking(reading: Reading, intent: str, shown: Sequence[Entry]) -> str | None:
    """Return the intent where what is said of the places shown decides; None if nothing.

    What somebody cannot eat is never lost here: such a sentence is left alone.
    """
    said = {part.slot for part in reading.said}
    if said & _SAYS_MORE:
        return None
    if intent in _UNDOES and takes_back(reading):
        return "SELECT_RECOMMENDATION"
    if intent in _ASKS_WAY and (shown or said & _NAMING) and asks_way(reading):
        return "LOCATION_INQUIRY"
    if not said & _NAMING and intent == "SELECT_RECOMMENDATION" and wants_other(reading.text):
        return "MODIFY_REQUEST"
    if "ordinal" in said and intent == "MODIFY_REQUEST" and _NO_OTHER.search(reading.text):
        return "SELECT_RECOMMENDATION"
    return _picked(reading, intent, shown) if intent in _PICKS else None


def asks_way(reading: Reading) -> bool:
    """Whether it is asked how to get to a place, or how long that takes, and nothing is settled."""
    text = reading.text
    if _NO_WAY.search(text) or _SETTLED.search(text):
        return False
    is_asked = _WAY.search(text) or cues()["attribute"]["travel_time"].search(text)
    return is_asked is not None


def takes_back(reading: Reading) -> bool:
    """Whether a choice is taken back, and nothing else is said."""
    return _UNDO.search(reading.masked()) is not None


def wants_other(text: str) -> bool:
    """Whether another place is wanted than those that are spoken of."""
    return _OTHER.search(text) is not None and _NO_OTHER.search(text) is None


def is_superlative(reading: Reading) -> bool:
    """Whether the cheapest, the nearest or the best rated place is meant."""
    is_first = wants_nearest(reading.text) or wants_best(reading.text)
    return is_first or _CHEAPEST.search(reading.text) is not None


def wants_nearest(text: str) -> bool:
    """Whether the nearest place is meant."""
    return _NEAREST.search(text) is not None


def wants_best(text: str) -> bool:
    """Whether the best rated place is meant."""
    return _BEST.search(text) is not None


def single_of(reading: Reading, shown: Sequence[Entry]) -> Entry | None:
    """Return the one place shown that a food, a kind or a price means; None if none or several."""
    if _CHEAPEST.search(reading.text):
        return _cheapest(shown)
    kinds, foods = _kinds(reading), _foods(reading)
    fitting = [one for one in shown if kinds and all(_KINDS[k].search(one["name"]) for k in kinds)]
    if not fitting and foods:
        fitting = [one for one in shown if all(food in _offered(one) for food in foods)]
    return fitting[0] if len(fitting) == 1 else None


def _picked(reading: Reading, intent: str, shown: Sequence[Entry]) -> str | None:
    masked, said = reading.masked(), {part.slot for part in reading.said}
    names = {one["name"] for one in shown}
    if any(part.slot == "shop" and part.value in names for part in reading.said):
        is_picked = _NAME_ALONE.fullmatch(masked) is not None
        return "SELECT_RECOMMENDATION" if is_picked else None
    if said & _NAMING or not _FOOD_SETTLED.search(masked):
        return None
    if shown and (is_superlative(reading) or single_of(reading, shown) is not None):
        return "SELECT_RECOMMENDATION"
    if intent == "SELECT_RECOMMENDATION" and "food" in said and not _kinds(reading):
        return "MODIFY_REQUEST" if shown else "FOOD_REQUEST"
    return None


def _cheapest(shown: Sequence[Entry]) -> Entry | None:
    """Return the place whose dish costs least; None where a price is unknown, or two are."""
    prices = [one.get("price_won") for one in shown]
    known = [price for price in prices if price is not None]
    if not known or len(known) < len(prices) or known.count(min(known)) > 1:
        return None
    return shown[prices.index(min(known))]


def _kinds(reading: Reading) -> list[str]:
    return [part.value for part in reading.said if part.slot == "shop_type"]


def _foods(reading: Reading) -> list[str]:
    return [squeeze(part.value) for part in reading.said if part.slot == "food"]


def _offered(one: Entry) -> str:
    return f"{squeeze(one['name'])} {squeeze(one.get('dish') or '')}"
