"""Stay with somebody who told of violence, of want or of the wish to die, turn after turn.

What is said next is about the same until food, money or a card is clearly asked for. What they
told is remembered in the session only, and goes with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from dure.assistants.meals.card_asked import asks_free_needs, asks_of_loss
from dure.assistants.meals.distress import needs_in
from dure.assistants.meals.free_asked import free_asked
from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar, grammars
from dure.engine.assistant import Understanding
from dure.engine.session import Session

Grief = Literal["self_harm", "violence", "neglect", "unsaid", "shame", "illness", "hunger"]
"""The gravest first; "unsaid" is in need of people and does not say why."""
IN_DANGER: Final[tuple[Grief, ...]] = ("self_harm", "violence", "neglect", "unsaid")
CARE: Final = "care"
"""Under which name a session remembers what somebody told."""
IN_NEED: Final = "EMERGENCY_SUPPORT"
_GRIEFS: Final = grammars("care.grief")
_MOVES: Final = grammars("care.move")
_CALLS: Final = {name: way for name, way in grammars("care.call").items() if name != "number"}
_NUMBER: Final = grammars("care.call")["number"]
_ASKED: Final = grammar("care.asked")
_NO_APPETITE: Final = grammar("care.no_appetite")
_FAMILY: Final = grammar("care.family")
_OF_NEED: Final[Mapping[str, Grief]] = {
    "stranger": "violence",
    "bullied": "violence",
    "ashamed": "shame",
    "sick": "illness",
    "scolded": "shame",
    "body": "shame",
    "spent": "hunger",
}
_GRAVEST_FIRST: Final[tuple[Grief, ...]] = get_args(Grief)
_NAMED: Final = ("shop", "ordinal", "coupon_amount")
_TO_PAY: Final = ("budget_max", "budget_about", "budget_min")
"""What one has, told by who is in danger, is no wish for a list."""
_WHO_HEARS: Final = "PRIVACY_REQUEST"
_OTHERWISE: Final = ("PROMPT_ATTACK", _WHO_HEARS, "ABUSE")
_WISHES: Final = frozenset(
    (
        "FOOD_REQUEST",
        "BUDGET_INQUIRY",
        "MODIFY_REQUEST",
        "SELECT_RECOMMENDATION",
        "MENU_INQUIRY",
        "PRICE_INQUIRY",
        "COMPARISON",
        "CARD_USE_INQUIRY",
    )
)


@dataclass(frozen=True, kw_only=True)
class Stay:
    """What was told before, or now if that is graver; and what is said of it now.

    move: retracted, report, no_police, secret, outside, hungry, money, thanks, or more. call: what
    is asked of the numbers themselves (say, scolded, name, cost, written, no_phone, retold, line,
    open, whom, hangup), or of a card that was taken (card); None where nothing is.
    """

    grief: Grief
    move: str
    call: str | None = None


def grief_in(text: str) -> Grief | None:
    """Return the gravest that a sentence tells of; None where none of it is in so many words."""
    told = {name for name, pattern in _GRIEFS.items() if pattern.search(text)}
    told |= {_OF_NEED[need] for need in needs_in(text) if need in _OF_NEED}
    return next((grief for grief in _GRAVEST_FIRST if grief in told), None)


def stay(reading: Reading, read: Understanding, session: Session) -> Stay | None:
    """Return what is said to go on with what was told before.

    None where that is over, or what is told now is worse.
    """
    before, call = _told_before(session), _call(reading.text)
    if free_asked(reading, session):
        return None
    if call and _NUMBER.search(reading.text) and read.intent not in _OTHERWISE:
        return Stay(grief=before or "unsaid", move="more", call=call)
    if call and before is None and _named_a_number(session):
        return Stay(grief="unsaid", move="more", call=call)
    if before is None or not _was_in_need(session):
        return None
    told = grief_in(reading.text)
    if before == "hunger" and asks_free_needs(reading.text, session.past):
        return None
    if before not in IN_DANGER and told is None and asks_of_loss(reading, session.past):
        return None
    if call and told in (None, before) and not _ASKED.search(reading.text):
        return Stay(grief=before, move="more", call=call)
    if told is None and _asks_for_something(reading, read, before):
        return None
    told = told or "hunger"
    grave = min(before, told, key=_GRAVEST_FIRST.index)
    if grave != before and read.intent == IN_NEED:
        return None  # Worse than before: it is answered anew.
    return Stay(grief=grave, move=_move(reading.text, is_new=told not in ("hunger", before)))


def _told_before(session: Session) -> Grief | None:
    told = session.memory.get(CARE)
    return next((grief for grief in _GRAVEST_FIRST if grief == told), None)


def _was_in_need(session: Session) -> bool:
    """Whether it was told in the turn before; who asked only who hears of it still means it."""
    asked_between = [turn.intent for turn in session.past if turn.intent != _WHO_HEARS]
    return asked_between[-1:] == [IN_NEED]


def _named_a_number(session: Session) -> bool:
    """Whether the turn before named somebody to call."""
    items = ((session.past[-1].result or {}) if session.past else {}).get("items", ())
    return any(item.get("for_whom") for item in items)


def _call(text: str) -> str | None:
    if _MOVES["no_police"].search(text):
        return None
    return next((name for name, pattern in _CALLS.items() if pattern.search(text)), None)


def _asks_for_something(reading: Reading, read: Understanding, before: Grief) -> bool:
    if _NO_APPETITE.search(reading.text) or _MOVES["secret"].search(reading.text):
        return False
    if read.intent in _OTHERWISE:
        return True
    if _ASKED.search(reading.text):
        return True
    said = {part.slot for part in reading.said}
    is_wish = bool(said & set(_TO_PAY)) and before not in IN_DANGER
    is_named = (
        is_wish or bool(said & set(_NAMED)) or ("food" in said and not _FAMILY.search(reading.text))
    )
    return is_named and read.intent in _WISHES


def _move(text: str, *, is_new: bool) -> str:
    found = [name for name, pattern in _MOVES.items() if pattern.search(text)]
    if is_new:  # Nobody takes back what they tell only now.
        found = [name for name in found if name not in ("retracted", "thanks")]
    return found[0] if found else "more"
