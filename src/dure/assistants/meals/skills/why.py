"""Say why places were shown, and that nobody pays for it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dure.assistants.meals.conversation import asks_advert
from dure.assistants.meals.kitchen import Kitchen, line
from dure.assistants.meals.phrases import has_part, part
from dure.assistants.meals.reasons import MANY, UNSAID, WELL_RATED
from dure.assistants.meals.target import target_of
from dure.engine.assistant import Answer, Line, Scene

Item = Mapping[str, Any]
_SAID: Final = 2
"""Reasons that are told of a place."""


async def why(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer why places were shown, from the reasons that ordered them; is it an advert, no."""
    if asks_advert(scene.heard.text):
        return Answer(lines=(line("no_advert"), line("chosen_by")))
    shown = _last_shown(scene)
    asked = _asked(scene, kitchen, shown)
    if not asked:
        return Answer(lines=(line("chosen_by"), line("not_paid")))
    rows = [_row(item, shown, kitchen) for item in asked]
    return Answer(
        lines=(line("chosen_by"), *rows, line("not_paid")),
        items=tuple(dict(item) for item in asked),
    )


def _last_shown(scene: Scene) -> list[Item]:
    """Return the places of the newest list, as they were shown; [] if none is remembered."""
    ids = [entry["id"] for entry in scene.session.memory.get("shown", ())]
    for turn in reversed(scene.session.past):
        items = (turn.result or {}).get("items", ())
        listed = [item for item in items if item.get("kind") == "shop" and "why" in item]
        if listed and [item["id"] for item in listed] == ids:
            return listed
    return []


def _asked(scene: Scene, kitchen: Kitchen, shown: Sequence[Item]) -> list[Item]:
    """Return the place that is spoken of, all of them if none is."""
    if not scene.slots.keys() & {"ordinal", "shop"}:
        return list(shown)
    shop = target_of(scene, kitchen).shop
    return [item for item in shown if shop is not None and item["id"] == shop.id]


def _row(item: Item, shown: Sequence[Item], kitchen: Kitchen) -> Line:
    ordered = sorted(item["why"], key=lambda reason: -reason["points"])
    names = [one["reason"] for one in ordered if one["points"] > 0]
    told = [part(f"why_{name}") for name in names if _is_true(name, item, shown, kitchen)]
    return line("why_shown", name=item["name"], why=", ".join(told[:_SAID]) or part("why_fits"))


def _is_true(name: str, item: Item, shown: Sequence[Item], kitchen: Kitchen) -> bool:
    """Whether a reason may be said of a place: what compares must hold against all shown."""
    others = [other for other in shown if other["id"] != item["id"]]
    if name == "near":
        return all(item["walk_min"] < other["walk_min"] for other in others)
    if name == "price":
        pays = [other["pays_won"] for other in others]
        mine = item["pays_won"]
        return mine is not None and all(won is not None and mine < won for won in pays)
    if name == "rated":
        return (item["rating"] or 0.0) >= WELL_RATED
    if name == "popular":
        shop = kitchen.catalogue.shops([item["id"]]).get(item["id"])
        return shop is not None and (shop.popularity or 0.0) >= MANY
    return name not in UNSAID and has_part(f"why_{name}")
