"""Hear an address as one place: of "성남시 분당구 서현동" the last one is meant.

The places before it only say where it lies; to search around one of them would be elsewhere.
"""

from itertools import pairwise
from typing import Final

from dure.assistants.meals.words import Said, grammar

_BETWEEN: Final = grammar("slots.between_places")


def innermost(text: str, known: list[Said], by_look: list[Said]) -> list[Said]:
    """Return the places that are meant, in the order of the text.

    known: places of the gazetteer. by_look: what only looks like a place; it counts where no place
    is known, or where it ends an address that a known one begins.
    """
    places = list(known)
    for seen in by_look:
        is_read = any(seen.start < place.end and place.start < seen.end for place in known)
        follows = any(_is_within(text, place, seen) for place in known)
        if not is_read and (follows or not known):
            places.append(seen)
    places.sort(key=lambda place: place.start)
    begun = [here for here, then in pairwise(places) if _is_within(text, here, then)]
    return [place for place in places if place not in begun]


def _is_within(text: str, place: Said, then: Said) -> bool:
    """Whether a place stands right before another, with nothing but wards between them."""
    return place.end <= then.start and bool(_BETWEEN.fullmatch(text, place.end, then.start))
