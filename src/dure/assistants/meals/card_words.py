"""What a sentence says of paying: one's own money, who pays, which payment failed, what is asked.

All of it is read from the sentence as it was said; what is not there is None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, Literal

from dure.assistants.meals.convenience import kind_of_item
from dure.assistants.meals.slots import Reading, read_slots
from dure.assistants.meals.words import grammar, grammars
from dure.kernel.clock import SEOUL
from dure.korean.dates import find_days, find_times
from dure.korean.quantities import find_money

Topic = Literal[
    "split",
    "carry",
    "uses",
    "weekends",
    "holidays",
    "vacation",
    "hours",
    "per_day",
    "per_meal",
    "kinds",
    "limit",
    "where",
]
_OWN_BEFORE: Final = grammar("card.own_before")
_OWN_AFTER: Final = grammar("card.own_after")
_OWN_SPENT: Final = grammar("card.own_spent")
_WITH_IT: Final = grammar("card.with_it")
_OTHERWISE: Final = grammar("card.otherwise")
_TREATED: Final = grammar("card.treated")
_NOT_TREATED: Final = grammar("card.not_treated")
_REFUSED: Final = grammar("card.refused")
_CARD_USE: Final = grammar("card.use_asked")
_ITEM_ASKED: Final = grammar("card.item_asked")
_MINOR_ASKED: Final = grammar("card.minor_asked")
_BOUGHT: Final = grammar("card.bought")
_AMOUNT_ASKED: Final = grammar("card.amount_asked")
_MOST_ASKED: Final = grammar("card.most_asked")
_SAYS_CARD: Final = grammar("card.says_card")
_NOT_FOR_MINORS: Final = ("alcohol", "tobacco")
_NO_ITEM: Final = frozenset(("ordinal", "shop", "allergen", "allergen_remove", "location"))
_OF_MENU: Final = ("MENU_INQUIRY", "SHOP_INQUIRY", "NUTRITION_INQUIRY", "FOOD_REQUEST")
_WISHES: Final = ("BUDGET_INQUIRY", "FOOD_REQUEST", "MODIFY_REQUEST", "PRICE_INQUIRY")
_TAKES_COUPONS: Final = grammar("card.takes_coupons")
_WANTED: Final = grammar("card.meal_wanted")
_MISREAD: Final = ("OUT_OF_SCOPE", "EMERGENCY_SUPPORT", "CHITCHAT")
"""What a wish is taken for where somebody else pays ("엄마가 사준대"); hunger stays what it is."""
_OF_CARDS: Final = ("CARD_USE_INQUIRY", "CARD_PROBLEM", "BALANCE_CHECK", "BALANCE_CHARGE")
_HUNGRY: Final = grammar("card.hungry")
_TOPICS: Final = grammars("card.topic")
_ASKED: Final = grammars("card.asked")
_OF_BALANCE: Final = grammar("card.of_balance")
_ALERT_AFTER: Final = grammar("card.alert_after")
_ALERT_BEFORE: Final = grammar("card.alert_before")
_ALERT_SET: Final = grammar("card.alert_set")
_ALERT_LEAD: Final = grammar("card.alert_lead")
_EARLIER: Final = grammar("card.earlier")
_JUST_NOW: Final = grammar("card.just_now")
_MEALS: Final = grammars("card.approximate_meals")
_HOUR_OF: Final[Mapping[str, int]] = {
    "breakfast": 8,
    "lunch": 12,
    "dinner": 18,
    "late_night": 22,
    "dawn": 2,
}
_TOPIC_OF: Final[Mapping[str, Topic]] = {
    "daily_count": "uses",
    "meal_limit": "per_meal",
    "restricted_items": "kinds",
    "carry_over": "carry",
}
"""The attribute of the inventory → what is asked; `limit` may be of a meal or of a day."""
_MOST_WON: Final = 1_000_000
_NO_PRICE: Final = frozenset(("coupon_amount", "balance_stated"))


@dataclass(frozen=True, kw_only=True)
class SpokenAttempt:
    """A payment that failed, as it is told. None: not said.

    at: when. is_exact: a time of day was said, or it was just now; else it is the middle of a
    meal, or the latest that it can have been. kind: of shop (편의점).
    """

    at: datetime
    is_exact: bool
    won: int | None = None
    shop: str | None = None
    ordinal: Any = None
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class OwnMoney:
    """What somebody has beside the card. is_budget: the meal shall be paid with it ("으로")."""

    won: int
    is_budget: bool = False


def intent_of_paying(reading: Reading, intent: str) -> str | None:
    """Return the intent where what is said of cards, coupons and money decides; None if nothing.

    A coupon, or one's own money, beside a meal that is wanted is a wish for that meal; "쿠폰 되는
    분식집" is one too. A payment that was refused is a problem with the card, however the amount
    is said.
    """
    text, said = reading.text, {part.slot for part in reading.said}
    if _REFUSED.search(text):
        return "CARD_PROBLEM"
    if intent == "CARD_USE_INQUIRY" and _names_a_meal(reading) and not _SAYS_CARD.search(text):
        return "FOOD_REQUEST"  # A food is named, and nothing of the card.
    if _CARD_USE.search(text) and intent not in _OF_CARDS:
        return "CARD_USE_INQUIRY"
    if not said & _NO_ITEM and _asks_of_item(text, intent):
        return "CARD_USE_INQUIRY"
    if intent in _WISHES and amount_asked(text) is not None:
        return "CARD_USE_INQUIRY"
    if intent == "COUPON_INQUIRY" and _TAKES_COUPONS.search(reading.masked()):
        return "FOOD_REQUEST"
    has_coupon = intent == "COUPON_INQUIRY" and "coupon_amount" in said
    has_money = intent == "PREFERENCE_UPDATE" and own_money(text) is not None
    is_treated = intent in _MISREAD and pays_otherwise(text) and not is_hungry(text)
    if ((has_coupon or is_treated) and _WANTED.search(text)) or (has_money and "food" in said):
        return "FOOD_REQUEST" if said & {"food", "taste"} else "BUDGET_INQUIRY"
    return None


def _names_a_meal(reading: Reading) -> bool:
    """Whether all foods are such that they are eaten as a meal: no drink, no snack."""
    foods = [part.value for part in reading.said if part.slot == "food"]
    return bool(foods) and all(kind_of_item(food) in (None, "meal") for food in foods)


def item_asked(text: str) -> str | None:
    """Return the item of which alone it is asked if the card buys it; None if of none.

    What minors are not sold is heard in any words.
    """
    found = [asked["item"] for p in (_MINOR_ASKED, _ITEM_ASKED) if (asked := p.fullmatch(text))]
    kinds = [kind_of_item(item) for item in found]
    if kinds and kinds[0] in _NOT_FOR_MINORS:
        return found[0]
    asked_of = _ITEM_ASKED.fullmatch(text)
    return asked_of["item"] if asked_of and kind_of_item(asked_of["item"]) else None


def _asks_of_item(text: str, intent: str) -> bool:
    item = item_asked(text)
    # Of a meal, the menu of a shop may be meant.
    return item is not None and not (kind_of_item(item) == "meal" and intent in _OF_MENU)


def items_bought(reading: Reading) -> list[str]:
    """Return the items of a store that were to be paid; none where that is not told."""
    if not _BOUGHT.search(reading.text):
        return []
    foods = (part.value for part in reading.said if part.slot == "food")
    return [food for food in dict.fromkeys(foods) if kind_of_item(food) is not None]


def amount_asked(text: str) -> int | None:
    """Return the amount of which it is asked whether it may be paid; None if of none."""
    for amount in find_money(text):
        if 0 < amount.low <= _MOST_WON and _AMOUNT_ASKED.match(text, amount.end):
            return amount.low
    return None


def asks_most(text: str) -> bool:
    """Whether it is asked how much can be paid now; what one meal or a month may cost is a rule."""
    return _MOST_ASKED.search(text) is not None


def own_money(text: str) -> OwnMoney | None:
    """Return what somebody says they have beside the card; None if nothing is said."""
    for amount in find_money(text):
        if _OWN_SPENT.match(text, amount.end) or not 0 < amount.low <= _MOST_WON:
            continue
        if _OWN_BEFORE.search(text[: amount.start]) or _OWN_AFTER.match(text, amount.end):
            return OwnMoney(won=amount.low, is_budget=bool(_WITH_IT.match(text, amount.end)))
    return None


def pays_otherwise(text: str) -> bool:
    """Whether it is said that somebody else pays, or all of it is paid without the card."""
    if _OTHERWISE.search(text):
        return True
    return any(not _NOT_TREATED.search(text[: said.start()]) for said in _TREATED.finditer(text))


def alert_below(text: str) -> int | None:
    """Return the amount below which somebody wants to be told of their balance, None if none."""
    for amount in find_money(text):
        before, is_right = text[: amount.start], 0 < amount.low <= _MOST_WON
        asks = _OF_BALANCE.search(text) and _ALERT_AFTER.match(text, amount.end)
        sets = _ALERT_BEFORE.search(before) and _ALERT_SET.match(text, amount.end)
        if is_right and (asks or sets):
            return amount.low
    return None


def alert_changed(text: str) -> int | None:
    """Return the amount of "5천원으로 바꿔" after an alert; None if it says anything else."""
    amounts = list(find_money(text))
    if len(amounts) != 1 or not 0 < amounts[0].low <= _MOST_WON:
        return None
    is_all = _ALERT_LEAD.fullmatch(text[: amounts[0].start])
    return amounts[0].low if is_all and _ALERT_SET.match(text, amounts[0].end) else None


def is_hungry(text: str) -> bool:
    """Whether somebody says that they are hungry, or have not eaten."""
    return _HUNGRY.search(text) is not None


def topic_asked(text: str, attribute: str | None) -> Topic | None:
    """Return what is asked of a card's rule. attribute: the slot of the utterance, if any."""
    if attribute is not None and attribute in _TOPIC_OF:
        return _TOPIC_OF[attribute]
    found: list[Any] = [name for name, pattern in _TOPICS.items() if pattern.search(text)]
    return found[0] if found else None


