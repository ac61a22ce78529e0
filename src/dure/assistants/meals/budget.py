"""What an amount of money is for: a budget, a balance, a coupon, or something already spent.

The words after the amount decide first ("5천원으로", "미만"), then those before it
("잔액 5천원"); an amount without either is the most one will pay.
"""

from collections.abc import Iterator
from typing import Final

from dure.assistants.meals.words import Said, grammar, grammars
from dure.korean.numbers import read_number
from dure.korean.quantities import Amount, find_money

_NEGATED: Final = grammar("budget.negated")
_SPENT: Final = grammar("budget.spent")
_COUPON_AFTER: Final = grammar("budget.coupon_after")
_PARK: Final = "공원"
_BALANCE_BEFORE: Final = grammar("budget.balance_before")
_BALANCE_LEFT: Final = grammar("budget.balance_left")
_BALANCE_AFTER: Final = grammar("budget.balance_after")
_BELOW: Final = grammar("budget.below")
_ABOVE: Final = grammar("budget.above")
_ABOUT: Final = grammar("budget.about")
_ABOUT_BEFORE: Final = grammar("budget.about_before")
_PER_PERSON: Final = grammar("budget.per_person")
_PRICE_AFTER: Final = grammar("budget.price_after")
_NOTES: Final = grammar("budget.notes")
_FROM: Final = grammars("budget.from")


def read_money(text: str) -> list[Said]:
    """Return the money slots of a text; spans of amounts that are no slot bear the slot ""."""
    amounts = (amount for amount in find_money(text) if not _is_park(text, amount))
    said = [slot for amount in amounts for slot in _roles(text, amount)]
    for value, pattern in _FROM.items():
        match = pattern.search(text)
        if match and not any(s.start < match.end() and match.start() < s.end for s in said):
            said.append(Said(slot="budget_from", value=value, start=match.start(), end=match.end()))
            break
    return said


def _is_park(text: str, amount: Amount) -> bool:
    """Whether a park (공원) is named, and no balance of nothing told of in the same letters."""
    return (
        text[amount.start : amount.end] == _PARK
        and _BALANCE_BEFORE.search(text[: amount.start]) is None
    )


def _roles(text: str, amount: Amount) -> Iterator[Said]:
    for slot, value in _role(text, amount):
        yield Said(slot=slot, value=value, start=amount.start, end=amount.end)


def _role(text: str, amount: Amount) -> list[tuple[str, int]]:
    at, before = amount.end, text[: amount.start]
    if _NEGATED.match(text, at) or _SPENT.match(text, at) or _PRICE_AFTER.match(text, at):
        balance = _BALANCE_BEFORE.search(before) is not None
        return [("balance_stated", amount.low)] if balance else [("", amount.low)]
    if _COUPON_AFTER.match(text, at):
        return [("coupon_amount", amount.low)]
    if _BALANCE_BEFORE.search(before) and _BALANCE_AFTER.match(text, at):
        return [("balance_stated", amount.low)]
    if _BALANCE_LEFT.match(text, at):
        return [("balance_stated", amount.low)]
    if amount.low == 0:
        return [("balance_stated", 0)]
    return _bounds(text, amount)


def _bounds(text: str, amount: Amount) -> list[tuple[str, int]]:
    at, before = amount.end, text[: amount.start]
    notes = _NOTES.match(text, at)
    if notes:
        return [("budget_max", amount.low * (read_number(notes[1]) or 1))]
    if amount.low != amount.high:
        return [("budget_min", amount.low), ("budget_max", amount.high)]
    if _BELOW.match(text, at):
        return [("budget_max", amount.low - 1)]
    if _ABOVE.match(text, at):
        return [("budget_min", amount.low)]
    if _ABOUT.match(text, at) or _ABOUT_BEFORE.search(before):
        return [("budget_about", amount.low)]
    return [("budget_max", amount.low)]


def is_per_person(text: str, amount_start: int) -> bool:
    """Whether the words before an amount make it one for each person."""
    return _PER_PERSON.search(text[:amount_start]) is not None
