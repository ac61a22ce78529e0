"""What is eaten and what must not be: foods, allergies, diets and refusals in English.

An allergy is never lost: where one is spoken of and no name stands where it should, every food
that is named counts, and a name that nobody knows is kept as it was said.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from dure.assistants.meals.contents_known import is_ingredient, is_registered_allergen
from dure.assistants.meals.english_names import NameFound, english, find_foods
from dure.assistants.meals.words import Said

_LIST: Final = re.compile(
    r"[\s,]*(?:(?:and|or|&|/|nor|plus|also)[\s,]*)?(?:any |all |to |the |raw )?"
)
_DIETS: Final = ("vegan", "vegetarian", "halal", "no_pork")
_NOT_FOODS: Final = frozenset(("할랄", "채식", "수프"))
"""Diets and tastes that stand in the lexicon as kinds of food."""


def read_diet(text: str) -> list[Said]:
    """Return food, exclude_food, allergen, asked_allergen, allergen_remove and diet slots."""
    gone = diets_given_up_in_english(text)
    diets = [
        Said(slot="diet", value=value, start=match.start(), end=match.end())
        for value in _DIETS
        if value not in gone and (match := _pattern("diet", value).search(text))
    ]
    mentions = [food for food in find_foods(text) if food.value not in _NOT_FOODS]
    is_allergy = _pattern("allergy", "any").search(text) is not None
    if any(diet.value == "no_pork" for diet in diets) and not is_allergy:
        mentions = [food for food in mentions if food.value != "돼지고기"]
    if any(diet.value == "vegetarian" for diet in diets):
        mentions = [food for food in mentions if food.value != "고기"]
    allergic = list(_allergic(text, mentions))
    taken = {said.start for said in allergic}
    return [*diets, *allergic, *_others(text, [m for m in mentions if m.start not in taken])]


def diets_given_up_in_english(text: str) -> tuple[str, ...]:
    """Return the diets that are given up where they are spoken of last, in small letters."""
    spans = [match.span() for match in _pattern("diet", "given_up").finditer(text)]
    last = {diet: match for diet in _DIETS for match in _pattern("diet", diet).finditer(text)}
    return tuple(
        diet
        for diet, match in last.items()
        if any(start <= match.start() < end for start, end in spans)
    )


def _allergic(text: str, mentions: Sequence[NameFound]) -> Iterator[Said]:
    is_allergy = _pattern("allergy", "any").search(text) is not None
    bound = _runs(text, mentions, "cannot" if not is_allergy else None)
    if not is_allergy:
        # "I can't have milk": what must be labelled is taken for an allergy, to be safe.
        bound = [mention for mention in bound if _is_allergen(mention.value)]
    elif not bound:
        bound = [m for m in mentions if _is_allergen(m.value)] or list(mentions)
    gone = list(_spans_gone(text, mentions)) if is_allergy else []
    for mention in sorted(bound, key=lambda m: m.start):
        is_gone = any(start <= mention.start < end for start, end in gone)
        slot = "allergen_remove" if is_gone else "allergen"
        yield Said(slot=slot, value=mention.value, start=mention.start, end=mention.end)
    if is_allergy and not bound:
        yield from _unknown(text, "allergen_remove" if gone else "allergen")


def _spans_gone(text: str, mentions: Sequence[NameFound]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text whose allergies are gone: all of it where that is said apart."""
    cuts = [0, *(cut.end() for cut in _pattern("allergy", "clause").finditer(text)), len(text)]
    for start, end in pairwise(cuts):
        if _pattern("allergy", "gone").search(text[start:end]):
            has_own = any(start <= mention.start < end for mention in mentions)
            yield (start, end) if has_own else (0, len(text))


def _runs(text: str, mentions: Sequence[NameFound], alone: str | None) -> list[NameFound]:
    """Return the foods that stand where an allergy names its cause, and those listed with them.

    alone: the one place that counts; None takes them all.
    """
    out: list[NameFound] = []
    for mention in mentions:
        before, after = text[: mention.start], text[mention.end :]
        follows = bool(out) and bool(_LIST.fullmatch(text[out[-1].end : mention.start]))
        places = {
            "before": _pattern("allergy", "before").search(before),
            "after": _pattern("allergy", "after").search(after),
            "eaten": _pattern("allergy", "eaten").search(before),
            "cannot": re.search(rf"(?:{_table()['allergy']['cannot']}) (?:any |raw )*$", before),
        }
        if follows or (places[alone] if alone else any(places.values())):
            out.append(mention)
    return out + _listed_before(text, mentions, out)


def _listed_before(
    text: str, mentions: Sequence[NameFound], found: list[NameFound]
) -> list[NameFound]:
    """Return the foods of "milk and egg allergy" before the last one."""
    out: list[NameFound] = []
    first = next((m for m in mentions if m in found), None)
    for mention in reversed([m for m in mentions if first and m.end <= first.start]):
        if first and _LIST.fullmatch(text[mention.end : first.start]):
            out.append(mention)
            first = mention
    return out


def _unknown(text: str, slot: str) -> Iterator[Said]:
    """Yield what somebody is allergic to and no lexicon knows."""
    none = frozenset(_table()["allergy"]["no_words"].split())
    for match in _pattern("allergy", "unknown").finditer(text):
        name = (match[1] or match[2]).strip()
        if name not in none:
            yield Said(slot=slot, value=name, start=match.start(), end=match.end())


def _others(text: str, mentions: Sequence[NameFound]) -> Iterator[Said]:
    """Yield what is asked about, refused or wanted."""
    refused: NameFound | None = None
    is_allergy = _pattern("allergy", "any").search(text) is not None
    for mention in mentions:
        before = text[: mention.start]
        follows = refused and re.fullmatch(
            r"[\s,]*(?:or|nor|,)[\s,]*", text[refused.end : mention.start]
        )
        slot = "food"
        if follows or _pattern("refused", "before").search(before):
            # Who speaks of an allergy and refuses something is taken to mean that, to be safe.
            slot = "allergen" if is_allergy and _is_allergen(mention.value) else "exclude_food"
            refused = mention
        elif _is_allergen(mention.value) and _is_asked(text, mention):
            slot = "asked_allergen"
        yield Said(slot=slot, value=mention.value, start=mention.start, end=mention.end)


def _is_asked(text: str, mention: NameFound) -> bool:
    """Whether it is asked if something is inside: "is there milk in it?"."""
    after = text[mention.end :]
    inside = re.match(r" ?(?:\w+ )?(?:in|inside)\b(?! [a-z]+ (?:station|area))", after)
    contains = re.search(
        r"\b(?:contain|contains|containing|made (?:with|of)|use|uses)\b[^.]{0,20}$",
        text[: mention.start],
    )
    asks = re.match(r"(?:.*\b)?(?:does|do|is|are|any)\b", text[: mention.start])
    return bool(asks and (inside or contains))


def _is_allergen(word: str) -> bool:
    """Whether a food is one that people are allergic to, rather than a dish."""
    return is_ingredient(word) or is_registered_allergen(word)


@cache
def _pattern(table: str, name: str) -> re.Pattern[str]:
    return re.compile(_table()[table][name])


def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = dict(english())
    return table
