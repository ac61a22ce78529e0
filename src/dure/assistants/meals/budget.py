"""What an amount of money is for: a budget, a balance, a coupon, or something already spent.

The words after the amount decide first ("5천원으로", "미만"), then those before it
("잔액 5천원"); an amount without either is the most one will pay.
"""

import re
from collections.abc import Iterator
from typing import Final

from dure.assistants.meals.words import Said
from dure.korean.numbers import read_number
from dure.korean.quantities import Amount, find_money

_NEGATED: Final = re.compile(r"\s?(?:은|는)?\s?(?:말고|아니고|아니라|아닌|말구)")
_SPENT: Final = re.compile(
    r"\s?(?:을|를|이나|어치|정도|쯤|치|은|는)?\s?(?:벌써\s?)?(?:썼|쓴|사용했|지출|긁었|결제했|먹었|냈|나왔|빠져나|나갔|찍혔)"
)
_COUPON_AFTER: Final = re.compile(r"\s?(?:짜리|할인)?\s?(?:의\s?)?(?:쿠폰|할인권|상품권|할인|깎)")
_BALANCE_BEFORE: Final = re.compile(
    r"(?:잔액|잔고|카드에|카드\s?안에|급카에|통장에|남은\s?돈|잔고는?)(?:이|은|도|에|엔|가)?\s?(?:지금|아직|이제|고작|딱|겨우)?\s?$"
)
_BALANCE_LEFT: Final = re.compile(r"\s?(?:이|은)?\s?남아?\s?있었|\s?(?:이|은)?\s?남았었")
_BALANCE_AFTER: Final = re.compile(r"\s?(?:이?라고|으로\s?나|뜨|찍|맞|인데|이야|있[고는네다]|뿐|임|이에요|남)")
_BELOW: Final = re.compile(r"\s?(?:이)?\s?(?:미만|보다\s?(?:싼|적|낮|밑|아래))")
_ABOVE: Final = re.compile(r"\s?(?:이상|부터|초과|넘는\s?(?:거|데|곳|걸)|보다\s?(?:비싼|많|높))")
_ABOUT: Final = re.compile(
    r"\s?(?:정도|쯤|가량|내외|언저리|전후|안팎|즈음|선(?:에서|으로)|안팍|께|근처로|대충)"
)
_ABOUT_BEFORE: Final = re.compile(r"(?:한|약|대충|대략)\s?$")
_PER_PERSON: Final = re.compile(r"(?:(?:1|일)?\s?인당|명당|사람당|한\s?(?:사람|명)에|각자|각각?|두당)\s?(?:한|약)?\s?$")
_PRICE_AFTER: Final = re.compile(r"\s?(?:맞|이?던데|이었|하던|올랐|받던|이라던)")
_NOTES: Final = re.compile(r"짜리\s?(?:지폐\s?)?([한두세네]|다섯|여섯|일곱|여덟|\d)\s?장")
_FROM: Final = {
    "balance": re.compile(
        r"(?:남은|있는|카드에\s?있는|가진|잔액|잔고)\s?(?:돈|금액|잔액|걸|거|한도)?\s?(?:만)?\s?(?:으로|로|안에서|내에서|만큼|갖고|가지고|범위|한도)|잔액\s?(?:에\s?맞|되는|맞춰|만큼)|남은\s?(?:돈|잔액|금액)(?:만|에)"
    ),
    "meal_limit": re.compile(
        r"(?:한\s?끼|1식|끼니|1회|한\s?번)\s?(?:당\s?)?(?:한도|제한|금액|단가|지원금)\s?(?:내|안|에|만큼|으로|대로|맞|까지)|한도\s?(?:안|내)(?:에서|로|에)|한도\s?(?:껏|만큼|맞춰|꽉|다\s?채)"
    ),
}


def read_money(text: str) -> list[Said]:
    """Return the money slots of a text; spans of amounts that are no slot bear the slot ""."""
    said = [slot for amount in find_money(text) for slot in _roles(text, amount)]
    for value, pattern in _FROM.items():
        match = pattern.search(text)
        if match and not any(s.start < match.end() and match.start() < s.end for s in said):
            said.append(Said(slot="budget_from", value=value, start=match.start(), end=match.end()))
            break
    return said


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
