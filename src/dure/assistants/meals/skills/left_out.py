"""Say of a food that is asked for, or liked, that it holds what somebody cannot eat."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from dure.assistants.meals.contents_known import clashing
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.phrases import part
from dure.assistants.meals.whose import of_others
from dure.engine.assistant import Answer, Line, Scene

_NOT_FOUND: Final = ("nothing", "relax_food")
_NOTE: Final = "allergen"
_HALAL: Final = "halal"


def telling_left_out(skill: Cooked) -> Cooked:
    """Return a skill that looks for places, and never says there is no food that it leaves out."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        answer = await skill(scene, kitchen)
        if not any(said.phrase in _NOT_FOUND for said in answer.lines):
            return replace(answer, lines=(*answer.lines, *_unsure(scene, answer)))
        told = _told(scene, "food_left_out")
        if told is None:
            return answer
        kept = tuple(said for said in answer.lines if said.phrase not in _NOT_FOUND)
        more = (line("food_left_out_other"),) if answer.pending else ()
        return replace(answer, lines=(told, *kept, *more))

    return cooked


def liking_what_is_eaten(skill: Cooked) -> Cooked:
    """Return a skill that keeps likings, but none for what somebody cannot eat."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        told = _told(scene, "liking_left_out")
        if told is None:
            return await skill(scene, kitchen)
        barred = _barred(scene)
        liked = [food for food in _foods(scene) if not clashing(food, barred)]
        slots = {slot: said for slot, said in scene.slots.items() if slot != "food"}
        slots |= {"food": liked} if liked else {}
        if not slots:
            return Answer(lines=(told,))
        answer = await skill(replace(scene, slots=slots), kitchen)
        return replace(answer, lines=(told, *answer.lines))

    return cooked


def _unsure(scene: Scene, answer: Answer) -> Iterable[Line]:
    """Yield that no place is known to be halal, where places are shown to who asks for that."""
    diets = (*scene.slots.get("diet", ()), *scene.notes.all_of("diet"))
    if _HALAL in diets and any(item.get("kind") == "shop" for item in answer.items):
        yield line("diet_unsure", diet=part(_HALAL))


def _told(scene: Scene, phrase: str) -> Line | None:
    """Return which foods hold what cannot be eaten; None if no name tells of it."""
    barred = _barred(scene)
    held = {food: clashing(food, barred) for food in _foods(scene)}
    foods = [food for food, words in held.items() if words]
    if not foods:
        return None
    words = dict.fromkeys(word for food in foods for word in held[food])
    return line(phrase, food=", ".join(foods), words=", ".join(words))


def _foods(scene: Scene) -> Iterable[str]:
    return list(scene.slots.get("food", ()))


def _barred(scene: Scene) -> tuple[str, ...]:
    """Return what the person cannot eat, and those who eat along."""
    told = tuple(scene.slots.get(_NOTE, ()))
    others = of_others(scene.session.memory, _NOTE)
    return tuple(dict.fromkeys((*scene.notes.all_of(_NOTE), *others, *told)))
