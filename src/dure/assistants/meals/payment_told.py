"""What was told of a payment that failed, over the turns in which it was told.

"아까 카드가 안 됐어", then "밤 11시였는데", then "왜?": the hour belongs to the payment.
"""

from collections.abc import Sequence
from typing import Any, Final

from dure.assistants.meals.card_words import items_bought
from dure.assistants.meals.slots import Reading, read_slots
from dure.assistants.meals.words import grammar
from dure.engine.session import PastTurn

PROBLEM: Final = "CARD_PROBLEM"
_REFUSAL: Final = grammar("payment_told.refusal")
_DETAIL: Final = grammar("payment_told.detail")
_WHEN: Final = grammar("payment_told.when")
_TELLING: Final = frozenset(("time", "day", "shop_type", "shop"))
_NO_DETAIL: Final = frozenset(("allergen", "diet", "exclude_food", "ordinal", "budget_from"))
_LOOKED_BACK: Final = 4
"""Turns of a card in a row after which a failed payment is still meant."""


def detail_told(reading: Reading) -> dict[str, Any] | None:
    """Return the items of a payment if they are told, {} for when, where or how much it was.

    None where anything else is said.
    """
    said = {part.slot for part in reading.said}
    if said & _NO_DETAIL:
        return None
    if items := items_bought(reading):
        return {"items": items}
    return {} if _DETAIL.fullmatch(reading.masked()) else None


def told_of_payment(text: str, past: Sequence[PastTurn]) -> str:
    """Return what was told of a failed payment, the newest first, from when it was first told of.

    A sentence that tells of a failure and when or where it was tells of another payment.
    """
    told = [text]
    for turn in reversed(past[-_LOOKED_BACK:]):
        if _is_whole(told[-1]) or turn.intent != PROBLEM or turn.said is None:
            break
        told.append(turn.said)
    return " / ".join(told)


def _is_whole(text: str) -> bool:
    if not _REFUSAL.search(text):
        return False
    said = {part.slot for part in read_slots(text).said}
    return bool(said & _TELLING) or _WHEN.search(text) is not None
