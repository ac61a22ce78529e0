"""Tell the places that are of a kind, such as a chicken place, from those that sell it too.

Whoever names a kind of place (치킨집, 중국집) means it, so such places come first. That is an order
and no rule: where none is near, those that sell the food are offered, and it is said.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.contents_known import (
    is_cuisine,
    is_food,
    plain_name,
    sells,
    word_sells,
)
from dure.assistants.meals.words import foods, grammar
from dure.kernel.data import read_table, read_toml, split_list

_A_PLACE: Final = grammar("place_kinds.a_place")
MOST_OF_IT: Final = 0.5
"""Share of its dishes that makes a place one of a kind, where its own kind tells nothing."""
_LETTERS: Final = 10
_LONGEST: Final = 8
_OF_PLACES: Final = ("cuisine", "category", "dish")
_PACKAGE: Final = "dure.assistants.meals"


def kinds_named(text: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return which of the foods of an utterance were named as a kind of place (돈까스집)."""
    said: set[str] = set()
    for match in _A_PLACE.finditer(text):
        word = next(piece for piece in match.groups() if piece)[-_LETTERS:]
        said |= {plain_name(word[at:]) for at in range(len(word))}
        said |= {plain_name(f"{word[at:]}집") for at in range(len(word))}
    return tuple(food for food in wanted if food in said or is_cuisine(food))


def is_place_of(shop: Shop, food: str) -> bool:
    """Whether a shop is a place for a food: by its name or kind, or as it sells little else."""
    if is_named_place(shop, food):
        return True
    if not shop.dishes or not may_tell_by_menu(shop.category):
        return False
    of_kind = sum(is_food(dish, food) for dish in shop.dishes)
    return of_kind >= MOST_OF_IT * len(shop.dishes)


def is_named_place(shop: Shop, food: str) -> bool:
    """Whether a shop's name or kind tells that it is a place for a food."""
    return sells(shop, food) or any(word_tells(word, food) for word in shop.words)


@lru_cache(maxsize=65_536)
def word_tells(word: str, food: str) -> bool:
    """Whether a word of a shop's name or kind tells that it is a place for a food."""
    return plain_name(food) in kinds_in(word) or word_sells(word, food)


@lru_cache(maxsize=65_536)
def kinds_in(word: str) -> frozenset[str]:
    """Return the kinds of places that a word tells of by what is spelt in it."""
    # Asked of every word of every shop: looking up pieces is quicker than a search for names.
    said, tells, heads, at = word.lower(), _telling(), _heads(), 0
    kinds: set[str] = set()
    while at < len(said) - 1:
        if said[at : at + 2] not in heads:  # Most pieces begin nothing.
            at += 1
            continue
        ends = range(min(len(said), at + _LONGEST), at + 1, -1)
        # The longest counts: 해장국 holds no 장국.
        end = next((end for end in ends if said[at:end] in tells), None)
        kinds |= tells[said[at:end]] if end else frozenset()
        at = end or at + 1
    return frozenset(kinds)


@lru_cache(maxsize=4_096)
def may_tell_by_menu(category: str) -> bool:
    """Whether a shop's kind leaves open what the place is: 한식 does, 버거 does not."""
    known = foods().get(plain_name(category))
    return known is None or known.kind != "category"


@cache
def _heads() -> frozenset[str]:
    """Return the first two letters of all that tells of a kind of place."""
    return frozenset(spelling[:2] for spelling in _telling())


@cache
def _telling() -> dict[str, frozenset[str]]:
    """Return spelling → the kinds of places that it tells of."""
    told: defaultdict[str, set[str]] = defaultdict(set)
    for row in read_table(_PACKAGE, "data/foods.tsv"):
        if row["kind"] in _OF_PLACES:
            for spelling in (
                row["name"],
                *split_list(row["aliases"]),
                *split_list(row["variants"]),
            ):
                told[spelling.lower()] |= {row["name"], *_within(row["name"])}
    for row in read_table(_PACKAGE, "data/brands.tsv"):
        for spelling in (row["name"], *split_list(row["aliases"])):
            told[spelling.lower()] |= {row["category"], *_within(row["category"])}
    for kind, signs in read_toml(_PACKAGE, "data/place_kinds.toml")["signs"].items():
        for sign in signs:
            told[sign].add(kind)
    return {spelling: frozenset(kinds) for spelling, kinds in told.items()}


def _within(food: str) -> tuple[str, ...]:
    """Return the kinds that a food is one of; of cuisines only the one it comes from."""
    kinds = foods()[food].within if food in foods() else ()
    cuisines = [kind for kind in kinds if is_cuisine(kind)]
    return tuple(kind for kind in kinds if kind not in cuisines[1:])
