"""Keep to the money that somebody says they have, in every wish of the conversation."""

from dataclasses import replace
from typing import Final

from dure.assistants.meals.card_words import pays_otherwise
from dure.assistants.meals.kitchen import Cooked, Kitchen
from dure.assistants.meals.money_told import has_won
from dure.engine.assistant import Answer, Scene

HAS_WON: Final = "has_won"
"""Under which name a conversation remembers it."""
_MONEY: Final = ("budget_max", "budget_min", "budget_about", "budget_from", "balance_stated")
_CHANGING: Final = "MODIFY_REQUEST"


def keeping_to_money(skill: Cooked) -> Cooked:
    """Return a skill that looks within the money that was said to be there, until another is."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        won = has_won(scene.heard.text)
        if won is not None:
            memory = {**scene.session.memory, HAS_WON: won}
            scene = replace(scene, session=replace(scene.session, memory=memory))
        kept = scene.session.memory.get(HAS_WON)
        is_said = any(slot in scene.slots for slot in _MONEY)
        is_new = scene.intent != _CHANGING and not is_said
        if kept is not None and is_new and not pays_otherwise(scene.heard.text):
            scene = replace(scene, slots={**scene.slots, "budget_max": kept})
        return await skill(scene, kitchen)

    return cooked
