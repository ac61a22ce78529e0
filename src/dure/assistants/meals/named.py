"""Read which shops, places and foods are named."""

import re
from typing import Final

from dure.assistants.meals.addresses import innermost
from dure.assistants.meals.contents import read_foods
from dure.assistants.meals.words import Said, grammar, listed, names
from dure.korean.lexicon import Found

_INSTEAD: Final = grammar("slots.instead")
_HERE: Final = grammar("slots.here")
_PLACE_LIKE: Final = grammar("slots.place_like")
_PLACE_ALONE: Final = grammar("slots.place_alone")
_NO_PLACES: Final = listed("slots.no_places")
_BRANCH: Final = grammar("slots.branch")
_SHOP_LIKE: Final = grammar("slots.shop_like")
_PLAIN_WORDS: Final = listed("slots.plain_words")
_PART_NAMED: Final = grammar("slots.part_named")
_TELLING_LETTERS: Final = 3
"""A shorter word of a name is too often one of everyday speech."""


class Blank:
    """A text in which what has been read is blanked out, so that nothing is read twice."""

    def __init__(self, text: str) -> None:
        self.left = text

    def take(self, said: list[Said]) -> list[Said]:
        for slot in said:
            if slot.slot == "companion":
                continue
            gap = "\x00" * (slot.end - slot.start)
            self.left = self.left[: slot.start] + gap + self.left[slot.end :]
        return said


def read_names(text: str, blank: Blank, shown: list[str]) -> list[Said]:
    """Return shops, places and foods; a name of the list shown comes first."""
    out = blank.take(_shown_whole(blank.left, shown) or _shown_in_part(blank.left, shown))
    found = names().find(blank.left)
    branded = [hit for hit in found if hit.name.startswith("shop:")]
    out += blank.take([_branch(text, hit) for hit in branded])
    if not out:
        out += blank.take(_shops_by_look(blank.left, found))
    found = [hit for hit in found if blank.left[hit.start] != "\x00"]
    places = _places(text, [hit for hit in found if hit.name.startswith("place:")])
    by_look = _places_by_look(blank.left) or _place_alone(blank.left)
    out += innermost(text, places, by_look)
    return out + read_foods(text, [hit for hit in found if hit.name.startswith("food:")])


def _shown_whole(text: str, shown: list[str]) -> list[Said]:
    out = []
    for name in shown:
        words = name.split()
        # Most names are not there at all, and to make a pattern takes longer than to look.
        if not all(word in text for word in words):
            continue
        match = re.search(r"\s?".join(map(re.escape, words)), text)
        if match is not None:
            out.append(Said(slot="shop", value=name, start=match.start(), end=match.end()))
    return out


def _shown_in_part(text: str, shown: list[str]) -> list[Said]:
    """Return the shop of which one word is named that only its name has."""
    for name in shown:
        for word in name.split():
            if word not in text:
                continue
            match = re.search(rf"(?<![가-힣]){re.escape(word)}", text)
            if match is None or not _is_telling(word, shown):
                continue
            if _PART_NAMED.match(text, match.end()):
                return [Said(slot="shop", value=name, start=match.start(), end=match.end())]
    return []


def _is_telling(word: str, shown: list[str]) -> bool:
    """Whether a word is long enough, of one name only, and no food, chain or place of its own."""
    if len(word) < _TELLING_LETTERS or sum(word in name for name in shown) != 1:
        return False
    return not any(hit.end - hit.start == len(word) for hit in names().find(word))


def _branch(text: str, hit: Found) -> Said:
    branch = _BRANCH.match(text, hit.end)
    name = hit.name.removeprefix("shop:")
    if branch is None:
        return Said(slot="shop", value=name, start=hit.start, end=hit.end)
    return Said(slot="shop", value=f"{name} {branch[1]}", start=hit.start, end=branch.end())


def _shops_by_look(text: str, found: list[Found]) -> list[Said]:
    match = _SHOP_LIKE.search(text)
    if match is None or match[1] in _PLAIN_WORDS:
        return []
    if any(hit.start <= match.start() and hit.end >= match.end(1) for hit in found):
        return []
    return [Said(slot="shop", value=match[1], start=match.start(), end=match.end(1))]


def _places(text: str, found: list[Found]) -> list[Said]:
    return [
        Said(
            slot="location",
            value=text[hit.start : hit.end].replace(" ", ""),
            start=hit.start,
            end=hit.end,
        )
        for hit in found
        if hit.exact and not _INSTEAD.match(text, hit.end) and _HERE.match(text, hit.end)
    ]


def _places_by_look(text: str) -> list[Said]:
    match = _PLACE_LIKE.search(text)
    if match is None or match[1] in _NO_PLACES:
        return []
    return [Said(slot="location", value=match[1], start=match.start(1), end=match.end(1))]


def _place_alone(text: str) -> list[Said]:
    """Return the place that is all of a text by its look, in the spelling that is known."""
    match = _PLACE_ALONE.fullmatch(text)
    if match is None or match[1] in _NO_PLACES:
        return []
    meant = names().name_of(match[1]) or names().nearly(match[1]) or ""
    value = meant.removeprefix("place:") if meant.startswith("place:") else match[1]
    return [Said(slot="location", value=value, start=match.start(1), end=match.end(1))]
