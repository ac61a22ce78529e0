"""Hear a wish for any place that is open, near or fit for something, most of all before any list.

"7시에 여는 데", "제일 가까운 데가 어디야", "일요일도 해?": without a list nothing can be told of
"it", but places can be looked for. After a list, other hours and "동생이 국밥 좋대" change it.
"""

from typing import Any, Final

from dure.assistants.meals.follow_up import Followed
from dure.assistants.meals.past_days import is_only_a_day
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, grammars
from dure.engine.assistant import Understanding
from dure.engine.session import Session

_SOME: Final = grammar("place_wished.some")
_CLOSED: Final = grammar("place_wished.closed")
_OPEN: Final = grammar("place_wished.open")
_NEAR: Final = grammar("place_wished.near")
_RATED: Final = grammar("place_wished.rated")
_WAITING: Final = grammar("place_wished.waiting")
_LIKE_THAT: Final = grammar("place_wished.like_that")
_HEARSAY: Final = grammar("place_wished.hearsay")
_OF_A_DAY: Final = grammar("place_wished.of_a_day")
_FLAGS: Final = grammars("place_wished.flag")
_HOURS: Final = grammars("place_wished.hours")
_AT: Final = {"dawn": "05:00", "late": "22:00", "all_day": "03:00"}
"""When a place that opens early, closes late or never closes is surely open; our choice."""
_OF_PLACE: Final = frozenset(("shop", "ordinal", "exclude_ordinal"))
_NEVER_LOST: Final = frozenset(("allergen", "diet", "allergen_remove"))
_WISH: Final = "FOOD_REQUEST"
_SURE: Final = 0.5
_WAIT: Final = "RESERVATION_REQUEST"
_WISHES: Final = (_WISH, "BUDGET_INQUIRY", "MODIFY_REQUEST")
_OF_THOSE_SHOWN: Final = frozenset(
    ("SELECT_RECOMMENDATION", "COMPARISON", "PREFERENCE_UPDATE", "RECOMMENDATION_HISTORY")
)
"""Where the best rated one is picked or compared, or a liking is told: no wish for others."""
QUALITIES: Final = ("mood", "service", "clean", "rooms", "queue", "old")
"""What a place is like that no catalogue tells of."""
_ASKED_OF: Final = {
    "nutrition": "NUTRITION_INQUIRY",
    "takeout": "DELIVERY_INQUIRY",
    "delivery": "DELIVERY_INQUIRY",
    "parking": "SHOP_INQUIRY",
    "solo_seat": "SHOP_INQUIRY",
    "seats": "SHOP_INQUIRY",
    "quiet": "SHOP_INQUIRY",
    **dict.fromkeys(QUALITIES, "SHOP_INQUIRY"),
}
_MAY_ASK: Final = frozenset(
    (*_WISHES, "SHOP_INQUIRY", "LOCATION_INQUIRY", "NONSENSE", "OUT_OF_SCOPE")
)
"""Who tells that a place was clean or kind asks nothing, and wishes for nothing."""


def wished_place(reading: Reading, read: Understanding, session: Session) -> Followed | None:
    """Return the wish, or the question that no single place answers; None if there is none.

    read: as it was understood; a wish that is sure stays as it is.
    """
    text, said = reading.text, {part.slot for part in reading.said}
    if said & (_OF_PLACE | _NEVER_LOST):
        return None
    if _WAITING.fullmatch(text):
        return Followed(intent=_WAIT, slots=reading.slots(_WAIT))
    if session.memory.get("shown"):
        return _changed(reading, read.intent) or _of_all(reading, read)
    if read.intent in _WISHES and read.confidence >= _SURE:
        return None
    if _CLOSED.search(text) or (is_only_a_day(_OF_A_DAY.sub("", text)) and _OF_A_DAY.search(text)):
        return Followed(intent="TIME_INQUIRY", slots=reading.slots("TIME_INQUIRY"))
    if _OPEN.search(text) or _NEAR.search(text) or _wants_rated(reading, read.intent):
        return Followed(intent=_WISH, slots=wish_said(reading))
    flag = flag_asked(text)
    if flag is None or (flag in QUALITIES and read.intent not in _MAY_ASK):
        return None
    is_sure = read.confidence >= _SURE
    if flag == "quiet" and read.intent == _WAIT and is_sure:
        return None
    is_asked = flag in QUALITIES and is_sure and _LIKE_THAT.search(text) is None
    is_meant = is_asked and read.intent == _ASKED_OF[flag]
    is_wish = read.intent in _WISHES or ("food" in said and not is_meant)
    asked = _WISH if is_wish else _ASKED_OF[flag]
    return Followed(intent=asked, slots=reading.slots(asked))


def _changed(reading: Reading, intent: str) -> Followed | None:
    """Return the change of a wish that is under way: other hours, an order by what others think,
    or what somebody else likes.
    """
    said = {part.slot for part in reading.said}
    if intent not in _WISHES and _wants_rated(reading, intent):
        return Followed(intent="MODIFY_REQUEST", slots=wish_said(reading))
    is_liked = "food" in said and _HEARSAY.search(reading.text) is not None
    if not is_liked and (_CLOSED.search(reading.text) or not _OPEN.search(reading.text)):
        return None
    return Followed(intent="MODIFY_REQUEST", slots=wish_said(reading))


def _of_all(reading: Reading, read: Understanding) -> Followed | None:
    """Return a question of all places shown that was not surely understood, else None."""
    flag = flag_asked(reading.text) if read.confidence < _SURE else None
    if flag in QUALITIES and read.intent not in _MAY_ASK:
        return None
    asked = _ASKED_OF[flag] if flag else ""
    return Followed(intent=asked, slots=reading.slots(asked)) if flag else None


def wish_said(reading: Reading) -> dict[str, Any]:
    """Return the slots of the wish that a sentence holds, with the hour that it means."""
    slots = reading.slots(_WISH)
    hour = next((name for name, said in _HOURS.items() if said.search(reading.text)), None)
    if hour in _AT and not slots.keys() & {"time", "meal_time"}:
        slots["time"] = _AT[hour]
    elif hour == "early" and "time" not in slots:
        slots["meal_time"] = "breakfast"
    if _NEAR.search(reading.text):
        slots.setdefault("sort", "near")
    return slots


def wants_rated(text: str) -> bool:
    """Whether places are wanted that others think well of."""
    return _RATED.search(text) is not None


def _wants_rated(reading: Reading, intent: str) -> bool:
    return intent not in _OF_THOSE_SHOWN and wants_rated(reading.text)


def flag_asked(text: str) -> str | None:
    """Return what is asked of any place: nutrition, takeout, delivery, parking and so on."""
    return next((name for name, said in _FLAGS.items() if said.search(text)), None)


def wants_place(text: str) -> bool:
    """Whether a place or food is spoken of that is still to be found, not one that is known."""
    return _SOME.search(text) is not None


def asks_closed(text: str) -> bool:
    """Whether it is asked which places are closed."""
    return _CLOSED.search(text) is not None
