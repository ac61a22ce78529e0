"""Understand an utterance of meals: slots by grammar and lexicon, the intent by a model.

A question under way is completed first. A few things need no probability: markup and
injections, and words of distress.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from dure.assistants.meals.appetite import intent_of_appetite
from dure.assistants.meals.card_asked import CardAsked, card_asked
from dure.assistants.meals.card_words import alert_below, intent_of_paying, items_bought
from dure.assistants.meals.care import IN_NEED, grief_in, stay
from dure.assistants.meals.contents import left_out
from dure.assistants.meals.conversation import of_conversation
from dure.assistants.meals.coupon_asked import asked_of_coupons
from dure.assistants.meals.diet_asked import diet_asked
from dure.assistants.meals.diet_wished import intent_of_diet
from dure.assistants.meals.distress import needs_in
from dure.assistants.meals.eaten_else import eaten_else
from dure.assistants.meals.eats_again import eating_told
from dure.assistants.meals.english import NOT_UNDERSTOOD, certain_in_english, read_english
from dure.assistants.meals.follow_up import Followed, followed_up
from dure.assistants.meals.free_asked import free_asked
from dure.assistants.meals.free_meals import asks_free_meal
from dure.assistants.meals.half_said import half_said
from dure.assistants.meals.inside_asked import inside_asked
from dure.assistants.meals.itself import said_of_itself
from dure.assistants.meals.list_changed import list_changed
from dure.assistants.meals.money_told import intent_of_money
from dure.assistants.meals.onboarding import PENDING, Reply, read_reply
from dure.assistants.meals.past_days import is_only_a_day
from dure.assistants.meals.pick_words import intent_of_picking
from dure.assistants.meals.place_asked import asked_of_place
from dure.assistants.meals.place_wished import wished_place
from dure.assistants.meals.private import private_asked
from dure.assistants.meals.several import intent_of_several
from dure.assistants.meals.slots import Reading, read_slots
from dure.assistants.meals.spending import is_about_spending, is_payment
from dure.assistants.meals.topic_kept import topic_kept
from dure.assistants.meals.words import allowed_slots, grammar
from dure.engine.assistant import Understanding
from dure.engine.classify import LinearModel, load_model
from dure.engine.phrasebook import ENGLISH
from dure.engine.privacy import tells_only_age
from dure.engine.session import Session
from dure.engine.tongue import language_of
from dure.kernel.data import read_bytes

_MARKED: Final = frozenset(
    [
        "food",
        "exclude_food",
        "shop",
        "location",
        "ordinal",
        "exclude_ordinal",
        "budget_max",
        "budget_min",
        "budget_about",
        "budget_from",
        "coupon_amount",
        "balance_stated",
        "allergen",
        "asked_allergen",
        "allergen_remove",
        "diet",
        "time",
        "day",
        "problem",
        "action",
        "setting",
        "distance_max_m",
        "party_size",
        "card_ok",
        "coupon",
        "sort",
        "option",
    ]
)
_ATTACK: Final = grammar("reading.attack")
_DISTRESS: Final = grammar("reading.distress")
_BEEN: Final = grammar("feedback.been")
_MEAL_WORDS: Final = grammar("reading.meal_words")
_COUPON_PLACES: Final = grammar("reading.coupon_places")
_HABITS: Final = grammar("reading.habits")
_ASKED_PRICE: Final = grammar("reading.asked_price")
_FOR_ME: Final = grammar("people.for_me")
_OWN_DIET: Final = grammar("people.own_diet")
_NOTICES: Final = grammar("plain.notices")
_TO_A_PLACE: Final = grammar("reading.to_a_place")
_WISHED: Final = frozenset(
    (
        "FOOD_REQUEST",
        "BUDGET_INQUIRY",
        "SELECT_RECOMMENDATION",
        "DIETARY_RESTRICTION",
        "PREFERENCE_UPDATE",
        "DELIVERY_INQUIRY",
        "PRIVACY_REQUEST",
    )
)
"""What may end with the words of a wish for another kind of place, and is none."""
_GIVEN: Final = frozenset(("shop", "ordinal", "allergen"))
_TASTES: Final = grammar("people.tastes")
"""A question about what is known of one's own tastes."""
_TO_PAY: Final = frozenset(("budget_max", "budget_about", "budget_min", "budget_from"))
_SETTLED: Final = grammar("picking.settled")
_AGAIN: Final = grammar("reading.again")
_NOT_EATEN: Final = ("allergen", "exclude_food")
"""What is asked for of somebody who says that there is something they cannot eat."""
_NAME_WORDS: Final = 2
_ILL_MEANT: Final = frozenset(("ABUSE", "PROMPT_ATTACK"))
_SURELY: Final = 0.6
"""Nobody is told off below it: the ill-meant of the written sets are at .69 or above."""
_NOT_READ: Final = (None, None, False)
_DECLARING: Final = frozenset(("PREFERENCE_UPDATE", "DIETARY_RESTRICTION"))
_MISTAKEN_FOR: Final = frozenset(
    (
        "CHITCHAT",
        "REVIEW_INQUIRY",
        "SHOP_INQUIRY",
        "PRICE_INQUIRY",
        "MODIFY_REQUEST",
        "OUT_OF_SCOPE",
        "NONSENSE",
    )
)
_OF_FOOD: Final = frozenset(("food", "exclude_food", "shop", "ordinal", "location", "taste"))
_BARE_PLACE: Final = re.compile(r"[1-9][ .!]*")


