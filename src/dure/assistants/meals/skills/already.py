"""Hold what was just told against what was shown before: the place settled on, or the list."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dure.assistants.meals.barred import Barred, barred
from dure.assistants.meals.candidates import Rules
from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.kitchen import Kitchen, line
from dure.assistants.meals.phrases import part
from dure.assistants.meals.wish import Wish
from dure.assistants.meals.words import cues
from dure.engine.assistant import Line, Scene

BARRED: Final = ("already_barred", "shown_barred")
"""Phrases that offer to look for something else."""


def already_shown(scene: Scene, kitchen: Kitchen, told: Mapping[str, Sequence[str]]) -> list[Line]:
    """Return what is to be said of what was shown before, in the light of what was just told.

    told: allergens, diets and foods turned down. Nothing is said of what is known to be free.
    """
    rules = Rules(
        wish=Wish(),
        at=scene.now,
        here=kitchen.default,
        allergens=tuple(told.get("allergen", ())),
        diets=tuple(told.get("diet", ())),
        without=tuple(told.get("exclude_food", ())),
    )
    if not rules.is_choosy:
        return []
    entries = scene.session.memory.get("shown") or ()
    chosen = scene.session.memory.get("chosen")
    if chosen:
        dishes = [entry.get("dish") for entry in entries if entry["id"] == chosen]
        held = _judged(kitchen, [{"id": chosen, "dish": dishes[0] if dishes else None}], rules)
        return [said for shop, dish, found in held for said in _of_chosen(shop, dish, found)]
    held = _judged(kitchen, entries, rules)
    return [line("shown_barred")] if any(found.by for _, _, found in held) else []


def _judged(
    kitchen: Kitchen, entries: Sequence[Mapping[str, Any]], rules: Rules
) -> list[tuple[Shop, str | None, Barred]]:
    shops = kitchen.catalogue.shops([entry["id"] for entry in entries])
    return [
        (
            shops[entry["id"]],
            entry.get("dish"),
            barred(shops[entry["id"]], entry.get("dish"), rules),
        )
        for entry in entries
        if entry["id"] in shops
    ]


def _of_chosen(shop: Shop, dish: str | None, held: Barred) -> Iterator[Line]:
    what = dish or part("food_of", name=shop.name)
    if held.by:
        yield line("already_barred", what=what, words=_named(held.by))
    elif held.unsure_of:
        yield line("already_unsure", what=what, words=_named(held.unsure_of))


def _named(limits: Sequence[str]) -> str:
    return ", ".join(part(word) if word in cues()["diet"] else word for word in limits)
