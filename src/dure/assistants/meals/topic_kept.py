"""Hear what goes on from a question of the balance, the card or coupons, and keep its topic.

After "잔액 알려줘" it is "왜 몰라?" and "전화번호는?", after "쿠폰 있어?" it is "언제까지야" and
"어디서 써"; nothing of it is about shops.
"""

from typing import Final

from dure.assistants.meals.card_asked import CardAsked
from dure.assistants.meals.convenience import names_store
from dure.assistants.meals.coupon_asked import coupon_topic
from dure.assistants.meals.follow_up import Followed
from dure.assistants.meals.shop_names import is_called, spellings_of
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, grammars
from dure.engine.session import PastTurn, Session
from dure.korean.normal import squeeze

_USE: Final = "CARD_USE_INQUIRY"
_COUPONS: Final = "COUPON_INQUIRY"
_BALANCE: Final = "BALANCE_CHECK"
_OF_CARD: Final = (_USE, "CARD_PROBLEM", _BALANCE, "BALANCE_CHARGE")
_GOES_ON: Final = grammars("topic_kept.goes_on")
_WHY: Final = grammar("topic_kept.why")
_OF_COUPONS: Final = grammar("topic_kept.of_coupons")
_CHAIN_WORKS: Final = grammar("topic_kept.chain_works")
_PLACED: Final = frozenset(("shop", "ordinal"))
_BROKEN: Final = ("lost", "damaged", "reissue")
_OWN: Final = frozenset(("food", "exclude_food", "allergen", "diet", "budget_max", *_PLACED))
"""What makes a sentence stand alone."""


def topic_kept(reading: Reading, session: Session) -> CardAsked | Followed | None:
    """Return what an utterance asks of the topic before it; None where it stands alone."""
    if store := _store(reading, session):
        return store
    if session.pending or not session.past or any(part.slot in _OWN for part in reading.said):
        return None
    last = session.past[-1]
    if last.intent == _COUPONS and _OF_COUPONS.fullmatch(reading.text):
        is_topic = coupon_topic(reading.text) is not None
        return Followed(intent=_COUPONS, slots={}) if is_topic else None
    return _of_card(reading.text, last) if last.intent in _OF_CARD else None


def _store(reading: Reading, session: Session) -> CardAsked | None:
    """Return the question whether the card works at a chain of stores ("씨유 됨?").

    None where one of the chain is among the places shown: that one is meant.
    """
    named = [part.value for part in reading.said if part.slot == "shop"]
    chains = [[squeeze(way).lower() for way in spellings_of(name)] for name in named]
    shown = [entry["name"] for entry in session.memory.get("shown", ())]
    if any(is_called(name, spellings) for spellings in chains for name in shown):
        return None
    if any(part.slot in _OWN - {"shop"} for part in reading.said):
        return None
    if not (names_store(reading.text) and _CHAIN_WORKS.fullmatch(reading.masked())):
        return None
    text = f"카드 편의점에서 돼 {reading.text}"
    return CardAsked(intent=_USE, text=text, slots={"shop_type": "편의점"})


def _of_card(text: str, last: PastTurn) -> CardAsked | None:
    slots = (last.result or {}).get("slots", {})
    if slots.keys() & _PLACED:
        return None
    if last.intent == _BALANCE and _WHY.fullmatch(text):
        return CardAsked(intent=_USE, text=text, kind="balance_why")
    kinds = [kind for kind, said in _GOES_ON.items() if said.fullmatch(text)]
    kinds = [kind for kind in kinds if kind != "unusable" or slots.get("problem") in _BROKEN]
    return CardAsked(intent=_USE, text=text, kind=kinds[0]) if kinds else None
