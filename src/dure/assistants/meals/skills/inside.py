"""Tell what is inside food as far as the catalogue knows; what it does not know stays unknown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.contents_known import (
    Inside,
    clashing,
    holds,
    is_food,
    is_part_of,
    says_by_name,
    shared_label,
)
from dure.assistants.meals.inside_asked import InsideAsked
from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.leaning import is_spicy
from dure.assistants.meals.phrases import part
from dure.assistants.meals.skills.diet_asked import left_out_for
from dure.assistants.meals.target import target_of
from dure.assistants.meals.whose import of_others
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Answer, Line, Scene

_THERE: Final = grammar("inside_asked.spicy_there")
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
        if asked.kind == "spicy":
            return _spicy(scene, kitchen)
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


def of_each(dishes: Sequence[Dish], word: str) -> list[Line]:
    """Tell of every one of some dishes whether it holds something, also of those that do not."""
    free = [dish for dish in dishes if holds(dish, word) is Inside.NO]
    others = [dish for dish in dishes if dish not in free]
    told = who_holds(others, word) if others else []
    return [*told, *(who_holds(free, word) if free else ())]


def dishes_shown(scene: Scene, shops: Mapping[str, Shop]) -> list[Dish]:
    """Return the dish that was named with each of the shops of the list, where one was.

    shops: those of which is asked, by their ids.
    """
    entries = scene.session.memory.get("shown") or ()
    named = {entry["id"]: entry.get("dish") for entry in entries}
    return [dish for key in shops for dish in shops[key].dishes if dish.name == named.get(key)]


def _spicy(scene: Scene, kitchen: Kitchen) -> Answer:
    """Tell which dishes are listed as spicy; that one is not so listed, nothing else."""
    memory, foods = scene.session.memory, scene.slots.get("food", ())
    is_of_one = bool({"ordinal", "shop"} & set(scene.slots) or memory.get("chosen"))
    if not (is_of_one or memory.get("shown")):
        return Answer(lines=(line("spicy_unsure", dish=", ".join(foods)),))
    target = target_of(scene, kitchen) if is_of_one else None
    if target is not None and target.shop is None:
        return target.answer or Answer(lines=(line("no_list"),))
    one = target.shop if target else None
    ids = [one.id] if one else [entry["id"] for entry in memory["shown"]]
    shops = kitchen.catalogue.shops(ids)
    named = [d for shop in shops.values() for d in shop.dishes if any(is_food(d, f) for f in foods)]
    first = () if _THERE.search(scene.heard.text) else dishes_shown(scene, shops)
    dishes = named or first or [d for s in shops.values() for d in s.dishes]
    lines = []
    for phrase, is_so in (("spicy_yes", True), ("spicy_unsure", False)):
        names = list(dict.fromkeys(dish.name for dish in dishes if is_spicy(dish) is is_so))
        if names:
            lines.append(line(phrase, dish=few(names)))
    kept = {**memory, "chosen": one.id} if one else None
    return Answer(lines=tuple(lines), memory=kept)


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
        yield _without(asked.words, scene)
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


def _without(words: Sequence[str], scene: Scene) -> Line:
    """Return that one may ask to leave something out; an allergy makes that unsafe."""
    told = (*scene.notes.all_of("allergen"), *of_others(scene.session.memory, "allergen"))
    harmful = [one for one in told if not words or one in words or clashing(one, words)]
    named = ", ".join(words or harmful) or part("that_thing")
    return line("order_without_allergy" if harmful else "order_without", words=named)


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
