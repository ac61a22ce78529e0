"""How many eat, and with whom. The speaker counts: "친구 셋이랑" is four."""

import re
from typing import Final

from dure.assistants.meals.words import Said, cues, grammar
from dure.korean.numbers import read_number
from dure.korean.quantities import find_counts

_PEOPLE: Final = grammar("party.people").pattern
_NATIVE_PARTY: Final = grammar("party.native_party")
_WITH_FRIENDS: Final = grammar("party.with_friends")
_NEGATED: Final = grammar("party.negated")
_RUN_TOGETHER: Final = grammar("party.run_together")
_ALONG: Final = grammar("party.along")
_ALONG_IN_ROW: Final = grammar("party.along_in_row")
_ALONG_WITH_ME: Final = grammar("party.along_with_me")
_WE: Final = grammar("party.we")
_APART: Final = grammar("party.each_alone")
_TOGETHER: Final = grammar("party.together")


def apart(text: str) -> str:
    """Return a text of the same length in which "둘이만원" is "둘 만원": two people, not 이만."""
    return _RUN_TOGETHER.sub(" ", text)


def read_party(text: str) -> list[Said]:
    """Return party_size (at most one) and companion slots."""
    said = [
        Said(slot="companion", value=value, start=match.start(), end=match.end())
        for value, pattern in cues()["companion"].items()
        if (match := pattern.search(text))
    ]
    size = _with_friends(text) or _counted(text) or _native(text)
    return [*said, size] if size else said


def eaters_along(text: str) -> int | None:
    """Return how many eat where nobody is counted: "할머니랑" is two; None where it is not told.

    Of several friends (친구들) nobody knows how many they are, and who pays apart shares nothing.
    """
    if _APART.search(text):
        return None
    if we := _WE.search(text):
        return read_number(we.group(1))
    ways = (_ALONG, _ALONG_WITH_ME)
    people = {said["who"] for way in ways for said in way.finditer(text)}
    people |= {said["who"] for said in _ALONG_IN_ROW.finditer(text)} if people else set()
    return len(people) + 1 if people else None


def _with_friends(text: str) -> Said | None:
    match = _WITH_FRIENDS.search(text)
    if match is None or _TOGETHER.search(text):
        return None
    number = read_number(match.group(1).replace("명", "").strip())
    return _size(number + 1, match.start(1), match.end(1)) if number else None


def _counted(text: str) -> Said | None:
    for amount in find_counts(text, _PEOPLE):
        if _NEGATED.match(text, amount.end) or text[amount.end : amount.end + 1] in ("분", "당"):
            continue
        alone = amount.high == 1
        if amount.high <= 50 and not alone:
            return _size(amount.high, amount.start, amount.end)
    return None


def _native(text: str) -> Said | None:
    match = _NATIVE_PARTY.search(text)
    if match is None or re.match(
        r"\s?(?:중|다\s?(?:좋|별|괜|비|싫|맛)|\s?다\b)", text[match.end() :]
    ):
        return None
    return _size(read_number(match.group(1)) or 0, match.start(), match.end())


def _size(value: int, start: int, end: int) -> Said:
    return Said(slot="party_size", value=value, start=start, end=end)
