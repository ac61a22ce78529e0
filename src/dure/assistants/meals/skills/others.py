"""Heed what those who eat along cannot eat, for this wish, and write none of it down."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from dure.assistants.meals.eats_again import Eating
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

_MOST_LINES: Final = 7
"""A longer reply would lose a caution at its end."""
_HEALTH: Final = ("allergen", "diet", "exclude_food", "taste")


def minding_others(skill: Cooked) -> Cooked:
    """Return a skill that looks for places which those who eat along can eat at, too."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if is_alone(scene.slots):
            return await skill(_with(scene, {}), kitchen)
        told = said_of_others(scene.slots) if is_of_others(scene.heard.text) else {}
        if not told:
            answer = await skill(scene, kitchen)
            return replace(answer, lines=(*answer.lines, *_heeded(scene, answer)))
        minded = _with(scene, with_more(scene.session.memory.get(OTHERS), told))
        answer = await skill(minded, kitchen)
        memory = minded.session.memory if answer.memory is None else answer.memory
        add = {note: words for note, words in answer.add.items() if note not in _HEALTH}
        return replace(answer, lines=(*answer.lines, *_kept(told)), memory=memory, add=add)

    return cooked


def noting_others(skill: Cooked) -> Cooked:
    """Return a skill that takes down what one cannot eat, and only heeds it of somebody else."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        told = said_of_others(scene.slots) if is_of_others(scene.heard.text) else {}
        if not told or isinstance(scene.meaning, Eating):
            return await skill(scene, kitchen)
        kept = with_more(scene.session.memory.get(OTHERS), told)
        concerned = already_shown(scene, kitchen, told)
        is_barred = any(said.phrase in BARRED for said in concerned)
        return Answer(
            lines=(*_kept(told), *concerned),
            items=({"slots": dict(scene.slots)},),
            memory={**scene.session.memory, OTHERS: kept},
            pending={"on_yes": "MODIFY_REQUEST", "slots": {}, "again": True} if is_barred else None,
        )

    return cooked


def _with(scene: Scene, kept: Mapping[str, list[str]]) -> Scene:
    memory = {**scene.session.memory, OTHERS: dict(kept)}
    return replace(scene, session=replace(scene.session, memory=memory))


def _kept(told: Mapping[str, list[str]]) -> Iterator[Line]:
    foods = [*told.get("allergen", ()), *told.get("exclude_food", ())]
    ways = [part(word) for slot in ("diet", "taste") for word in told.get(slot, ())]
    if foods:
        yield line("others_left_out", words=", ".join(foods))
    if ways:
        yield line("others_heeded", words=", ".join(ways))


def _heeded(scene: Scene, answer: Answer) -> Iterator[Line]:
    """Yield that an allergy said beside a wish was heeded, where places are shown."""
    said = [
        word for word in scene.slots.get("allergen", ()) if word in answer.add.get("allergen", ())
    ]
    new = [word for word in said if word not in scene.notes.all_of("allergen")]
    if (
        new
        and len(answer.lines) < _MOST_LINES
        and any(item.get("kind") == "shop" for item in answer.items)
    ):
        yield line("allergy_heeded", words=", ".join(new))
