"""Tell what is inside food as far as the catalogue knows; what it does not know stays unknown."""

from collections.abc import Iterator, Sequence
from typing import Final

from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.contents_known import (
    Inside,
    holds,
    is_food,
    is_part_of,
    says_by_name,
    shared_label,
)
from dure.assistants.meals.inside_asked import InsideAsked
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.phrases import part
from dure.assistants.meals.skills.diet_asked import left_out_for
from dure.engine.assistant import Answer, Line, Scene

_MENU_SHOWN: Final = 6
_BROKEN_BY: Final = {
    "vegan": "made_of_animals",
    "vegetarian": "meat_or_fish",
    "halal": "not_halal",
    "no_pork": "pork",
}
"""Diet → the piece that names what a dish must not hold."""


def telling_inside(skill: Cooked) -> Cooked:
    """Return a skill that answers what is asked of food itself, whatever list there is."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        asked = scene.meaning
        if not isinstance(asked, InsideAsked):
            return await skill(scene, kitchen)
        if asked.kind == "may" and not (_minded(scene) or _unfit(scene)):
            return _which()
        return Answer(lines=tuple(_told(asked, scene, kitchen)))

    return cooked


def _which() -> Answer:
    """Ask what cannot be eaten, where nothing is known of it."""
    pending = {"intent": "DIETARY_RESTRICTION", "need": "exclude_food", "slots": {}}
    return Answer(
        lines=(line("dietary_which"),), outcome="asked", question="allergen", pending=pending
    )


def who_holds(dishes: Sequence[Dish], word: str) -> list[Line]:
    """Tell which dishes hold something and of which nobody knows; that none does, if so.

    A label tells of milk, not of cheese: what it does not tell apart is said so.
    """
    by_name = [dish for dish in dishes if not is_part_of(word) or says_by_name(dish, word)]
    lines = []
    for inside in (Inside.YES, Inside.UNKNOWN):
        names = [dish.name for dish in by_name if holds(dish, word) is inside]
        if names:
            lines.append(line(f"contents_{inside.value}", dish=few(names), word=word))
    labelled = [dish for dish in dishes if dish not in by_name]
    lines += _by_label(labelled, word)
    none = few([dish.name for dish in dishes])
    return lines or [line("contents_no", dish=none, word=word)]


def few(names: Sequence[str]) -> str:
    """Return the first names, and that there are more."""
    said = ", ".join(names[:_MENU_SHOWN])
    return said if len(names) <= _MENU_SHOWN else part("some_of", names=said)


def _by_label(dishes: Sequence[Dish], word: str) -> Iterator[Line]:
    label = is_part_of(word)
    for inside, phrase in ((Inside.YES, "contents_label"), (Inside.UNKNOWN, "contents_unknown")):
        names = [dish.name for dish in dishes if holds(dish, word) is inside]
        if names and label:
            facts = {"label": label} if phrase == "contents_label" else {}
            yield line(phrase, facts, dish=few(names), word=word)


def _told(asked: InsideAsked, scene: Scene, kitchen: Kitchen) -> Iterator[Line]:
    food = ", ".join(asked.foods)
    if asked.kind == "order":
        yield line("order_without", words=", ".join(asked.words) or part("that_thing"))
        return
    if asked.kind == "same":
        is_same = shared_label(food, asked.words[0])
        yield line("inside_same" if is_same else "inside_differs", food=food, word=asked.words[0])
        return
    words = asked.words or _minded(scene)
    found = _shown(scene, kitchen, asked.foods)
    if found and words:
        for word in words:
            yield from who_holds(found, word)
        return
    barred = left_out_for(scene, food) if asked.kind == "may" else None
    if barred is not None:
        yield barred
        return
    told = (*words, *(_unfit(scene) if asked.kind == "may" else ()))
    yield line("inside_any", food=food, words=", ".join(told) or part("something"))


def _minded(scene: Scene) -> tuple[str, ...]:
    """Return what is not eaten, as it is noted."""
    notes = scene.notes
    return (*notes.all_of("allergen"), *notes.all_of("exclude_food"))


def _unfit(scene: Scene) -> tuple[str, ...]:
    """Return what a dish must not hold by the diets that are noted."""
    return tuple(part(_BROKEN_BY[diet]) for diet in scene.notes.all_of("diet"))


def _shown(scene: Scene, kitchen: Kitchen, foods: Sequence[str]) -> list[Dish]:
    """Return the dishes of a food that the places in the list sell."""
    ids = [entry["id"] for entry in scene.session.memory.get("shown") or ()]
    shops = kitchen.catalogue.shops(ids).values()
    return [dish for s in shops for dish in s.dishes if any(is_food(dish, f) for f in foods)]
