"""Hear what a meal shall be like where no catalogue says it: filling, not greasy, sweet.

It is told by the names of dishes, so it puts those first that sound like it and forbids none.
"""

from functools import lru_cache
from typing import Final

from dure.assistants.meals.words import grammars

SWEET: Final = "sweet"
"""What is wished for then is no meal, but something of its own kind."""
SWEETS: Final = ("디저트", "베이커리")
FILLING: Final = "filling"
GUESSED: Final = frozenset(("soft", "light", "healthy"))
"""What a name only hints at, so that it is said to be a guess."""
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
