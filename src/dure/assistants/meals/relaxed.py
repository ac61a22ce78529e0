"""What of a wish could be let go where nothing fits it, the smallest sacrifice first."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from dure.assistants.meals.wish import Wish, changed

WIDEST_M: Final = 5000
"""How far away a meal is looked for at most, where nothing is nearer."""
_WIDER_M: Final = (2000, 3000, WIDEST_M)
_MORE_WON: Final = (1000, 2000, 3000, 5000)


def relaxed(wish: Wish, slots: Mapping[str, Any]) -> Wish:
    """Return a wish with some slots changed; one that is None or empty is let go."""
    after = changed(wish, slots)
    dropped = {slot for slot, value in slots.items() if value in (None, [])}
    return replace(after, slots={k: v for k, v in after.slots.items() if k not in dropped})


def relaxations(wish: Wish, *, is_far: bool) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return (phrase, slots to change, facts), the smallest sacrifice first.

    is_far: whether there is nothing in the widest circle either.
    """
    options: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
    for metres in () if is_far else _WIDER_M:
        if metres > wish.radius_m:
            facts: dict[str, Any] = {
                "radius": _spoken_m(wish.radius_m),
                "wider": _spoken_m(metres),
            }
            options.append(("relax_distance", {"distance_max_m": metres}, facts))
    if wish.most_won is not None:
        for more in _MORE_WON:
            facts = {"budget": wish.most_won, "more": wish.most_won + more}
            slots = {"budget_max": wish.most_won + more, "per_person": True}
            options.append(("relax_money", slots, facts))
    if wish.foods:
        options.append(("relax_food", {"food": []}, {"food": ", ".join(wish.foods)}))
    return options


def _spoken_m(metres: int) -> str:
    return f"{metres // 1000}km" if metres % 1000 == 0 else f"{metres}m"
