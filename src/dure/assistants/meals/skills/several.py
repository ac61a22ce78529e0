"""Look for places that have several foods at once, and for one meal of several after another."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from dure.assistants.meals.candidates import Candidate, Rules, is_allowed
from dure.assistants.meals.contents_known import is_one_of
from dure.assistants.meals.kitchen import Cooked, Kitchen, line, said_figure
from dure.assistants.meals.phrases import part
from dure.assistants.meals.several import MealSaid, lacking, meals_apart, wants_all
from dure.assistants.meals.target import reading_of
from dure.assistants.meals.wish import wish_of
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.turns import Figure

ALL_FOODS: Final = "all_foods"
"""The slot of a wish for all of its foods at one place."""
_OF_A_MEAL: Final = ("food", "meal_time", "day", "time")


def of_several(skill: Cooked) -> Cooked:
    """Return a skill that looks for all foods at one place, or for the first of several meals."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if "food" not in scene.slots:
            return await skill(scene, kitchen)
        is_all = False
        if len(scene.slots["food"]) > 1:
            reading = reading_of(scene)
            if meals := meals_apart(reading):
                return await _first_of(meals, skill, scene, kitchen)
            is_all = wants_all(reading, scene.intent)
        if not is_all and ALL_FOODS not in wish_of(scene.session.memory.get("wish")).slots:
            return await skill(scene, kitchen)
        slots = {**scene.slots, ALL_FOODS: is_all or None}
        return await skill(replace(scene, slots=slots), kitchen)

    return cooked


async def _first_of(
    meals: Sequence[MealSaid], skill: Cooked, scene: Scene, kitchen: Kitchen
) -> Answer:
    """Return the answer for the first meal; the others may be asked for next."""
    first, *later = meals
    rest = {slot: value for slot, value in scene.slots.items() if slot not in _OF_A_MEAL}
    answer = await skill(replace(scene, slots={**rest, **first.slots}), kitchen)
    if not later:
        return answer
    said = ", ".join(meal.words for meal in later)
    return replace(answer, lines=(*answer.lines, line("other_meal", what=said)))


def together_said(rules: Rules, shown: Sequence[Candidate]) -> Iterator[Line]:
    """Yield what all foods cost at the places shown that have them, and what others lack."""
    if not _wants_all(rules):
        return
    sums, most = _sums(rules, shown), rules.budget_won[1]
    if sums:
        said = [part("numbered_won", n=n, won=won) for n, won in sums.items()]
        yield line("together_sum", sums=", ".join(said))
    else:
        yield line("together_none", foods=", ".join(rules.wish.foods))
    over = [n for n, won in sums.items() if most is not None and won > most]
    if over:
        yield line("together_over", places=_numbered(over))
    if lacks := _lacks(rules, shown):
        yield line("together_lacks", lacks=", ".join(lacks))


def together_figures(rules: Rules, shown: Sequence[Candidate]) -> Iterator[Figure]:
    """Yield the numbers in what is said of foods together."""
    if _wants_all(rules):
        yield from (said_figure(n, "place", "list") for n in range(1, len(shown) + 1))
        yield from (said_figure(won, "won", "together") for won in _sums(rules, shown).values())


def _wants_all(rules: Rules) -> bool:
    return bool(rules.wish.slots.get(ALL_FOODS)) and len(rules.wish.foods) > 1


def _lacks(rules: Rules, shown: Sequence[Candidate]) -> list[str]:
    """Return what places do not have, "1번, 2번에 우동", as far as their menus are known."""
    places = defaultdict[tuple[str, ...], list[int]](list)
    for n, one in enumerate(shown, start=1):
        if one.shop.dishes:
            places[lacking(one.shop.dishes, rules.wish.foods)].append(n)
    places.pop((), None)
    return [
        part("numbered_foods", places=_numbered(numbers), foods=", ".join(foods))
        for foods, numbers in places.items()
    ]


def _numbered(numbers: Sequence[int]) -> str:
    return ", ".join(part("numbered", n=n) for n in numbers)


def _sums(rules: Rules, shown: Sequence[Candidate]) -> dict[int, int]:
    """Return the number of a place → what the cheapest dishes of all foods cost there."""
    found = {n: _cheapest(one, rules) for n, one in enumerate(shown, start=1)}
    return {n: won for n, won in found.items() if won is not None}


def _cheapest(one: Candidate, rules: Rules) -> int | None:
    """Return what the cheapest dishes of all foods cost, whatever was to be paid; else None."""
    out = rules.sold_out.get(one.shop.id, ())
    dishes = [d for d in one.shop.dishes if d.name not in out and is_allowed(d, rules)]
    won = 0
    for food in rules.wish.foods:
        prices = [d.price for d in dishes if d.price is not None and is_one_of(d.name, (food,))]
        if not prices:
            return None
        won += min(prices)
    return won
