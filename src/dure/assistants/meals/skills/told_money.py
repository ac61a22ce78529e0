"""Keep to the money that somebody says they have, in every wish of the conversation."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from dure.assistants.meals.card_words import pays_otherwise
from dure.assistants.meals.kitchen import Cooked, Kitchen
from dure.assistants.meals.money_told import has_won
from dure.assistants.meals.party import eaters_along
from dure.engine.assistant import Answer, Scene

HAS_WON: Final = "has_won"
"""Under which name a conversation remembers it."""
_FOR: Final = "has_for"
_SHARED: Final = ("party_size", "per_person")
_MONEY: Final = ("budget_max", "budget_min", "budget_about", "budget_from", "balance_stated")
_CHANGING: Final = "MODIFY_REQUEST"


def keeping_to_money(skill: Cooked) -> Cooked:
    """Return a skill that looks within the money that was said to be there, until another is."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        won = has_won(scene.heard.text)
        if won is not None:
            memory = {**scene.session.memory, HAS_WON: won, _FOR: _sharing(scene)}
            scene = replace(scene, session=replace(scene.session, memory=memory))
        kept = scene.session.memory.get(HAS_WON)
        is_said = any(slot in scene.slots for slot in _MONEY)
        is_new = scene.intent != _CHANGING and not is_said
        if kept is not None and is_new and not pays_otherwise(scene.heard.text):
            scene = replace(scene, slots={**_for(scene), **scene.slots, "budget_max": kept})
        return await skill(scene, kitchen)

    return cooked


def _sharing(scene: Scene) -> dict[str, Any]:
    """Return for how many the money is, as far as it was said with it."""
    said = {slot: scene.slots[slot] for slot in _SHARED if slot in scene.slots}
    eaters = eaters_along(scene.heard.text)
    return said or ({"eaters": eaters} if eaters else {})


def _for(scene: Scene) -> Mapping[str, Any]:
    """Return for how many the money is that is kept; {} where somebody eats alone now."""
    is_alone = "alone" in scene.slots.get("companion", ())
    return {} if is_alone else scene.session.memory.get(_FOR, {})
