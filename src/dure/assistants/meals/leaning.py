"""Hear what a meal shall be like: filling, not greasy, sweet; and tell its tastes by its name.

What it shall be like is told by names alone, so dishes that sound like it come first and none is
forbidden; a taste that is listed, or that a name says outright, holds.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.words import grammars

SWEET: Final = "sweet"
"""What is wished for then is no meal, but something of its own kind."""
SWEETS: Final = ("디저트", "베이커리")
FILLING: Final = "filling"
GUESSED: Final = frozenset(("soft", "light", "healthy"))
"""What a name only hints at, so that it is said to be a guess."""
_NO_SOUP: Final = (
    "비빔국수",
    "비빔라면",
    "볶음라면",
    "볶음우동",
    "막국수",
    "탕수",
    "탕후루",
    "라면땅",
)
"""Names in which a word of soup stands and no soup is."""
_WANTED: Final = grammars("leaning.wanted")
_SOUNDS: Final = grammars("leaning.sounds")
_SOUNDS_NOT: Final = grammars("leaning.sounds_not")


def leaning_of(text: str) -> str | None:
    """Return what a meal shall be like: filling, not_greasy or sweet; None if nothing is said."""
    return next((name for name, wanted in _WANTED.items() if wanted.search(text)), None)


@lru_cache(maxsize=65_536)
def suits(dish_name: str, leaning: str) -> bool:
    """Whether a dish sounds like what is leaned to."""
    if leaning in _SOUNDS_NOT and _SOUNDS_NOT[leaning].search(dish_name):
        return False
    return leaning not in _SOUNDS or _SOUNDS[leaning].search(dish_name) is not None


def is_spicy(dish: Dish) -> bool:
    """Whether a dish is listed as spicy, or its name says so; that it is not, nothing says."""
    return "spicy" in dish.tastes or any(w in dish.name for w in ("매운", "마라", "불닭", "짬뽕"))


def tastes_right(dish: Dish, tastes: Sequence[str]) -> bool:
    """Whether a dish has all the tastes that are asked for."""
    if not tastes:
        return True
    spicy = is_spicy(dish)
    if "not_spicy" in tastes and spicy:
        return False
    wanted = [taste for taste in tastes if taste != "not_spicy"]
    return all(
        taste in dish.tastes or (taste == "spicy" and spicy) or _sounds(dish, taste)
        for taste in wanted
    )


def _sounds(dish: Dish, taste: str) -> bool:
    words = {
        "soup": ("국", "탕", "찌개", "우동", "라면", "전골"),
        "warm": ("국", "탕", "찌개", "우동", "죽"),
    }
    name = dish.name
    for dry in _NO_SOUP if taste == "soup" else ():
        name = name.replace(dry, "")
    return any(word in name for word in words.get(taste, ()))
