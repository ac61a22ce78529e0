"""Answer what is asked of one food under a diet or an allergy; what nobody knows is said so."""

from typing import Final

from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.contents_known import Inside, breaks_diet, clashing, plain_name
from dure.assistants.meals.diet_asked import DietAsked
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.phrases import part
from dure.assistants.meals.whose import of_others
from dure.engine.assistant import Answer, Line, Scene

_LIMITS: Final = ("allergen", "exclude_food")


def telling_diet(skill: Cooked) -> Cooked:
    """Return a skill that answers what is asked under a diet or an allergy."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        asked = scene.meaning
        if not isinstance(asked, DietAsked):
            return await skill(scene, kitchen)
        if asked.kind == "sure":
            return Answer(lines=(line("diet_unsure", diet=part(asked.word)),))
        told = left_out_for(scene, asked.word)
        return Answer(lines=(told or _allowed(scene, asked),))

    return cooked


def left_out_for(scene: Scene, food: str) -> Line | None:
    """Return why a food is left out for somebody, as its name tells; None if it does not."""
    barred = [word for note in _LIMITS for word in _noted(scene, note)]
    if words := clashing(food, dict.fromkeys(barred)):
        return line("food_left_out", food=food, words=", ".join(words))
    dish = Dish(name=plain_name(food))
    broken = [d for d in _noted(scene, "diet") if breaks_diet(dish, d) is Inside.YES]
    names = ", ".join(part(diet) for diet in dict.fromkeys(broken))
    return line("diet_leaves_out", food=food, diet=names) if broken else None


def _allowed(scene: Scene, asked: DietAsked) -> Line:
    if asked.kind == "eaten":
        return line("diet_leaves_in", food=asked.word)
    noted = [word for note in _LIMITS for word in _noted(scene, note)]
    words = ", ".join(dict.fromkeys(noted)) or part("something")
    return line("inside_any", food=asked.word, words=words)


def _noted(scene: Scene, note: str) -> tuple[str, ...]:
    return (*scene.notes.all_of(note), *of_others(scene.session.memory, note))
