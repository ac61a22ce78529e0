"""Which municipality is spoken of: a card's rules are those of the town that issued it.

A name that several provinces have (중구, 고성군, 광주) means nothing without its province, and the
same name said of a station or a school means another thing: then nothing is understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from dure.assistants.meals.words import grammar
from dure.kernel.data import read_table

_ISSUED: Final = grammar("card.issued")
"""What follows the name of a place from which a card, or its owner, comes."""
_CARD: Final = grammar("card.card_follows")
_NEGATED: Final = grammar("card.place_negated")
_ELSEWHERE: Final = grammar("card.not_a_town")


@dataclass(frozen=True, kw_only=True)
class _Named:
    """A place in a text. name: of a province or a town, as the table has it."""

    name: str
    start: int
    end: int
    is_whole: bool


def municipality_of(name: str) -> str | None:
    """Return the full name ("경기도 성남시") of a place that is written alone; None if it is none.

    A town may stand without its province where only one has it; a province may stand alone.
    """
    words = name.split()
    if not words or len(words) > 2:
        return None
    province = _provinces().get(words[0])
    if len(words) == 1:
        return province or _only(_towns().get(words[0], ()), words[0])
    return f"{province} {words[1]}" if province in _towns().get(words[1], ()) else None


def municipality_said(text: str, *, of_card: bool = False) -> str | None:
    """Return the municipality that a sentence about a card names, None if none or several.

    of_card: only where it says that the card is from there ("성남시 카드인데"), because another
    place in the sentence may be where somebody wants to eat.
    """
    provinces = [p for p in _found(text, _province_pattern()) if _counts(text, p, of_card=of_card)]
    towns = [t for t in _found(text, _town_pattern()) if _counts(text, t, of_card=of_card)]
    whole = [town for town in towns if town.is_whole] or towns
    meant = {place for town in whole if (place := _resolved(town.name, provinces, text))}
    if len(meant) == 1:
        return meant.pop()
    sure = {_provinces()[p.name] for p in provinces if p.is_whole or _follows(text, p)}
    return sure.pop() if not whole and len(sure) == 1 else None


def _resolved(town: str, provinces: list[_Named], text: str) -> str | None:
    """Return a town with its province; None where it is open which one is meant."""
    of = [name for name in dict.fromkeys(_names_near(provinces, text)) if name in _towns()[town]]
    if of:
        return f"{of[0]} {town}"
    # 광주 is a town, but mostly the other one; so is whatever shares its name with a province.
    is_province = town[:-1] in _provinces()
    return None if is_province else _only(_towns()[town], town)


def _names_near(provinces: list[_Named], text: str) -> Iterator[str]:
    yield from (_provinces()[p.name] for p in provinces)
    yield from (_provinces()[p.name] for p in _found(text, _province_pattern()))


def _counts(text: str, named: _Named, *, of_card: bool) -> bool:
    if _NEGATED.match(text, named.end) or _ELSEWHERE.match(text, named.end):
        return False
    if of_card:
        return _CARD.match(text, named.end) is not None
    return named.is_whole or _follows(text, named)


def _follows(text: str, named: _Named) -> bool:
    return _ISSUED.match(text, named.end) is not None


def _found(text: str, pattern: re.Pattern[str]) -> list[_Named]:
    out = []
    for match in pattern.finditer(text):
        said = match.group()
        name = said if said in _towns() or said in _provinces() else _spelled_out()[said]
        is_whole = name == said and said[-1] in "시군구도"
        out.append(_Named(name=name, start=match.start(), end=match.end(), is_whole=is_whole))
    return out


def _only(provinces: tuple[str, ...], town: str) -> str | None:
    return f"{provinces[0]} {town}" if len(provinces) == 1 else None


@cache
def _provinces() -> dict[str, str]:
    """Return each spelling of a province → its full name."""
    rows = read_table("dure.assistants.meals", "data/municipalities.tsv")
    names = ((row["name"], (row["name"], *row["aliases"].split(","))) for row in rows)
    return {spelling: name for name, spellings in names for spelling in spellings}


@cache
def _towns() -> dict[str, tuple[str, ...]]:
    """Return each town → the provinces that have one of that name."""
    out: dict[str, tuple[str, ...]] = {}
    for row in read_table("dure.assistants.meals", "data/municipalities.tsv"):
        for town in filter(None, row["towns"].split(",")):
            out[town] = (*out.get(town, ()), row["name"])
    return out


@cache
def _spelled_out() -> dict[str, str]:
    """Return the short form of a town (성남) → its name; never of one letter, nor a province's."""
    return {t[:-1]: t for t in _towns() if len(t) > 2 and t[:-1] not in _provinces()}


@cache
def _town_pattern() -> re.Pattern[str]:
    return _any_of([*_towns(), *_spelled_out()])


@cache
def _province_pattern() -> re.Pattern[str]:
    return _any_of(list(_provinces()))


def _any_of(names: list[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile("(?<![가-힣])(?:" + "|".join(map(re.escape, longest_first)) + ")")
