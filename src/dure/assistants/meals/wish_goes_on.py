"""Tell a sum or an order that changes the wish under way from a new question: "일인당 만원".

What else was wished for holds then: the food, the day, the place and who eats along.
"""

from typing import Final

from dure.assistants.meals.wish_loosened import found_nothing
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Scene

_NEW: Final = grammar("wish_goes_on.new")
_CHANGES: Final = frozenset(
    (
        "budget_max",
        "budget_min",
        "budget_about",
        "budget_from",
        "per_person",
        "party_size",
        "eaters",
        "sort",
    )
)
_WHEN: Final = frozenset(("day", "time", "meal_time", "open_now"))


def goes_on(scene: Scene) -> bool:
    """Whether a question about money changes the wish under way, and is none of its own.

    Where nothing was found just before, so does a question for a day or an hour.
    """
    if not scene.slots or _NEW.search(scene.heard.text):
        return False
    if found_nothing(scene.session):
        return scene.slots.keys() <= _CHANGES | _WHEN
    is_of_list = scene.intent == "BUDGET_INQUIRY" and bool(scene.session.memory.get("shown"))
    return is_of_list and scene.slots.keys() <= _CHANGES
