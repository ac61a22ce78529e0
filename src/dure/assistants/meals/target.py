"""Which shop is spoken of: by number, by name, or the one that was talked about last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.kitchen import Kitchen, line, spot_of
from dure.assistants.meals.pick_words import Entry, is_superlative, single_of, wants_nearest
from dure.assistants.meals.slots import Reading, read_slots
from dure.assistants.meals.wish import wish_of
from dure.engine.assistant import Answer, Scene
from dure.kernel.earth import metres_between
from dure.korean.normal import squeeze


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
        return _named(named, shown, kitchen)
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


def _named(named: str, shown: Sequence[dict[str, Any]], kitchen: Kitchen) -> Target:
    wanted = squeeze(named)
    for entry in shown:
        if wanted in squeeze(entry["name"]):
            return _by_id(entry["id"], kitchen)
    found = kitchen.catalogue.named(named)
    if found:
        return Target(shop=found[0])
    answer = Answer(
        lines=(line("unknown_shop", name=named),),
        reason="unknown_shop",
        outcome="refused",
        items=({"name": named},),
    )
    return Target(shop=None, answer=answer)


def _picked(scene: Scene, shown: Sequence[dict[str, Any]], kitchen: Kitchen) -> Target | None:
    """Return the place picked by its food, its kind, its price or its distance; None if by none.

    Where the cheapest or the nearest is picked and nobody can tell which that is, it is asked.
    """
    reading = reading_of(scene)
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
    spot = spot_of(scene, wish_of(scene.session.memory.get("wish")), kitchen)
    shops = kitchen.catalogue.shops([entry["id"] for entry in shown])
    far = {
        shop.id: metres_between(spot.place.lat, spot.place.lon, shop.lat, shop.lon)
        for shop in shops.values()
        if shop.lat is not None and shop.lon is not None
    }
    if not spot.known or not far or len(far) < len(shown):
        return None
    return min(shown, key=lambda entry: far[entry["id"]])


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
