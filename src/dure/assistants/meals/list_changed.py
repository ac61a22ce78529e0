"""Hear a wish in words that change what is looked for: "조용한 데로", "국밥ㅋㅋ", "5분 안에".

Such a sentence names no place of the list, so it is neither a question about one nor a choice.
"""

from typing import Any, Final

from dure.assistants.meals.appetite import asks_barely
from dure.assistants.meals.follow_up import Followed
from dure.assistants.meals.lists_before import asks_back, asks_first
from dure.assistants.meals.onboarding import PENDING
from dure.assistants.meals.pick_words import single_of
from dure.assistants.meals.place_wished import wish_said
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.wish_loosened import wish_loosened
from dure.assistants.meals.words import brands, foods, grammar, grammars
from dure.engine.session import Session

_TO_PLACES: Final = grammar("list_changed.to_places")
_GOING: Final = grammar("list_changed.going")
_WOULD_LIKE: Final = grammar("list_changed.would_like")
_BETTER: Final = grammars("list_changed.better")
_ASKED: Final = grammar("list_changed.asked")
_FOOD_ALONE: Final = grammar("list_changed.food_alone")
_TASTE_ALONE: Final = grammar("list_changed.taste_alone")
_ANOTHER: Final = grammar("list_changed.another")
_OTHERS: Final = grammar("list_changed.others")
_LIKE: Final = grammar("list_changed.like")
_ONCE_MORE: Final = grammar("list_changed.once_more")
_ANSWERED: Final = grammar("list_changed.answered")
_PICKED: Final = "SELECT_RECOMMENDATION"
_WALK: Final = frozenset(("walk_min", "distance_max_m"))
_NAMED: Final = frozenset(("shop", "ordinal", "exclude_ordinal", "coupon_code"))
_NEVER_LOST: Final = frozenset(("allergen", "allergen_remove", "asked_allergen", "diet"))
_MISTAKEN_FOR: Final = frozenset(
    ("AFFIRM", "DENY", "CHITCHAT", "NONSENSE", "OUT_OF_SCOPE", "FEEDBACK", "PREFERENCE_UPDATE",
     "SELECT_RECOMMENDATION", "COMPARISON", "SHOP_INQUIRY", "MENU_INQUIRY", "PRICE_INQUIRY",
     "TIME_INQUIRY", "REVIEW_INQUIRY", "LOCATION_INQUIRY", "DELIVERY_INQUIRY", "COUPON_INQUIRY",
     "RESERVATION_REQUEST", "NUTRITION_INQUIRY", "RECOMMENDATION_HISTORY", "HELP",
     "CARD_USE_INQUIRY", "GOODBYE", "GREETING", "THANKS")
)  # fmt: skip
"""What such a wish is taken for; of an allergy, of need or of what is private nothing is lost."""
_WISHES: Final = ("MODIFY_REQUEST", "FOOD_REQUEST", "BUDGET_INQUIRY")
_HOURS: Final = ("time", "meal_time")
_OF_A_DISH: Final = frozenset(
    ("MENU_INQUIRY", "PRICE_INQUIRY", "NUTRITION_INQUIRY", "CARD_USE_INQUIRY", "DELIVERY_INQUIRY")
)


def list_changed(reading: Reading, intent: str, session: Session) -> Followed | None:
    """Return the wish that a sentence is, None where it is something else.

    intent: as it was read.
    """
    if loosened := wish_loosened(reading, intent, session):
        return loosened
    said = {part.slot for part in reading.said}
    shown = session.memory.get("shown", ())
    at_once = _shown_again(reading.text, intent, session) or _taste_wished(reading, said, session)
    if at_once:
        return at_once
    if like := _like_chain(reading):
        return Followed(intent="MODIFY_REQUEST" if shown else "FOOD_REQUEST", slots=like)
    if said & (_NAMED | _NEVER_LOST) or _GOING.search(reading.text):
        return None
    if _may_be_answer(reading, session, said):
        return None
    if shown and _ANOTHER.fullmatch(reading.text):
        return Followed(intent="MODIFY_REQUEST", slots=wish_said(reading))
    is_of_places = _TO_PLACES.search(reading.text) is not None
    if intent in _WISHES:
        return _added(reading, intent)
    if intent not in _MISTAKEN_FOR or not (is_of_places or _is_wish(reading, intent, said)):
        return None
    if shown and _FOOD_ALONE.fullmatch(reading.masked()) and single_of(reading, shown):
        return None
    return Followed(intent="MODIFY_REQUEST" if shown else "FOOD_REQUEST", slots=_slots(reading))


