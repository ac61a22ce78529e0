"""The words and patterns of questions, read once from data."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from dure.assistants.erp.model import PACKAGE
from dure.kernel.data import read_toml
from dure.korean.numbers import NATIVE

Sense = tuple[str, str]
"""(kind, value) of a word: ("subject", "order")."""
FILLER: Final[Sense] = ("filler", "")
HANGING: Final[Sense] = ("filler", "hanging")
"""Particles and endings: they hang on a word."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """spelling without spaces, in small letters → what it may mean. longest: letters."""

    senses: Mapping[str, tuple[Sense, ...]]
    longest: int


@cache
def words() -> Words:
    """Return all words of questions."""
    out: defaultdict[str, list[Sense]] = defaultdict(list)
    for kind, values in read_toml(PACKAGE, "data/words.toml").items():
        if kind == "filler":
            continue
        for value, spellings in values.items():
            for spelling in spellings:
                if (kind, value) not in out[_squeezed(spelling)]:
                    out[_squeezed(spelling)].append((kind, value))
    for spelling in read_toml(PACKAGE, "data/words.toml")["filler"]["hanging"]:
        out[_squeezed(spelling)].append(HANGING)
    for spelling in _fillers():
        out[_squeezed(spelling)].append(FILLER)
    return Words(
        senses={spelling: tuple(senses) for spelling, senses in out.items()},
        longest=max(map(len, out)),
    )


@cache
def grammar(name: str) -> re.Pattern[str]:
    """Return a pattern of grammar.toml by its table and key ("attack.sql")."""
    table, key = name.split(".")
    pattern: str = read_toml(PACKAGE, "data/grammar.toml")[table][key]
    return re.compile(pattern.replace("{native}", NATIVE))


@cache
def calendar_words(table: str) -> Mapping[str, int]:
    """Return word → shift (or month) of a table of calendar.toml."""
    found: dict[str, int] = read_toml(PACKAGE, "data/calendar.toml")[table]
    return found


@cache
def calendar_text(table: str, key: str) -> str:
    """Return a text of calendar.toml; table "" is the top."""
    plain = read_toml(PACKAGE, "data/calendar.toml")
    text: str = (plain[table] if table else plain)[key]
    return text.replace("{native}", NATIVE)


def _fillers() -> list[str]:
    filler = read_toml(PACKAGE, "data/words.toml")["filler"]
    stems, endings = filler["stems"], filler["endings"]
    past = [stem + ending for stem in filler["past"] for ending in ("", *filler["past_endings"])]
    return [
        *filler["words"],
        *past,
        *stems,
        *(stem + ending for stem in stems for ending in endings),
    ]


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()


def units() -> str:
    """Return a pattern of the units that numbers are said with."""
    return grammar("checker.units").pattern