def read_meal(text: str, session: Session) -> Understanding:
    """Return what an utterance means in its dialogue, in Korean or in English."""
    shown = [entry["name"] for entry in session.memory.get("shown", ())]
    is_english = language_of(text, session.past) == ENGLISH
    if shown and _BARE_PLACE.fullmatch(text):
        # A lone number after a list picks from it.
        text = f"number {text.strip(' .!')}" if is_english else f"{text.strip(' .!')}번"
    reading, read, is_certain = _read_english(text, shown) if is_english else _NOT_READ
    if reading is None or read is None:
        reading, read, is_certain = _read_korean(text, shown, session)
    pending = session.pending or {}
    if care := stay(reading, read, session):
        return replace(
            read, intent=IN_NEED, confidence=1.0, slots=reading.slots(IN_NEED), meaning=care
        )
    # Words of distress and attacks are never an answer to a question of ours.
    if is_certain:
        return read
    if own := _told_of_oneself(reading, read, session):
        return own
    if not is_english and (heard := _from_before(reading, read, session)):
        return replace(read, intent=heard.intent, confidence=1.0, slots=heard.slots, meaning=heard)
    if reply := _reply(reading, pending):
        return replace(read, intent=reply.intent, confidence=1.0, slots=reply.slots, meaning=reply)
    alone = asked_of_place(reading, read.intent, pending)
    if completed := alone or _completed(reading, read.intent, pending):
        intent, slots = completed
        return replace(read, intent=intent, confidence=1.0, slots=slots)
    if PENDING in pending and read.intent in _DECLARING and read.slots:
        # Said in a sentence of its own, it is an answer all the same.
        told = Reply(question=pending[PENDING], intent=read.intent, slots=read.slots)
        return replace(read, meaning=told)
    return read


def _from_before(
    reading: Reading, read: Understanding, session: Session
) -> Followed | CardAsked | None:
    """Return what the turns before, or that there were none, make of what is said."""
    kept = followed_up(reading, session) or topic_kept(reading, session)
    kept = kept or half_said(reading, session)
    followed = kept or card_asked(reading, session) or asked_of_coupons(reading)
    wished = followed or of_conversation(reading, session) or wished_place(reading, read, session)
    return wished or list_changed(reading, read.intent, session)


def _told_of_oneself(
    reading: Reading, read: Understanding, session: Session
) -> Understanding | None:
    """Return what is asked of what is private, of what may be eaten, or of what is inside it.

    Of the free meals that were just told of, too.
    """
    if free := free_asked(reading, session):
        return replace(read, intent=IN_NEED, confidence=1.0, slots={}, meaning=free)
    told = private_asked(reading, read, session) or diet_asked(reading, read, session)
    told = told or eating_told(reading, read, session) or inside_asked(reading, read, session)
    told = told or eaten_else(reading, read)
    return told or said_of_itself(reading, read, session)


