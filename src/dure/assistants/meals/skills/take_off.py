"""Take off what somebody could not eat: after it was asked once more, and a plain yes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from dure.assistants.meals.contents_known import plain_name
from dure.assistants.meals.eats_again import NEED, Eating
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.whose import OTHERS, with_more
from dure.engine.assistant import Answer, Scene

_NOTED: Final = ("allergen", "exclude_food")
_JUST: Final = 2
"""Turns in which what was noted may have been meant otherwise."""


def taking_off(skill: Cooked) -> Cooked:
    """Return a skill that asks before anything is taken off what somebody cannot eat."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        eating = scene.meaning
        if not isinstance(eating, Eating):
            return await skill(scene, kitchen)
        if eating.kind in ("gone", "own"):
            return _of_company(scene, eating)
        noted = _noted(scene, eating.words)
        if eating.kind == "yes":
            return _taken_off(scene, noted or eating.words)
        if eating.kind == "no":
            return Answer(lines=(line("take_off_kept", words=", ".join(eating.words)),))
        just = [word for word in noted if word in _just_noted(scene)]
        if just and eating.kind != "again":
            return _corrected(scene, eating, just)
        return await _asking(skill, scene, kitchen, noted)

    return cooked


def _of_company(scene: Scene, eating: Eating) -> Answer:
    """Leave out no more what was left out for somebody else; what is one's own stays noted."""
    words = ", ".join(eating.words)
    if eating.kind == "own":
        return Answer(lines=(line("others_own", words=words),))
    if own := _noted(scene, eating.words):
        return Answer(lines=(line("take_off_kept", words=", ".join(own)),))
    meant = {plain_name(word) for word in eating.words}
    others = {
        slot: [word for word in held if plain_name(word) not in meant]
        for slot, held in scene.session.memory[OTHERS].items()
    }
    return Answer(
        lines=(line("others_gone", words=words),),
        memory={**_wanted_again(scene, eating.words), OTHERS: others},
        pending={"on_yes": "MODIFY_REQUEST", "slots": {}, "again": True},
    )


async def _asking(skill: Cooked, scene: Scene, kitchen: Kitchen, noted: Sequence[str]) -> Answer:
    """Ask whether what is noted may be eaten again; what else was said is noted at once."""
    slots = {slot: said for slot, said in scene.slots.items() if slot != "allergen_remove"}
    more = None
    if any(slots.get(slot) for slot in ("allergen", "diet", "exclude_food")):
        more = await skill(replace(scene, slots=slots, meaning=None), kitchen)
    lines = more.lines if more else ()
    if not noted and more:
        return more
    if not noted:
        words = scene.slots.get("allergen_remove", ())
        none = line("take_off_none", words=", ".join(words)) if words else line("take_off_nothing")
        return Answer(lines=(none,))
    asked = Answer(
        lines=(*lines, line("take_off_ask", words=", ".join(noted))),
        outcome="asked",
        question=NEED,
        pending={
            "need": NEED,
            "intent": scene.intent,
            "slots": {"allergen_remove": list(noted)},
        },
    )
    return replace(asked, add=more.add, items=more.items) if more else asked


def _noted(scene: Scene, words: Sequence[str]) -> list[str]:
    """Return which of the words are noted, as they are; all that is noted for no words."""
    held = dict.fromkeys(word for note in _NOTED for word in scene.notes.all_of(note))
    if not words:
        return list(held)
    meant = {plain_name(word) for word in words}
    return [word for word in held if plain_name(word) in meant]


def _just_noted(scene: Scene) -> set[str]:
    told = ((turn.result or {}).get("slots", {}) for turn in scene.session.past[-_JUST:])
    return {word for slots in told for note in _NOTED for word in slots.get(note, ())}


def _corrected(scene: Scene, eating: Eating, just: Sequence[str]) -> Answer:
    """Take off at once what was noted a moment ago and was not meant so."""
    answer = _taken_off(scene, just)
    if eating.kind != "others":
        return answer
    kept = with_more(scene.session.memory.get(OTHERS), {"allergen": just})
    memory = {**(answer.memory or scene.session.memory), OTHERS: kept}
    lines = (line("take_off_others", words=", ".join(just)),)
    return replace(answer, lines=lines, memory=memory)


def _taken_off(scene: Scene, words: Sequence[str]) -> Answer:
    return Answer(
        lines=(line("allergy_removed", words=", ".join(words)),),
        remove={note: tuple(words) for note in _NOTED},
        memory=_wanted_again(scene, words),
        items=({"slots": dict(scene.slots)},),
    )


def _wanted_again(scene: Scene, words: Sequence[str]) -> dict[str, Any]:
    """Return the conversation's memory with a wish under way that does not leave them out."""
    memory = dict(scene.session.memory)
    wish = memory.get("wish")
    if not wish:
        return memory
    left = [word for word in wish["slots"].get("exclude_food", ()) if word not in words]
    slots = {**wish["slots"], "exclude_food": left}
    return {**memory, "wish": {**wish, "slots": {s: v for s, v in slots.items() if v != []}}}
