"""Tell a sum or an order that changes the wish under way from a new question: "일인당 만원".

What else was wished for holds then: the food, the day, the place and who eats along.
"""

from typing import Final

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


def goes_on(scene: Scene) -> bool:
    """Whether a question about money changes the wish under way, and is none of its own."""
    if scene.intent != "BUDGET_INQUIRY" or not scene.session.memory.get("shown"):
        return False
    is_change = bool(scene.slots) and scene.slots.keys() <= _CHANGES
    return is_change and _NEW.search(scene.heard.text) is None
