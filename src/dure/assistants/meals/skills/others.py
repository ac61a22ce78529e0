"""Heed what those who eat along cannot eat, for this wish, and write none of it down."""

from collections.abc import Mapping
from dataclasses import replace

from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.phrases import part
from dure.assistants.meals.skills.already import BARRED, already_shown
from dure.assistants.meals.whose import (
    OTHERS,
    is_alone,
    is_of_others,
    said_of_others,
    with_more,
)
from dure.engine.assistant import Answer, Line, Scene

_HEALTH = ("allergen", "diet", "exclude_food", "taste")


def minding_others(skill: Cooked) -> Cooked:
    """Return a skill that looks for places which those who eat along can eat at, too."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if is_alone(scene.slots):
            return await skill(_with(scene, {}), kitchen)
        told = said_of_others(scene.slots) if is_of_others(scene.heard.text) else {}
        if not told:
            return await skill(scene, kitchen)
        minded = _with(scene, with_more(scene.session.memory.get(OTHERS), told))
        answer = await skill(minded, kitchen)
        memory = minded.session.memory if answer.memory is None else answer.memory
        add = {note: words for note, words in answer.add.items() if note not in _HEALTH}
        return replace(answer, lines=(*answer.lines, _kept(told)), memory=memory, add=add)

    return cooked


def noting_others(skill: Cooked) -> Cooked:
    """Return a skill that takes down what one cannot eat, and only heeds it of somebody else."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        told = said_of_others(scene.slots) if is_of_others(scene.heard.text) else {}
        if not told or scene.meaning is not None:
            return await skill(scene, kitchen)
        kept = with_more(scene.session.memory.get(OTHERS), told)
        concerned = already_shown(scene, kitchen, told)
        is_barred = any(said.phrase in BARRED for said in concerned)
        return Answer(
            lines=(_kept(told), *concerned),
            items=({"slots": dict(scene.slots)},),
            memory={**scene.session.memory, OTHERS: kept},
            pending={"on_yes": "MODIFY_REQUEST", "slots": {}, "again": True} if is_barred else None,
        )

    return cooked


def _with(scene: Scene, kept: Mapping[str, list[str]]) -> Scene:
    memory = {**scene.session.memory, OTHERS: dict(kept)}
    return replace(scene, session=replace(scene.session, memory=memory))


def _kept(told: Mapping[str, list[str]]) -> Line:
    foods = [*told.get("allergen", ()), *told.get("exclude_food", ())]
    ways = [part(word) for slot in ("diet", "taste") for word in told.get(slot, ())]
    return line("others_kept", words=", ".join([*foods, *ways]))
