"""Answer what is asked of other people's cards, and of who sees what is said and bought here."""

from typing import Final

from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.private import Private
from dure.engine.assistant import Answer, Scene

_PHRASES: Final = {
    "else": ("card_of_others",),
    "ward": ("card_of_ward",),
    "who": ("seen_by_whom", "kept_locked"),
    "talk": ("talk_stays", "kept_locked"),
    "name": ("name_unknown",),
    "place": ("privacy_location",),
}
_REFUSED: Final = ("else", "ward")


def keeping_private(skill: Cooked) -> Cooked:
    """Return a skill that shows nobody the card of somebody else."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if not isinstance(scene.meaning, Private):
            return await skill(scene, kitchen)
        kind = scene.meaning.kind
        lines = tuple(map(line, _PHRASES[kind]))
        if kind in _REFUSED:
            return Answer(lines=lines, outcome="refused", reason="others_data")
        return Answer(lines=lines)

    return cooked