def balance_asked(text: str) -> frozenset[str]:
    """Return what is asked of a balance: of "month", "spent", "today"."""
    return frozenset(name for name, pattern in _ASKED.items() if pattern.search(text))


def attempt_said(text: str, shown: Sequence[str], now: datetime) -> SpokenAttempt:
    """Return the payment of which a sentence tells. shown: names of the shops in the list."""
    reading = read_slots(text, shown)
    said = {part.slot: part.value for part in reversed(reading.said)}
    at, is_exact = _when(text, said.get("time"), now)
    return SpokenAttempt(
        at=at,
        is_exact=is_exact,
        won=_price(text, reading),
        shop=said.get("shop"),
        ordinal=said.get("ordinal"),
        kind=said.get("shop_type"),
    )


def _price(text: str, reading: Reading) -> int | None:
    taken = [part for part in reading.said if part.slot in _NO_PRICE]
    for amount in find_money(text):
        is_other = any(part.start < amount.end and amount.start < part.end for part in taken)
        if not is_other and 0 < amount.low <= _MOST_WON:
            return amount.low
    return None


def _when(text: str, clock: str | None, now: datetime) -> tuple[datetime, bool]:
    """Return when something was, and whether to the minute; it was never after now."""
    local = now.astimezone(SEOUL)
    day = _day(text, local.date())
    meal = next((name for name, pattern in _MEALS.items() if pattern.search(text)), None)
    if clock is not None:
        hour, minute = map(int, clock.split(":"))
        at = datetime.combine(day or local.date(), time(hour, minute), tzinfo=SEOUL)
        if at > local and hour >= 12 and not _says_half(text):
            at -= timedelta(hours=12)  # "7시" alone may have been in the morning.
        return (at if at <= local else at - timedelta(days=1)), True
    if meal is None and day in (None, local.date()):
        is_earlier = day is not None or _EARLIER.search(text) is not None
        return now, not is_earlier or _JUST_NOW.search(text) is not None
    hour = _HOUR_OF[meal] if meal else 12
    at = datetime.combine(day or local.date(), time(hour), tzinfo=SEOUL)
    if at > local:
        at = local if day == local.date() else at - timedelta(days=1)
    return at, False


def _says_half(text: str) -> bool:
    """Whether the first hour that is said is of one half of the day for certain ("밤 11시")."""
    return next((said.sure for said in find_times(text) if said.minute is not None), False)


def _day(text: str, today: date) -> date | None:
    """Return the day that is named, of weekdays the last one before today; None if none is."""
    for said in find_days(text):
        if said.kind == "relative" and said.value <= 0:
            return today + timedelta(days=said.value)
        if said.kind == "weekday":
            back = (today.weekday() - said.value) % 7
            return today - timedelta(days=back or 7)
    return None
