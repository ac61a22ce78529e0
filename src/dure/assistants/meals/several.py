"""Several foods in one sentence: all at one place, one of them, or each for a meal of its own.

"김밥이랑 라면 둘 다" wants both at once, "점심에 파스타 저녁엔 국밥" wants one after the other, and
"점심에 김밥 먹었는데 저녁엔 국밥" wants one only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from dure.assistants.meals.catalogue import Dish
from dure.assistants.meals.contents_known import is_one_of
from dure.assistants.meals.slots import Reading, read_slots
from dure.assistants.meals.words import grammar

_ALL: Final = grammar("several.all")
_TOO: Final = grammar("several.too")
_EITHER: Final = grammar("several.either")
_BETWEEN: Final = grammar("several.between")
_SOLD: Final = grammar("several.sold")
_ALCOHOLIC: Final = grammar("catalogue.alcoholic")
_SELLER: Final = grammar("several.a_seller")
_SUM: Final = grammar("several.sum")
_MEAL: Final = grammar("several.meal")
_EATEN: Final = grammar("several.eaten")
_WISH: Final = "FOOD_REQUEST"
_CHANGING: Final = "MODIFY_REQUEST"
_UNREAD: Final = ("OUT_OF_SCOPE", "CHITCHAT", "NONSENSE")
_MISTAKEN_FOR: Final = (*_UNREAD, "DIETARY_RESTRICTION")
_OF_A_MEAL: Final = ("food", "meal_time", "day", "time")


@dataclass(frozen=True, kw_only=True)
class MealSaid:
    """A meal of several. words: the foods as they were said beside it ("저녁 국밥")."""

    words: str
    slots: dict[str, Any]


def intent_of_several(reading: Reading, intent: str) -> str | None:
    """Return the wish that a place which sells foods, or what several cost, is; else None."""
    count, text = len(_foods(reading)), reading.text
    if intent not in _MISTAKEN_FOR or not count or _is_for_adults(reading):
        return None
    if count == 1:
        return _WISH if intent in _UNREAD and _SELLER.search(text) else None
    return _WISH if _SOLD.search(text) or _SELLER.search(text) or _SUM.search(text) else None


def _is_for_adults(reading: Reading) -> bool:
    foods = (part.value for part in reading.said if part.slot == "food")
    return any(_ALCOHOLIC.search(food) for food in foods)


def wants_all(reading: Reading, intent: str) -> bool:
    """Whether all of several foods are wanted at once."""
    said, text = _foods(reading), reading.text
    if intent == _CHANGING and _TOO.fullmatch(reading.masked()):
        return True
    if len(said) < 2 or _EITHER.search(text):
        return False
    between = (text[one[1] : other[0]] for one, other in pairwise(said))
    return _ALL.search(text) is not None or all(_BETWEEN.fullmatch(words) for words in between)


def meals_apart(reading: Reading) -> list[MealSaid]:
    """Return the meals of which each has foods of its own, without those that were eaten."""
    starts = [match.start() for match in _MEAL.finditer(reading.text)]
    ends = [*starts, len(reading.text)][1:]
    pieces = [reading.text[at:end] for at, end in zip(starts, ends, strict=True)]
    with_food = [piece for piece in pieces if _foods(read_slots(piece))]
    if len(with_food) < 2:
        return []
    return [_meal(piece) for piece in with_food if not _EATEN.search(piece)]


def lacking(dishes: Iterable[Dish], foods: Sequence[str]) -> tuple[str, ...]:
    """Return which foods no dish is."""
    names = [dish.name for dish in dishes]
    return tuple(food for food in foods if not any(is_one_of(name, (food,)) for name in names))


def _foods(reading: Reading) -> list[tuple[int, int]]:
    """Return where foods are named, in order."""
    return sorted({(part.start, part.end) for part in reading.said if part.slot == "food"})


def _meal(piece: str) -> MealSaid:
    reading, when = read_slots(piece), _MEAL.match(piece)
    foods = [reading.text[start:end] for start, end in _foods(reading)]
    slots = reading.slots(_WISH)
    return MealSaid(
        words=" ".join([when.group().strip() if when else "", *foods]).strip(),
        slots={slot: slots[slot] for slot in _OF_A_MEAL if slot in slots},
    )
