"""Read the short answers of a person who is guided through something."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal

from dure.kernel.data import read_toml
from dure.korean.normal import normalise, squeeze
from dure.korean.particles import fill

Said = Literal["cancel", "other", "blink", "again", "next", "no", "yes", ""]

NAME_LIMIT: Final = 30
"""Code points of a device's name."""
_STOPS: Final = re.compile(r"[.,!?…~]+")
_UNSAFE: Final = frozenset("/#+\\<>{}[]\"'`|$%^*=")
"""Signs that mean something in topics, templates and markup."""


def say(key: str, **facts: str | int) -> str:
    """Return what is said while a device is registered."""
    return fill(_tables()["say"][key], facts)


def heard(answer: str) -> Said:
    """Return what an answer means, "" if it is none of the short ones."""
    plain = _plain(answer)
    for meaning, pattern in _tables()["hear"].items():
        if re.fullmatch(pattern, plain):
            said: Said = meaning
            return said
    return ""


def chosen(answer: str, names: Sequence[str]) -> int | None:
    """Return which of several is meant, from 0; None if that is not clear."""
    plain = _plain(answer)
    match = re.search(_tables()["read"]["number"], plain)
    number = int(match[1]) if match else _tables()["ordinals"].get(plain)
    if number is not None:
        return number - 1 if 1 <= number <= len(names) else None
    fitting = [at for at, name in enumerate(names) if plain and plain == squeeze(name)]
    return fitting[0] if len(fitting) == 1 else None


def name_in(answer: str) -> str:
    """Return the name that an answer gives, without what only surrounds it; "" if none is left."""
    said = _without_fillers(_STOPS.sub(" ", _clean(answer)))
    text = re.sub(_tables()["read"]["name_end"], "", said)
    return " ".join(text.split())


def area_in(
    answer: str, areas: Sequence[str], aliases: Mapping[str, Sequence[str]]
) -> tuple[str, bool]:
    """Return the room that an answer names and whether it is a known one; "" if it names none."""
    plain = _plain(answer)
    if re.fullmatch(_tables()["read"]["no_area"], plain):
        return "", True
    told = _without_fillers(_STOPS.sub(" ", _clean(answer)))
    said = re.sub(_tables()["read"]["area_end"], "", told).strip()
    for area in areas:
        if squeeze(said) in {squeeze(one) for one in (area, *aliases.get(area, ()))}:
            return area, True
    return said[:NAME_LIMIT], False


def area_of(name: str, areas: Sequence[str]) -> str:
    """Return the room that a name begins with, "" if it begins with none."""
    plain = squeeze(name)
    fitting = [area for area in areas if plain.startswith(squeeze(area)) and plain != squeeze(area)]
    return max(fitting, key=len, default="")


def part_name(kind: str) -> str:
    """Return what a part of a device is called after its name."""
    return str(_tables()["parts"].get(kind, _tables()["parts"]["sensor"]))


def shown(text: str) -> str:
    """Return a vendor's text in a form that can be shown."""
    return _clean(text)[:NAME_LIMIT] or "?"


def _plain(answer: str) -> str:
    """Return an answer without spaces, stops and the fillers in front."""
    said = _without_fillers(_STOPS.sub(" ", normalise(answer).text).replace(",", " "))
    return re.sub(_tables()["read"]["waits"], "", squeeze(said))


def _without_fillers(text: str) -> str:
    words = text.split()
    while len(words) > 1 and re.fullmatch(_tables()["read"]["fillers"], words[0]):
        words.pop(0)
    return " ".join(words)


def _clean(text: str) -> str:
    kept = [
        " " if letter in _UNSAFE or unicodedata.category(letter) in ("So", "Sk", "Cs") else letter
        for letter in normalise(text).text
    ]
    return " ".join("".join(kept).split())


@cache
def _tables() -> dict[str, Any]:
    return read_toml("dure.assistants.home", "data/registration.toml")
