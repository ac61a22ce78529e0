"""Read the text of a menu: "김치찌개: 8,000원; 라면: 4천원"."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from dure.assistants.meals.catalogue import MOST_DISHES, Dish
from dure.korean.numbers import read_number

NAME_LIMIT: Final = 100
"""Letters of a name; what is longer is a text that slipped in, or meant to do harm."""
_PRICE: Final = re.compile(r"\s*[₩￦]?\s*([\d,]{3,})\s*원?\s*")
_PRICE_IN_WORDS: Final = re.compile(
    r"\s*((?:(?:\d{1,2}\s*)?만)?\s*(?:\d?\s*천)?\s*(?:\d\s*백)?)\s*원?\s*"
)
_LISTED: Final = re.compile(r"(.*\D)\s([\d,]{3,}원|\d[\d,]*00)\s*")
"""A name and its price without a colon, where the number can be nothing but a price."""
_BETWEEN: Final = re.compile(r",(?!\d{3}(?!\d))")
_AMOUNT: Final = re.compile(
    r"[₩￦]|\d\s*[천백만]?\s*원|[천만]\s*원|\d[\d.,]{2,}+(?!\s*(?:%|k?g|[mc]?l|cc|kcal|년|도))",
    re.IGNORECASE,
)
"""What tells of money, beside descriptions such as "2가지 소스, 200g"."""
_RANGE_WON: Final = (500, 100_000)
"""Prices outside are slips of the pen, such as two prices run together (1,100,012,000)."""
_DIGITS: Final = 12
"""Longer ones are no price; some are too long to be read as a number."""


def read_menu(menus: str) -> Iterator[tuple[Dish | None, str]]:
    """Yield (a dish or None, what is odd about it or "") for each entry, MOST_DISHES at most.

    A price that cannot be read (`unread_price`) or cannot be (`absurd_price`) is unknown.
    """
    entries = menus.split(";", MOST_DISHES)[:MOST_DISHES]
    yield from islice((found for entry in entries for found in _entry(entry)), MOST_DISHES)


@lru_cache(maxsize=65_536)
def _entry(entry: str) -> tuple[tuple[Dish | None, str], ...]:
    """Return the dishes of an entry: one, or several that stand in it as "우동 4000, 만두 3000"."""
    name, colon, said = entry.partition(":")
    if not colon:
        listed = [_LISTED.fullmatch(part.strip()) for part in _BETWEEN.split(entry)]
        pairs = [(match[1], match[2]) for match in listed if match]
        if len(pairs) == len(listed):
            return tuple(_dish(*pair) for pair in pairs)
        said = entry
    return (_dish(name, said),)


def _dish(name: str, said: str) -> tuple[Dish | None, str]:
    name = name.strip()
    if not name:
        return None, ""
    if len(name) > NAME_LIMIT:
        return None, "dish_too_long"
    price = _price(said)
    if price is None:
        return Dish(name=name), "unread_price" if _AMOUNT.search(said) else ""
    low, high = _RANGE_WON
    return (
        (Dish(name=name, price=price), "")
        if low <= price <= high
        else (
            Dish(name=name),
            "absurd_price",
        )
    )


def _price(said: str) -> int | None:
    """Return the won that a text says and nothing else, -1 for more than can be; else None."""
    if match := _PRICE.fullmatch(said):
        digits = match[1].replace(",", "")
        return int(digits or 0) if len(digits) <= _DIGITS else -1
    match = _PRICE_IN_WORDS.fullmatch(said)
    return read_number(match[1]) if match and match[1].strip() else None