def _read_english(
    text: str, shown: Sequence[str]
) -> tuple[Reading | None, Understanding | None, bool]:
    """Return what is read in English; nothing of a word or two that may be a Korean name."""
    reading, read = read_english(text, shown, "list" if shown else "none")
    if read.confidence <= NOT_UNDERSTOOD and len(text.split()) <= _NAME_WORDS:
        return _NOT_READ
    certain = _certain(text)
    if certain and certain != read.intent:
        read = replace(read, intent=certain, confidence=1.0, slots=reading.slots(certain))
    return reading, read, certain is not None or certain_in_english(text) is not None


def _read_korean(
    text: str, shown: Sequence[str], session: Session
) -> tuple[Reading, Understanding, bool]:
    reading = read_slots(text, shown)
    ranked = intent_model().rank(*marked(reading, context_of(session)))
    intent, confidence = ranked[0]
    if intent in _ILL_MEANT and confidence < _SURELY:
        # Not understood, rather than meant ill.
        intent, confidence = "NONSENSE", dict(ranked)["NONSENSE"]
    certain = _certain(text)
    entries = session.memory.get("shown", ())
    named = certain or _by_what_is_named(reading, intent)
    named = named or _wanted_there(reading, intent, bool(entries))
    named = named or intent_of_picking(reading, intent, entries)
    named = named or intent_of_money(reading, intent)
    named = named or intent_of_several(reading, intent)
    named = named or intent_of_appetite(reading, intent) or intent_of_diet(reading, intent)
    if named:
        intent, confidence = named, 1.0
    slots = reading.slots(intent)
    if intent == "DIETARY_RESTRICTION" and not slots:
        slots = dict(left_out(text, reading.said))
    read = Understanding(intent=intent, confidence=confidence, slots=slots, ranked=tuple(ranked))
    return reading, read, certain is not None


def marked(reading: Reading, context: str) -> tuple[str, list[str]]:
    """Return what the model looks at: the masked text, and marks for slots and context.

    context: "list" after a list of shops, "ask" after a question, "none" else.
    """
    slots = sorted({said.slot for said in reading.said} & _MARKED)
    return reading.masked(), [*(f"slot:{slot}" for slot in slots), f"shown:{context}"]


def context_of(session: Session) -> str:
    """Return what came before, as the model knows it."""
    if session.pending and PENDING not in session.pending:
        return "ask"
    return "list" if session.memory.get("shown") else "none"


def _reply(reading: Reading, pending: Mapping[str, Any]) -> Reply | None:
    """Return what an utterance answers to a question about the person, if one was put."""
    return read_reply(pending[PENDING], reading) if PENDING in pending else None


def _certain(text: str) -> str | None:
    if _ATTACK.search(text):
        return "PROMPT_ATTACK"
    if _DISTRESS.search(text) or needs_in(text) or asks_free_meal(text):
        return IN_NEED
    if grief_in(text) == "self_harm":
        return IN_NEED
    if alert_below(text) is not None:
        return "BALANCE_CHECK"
    if _TASTES.search(text):
        return "PRIVACY_REQUEST"
    if _OWN_DIET.search(text):
        return "DIETARY_RESTRICTION"
    if _NOTICES.search(text):
        return "HELP"
    return "CHITCHAT" if tells_only_age(text) else None


def _by_what_is_named(reading: Reading, intent: str) -> str | None:
    """Return the intent where the inventory's boundaries decide by what is named.

    An amount with a food is a wish for that food, unless a habit is told. An allergy is never
    lost: where the intent could not carry it, it is a wish with an allergy, or the declaration of
    one. Who says what they spent, and nothing else, speaks of their money; who wants what they
    like wants food.
    """
    slots = {said.slot for said in reading.said}
    if is_payment(reading.text) or _asks_spending(reading, intent):
        return "BALANCE_CHECK"
    if _is_unwished(intent, slots) and _TO_A_PLACE.search(reading.text):
        return "MODIFY_REQUEST"
    if intent == "MODIFY_REQUEST" and _BEEN.search(reading.text):
        return "FEEDBACK"
    if intent in ("PREFERENCE_UPDATE", "OUT_OF_SCOPE") and _FOR_ME.search(reading.text):
        return "FOOD_REQUEST"
    if (intent == "BUDGET_INQUIRY" and slots & {"food", "taste"}) or _wants_for(reading, intent):
        return "FOOD_REQUEST"
    if paying := intent_of_paying(reading, intent):
        return paying
    if "allergen" in slots and "allergen" not in allowed_slots().get(intent, frozenset()):
        return "FOOD_REQUEST" if "food" in slots else "DIETARY_RESTRICTION"
    return None


