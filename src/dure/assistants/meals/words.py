"""The words of meals: foods, chains, places and the phrases that mean a slot's value."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from dure.kernel.data import read_table, read_text, read_toml, split_list
from dure.korean.lexicon import Lexicon, spellings_of

_PACKAGE: Final = "dure.assistants.meals"
_KINDS: Final = {"foods.tsv": "food", "brands.tsv": "shop", "gazetteer.tsv": "place"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """A slot's value and where it was said: text[start:end]."""

    slot: str
    value: Any
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Food:
    """A row of the food lexicon. kind: cuisine, category, dish, ingredient or drink."""

    name: str
    kind: str
    within: tuple[str, ...]


@cache
def names() -> Lexicon:
    """Return foods, chains and places in one lexicon, so that the longest name wins.

    The names found are "kind:name" (food:떡볶이, shop:굽네치킨, place:마포구).
    """
    spellings: dict[str, str] = {}
    for file, kind in _KINDS.items():
        rows = read_table(_PACKAGE, f"data/{file}")
        named = [
            (row["name"], (*split_list(row["aliases"]), *split_list(row.get("variants", ""))))
            for row in rows
        ]
        for spelling, name in spellings_of(named).items():
            if kind == "food" and _begins_with_chain(spelling):
                continue
            spellings.setdefault(spelling, f"{kind}:{name}")
    # A slip in a short chain's or place's name is more often an ordinary word (어디야, 이디야).
    return Lexicon(
        spellings,
        fuzzy_from=lambda name: 3 if name.startswith("food:") else 4,
        ordinary=read_text(_PACKAGE, "data/ordinary.txt").split(),
    )


def _begins_with_chain(spelling: str) -> bool:
    """Whether a food is written with its chain before it (굽네고추바사삭): those are two names."""
    return any(
        spelling.startswith(chain) and len(spelling) > len(chain) for chain in _chain_spellings()
    )


@cache
def _chain_spellings() -> tuple[str, ...]:
    rows = read_table(_PACKAGE, "data/brands.tsv")
    return tuple(s for row in rows for s in (row["name"], *split_list(row["aliases"])))


@cache
def foods() -> dict[str, Food]:
    """Return the food lexicon by name."""
    return {
        row["name"]: Food(name=row["name"], kind=row["kind"], within=split_list(row["within"]))
        for row in read_table(_PACKAGE, "data/foods.tsv")
    }


@cache
def variants() -> dict[str, str]:
    """Return accepted other spellings (돈까스) → the lexicon's name (돈가스)."""
    rows = read_table(_PACKAGE, "data/foods.tsv")
    return {other: row["name"] for row in rows for other in split_list(row.get("variants", ""))}


@cache
def brands() -> dict[str, str]:
    """Return chains and what they sell mainly."""
    return {row["name"]: row["category"] for row in read_table(_PACKAGE, "data/brands.tsv")}


@cache
def points() -> dict[str, tuple[str, float, float]]:
    """Return place name in small letters → (kind, lat, lon), all spellings."""
    out: dict[str, tuple[str, float, float]] = {}
    for row in read_table(_PACKAGE, "data/gazetteer.tsv"):
        point = (row["kind"], float(row["lat"]), float(row["lon"]))
        for spelling in (*split_list(row["aliases"]), row["name"]):
            out[spelling.lower()] = point
    return out


@cache
def cues() -> dict[str, dict[str, re.Pattern[str]]]:
    """Return slot → value → pattern."""
    return {
        slot: {value: _pattern(patterns) for value, patterns in values.items()}
        for slot, values in read_toml(_PACKAGE, "data/cues.toml").items()
    }


@cache
def allowed_slots() -> dict[str, frozenset[str]]:
    """Return intent → the slots it may carry."""
    table = read_toml(_PACKAGE, "data/slots.toml")
    groups: dict[str, list[str]] = table["groups"]
    out: dict[str, set[str]] = {}
    for slot, listed in table["allowed"].items():
        for entry in listed:
            for intent in groups.get(entry, [entry]):
                out.setdefault(intent, set()).add(slot)
    return {intent: frozenset(slots) for intent, slots in out.items()}


@cache
def attributes_of() -> dict[str, list[str]]:
    """Return intent → attributes that may be asked under it, most telling first."""
    attributes: dict[str, list[str]] = read_toml(_PACKAGE, "data/slots.toml")["attributes"]
    return attributes


@cache
def grammar(key: str) -> re.Pattern[str]:
    """Return the pattern "module.name" of data/grammar.toml."""
    module, name = key.split(".")
    return re.compile(_grammar()[module][name])


@cache
def grammars(key: str) -> dict[str, re.Pattern[str]]:
    """Return value → pattern of the table "module.name" of data/grammar.toml."""
    module, name = key.split(".")
    return {value: re.compile(pattern) for value, pattern in _grammar()[module][name].items()}


@cache
def listed(key: str) -> frozenset[str]:
    """Return the words "module.name" of data/grammar.toml."""
    module, name = key.split(".")
    return frozenset(_grammar()["words"][module][name].split())


@cache
def _grammar() -> dict[str, Any]:
    return read_toml(_PACKAGE, "data/grammar.toml")


def _pattern(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(alternatives).replace(" ", r"\s?"), re.IGNORECASE)
