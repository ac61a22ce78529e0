"""Take a sum for all who eat along: "만원으로 할머니랑" is for two, unless it is for each.

How it was taken is said, so that whoever means it for each can say so.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from dure.assistants.meals.kitchen import Cooked, Kitchen, line, said_figure
from dure.assistants.meals.party import eaters_along
from dure.assistants.meals.wish import Wish, changed, wish_of
from dure.assistants.meals.wish_goes_on import goes_on
from dure.engine.assistant import Answer, Scene

_EATERS: Final = "eaters"
_SUMS: Final = ("budget_max", "budget_about")
_CHANGING: Final = "MODIFY_REQUEST"
_ALONE: Final = "alone"


def sharing(skill: Cooked) -> Cooked:
    """Return a skill that shares a sum among those who eat along, and says so beside its list."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        slots = {**scene.slots, **_eaters(scene)}
        wish = _wish(scene, slots)
        if not _is_shared(wish, slots):
            return await skill(replace(scene, slots=slots), kitchen)
        slots["party_size"] = wish.slots[_EATERS]
        answer = await skill(replace(scene, slots=slots), kitchen)
        if not any(item.get("kind") == "shop" for item in answer.items):
            return answer
        won = min(int(wish.slots[slot]) for slot in _SUMS if slot in wish.slots)
        return replace(
            answer,
            lines=(*answer.lines, line("shared_sum", won=won)),
            figures=(*answer.figures, said_figure(won, "won", "shared_sum")),
        )

    return cooked


def _eaters(scene: Scene) -> dict[str, Any]:
    """Return how many eat, as far as that follows from who eats along; {} where nothing does."""
    before = wish_of(scene.session.memory.get("wish")).slots
    if before.keys() & {_EATERS, "party_size"} and _ALONE in scene.slots.get("companion", ()):
        return {_EATERS: None, "party_size": 1}
    if "party_size" in scene.slots:
        return {_EATERS: None} if _EATERS in before else {}
    eaters = eaters_along(scene.heard.text)
    return {_EATERS: eaters} if eaters else {}


def _wish(scene: Scene, slots: Mapping[str, Any]) -> Wish:
    is_change = scene.intent == _CHANGING or goes_on(scene)
    return changed(wish_of(scene.session.memory.get("wish") if is_change else None), slots)


def _is_shared(wish: Wish, slots: Mapping[str, Any]) -> bool:
    """Whether a sum that is said now, or those who eat along, make it one for several."""
    is_new = bool(slots.get(_EATERS)) or any(slot in slots for slot in _SUMS)
    is_sum = any(slot in wish.slots for slot in _SUMS) and not wish.slots.get("per_person")
    return is_new and is_sum and wish.slots.get(_EATERS, 1) > 1
