"""Which shop is spoken of: by number, by name, or the one that was talked about last."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.kitchen import Kitchen, Spot, line, spot_of
from dure.assistants.meals.pick_words import (
    Entry,
    is_superlative,
    single_of,
    wants_best,
    wants_nearest,
)
from dure.assistants.meals.shop_names import is_called, spellings_of
from dure.assistants.meals.slots import Reading, read_slots
from dure.assistants.meals.wish import wish_of
from dure.assistants.meals.words import brands
from dure.engine.assistant import Answer, Scene
from dure.kernel.earth import metres_between
from dure.kernel.turns import Place
from dure.korean.normal import squeeze

_REACH_M: Final = 3_000.0
"""How far away a chain that is named without its branch is looked for."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """The shop, or the answer that asks for it."""

    shop: Shop | None
    answer: Answer | None = None


def target_of(scene: Scene, kitchen: Kitchen) -> Target:
    """Return the shop an utterance is about; asks where that is open."""
    shown = list(scene.session.memory.get("shown", ()))
    number = scene.slots.get("ordinal")
    if number is not None:
        return _numbered(number, shown, scene, kitchen)
    named = scene.slots.get("shop")
    if named:
        return _named(named, shown, scene, kitchen)
    picked = _picked(scene, shown, kitchen) if scene.intent == "SELECT_RECOMMENDATION" else None
    if picked is not None:
        return picked
    chosen = scene.session.memory.get("chosen")
    if chosen:
        return _by_id(chosen, kitchen)
    if len(shown) == 1:
        return _by_id(shown[0]["id"], kitchen)
    return Target(shop=None, answer=_which(scene) if shown else _no_list())


def targets_of(scene: Scene, kitchen: Kitchen) -> list[Shop]:
    """Return the shops to compare: those numbered, else the first two shown."""
    shown = list(scene.session.memory.get("shown", ()))
    said = scene.slots.get("ordinal")
    numbers = said if isinstance(said, list) else [said] if said else []
    picked = [shown[n - 1] for n in numbers if isinstance(n, int) and 1 <= n <= len(shown)]
    named = [entry for entry in shown if squeeze(entry["name"]) in squeeze(scene.heard.text)]
    entries = _distinct([*picked, *named]) or shown[:2]
    if len(entries) == 1:
        entries += [entry for entry in shown if entry not in entries][:1]
    found = kitchen.catalogue.shops([entry["id"] for entry in entries])
    return list(found.values())


def _distinct(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({entry["id"]: entry for entry in entries}.values())


def _numbered(
    number: Any,  # noqa: ANN401 - a slot's value
    shown: Sequence[dict[str, Any]],
    scene: Scene,
    kitchen: Kitchen,
) -> Target:
    if not shown:
        return Target(shop=None, answer=_no_list())
    first = number[0] if isinstance(number, list) else number
    place = len(shown) if first == "last" else first
    if not isinstance(place, int) or not 1 <= place <= len(shown):
        return Target(shop=None, answer=_which(scene))
    return _by_id(shown[place - 1]["id"], kitchen)


def _named(named: str, shown: Sequence[dict[str, Any]], scene: Scene, kitchen: Kitchen) -> Target:
    spellings = spellings_of(named)
    wanted = [squeeze(spelling).lower() for spelling in spellings]
    for entry in shown:
        if wanted[0] in squeeze(entry["name"]).lower() or is_called(entry["name"], wanted[1:]):
            return _by_id(entry["id"], kitchen)
    found = [shop for spelling in spellings for shop in kitchen.catalogue.named(spelling)]
    if shop := _nearest_of(found or _of_chain(named, wanted, scene, kitchen), scene, kitchen):
        return Target(shop=shop)
    answer = Answer(
        lines=(line("unknown_shop", name=named),),
        reason="unknown_shop",
        outcome="refused",
        items=({"name": named},),
    )
    return Target(shop=None, answer=answer)


def _of_chain(named: str, spellings: Sequence[str], scene: Scene, kitchen: Kitchen) -> list[Shop]:
    """Return the shops around of a chain that is named without its branch."""
    here = _spot(scene, kitchen)
    if named not in brands() or not here.known:
        return []
    rows = kitchen.catalogue.search(spellings, here.place.lat, here.place.lon, _REACH_M).rows
    shops = kitchen.catalogue.at_rows(rows.tolist()).values()
    return [shop for shop in shops if is_called(shop.name, spellings)]


def _nearest_of(found: Sequence[Shop], scene: Scene, kitchen: Kitchen) -> Shop | None:
    """Return the nearest of shops of one name; None if there is none."""
    here = _spot(scene, kitchen).place
    return min(found, key=lambda shop: (_metres_to(shop, here), shop.id), default=None)


def _metres_to(shop: Shop, place: Place) -> float:
    if shop.lat is None or shop.lon is None:
        return inf
    return metres_between(place.lat, place.lon, shop.lat, shop.lon)


def _spot(scene: Scene, kitchen: Kitchen) -> Spot:
    return spot_of(scene, wish_of(scene.session.memory.get("wish")), kitchen)


def _picked(scene: Scene, shown: Sequence[dict[str, Any]], kitchen: Kitchen) -> Target | None:
    """Return the place picked by its food, its kind, its price or its distance; None if by none.

    Where the cheapest or the nearest is picked and nobody can tell which that is, it is asked.
    """
    reading = reading_of(scene)
    if shown and wants_best(reading.text):
        return _best_rated(shown, kitchen)
    is_nearest = wants_nearest(reading.text)
    one = _nearest(scene, shown, kitchen) if is_nearest else single_of(reading, shown)
    if one is not None:
        return _by_id(one["id"], kitchen)
    return Target(shop=None, answer=_which(scene)) if shown and is_superlative(reading) else None


def reading_of(scene: Scene) -> Reading:
    """Return all that could be read in what was said, beside the places shown."""
    shown = scene.session.memory.get("shown", ())
    return read_slots(scene.heard.text, [entry["name"] for entry in shown])


def _nearest(scene: Scene, shown: Sequence[Entry], kitchen: Kitchen) -> Entry | None:
    """Return the place shown that is nearest; None where the way to one of them is not known."""
    spot = _spot(scene, kitchen)
    shops = kitchen.catalogue.shops([entry["id"] for entry in shown])
    far = {
        shop.id: metres_between(spot.place.lat, spot.place.lon, shop.lat, shop.lon)
        for shop in shops.values()
        if shop.lat is not None and shop.lon is not None
    }
    if not spot.known or not far or len(far) < len(shown):
        return None
    return min(shown, key=lambda entry: far[entry["id"]])


def _best_rated(shown: Sequence[Entry], kitchen: Kitchen) -> Target:
    """Return the place shown that is rated best, the first of several; says if none is rated."""
    shops = kitchen.catalogue.shops([entry["id"] for entry in shown])
    found = [shops[entry["id"]] for entry in shown if entry["id"] in shops]
    rated = [shop for shop in found if shop.rating is not None]
    if not rated:
        return Target(shop=None, answer=Answer(lines=(line("none_rated"),), reason="none_rated"))
    return Target(shop=max(rated, key=lambda shop: shop.rating or 0.0))


def _by_id(shop_id: str, kitchen: Kitchen) -> Target:
    shop = kitchen.catalogue.shops([shop_id]).get(shop_id)
    return Target(shop=shop, answer=None if shop else _no_list())


def _which(scene: Scene) -> Answer:
    slots = {slot: value for slot, value in scene.slots.items() if slot != "ordinal"}
    return Answer(
        lines=(line("which_shop"),),
        outcome="asked",
        question="shop",
        pending={"intent": scene.intent, "need": "ordinal", "slots": slots},
    )


def _no_list() -> Answer:
    return Answer(lines=(line("no_list"),), outcome="refused", reason="no_list")