def asks_others(text: str) -> bool:
    """Whether other places than those shown are asked for, or it is told that these do not please.

    Whatever else is said of a list without a word for what shall change is not understood.
    """
    return _OTHERS.search(text) is not None or asks_barely(text)


def _shown_again(text: str, intent: str, session: Session) -> Followed | None:
    """Return a wish for the list before, for others, or for what was just offered to be shown.

    Where no other list came before it, the first that was shown is a place of this one.
    """
    pending = session.pending or {}
    is_picked = intent == _PICKED and asks_first(text) and not session.memory.get("lists")
    if is_picked and not _ONCE_MORE.search(text):
        return None
    if asks_barely(text) and pending.get("on_yes"):
        return Followed(intent=pending["on_yes"], slots=dict(pending.get("slots", {})))
    if session.memory.get("shown") and (asks_back(text) or asks_barely(text)):
        return Followed(intent="MODIFY_REQUEST", slots={})
    return None


def _taste_wished(reading: Reading, said: set[str], session: Session) -> Followed | None:
    """Return the wish that a bare taste is though it was asked, below a list, what one likes."""
    if (session.pending or {}).get(PENDING) != "likes" or not session.memory.get("shown"):
        return None
    is_alone = said == {"taste"} and _TASTE_ALONE.fullmatch(reading.text) is not None
    is_wish = is_alone and _ANSWERED.search(reading.text) is None
    return Followed(intent="MODIFY_REQUEST", slots=_slots(reading)) if is_wish else None


def _may_be_answer(reading: Reading, session: Session, said: set[str]) -> bool:
    """Whether a question is open that the sentence may answer."""
    if not session.pending or session.pending.get("need") == "ordinal":
        return False
    return not said & _WALK and _TO_PLACES.search(reading.text) is None


def _like_chain(reading: Reading) -> dict[str, Any] | None:
    """Return what a chain sells where something like it is wanted ("엽떡 같은 거"), else None."""
    for part in reading.said:
        if part.slot == "shop" and _LIKE.match(reading.text, part.end):
            sold = brands().get(part.value)
            return {"food": [sold]} if sold in foods() else None
    return None


def _added(reading: Reading, intent: str) -> Followed | None:
    """Return a wish with the hour or the order that its words mean; None if they mean none."""
    slots, more = reading.slots(intent), _slots(reading)
    is_better = _WOULD_LIKE.search(reading.text) is not None
    added = {slot: more[slot] for slot in more.keys() - slots if slot in _HOURS or is_better}
    return Followed(intent=intent, slots={**slots, **added}) if added else None


def _is_wish(reading: Reading, intent: str, said: set[str]) -> bool:
    """Whether a way to go, a food or what would be better is all that is told."""
    if _WOULD_LIKE.search(reading.text):
        return True
    if intent not in _OF_A_DISH and _FOOD_ALONE.fullmatch(reading.masked()):
        return True
    if said == {"taste"} and _TASTE_ALONE.fullmatch(reading.text):
        return True
    return bool(said & _WALK) and _ASKED.search(reading.text) is None


def _slots(reading: Reading) -> dict[str, Any]:
    slots = wish_said(reading)
    if _WOULD_LIKE.search(reading.text):
        orders = [order for order, said in _BETTER.items() if said.search(reading.text)]
        if orders:
            slots.setdefault("sort", orders[0])
    return slots
