"""Hear what is asked of the card itself, and what goes on from a question of it.

"이사가면 카드는?", "친구 것까지 사줘도 돼?"; after such a question "에너지드링크는", "밤에는?" and
"왜?"; after a payment that failed "밤 11시였는데". A sentence that wishes for a place is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from dure.assistants.meals.card_words import topic_asked
from dure.assistants.meals.convenience import kind_of_item
from dure.assistants.meals.free_meals import asks_free_meal
from dure.assistants.meals.municipalities import municipality_said
from dure.assistants.meals.payment_told import PROBLEM, detail_told
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, grammars
from dure.engine.session import PastTurn, Session

Thread = Literal["lost", "problem", "use", "free"]
_USE: Final = "CARD_USE_INQUIRY"
_CHARGE: Final = "BALANCE_CHARGE"
_HELP: Final = "HELP"
_COUPONS: Final = "COUPON_INQUIRY"
_IN_NEED: Final = "EMERGENCY_SUPPORT"
_CARD: Final = grammar("card_asked.card")
_WORKS: Final = grammar("card_asked.works")
_ASKS: Final = grammar("card_asked.asks")
_WISHED: Final = grammar("card_asked.wished")
_KINDS: Final = grammars("card_asked.kind")
_NOT_KINDS: Final = grammars("card_asked.not_kind")
_APP: Final = grammar("card_asked.app")
_TREAT: Final = grammar("card_asked.treat")
_LIVES: Final = grammar("card_asked.lives")
_HERE: Final = grammar("card_asked.here")
_AT: Final = grammar("card_asked.at")
_A_PLACE: Final = grammar("card_asked.a_place")
_LOST_SAID: Final = grammar("card_asked.lost_said")
_NOW: Final = grammar("card_asked.now")
_PAYS: Final = grammar("card_asked.pays")
_GOES_ON: Final = grammar("card_asked.goes_on")
_NO_ITEM: Final = grammar("card_asked.no_item")
_WHY: Final = grammar("card_asked.why")
_FREE_NEEDS: Final = grammar("card_asked.free_needs")
_SPLIT: Final = grammar("card_asked.split")
_SPLIT_WITH: Final = grammar("card_asked.split_with")
_APPLY_ON: Final = grammar("card_asked.apply_on")
_WHAT_ON: Final = grammar("card_asked.what_on")
_FREE_ON: Final = grammar("card_asked.free_on")
_GRANT_ON: Final = grammar("card_asked.grant_on")
_VENUES: Final = grammars("card_asked.venue")
_BESIDE: Final = grammar("card_asked.beside")
_GIFT_PLACES: Final = grammar("card_asked.gift_places")
_SHOP_TYPES: Final = grammars("slots.shop_types")
_OF_HAVING: Final = ("what", "apply")
_OF_LOSS: Final = ("misuse", "meanwhile", "reissue_wait")
_INTENT_OF: Final = {
    "pin": PROBLEM,
    **dict.fromkeys(_OF_LOSS, PROBLEM),
    **dict.fromkeys(_OF_HAVING, _HELP),
    "voucher": _COUPONS,
    "free_needs": _IN_NEED,
}
"""Kind → its intent, where that is not the use of the card."""
_IF_IT_WORKS: Final = ("promo", "delivery", "others", "elsewhere")
"""Of the card only where it is asked whether it works so."""
_OF_ITSELF: Final = {"delivery": _APP, "others": _TREAT}
"""Kind → what is asked of the card even where no card is named."""
_OF_A_WISH: Final = ("location", "budget_max", "budget_about")
_STORES: Final = ("편의점", "마트")
"""Kinds of shops of whose items something is known."""
_OF_EATING: Final = frozenset(("food", "taste", "shop", "ordinal", "location", "budget_max"))
_LOST: Final = ("lost", "reissue", "damaged")
_TIMES: Final = ("vacation", "holidays", "weekends", "hours", "uses")
_PLACED: Final = ("shop", "ordinal")
_JOINED: Final = re.compile(r"에서|에|의|\s")
_LOOKED_BACK: Final = 4
"""Turns of the card in a row after which its loss is still meant."""


@dataclass(frozen=True, kw_only=True)
class CardAsked:
    """What is asked. kind: what has an answer of its own, None if a rule of the place has it.

    text: the question, with what the turn before it was about. of_items: of what can be bought.
    """

    intent: str
    text: str
    kind: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    of_items: bool = False


def card_asked(reading: Reading, session: Session) -> CardAsked | None:
    """Return what an utterance asks of the card; None where it asks nothing of it."""
    if _of_voucher(reading):
        return _of_kind("voucher", reading)
    if _WISHED.search(reading.text):
        return None
    thread = _thread(session.past)
    if told := _of_having_one(reading, session.past) or _of_split(reading, thread):
        return told
    is_asked = thread is not None or _ASKS.search(reading.text) is not None
    if is_asked and (venue := _venue(reading.text)):
        return _at_venue(venue, reading, thread)
    if kind := _kind(reading, thread):
        return _of_kind(kind, reading)
    if _asks_items(reading):
        return CardAsked(intent=_USE, text=reading.text, slots=reading.slots(_USE), of_items=True)
    is_open = session.pending is None or session.pending.get("intent") in (_USE, PROBLEM)
    return _going_on(reading, thread) if thread and is_open else None


def asks_free_needs(text: str, past: Sequence[PastTurn]) -> bool:
    """Whether it is asked what the free meal just spoken of needs, and who may come."""
    return _thread(past) == "free" and _FREE_NEEDS.search(text) is not None


def asks_of_loss(reading: Reading, past: Sequence[PastTurn]) -> bool:
    """Whether it is asked what comes of the card whose loss was told."""
    return _thread(past) == "lost" and _kind(reading, "lost") in _OF_LOSS


def _of_kind(kind: str, reading: Reading) -> CardAsked:
    intent = _INTENT_OF.get(kind, _USE)
    slots = {"problem": "pin_locked"} if kind == "pin" else reading.slots(intent)
    return CardAsked(intent=intent, text=reading.text, kind=kind, slots=slots)


def _of_voucher(reading: Reading) -> bool:
    """Whether it is asked if a gift voucher pays, or where one does."""
    text = reading.text
    if not _KINDS["voucher"].search(text):
        return False
    return bool(_ASKS.search(text)) or _GIFT_PLACES.search(text) is not None


def _of_having_one(reading: Reading, past: Sequence[PastTurn]) -> CardAsked | None:
    """Return what goes on from a question what the card is, or who gets one; None if nothing."""
    if past and past[-1].intent in (_USE, _HELP) and _WHAT_ON.fullmatch(reading.text):
        is_of_card = past[-1].intent == _USE or _was_of_having(past)
        return _of_kind("what", reading) if is_of_card else None
    if any(part.slot in _OF_EATING for part in reading.said) or not _was_of_having(past):
        return None
    if _FREE_ON.fullmatch(reading.text):
        return _of_kind("what", reading)
    if _GRANT_ON.fullmatch(reading.text):
        return CardAsked(intent=_CHARGE, text=reading.text)
    return _of_kind("apply", reading) if _APPLY_ON.fullmatch(reading.text) else None


def _was_of_having(past: Sequence[PastTurn]) -> bool:
    for turn in reversed(past[-_LOOKED_BACK:]):
        if turn.intent not in (_HELP, _CHARGE):
            return False
        if turn.said and any(_KINDS[kind].search(turn.said) for kind in _OF_HAVING):
            return True
    return False


def _of_split(reading: Reading, thread: Thread | None) -> CardAsked | None:
    """Return the question whether other money may pay a part beside the card; None if not it."""
    text = reading.text
    if "쿠폰" in text or not _ASKS.search(text):
        return None
    is_asked = thread is not None or _CARD.search(text) is not None or "현금" in text
    is_other = _KINDS["others"].search(text) and not _NOT_KINDS["others"].search(text)
    if not is_asked or not (_SPLIT.search(text) or (_SPLIT_WITH.search(text) and not is_other)):
        return None
    return CardAsked(intent=_USE, text=f"현금이랑 같이 카드 {text}")


def _venue(text: str) -> str | None:
    """Return the place named that is no place to eat at first ("PC방"); None if none is."""
    for name, said in _VENUES.items():
        if (found := said.search(text)) and not _BESIDE.match(text, found.end()):
            return name
    return None


def _at_venue(venue: str, reading: Reading, thread: Thread | None) -> CardAsked | None:
    asked = CardAsked(intent=_USE, text=reading.text, kind="venue", slots={"shop_type": venue})
    text = reading.text
    if _WORKS.search(text) and _ASKS.search(text):
        return asked
    goes_on = _GOES_ON.fullmatch(text) if thread in ("use", "problem") else None
    return asked if goes_on and not _is_else(goes_on["what"], text) else None


def _thread(past: Sequence[PastTurn]) -> Thread | None:
    """Return what the turns just before were about; None if not about a card."""
    last = past[-1] if past else None
    if last is None:
        return None
    if last.intent == _IN_NEED:
        if last.said is not None and asks_free_meal(last.said):
            return "free"
        return "lost" if _was_lost(past[:-1]) else None
    if last.intent not in (_USE, PROBLEM):
        return None
    if _was_lost(past):
        return "lost"
    return "problem" if last.intent == PROBLEM else "use"


def _was_lost(past: Sequence[PastTurn]) -> bool:
    for turn in reversed(past[-_LOOKED_BACK:]):
        if turn.intent not in (_USE, PROBLEM, _IN_NEED):
            return False
        if (turn.result or {}).get("slots", {}).get("problem") in _LOST:
            return True
    return False


def _kind(reading: Reading, thread: Thread | None) -> str | None:
    text = reading.text
    if thread == "free" and _FREE_NEEDS.search(text):
        return "free_needs"
    if any(part.slot in _PLACED for part in reading.said) and not _APP.search(text):
        return None
    found = [name for name, pattern in _KINDS.items() if pattern.search(text)]
    found = [name for name in found if name not in _NOT_KINDS or not _NOT_KINDS[name].search(text)]
    fitting = [name for name in found if _is_meant(name, text, thread)]
    if fitting or _is_between_places(reading):
        return (*fitting, "elsewhere")[0]
    is_now = _NOW.search(text) and _PAYS.search(text) and _ASKS.search(text)
    return "now" if is_now and not _foods(reading) else None


def _is_meant(kind: str, text: str, thread: Thread | None) -> bool:
    of_card = _CARD.search(text) is not None
    if kind in ("pin", "what"):
        return True
    if kind == "voucher":
        return False  # Of cards and places both: read before.
    if kind in _OF_LOSS:
        is_told = kind == "reissue_wait" and _LOST_SAID.search(text) is not None
        return thread == "lost" or (is_told if kind == "reissue_wait" else of_card)
    if kind not in _IF_IT_WORKS:
        return of_card or (kind in ("moving", "mobile") and thread is not None)
    if not (_WORKS.search(text) and _ASKS.search(text)):
        return False
    if of_card or thread is not None:
        return True
    sure = _OF_ITSELF.get(kind)
    return sure is not None and sure.search(text) is not None


def _is_between_places(reading: Reading) -> bool:
    """Whether it is asked if a card of one place works in another ("부산 사는데 여기서도 돼?")."""
    text = reading.text
    if not (_WORKS.search(text) and _ASKS.search(text)):
        return False
    places = [part for part in reading.said if part.slot == "location"]
    is_there = any(_AT.match(text, part.end) for part in places) or _HERE.search(text)
    comes_from = municipality_said(text) or (places and _LIVES.search(text))
    return bool(is_there and comes_from)


def _asks_items(reading: Reading) -> bool:
    """Whether it is asked if the card buys something that is named, and no shop is."""
    if any(part.slot in _PLACED for part in reading.said) or not _foods(reading):
        return False
    return _CARD.search(reading.text) is not None and _ASKS.search(reading.text) is not None


def _foods(reading: Reading) -> list[str]:
    foods = [part.value for part in reading.said if part.slot == "food"]
    return [food for food in foods if not any(p.search(food) for p in _SHOP_TYPES.values())]


def _going_on(reading: Reading, thread: Thread) -> CardAsked | None:
    text = reading.text
    if _WHY.fullmatch(text):
        if thread == "problem":
            return CardAsked(intent=PROBLEM, text=text, slots={"problem": "declined"})
        return CardAsked(intent=_USE, text=text, kind="why") if thread == "use" else None
    if thread == "problem" and (told := detail_told(reading)) is not None:
        return CardAsked(intent=PROBLEM, text=text, slots={"problem": "declined", **told})
    asked = _GOES_ON.fullmatch(text)
    if thread == "free" or asked is None or _is_else(asked["what"], text):
        return None
    return _completed(reading, asked["what"])


def _is_else(what: str, text: str) -> bool:
    """Whether it is a wish or a question of its own; an ending may hide it in "what" (어때)."""
    return bool(_NO_ITEM.search(what) or _NO_ITEM.search(text))


def _beside_names(reading: Reading, what: str) -> str:
    """Return what is said beside shops and foods: a question of its own ("… 몇 시까지야")."""
    for part in reading.said:
        if part.slot in (*_PLACED, "food"):
            what = what.replace(reading.text[part.start : part.end], " ")
    return _JOINED.sub("", what).strip()


def _completed(reading: Reading, what: str) -> CardAsked | None:
    """Return a question of the card made of what alone was said of it."""
    slots, text = reading.slots(_USE), f"카드 {reading.text}"
    if any(part.slot in _PLACED for part in reading.said):
        is_all = not _beside_names(reading, what)
        return CardAsked(intent=_USE, text=text, slots=slots) if is_all else None
    if any(pattern.fullmatch(what) for pattern in _SHOP_TYPES.values()):
        return CardAsked(intent=_USE, text=text, slots={"shop_type": slots.get("shop_type", what)})
    if topic_asked(what, None) in _TIMES:
        return CardAsked(intent=_USE, text=text, slots=slots)
    if any(part.slot in _OF_A_WISH for part in reading.said):
        return None
    kinds = [part.value for part in reading.said if part.slot == "shop_type"]
    if not kinds and _A_PLACE.search(reading.masked()):
        return None
    if kinds and kinds[0] not in _STORES:
        return CardAsked(intent=_USE, text=text, kind="venue", slots={"shop_type": kinds[0]})
    if _foods(reading) or kind_of_item(what) is not None:
        return CardAsked(intent=_USE, text=text, slots=slots, of_items=True)
    return None
