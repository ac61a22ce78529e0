"""Foods, chains and places as they are called in English, or written as they sound."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import capwords
from typing import Any, Final

from dure.assistants.meals.words import foods, points, variants
from dure.kernel.data import read_table, read_toml, split_list
from dure.korean.romanise import loose_key, romanise

_PACKAGE: Final = "dure.assistants.meals"
_WORD: Final = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_ENDINGS: Final = {"역": " Station", "동": "-dong", "구": "-gu"}
_HANGUL: Final = re.compile(r"[가-힣]+[0-9]*[가-힣]*")
_LONGEST: Final = 3
"""Words of the longest name that is written as it sounds."""
_SHORTEST_KEY: Final = 6
"""Letters of a sounded name; shorter ones look like English words (juk, bap)."""
_SHORTEST_PLACE: Final = 4
_LONGEST_PLACE: Final = 64
"""Letters of the longest name of a place, and its words (Seoul National University of …)."""
_PLACE_WORDS: Final = 8
_PLACE: Final = re.compile(
    r"\b(?:in|near|nearby|around|at|from|by|of|(?:close|next|go|going|get|walk|way|come) to) "
    r"(?:the )?"
    r"(?P<name>[a-z][a-z'.-]*(?: [a-z][a-z'.-]*){0,6})|(?P<before>[a-z][a-z'-]*) (?:station|univ)"
)
_KIND: Final = {
    " station": "역",
    " stn": "역",
    "-dong": "동",
    " dong": "동",
    "-gu": "구",
    " gu": "구",
}


@dataclass(frozen=True, kw_only=True)
class NameFound:
    """A name in a text: text[start:end]. value: as it is called in Korean."""

    value: str
    start: int
    end: int


@cache
def english() -> Mapping[str, Any]:
    """Return the tables of data/english.toml."""
    return read_toml(_PACKAGE, "data/english.toml")


def called_in_english(word: str) -> str:
    """Return what a food is called in English; as it is written where nobody has said."""
    name = word if word in english()["foods"] else variants().get(word, word)  # 알류 is 달걀.
    known = english()["foods"].get(name) or _latin_aliases().get(word)
    return known[0] if known else word


def place_in_english(name: str) -> str:
    """Return a place as it is written in Latin letters (강남역: Gangnam Station)."""
    known = english()["places"].get(name)
    if known:
        return capwords(str(known[0]))  # `title` would write Children'S.
    for said, ending in _ENDINGS.items():
        if name.endswith(said) and len(name) > len(said) + 1:
            return romanise(name.removesuffix(said)).capitalize() + ending
    return romanise(name).capitalize() if _HANGUL.search(name) else name


def find_foods(text: str) -> list[NameFound]:
    """Return the foods in a text of small letters, in order; the longest names win."""
    named = [*_named(text, _food_pattern(), _food_names()), *_sounded(text)]
    out: list[NameFound] = []
    for mention in sorted(named, key=lambda m: (m.start - m.end, m.start)):
        if not any(mention.start < other.end and other.start < mention.end for other in out):
            out.append(mention)
    return sorted([*out, *_in_hangul(text)], key=lambda m: m.start)


def _in_hangul(text: str) -> Iterator[NameFound]:
    known = {**{name: name for name in foods()}, **variants()}
    for match in _HANGUL.finditer(text):
        if match[0] in known:
            yield NameFound(value=known[match[0]], start=match.start(), end=match.end())


def find_shops(text: str) -> list[NameFound]:
    """Return the chains in a text of small letters."""
    return list(_named(text, _shop_pattern(), _shop_names()))


def find_place(text: str) -> NameFound | None:
    """Return the first place in a text of small letters; with "station" it may be unknown."""
    for match in _HANGUL.finditer(text):
        if match[0] in points():
            return NameFound(value=match[0], start=match.start(), end=match.end())
    for match in _PLACE.finditer(text):
        group = "name" if match["name"] else "before"
        found = _place_at(text, match.start(group))
        if found:
            return found
    return None


def _place_at(text: str, start: int) -> NameFound | None:
    ends = [
        m.end() for m in re.finditer(r"[a-z](?=[^a-z'-]|$)", text[start : start + _LONGEST_PLACE])
    ]
    for end in reversed(ends[:_PLACE_WORDS]):
        said = text[start : start + end]
        value = _place(said)
        if value:
            return NameFound(value=value, start=start, end=start + end)
    unknown = re.match(r"[a-z'-]+ station", text[start:])
    if unknown and not unknown[0].startswith(("the ", "a ", "subway", "train", "metro", "my ")):
        return NameFound(value=unknown[0], start=start, end=start + unknown.end())
    return None


def _place(said: str) -> str | None:
    called = english()["places"]
    for korean, spellings in called.items():
        if said in spellings:
            return str(korean)
    for ending, suffix in _KIND.items():
        if said.endswith(ending):
            name = _sounded_places().get(_key(said.removesuffix(ending)))
            whole = _sounded_places().get(_key(said.removesuffix(ending) + romanise(suffix)))
            with_suffix = [f"{name}{suffix}", whole]
            return next((n for n in with_suffix if n and n.lower() in points()), name)
    return _sounded_places().get(_key(said))


def _key(said: str) -> str:
    key = loose_key(said)
    return key if len(key) >= _SHORTEST_PLACE else ""


@cache
def _sounded_places() -> dict[str, str]:
    """Return loose key → Korean spelling; what is shorter in Korean comes first (홍대, 강남)."""
    out: dict[str, str] = {}
    spelled = sorted((name for name in points() if re.search("[가-힣]", name)), key=len)
    for name in spelled:
        for said in (name, name.removesuffix("역"), name.removesuffix("동")):
            if len(said) > 1:
                out.setdefault(_key(romanise(said)), said if said in points() else name)
    out.pop("", None)
    return out


def _named(text: str, pattern: re.Pattern[str], names: Mapping[str, str]) -> Iterator[NameFound]:
    for match in pattern.finditer(text):
        said = re.sub(r"[\s-]+", " ", match[1])
        yield NameFound(value=names[said], start=match.start(), end=match.end())


def _sounded(text: str) -> Iterator[NameFound]:
    words = list(_WORD.finditer(text))
    for first in range(len(words)):
        for last in range(min(first + _LONGEST, len(words)) - 1, first - 1, -1):
            start, end = words[first].start(), words[last].end()
            if re.search(r"[^a-z' -]", text[start:end]):
                continue
            value = _sounded_foods().get(loose_key(text[start:end]))
            if value:
                yield NameFound(value=value, start=start, end=end)
                break


@cache
def _sounded_foods() -> dict[str, str]:
    out: dict[str, str] = {}
    spelled = {**{name: name for name in foods()}, **variants()}
    for said, name in spelled.items():
        key = loose_key(romanise(said))
        if len(key) >= _SHORTEST_KEY and foods()[name].kind in ("dish", "category"):
            out.setdefault(key, name)
    return out


@cache
def _latin_aliases() -> dict[str, list[str]]:
    rows = read_table(_PACKAGE, "data/foods.tsv")
    spelled = {row["name"]: [a for a in split_list(row["aliases"]) if a.isascii()] for row in rows}
    return {name: latin for name, latin in spelled.items() if latin}


@cache
def _food_names() -> dict[str, str]:
    names = {a: name for name, latin in _latin_aliases().items() for a in latin}
    return {**_plain(names), **_plain(_turned(english()["foods"]))}


@cache
def _shop_names() -> dict[str, str]:
    return _plain(_turned(english()["shops"]))


def _turned(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {said: name for name, spellings in table.items() for said in spellings}


def _plain(names: Mapping[str, str]) -> dict[str, str]:
    return {re.sub(r"[\s-]+", " ", said.lower()): name for said, name in names.items()}


@cache
def _food_pattern() -> re.Pattern[str]:
    return _pattern(_food_names())


@cache
def _shop_pattern() -> re.Pattern[str]:
    return _pattern(_shop_names())


def _pattern(names: Mapping[str, str]) -> re.Pattern[str]:
    ordered = sorted(names, key=len, reverse=True)
    spelled = "|".join(re.escape(said).replace(r"\ ", r"[\s-]+") for said in ordered)
    return re.compile(rf"(?<![a-z])({spelled})(?:e?s)?(?![a-z])")
