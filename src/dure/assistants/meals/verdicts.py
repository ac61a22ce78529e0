"""How good somebody says a meal was, as a number; None where that was not said clearly.

The steps stand for words, not for feelings: "맛없었어" -0.8, "별로" -0.5, "괜찮았어" 0.4,
"진짜 맛있었어" 0.9 (seed 002, 2.4; issue 5). Who praises one thing and blames another has said
no number.
"""

from collections.abc import Mapping
from typing import Any, Final

from dure.assistants.meals.words import grammar

_AWFUL: Final = grammar("feedback.awful")
_BAD: Final = grammar("feedback.bad")
_UNLIKE: Final = grammar("feedback.unlike")
_SO_SO: Final = grammar("feedback.so_so")
_FAIR: Final = grammar("feedback.fair")
_GOOD: Final = grammar("feedback.good")
_TURNED: Final = grammar("feedback.turned")
_MIDDLE_STARS: Final = 3
_STARS: Final = (1, 5)


def value_of(text: str, slots: Mapping[str, Any]) -> float | None:
    """Return a value from -1 to 1. slots: what was read; stars say it before any word does."""
    stars = slots.get("rating")
    if isinstance(stars, int | float) and _STARS[0] <= stars <= _STARS[1]:
        return (stars - _MIDDLE_STARS) / 2
    if _SO_SO.search(text):
        return None
    # Words of praise stand inside "맛있지 않았어"; those go first.
    unlike, text = _UNLIKE.search(text) is not None, _UNLIKE.sub(" ", text)
    fair = _FAIR.search(text) is not None
    # Words of praise and blame stand inside "나쁘지 않았어" and "먹을 만했어"; those go first.
    rest = _FAIR.sub(" ", text)
    awful, bad = _AWFUL.search(rest) is not None, unlike or _BAD.search(rest) is not None
    good = _GOOD.search(_AWFUL.sub(" ", rest)) is not None
    blamed, praised = awful or bad, good or fair
    if blamed and praised:
        return None
    if blamed:
        return -0.8 if awful else -0.5
    if praised:
        return 0.9 if good else 0.4
    polarity = slots.get("polarity")
    if polarity == "pos" and _TURNED.search(text):
        return None
    return {"pos": 0.4, "neg": -0.5}.get(str(polarity))
