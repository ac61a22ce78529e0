"""Answer what is asked of other people's cards, and of who sees what is said and bought here."""

from typing import Final

from dure.assistants.meals.kitchen import Cooked, Kitchen, line, spot_of
from dure.assistants.meals.private import Private
from dure.assistants.meals.wish import Wish
from dure.engine.assistant import Answer, Scene

_PHRASES: Final = {
    "else": ("card_of_others",),
    "ward": ("card_of_ward",),
    "who": ("seen_by_whom", "kept_locked"),
    "talk": ("talk_stays", "kept_locked"),
    "name": ("name_unknown",),
    "place": ("privacy_location",),
    "watched": ("not_watched",),
    "senses": ("no_senses",),
}
_REFUSED: Final = ("else", "ward")


def keeping_private(skill: Cooked) -> Cooked:
    """Return a skill that shows nobody the card of somebody else."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if not isinstance(scene.meaning, Private):
            return await skill(scene, kitchen)
        kind = scene.meaning.kind
        if kind == "where":
            return _where(scene, kitchen)
        lines = tuple(map(line, _PHRASES[kind]))
        if kind in _REFUSED:
            return Answer(lines=lines, outcome="refused", reason="others_data")
        return Answer(lines=lines)

    return cooked


def _where(scene: Scene, kitchen: Kitchen) -> Answer:
    """Say what is known of where one is: what was told, or what the device lets us see."""
    spot = spot_of(scene, Wish(), kitchen)
    if spot.said and spot.place.name:
        return Answer(lines=(line("where_told", place=spot.place.name),))
    if spot.said:
        return Answer(lines=(line("where_by_device"),))
    # A place that is named now is where to look: for what was wished, or for anything.
    intent = "MODIFY_REQUEST" if scene.session.memory.get("wish") else "FOOD_REQUEST"
    pending = {"intent": intent, "need": "location", "slots": {}}
    return Answer(lines=(line("where_unknown"),), pending=pending)
