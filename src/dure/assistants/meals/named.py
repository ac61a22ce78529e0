"""Read which shops, places and foods are named."""

from typing import Final

from dure.assistants.meals.contents import read_foods
from dure.assistants.meals.words import Said, grammar, listed, names
from dure.korean.lexicon import Found

_INSTEAD: Final = grammar("slots.instead")
_HERE: Final = grammar("slots.here")
_PLACE_LIKE: Final = grammar("slots.place_like")
_NO_PLACES: Final = listed("slots.no_places")
_BRANCH: Final = grammar("slots.branch")
_SHOP_LIKE: Final = grammar("slots.shop_like")
_PLAIN_WORDS: Final = listed("slots.plain_words")


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
    shops = []
    for name in shown:
        at = blank.left.find(name)
        if at >= 0:
            shops.append(Said(slot="shop", value=name, start=at, end=at + len(name)))
    out = blank.take(shops)
    found = names().find(blank.left)
    branded = [hit for hit in found if hit.name.startswith("shop:")]
    out += blank.take([_branch(text, hit) for hit in branded])
    if not out:
        out += blank.take(_shops_by_look(blank.left, found))
    found = [hit for hit in found if blank.left[hit.start] != "\x00"]
    places = _places(text, [hit for hit in found if hit.name.startswith("place:")])
    out += places or _places_by_look(blank.left)
    return out + read_foods(text, [hit for hit in found if hit.name.startswith("food:")])


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
