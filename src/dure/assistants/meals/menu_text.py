"""Read the text of a menu: "김치찌개: 8,000원; 라면 4천원, 우동(5000)".

A price goes to a dish only where the text can be read in one way; else the dish has none, and it
is said that there was one. What was written as a price never stays in a name.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, zip_longest
from typing import Final

from dure.assistants.meals.catalogue import MOST_DISHES, Dish
from dure.kernel.data import read_toml
from dure.korean.numbers import read_number

NAME_LIMIT: Final = 100
"""Letters of a name; what is longer is a text that slipped in, or meant to do harm."""
_ENTRY_LIMIT: Final = 2_000
"""Letters of an entry that is searched for prices without colons."""
_ENTRIES: Final = re.compile(r"[;\n\r]+")
_PRICE: Final = re.compile(r"\s*[₩￦]?\s*([\d,]{3,})\s*원?\s*")
_PRICE_IN_WORDS: Final = re.compile(
    r"\s*((?:(?:\d{1,2}\s*|[이삼사오육칠팔구])?만)?\s*(?:(?:\d|[이삼사오육칠팔구])?\s*천)?"
    r"\s*(?:(?:\d|[이삼사오육칠팔구])?\s*백)?)\s*원?\s*"
)
_WON: Final = r"(?:\s?원|\s?won|\s?krw)"
_IN_FIGURES: Final = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{3,}}(?={_WON})|\d+00){_WON}?"
_UNIT: Final = (
    r"(?:%|(?:k?g|[mc]?l|cc|k?cal|칼로리|그램|리터|년|도|개|인분?|명|잔|병|조각|마리|판|종|가지|그릇|번|호)"
    r"(?![가-힣A-Za-z]))"
)
_IN_WORDS: Final = (
    rf"(?:\d{{1,2}}\s?만(?:\s?\d\s?천)?|\d\s?천(?:\s?\d\s?백)?|\d\s?백(?={_WON})){_WON}?"
    rf"|(?<![가-힣])[이삼사오육칠팔구]?(?:만(?:\s?[이삼사오육칠팔구]?천)?|천(?:\s?[이삼사오육칠팔구]?백)?){_WON}"
)
_SAID: Final = (
    rf"(?:[₩￦]\s?)?(?<![\d+~∼～])(?<!\d[.,–-])(?:{_IN_WORDS}|{_IN_FIGURES})(?![가-힣A-Za-z\d]|[.,]\d)"
    rf"(?!\s?{_UNIT})"
)
_PRICED: Final = re.compile(rf"[(\[]\s*(?P<inner>{_SAID})\s*[)\]]|(?P<bare>{_SAID})", re.IGNORECASE)
"""What can be nothing but a price, alone or in brackets."""
_SURE: Final = re.compile(r"[₩￦,(\[]|원|won|krw", re.IGNORECASE)
"""What a price has that stands before its name; else the number may be part of a name."""
_BEFORE: Final = re.compile(r"^[\s,/|·•▪■●※*○★☆]+|^[-–—]\s+")
_AFTER: Final = re.compile(r"(?:[\s,/|:：=·]|\.{2,}+|…|(?<=\s)[-–—](?=\s)|(?<=\S)[-–—]$)++$")
"""What stands between a name and its price, and is neither a sign nor a range."""
_SEVERAL: Final = re.compile(r"[:：;+~∼～=]\s*$|[:：]|,|\s[/|]|[/|]\s")
"""What no name has: there are several, or a part of one."""
_BRACKETED: Final = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")
_AMOUNT: Final = re.compile(
    r"[₩￦]|\d\s*[천백만]?\s*원|[천만]\s*원|\d[\d.,]{2,}+(?!\s*(?:%|k?g|[mc]?l|cc|kcal|년|도))",
    re.IGNORECASE,
)
"""What tells of money, beside descriptions such as "2가지 소스, 200g"."""
_AT_END: Final = re.compile(r"(?:[\s~∼～+/–—-]+\d[\d.,]+\s*|\s*[(\[]\d[\d.,]+[)\]]\s*)$")
"""What an unread price leaves at the end of a name."""
_WON_SAID: Final = re.compile(
    rf"[\s~∼～+/–—-]*(?:{_SAID}|\d[\d,.]*\s?[천백만]?\s?원|\d\d+00(?!\d|{_UNIT}))"
)
_BRACKETED_PRICE: Final = re.compile(rf"[(\[]\s*{_SAID}\s*[)\]]", re.IGNORECASE)
_EDGES: Final = " \t,/|:：=·…-–—~∼～+"
_LONG: Final = 4
"""Letters of a number that may be a price of its own; a shorter one is often part of a name."""
_RANGE_WON: Final = (500, 100_000)
"""Prices outside are slips of the pen, such as two prices run together (1,100,012,000)."""
_DIGITS: Final = 12
"""Longer ones are no price; some are too long to be read as a number."""
_Found = tuple[Dish | None, str]


def read_menu(menus: str) -> Iterator[_Found]:
    """Yield (a dish or None, what is odd about it or "") for each entry, MOST_DISHES at most.

    A price that cannot be read (`unread_price`) or cannot be (`absurd_price`) is unknown.
    """
    entries = _ENTRIES.split(menus, MOST_DISHES)[:MOST_DISHES]
    yield from islice((found for entry in entries for found in _entry(entry)), MOST_DISHES)


@lru_cache(maxsize=65_536)
def _entry(entry: str) -> tuple[_Found, ...]:
    """Return the dishes of an entry: one, or several that stand in it as "우동 4000, 만두 3000"."""
    name, colon, said = entry.partition(":")
    price = _price(said) if colon else None
    if price is not None and not _has_price(name):
        return (_dish(name, price),)
    pairs = _pairs(entry) if len(entry) <= _ENTRY_LIMIT else []
    if pairs and _are_dishes([name for name, _ in pairs]):
        return tuple(_dish(name, _price(said)) for name, said in pairs)
    if len(name) > NAME_LIMIT * 2:
        return ((None, "dish_too_long"),)
    tells = _AMOUNT.search(said if colon else entry) or _has_price(name)
    return (_named(_cleaned(name), None, "unread_price") if tells else _named(name, None, ""),)


def _has_price(name: str) -> bool:
    """Whether a price stands in a name; what is added, in brackets, is none."""
    if _BRACKETED_PRICE.search(name):
        return True
    found = (match[0] for match in _PRICED.finditer(_BRACKETED.sub("", name)))
    return any(_SURE.search(said) or len(said.strip()) >= _LONG for said in found)


def _pairs(entry: str) -> list[tuple[str, str]]:
    """Return names and what their prices say, [] where they do not take turns."""
    prices = list(_PRICED.finditer(entry))
    ends = [0, *(price.end() for price in prices)]
    starts = [*(price.start() for price in prices), len(entry)]
    between = [entry[end:start] for end, start in zip(ends, starts, strict=True)]
    said = [price["inner"] or price["bare"] for price in prices]
    if not _bare(between[-1]):
        names = [_bare(_AFTER.sub("", text)) for text in between[:-1]]
        return list(zip(names, said, strict=True))
    if not _bare(between[0]) and all(_SURE.search(price[0]) for price in prices):
        return list(zip(map(_bare, between[1:]), said, strict=True))
    return []


def _bare(text: str) -> str:
    return _BEFORE.sub("", text).rstrip(" \t,/|·")


def _are_dishes(names: Sequence[str]) -> bool:
    more = names[1:]
    if any(_words("part").fullmatch(name) or _words("after").match(name) for name in more):
        return False
    return all(_is_dish(name) for name in names)


def _is_dish(name: str) -> bool:
    whole = _BRACKETED.sub("", name)
    if not name or _SEVERAL.search(whole) or any(mark in whole for mark in "()[]"):
        return False
    if _AMOUNT.search(whole) or name[-1] in "-–—~∼～+":
        return False
    return not _words("before").search(name)


def _cleaned(name: str) -> str:
    """Return a name without what was written as a price."""
    name = _BRACKETED_PRICE.sub(" ", name)
    parts = _BRACKETED.split(name)
    brackets = _BRACKETED.findall(name)
    bare = (_WON_SAID.sub(_without, part) for part in parts)
    left = "".join(f"{part}{more}" for part, more in zip_longest(bare, brackets, fillvalue=""))
    # Where a price was taken out, what is left at the end is no other one (02-000-4500).
    left = " ".join((_AT_END.sub("", left) if left == name else left).split())
    return re.sub(r"\s+([,)\]])", r"\1", left).strip(_EDGES)


def _without(price: re.Match[str]) -> str:
    return " " if _SURE.search(price[0]) or len(price[0].strip()) >= _LONG else price[0]


def _dish(name: str, price: int | None) -> _Found:
    low, high = _RANGE_WON
    if price is None:
        return _named(name, None, "unread_price")
    is_price = low <= price <= high
    return _named(name, price if is_price else None, "" if is_price else "absurd_price")


def _named(name: str, price: int | None, noticed: str) -> _Found:
    name = name.strip()
    if not name:
        return None, noticed
    return (
        (None, "dish_too_long")
        if len(name) > NAME_LIMIT
        else (Dish(name=name, price=price), noticed)
    )


def _price(said: str) -> int | None:
    """Return the won that a text says and nothing else, -1 for more than can be; else None."""
    said = re.sub(r"(?i)won|krw", "원", said)
    if match := _PRICE.fullmatch(said):
        digits = match[1].replace(",", "")
        return int(digits or 0) if len(digits) <= _DIGITS else -1
    match = _PRICE_IN_WORDS.fullmatch(said)
    return read_number(match[1]) if match and match[1].strip() else None


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(read_toml("dure.assistants.meals", "data/menus.toml")[name])
