"""Whether a text in other words still says the same: what may not change when words change.

No meaning is understood here. What cannot be compared counts as changed, so in doubt the
first words stand.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from dure.engine.spoken_numbers import numbers_said
from dure.kernel.data import read_toml
from dure.korean.normal import normalise, squeeze

_STRANGE: Final = re.compile(r"[^가-힣ㄱ-ㅎㅏ-ㅣ0-9A-Za-z\s.,!?~%℃°·…:;'\"‘’“”()\[\]_+\-/₩※•]")
_LATIN: Final = re.compile(r"[A-Za-z]+")
_ADDRESS: Final = re.compile(r"://|www\.|\.(?:com|net|org|kr|io)\b", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(r"\[[A-Z_]+\]")
_CODE: Final = re.compile(r"[a-z][a-z0-9_.:/-]*")


def keeps(words: str, said: str) -> bool:
    """Whether other words keep the numbers, bounds, negations and marks of what was said.

    Latin letters may be lost, but none may come in: a number could be said with them.
    """
    return (
        not _STRANGE.search(words)
        and not _ADDRESS.search(words)
        and numbers_said(words) == numbers_said(said)
        and _bounds(words) == _bounds(said)
        and bool(negations(words)) == bool(negations(said))
        and not _latin(words) - _latin(said)
        and not Counter(_PLACEHOLDER.findall(words)) - Counter(_PLACEHOLDER.findall(said))
    )


def negations(text: str) -> Counter[str]:
    """Return the negations of a text with how often each stands there."""
    return Counter(_pattern("negation").findall(normalise(text).text))


def turns_round(words: str, said: str) -> bool:
    """Whether other words hold another one of opposites (last month, this month) than was said."""
    new, old = normalise(words).text, normalise(said).text
    sides = (side for group in _opposed() for side in group)
    return any(bool(side.search(new)) != bool(side.search(old)) for side in sides)


def is_grounded(slots: Mapping[str, Any], words: str, said: str) -> bool:
    """Whether each name in what was read from other words was said by the person, too.

    A lower-case code (light, revenue) that does not stand in the words is no name.
    """
    new, old = squeeze(words), squeeze(said)

    def was_said(value: str) -> bool:
        plain = squeeze(value)
        return plain in old or (bool(_CODE.fullmatch(value)) and plain not in new)

    return all(map(was_said, texts_in(slots.values())))


def texts_in(values: Iterable[Any]) -> Iterable[str]:
    """Yield the texts that stand in plain values, however deep."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            yield from texts_in(value.values())
        elif isinstance(value, Iterable):
            yield from texts_in(value)


def _bounds(text: str) -> Counter[str]:
    plain = normalise(text).text
    found = {name: len(said.findall(plain)) for name, said in _bound_patterns().items()}
    return Counter({name: count for name, count in found.items() if count})


def _latin(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _LATIN.findall(text))


@cache
def _opposed() -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(tuple(map(re.compile, group)) for group in _table()["opposed"]["groups"])


@cache
def _bound_patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(said) for name, said in _table()["bounds"].items()}


@cache
def _pattern(section: str) -> re.Pattern[str]:
    return re.compile(_table()[section]["any"])


@cache
def _table() -> dict[str, Any]:
    return read_toml("dure.engine", "data/faithful.toml")
