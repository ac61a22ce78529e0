"""Which material a line of a formula is: by CAS number, quality and name, never by a guess.

Where several qualities are possible all are kept: what is true of each of them is true of the
line, the rest is unknown.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from dure.assistants.perfume.formula import Ingredient
from dure.assistants.perfume.materials import Material, Shelf, key_of
from dure.assistants.perfume.rules import RuleBook
from dure.kernel.data import read_toml

_PACKAGE: Final = "dure.assistants.perfume"
_WORD: Final = re.compile(
    r"\b(?!absolute|resinoid|extract|concrete|오일|앱솔루트)(?:[a-z]{4,}|[가-힣]{2,})\b"
)
_NATURAL: Final = re.compile(
    r"\b(?:oils?|absolutes?|extracts?|resinoids?|balsam|styrax|opoponax|concrete|pyrolysate)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class MaterialIdentity:
    """What a line can be.

    candidates: the qualities it may have, none where no table knows it. cas: as written or,
    by name, of the only candidate. doubts: codes of what is not known; empty is sure.
    text: the line's own words about its quality.
    """

    candidates: tuple[Material, ...]
    cas: str | None
    doubts: tuple[str, ...]
    text: str


def identify(line: Ingredient, shelf: Shelf, rules: RuleBook) -> MaterialIdentity:
    """Return what a line can be."""
    line = _numbered(line, shelf, rules)
    pool = shelf.with_cas(line.cas) if line.cas else ()
    if line.quality and not _is_chemical(pool):
        candidates, doubts = _by_quality(line, line.quality, pool, shelf)
    elif pool:
        candidates, doubts = _by_cas(line, pool)
    elif line.cas:
        candidates, doubts = _by_annex(line.name, line.cas, shelf, rules)
    else:
        candidates, doubts = _by_name(line.name, shelf, rules)
    if line.cas and _names_another(line, shelf, rules):
        doubts = (*doubts, "name_conflict")
    cas = line.cas or (candidates[0].cas if len(candidates) == 1 else None)
    text = " ".join(filter(None, (line.quality, line.name)))
    return MaterialIdentity(candidates=candidates, cas=cas, doubts=doubts, text=text.casefold())


def _numbered(line: Ingredient, shelf: Shelf, rules: RuleBook) -> Ingredient:
    """Return the line with a number, where only a standard knows its name."""
    if line.cas or shelf.named(line.name):
        return line
    named = rules.by_name.get(key_of(line.name), ())
    return replace(line, cas=named[0].cas[0]) if len(named) == 1 and named[0].cas else line


_Found = tuple[tuple[Material, ...], tuple[str, ...]]


def _is_chemical(pool: Sequence[Material]) -> bool:
    return bool(pool) and all(material.kind != "natural" for material in pool)


def _by_quality(line: Ingredient, quality: str, pool: Sequence[Material], shelf: Shelf) -> _Found:
    named = shelf.named(quality)
    inside = tuple(material for material in named if material in pool)
    if len(inside) == 1:
        differs = _forms_differ(line.name, (quality, inside[0].name_en, inside[0].name_ko))
        return inside, ("form_conflict",) if differs else ()
    if not line.cas and len(named) == 1:
        return named, ()
    if len(named) == 1 and named[0].cas is None and _may_be(named[0], pool):
        return named, ()
    if alike := _told_by_form(quality, pool):
        return alike, ()
    is_it = not named and _has_one_quality(quality, pool)
    return tuple(pool), () if is_it else ("quality_unknown",)


def _told_by_form(text: str, pool: Sequence[Material]) -> tuple[Material, ...]:
    """Return the one quality that words such as "leaf" or "cold pressed" tell, if they do.

    What is left of the text without those words must be nothing, or the plant's own name.
    """
    alike = tuple(
        material
        for material in pool
        for name in (material.name_en, material.name_ko)
        if _core(text) in ("", _core(name)) and _shares_form(text, name)
    )
    others = [m for m in pool if m not in alike and not _forms_differ(text, (m.name_en, m.name_ko))]
    return alike[:1] if len(set(map(id, alike))) == 1 and not others else ()


def _shares_form(text: str, name: str) -> bool:
    ours, theirs = _form_words(text), _form_words(name)
    clash = any(ours[g] and theirs[g] and not ours[g] & theirs[g] for g in ours)
    return not clash and any(ours[group] & theirs[group] for group in ours)


def _core(text: str) -> str:
    left = text.casefold()
    words = [
        word for known in _form_groups().values() for forms in known.values() for word in forms
    ]
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    return key_of(left)


def _has_one_quality(quality: str, pool: Sequence[Material]) -> bool:
    """Return whether it is the one plant of a number under which nobody lists constituents."""
    if len(pool) != 1 or pool[0].constituents:
        return False
    known = f"{pool[0].name_en} {pool[0].name_ko}".casefold()
    is_same = set(_WORD.findall(quality.casefold())) & set(_WORD.findall(known))
    return bool(is_same) and not _forms_differ(quality, (known,))


def _may_be(quality: Material, pool: Sequence[Material]) -> bool:
    """Return whether a quality without a CAS number may be of a plant that the number means."""
    words = set(_WORD.findall(quality.name_en.casefold()))
    return not pool or any(words & set(_WORD.findall(m.name_en.casefold())) for m in pool)


def _by_cas(line: Ingredient, pool: tuple[Material, ...]) -> _Found:
    key = key_of(line.name)
    exact = tuple(m for m in pool if key and key in (key_of(m.name_en), key_of(m.name_ko)))
    named = exact or tuple(m for m in pool if key and key == key_of(m.quality or ""))
    if len(named) == 1:
        return named, ()
    if len(pool) > 1:
        alike = _told_by_form(line.name, pool)
        return alike or pool, () if alike else ("quality_unnamed",)
    only = pool[0]
    depends = only.kind == "natural" and only.constituents
    if depends and _forms_differ(line.name, (only.name_en, only.name_ko, only.quality or "")):
        return pool, ("quality_unknown",)
    return pool, ()


def _by_annex(name: str, cas: str, shelf: Shelf, rules: RuleBook) -> _Found:
    """Return what only the annex lists, by name, where no table of ours knows the number."""
    named = shelf.named(name)
    if len(named) == 1 and named[0].cas is None:
        return named, ()
    return (), _unlisted(cas, rules)


def _unlisted(cas: str, rules: RuleBook) -> tuple[str, ...]:
    """A CAS number that only the standards know: a natural's constituents are then unknown."""
    named = rules.naming(cas)
    if not named:
        return ("material_unknown",)
    return ("quality_unknown",) if any(_NATURAL.search(s.name) for s in named) else ()