def _wants_for(reading: Reading, intent: str) -> bool:
    """Whether a food and what is to be paid for it are all that is said: no habit, no question."""
    slots = {said.slot for said in reading.said}
    if "food" not in slots or not slots & _TO_PAY:
        return False
    if intent == "PREFERENCE_UPDATE":
        return _HABITS.search(reading.text) is None
    if intent != "PRICE_INQUIRY" or slots & {"shop", "ordinal"}:
        return False
    return _ASKED_PRICE.search(reading.text) is None


def _wanted_there(reading: Reading, intent: str, has_list: bool) -> str | None:
    """Return the wish where a meal is said beside a place, or places that take coupons are meant.

    has_list: whether places were shown, so that those with coupons may be picked out of them.
    """
    slots = {said.slot for said in reading.said}
    if slots & {"shop", "ordinal", "coupon_code"}:
        return None
    if intent == "COUPON_INQUIRY" and "location" in slots:
        return "FOOD_REQUEST"
    if intent == "COUPON_INQUIRY" and _COUPON_PLACES.search(reading.text):
        return "MODIFY_REQUEST" if has_list else "FOOD_REQUEST"
    if intent != "LOCATION_INQUIRY" or "location" not in slots:
        return None
    has_meal = slots & {"food", "meal_time"} or _MEAL_WORDS.search(reading.text)
    is_asked = any(said.slot == "attribute" for said in reading.kept(intent))
    return "FOOD_REQUEST" if has_meal and not is_asked else None


def _is_unwished(intent: str, slots: set[str]) -> bool:
    """Whether a wish for another kind of place may be taken for something else."""
    is_guess = intent == "BUDGET_INQUIRY" and not slots
    return (is_guess or intent not in _WISHED) and not slots & _GIVEN


def _asks_spending(reading: Reading, intent: str) -> bool:
    """Whether it is asked what was spent, in words that the model takes for something else."""
    if intent not in _MISTAKEN_FOR or not is_about_spending(reading.text):
        return False
    return not any(said.slot in _OF_FOOD for said in reading.said)


def _completed(
    reading: Reading, intent: str, pending: Mapping[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    """Return the pending intent and its slots if the utterance gives what was asked for."""
    wants_it = pending.get("again") and not reading.said and _AGAIN.search(reading.text)
    if pending.get("on_yes") and (intent == "AFFIRM" or wants_it):
        return pending["on_yes"], dict(pending["slots"])
    need = pending.get("need")
    if need is None:
        return None
    if need == "items":  # What was to be paid; anything else is a wish or a question of its own.
        items = items_bought(reading)
        return (pending["intent"], {**pending["slots"], "items": items}) if items else None
    if need == "day":  # On which day something was spent; a wish for a day is a wish of its own.
        return (pending["intent"], dict(pending["slots"])) if is_only_a_day(reading.text) else None
    if need in _NOT_EATEN:
        return _not_eaten(reading, pending)
    said = {slot.slot: slot.value for slot in reading.said}
    if need != "budget_max" and ("food" in said or "budget_max" in said):
        return None  # A wish of its own, not an answer.
    if need == "ordinal" and "shop" in said:
        need = "shop"
    if need not in said:
        return None
    if need != "budget_max" and _SETTLED.search(reading.text):
        return "SELECT_RECOMMENDATION", {need: said[need]}  # A choice, not which one was meant.
    return pending["intent"], {**pending["slots"], need: said[need]}


def _not_eaten(reading: Reading, pending: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Return what somebody cannot eat, told by its bare name; of an allergy nothing else counts."""
    reply = read_reply("cannot_eat", reading)
    if reply is None or reply.intent != "DIETARY_RESTRICTION":
        return None
    slots = dict(reply.slots)
    if pending["need"] == "allergen" and "exclude_food" in slots:
        slots["allergen"] = [*slots.get("allergen", ()), *slots.pop("exclude_food")]
    return pending["intent"], slots


@cache
def intent_model() -> LinearModel:
    """Return the shipped model."""
    return load_model(read_bytes("dure.assistants.meals", "data/intents.npz"))
