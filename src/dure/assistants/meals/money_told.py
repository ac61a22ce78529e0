"""Hear what is said of money that is no budget and no price: what one has, and usually pays."""

from typing import Final

from dure.assistants.meals.slots import Reading
from dure.assistants.meals.words import grammar
from dure.korean.quantities import find_money

_HAS: Final = grammar("money_told.has")
_USUAL: Final = grammar("money_told.usual")
_SPENDS: Final = grammar("money_told.spends")
_AGAIN: Final = grammar("money_told.again")
_SPENT: Final = grammar("money_told.spent")
_OF_PRICE: Final = grammar("money_told.of_price")
_ALONE: Final = grammar("money_told.alone")
_ALONE_AFTER: Final = grammar("money_told.alone_after")
_TO_PAY: Final = frozenset(("budget_max", "budget_about", "budget_min"))
_NAMED: Final = frozenset(("food", "shop", "ordinal", "location", "coupon_amount"))
_WISHES: Final = ("BUDGET_INQUIRY", "MODIFY_REQUEST", "FOOD_REQUEST", "PREFERENCE_UPDATE")
_MOST_WON: Final = 1_000_000


def has_won(text: str) -> int | None:
    """Return the money that somebody says they have with them; None if none is said."""
    for amount in find_money(text):
        if amount.low == amount.high and _HAS.match(text, amount.end):
            return amount.low if 0 < amount.low <= _MOST_WON else None
    return None


def intent_of_money(reading: Reading, intent: str) -> str | None:
    """Return the intent where an amount's own words decide; None where it stands.

    What one usually pays is remembered, a bare amount is a budget, who has spent something and
    asks whether another meal is possible asks what is left, and of a price nobody tells later.
    """
    text, said = reading.text, {part.slot for part in reading.said}
    if intent == "PREFERENCE_UPDATE" and _OF_PRICE.search(text):
        return "OUT_OF_SCOPE"
    if _SPENT.search(text) and _AGAIN.search(text):
        return "BALANCE_CHECK"
    if not said & _TO_PAY or said & _NAMED:
        return None
    if _USUAL.search(text) and _SPENDS.search(text):
        return "PREFERENCE_UPDATE"
    if intent not in _WISHES and _is_bare(text):
        return "BUDGET_INQUIRY"
    return None


def _is_bare(text: str) -> bool:
    """Whether an amount is all that is said: "오백원은?"."""
    amounts = list(find_money(text))
    if len(amounts) != 1:
        return False
    before, after = text[: amounts[0].start], text[amounts[0].end :]
    return bool(_ALONE.fullmatch(before) and _ALONE_AFTER.fullmatch(after))