def _by_name(name: str, shelf: Shelf, rules: RuleBook) -> _Found:
    named = shelf.named(name)
    if not named:
        return (), ("material_unknown",)
    bound_by = {tuple(s.key for s in rules.naming(m.cas or "")) for m in named}
    if _is_chemical(named) and len(bound_by) == 1 and not any(m.constituents for m in named):
        return named[:1], ()
    return named, () if len(named) == 1 else ("quality_unnamed",)


def _names_another(line: Ingredient, shelf: Shelf, rules: RuleBook) -> bool:
    """Return whether the name is that of a material which other standards bind."""
    named = shelf.named(line.name)
    pool = shelf.with_cas(line.cas or "")
    if any(m.cas == line.cas for m in named):
        return False
    others = [m for m in named if m.cas]
    if any(m.cas is None and not _may_be(m, pool) for m in named):
        return True
    ours = {standard.key for standard in rules.naming(line.cas or "")}
    return any({s.key for s in rules.naming(m.cas or "")} != ours for m in others)


def _forms_differ(name: str, known: Sequence[str]) -> bool:
    ours, theirs = _form_words(name), _form_words(" ".join(known))
    return any(ours[group] and theirs[group] and not ours[group] & theirs[group] for group in ours)


def _form_words(text: str) -> Mapping[str, frozenset[str]]:
    small = text.casefold()
    return {
        group: frozenset(form for form, words in known.items() if any(w in small for w in words))
        for group, known in _form_groups().items()
    }


@cache
def _form_groups() -> Mapping[str, Mapping[str, Sequence[str]]]:
    groups: Mapping[str, Mapping[str, Sequence[str]]] = read_toml(
        _PACKAGE, "data/quality_words.toml"
    )
    return groups
