"""What the standards of one amendment allow: a rule book, as a value.

A rule book knows some categories; of a category that it does not know it can say nothing but
what is prohibited everywhere. The shipped book holds facts for categories 4, 5A and 9; an
operator's copy of the official overview sheet gives all of them (`sheet.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from typing import Final, Literal

from dure.assistants.perfume.materials import key_of, without_brackets
from dure.kernel.data import read_table, read_toml, split_list

Ban = Literal["no", "as_such", "all"]
Group = Literal["", "phototoxic", "bergapten", "moss", "heptine_octine"]
Effect = Literal["free", "limited", "banned", "concentrated", "unknown"]
Limit = Fraction | None
_PACKAGE: Final = "dure.assistants.perfume"
_NO_LIMIT: Final = "none"


@dataclass(frozen=True, kw_only=True)
class Standard:
    """One standard.

    limits: category → upper level in the finished product in per cent, None where the standard
    sets none; a category that is missing is unknown. ban: "as_such" may come along in naturals,
    up to `trace` per cent of the product in total (None: the standard's note names no trace).
    is_specification: it asks for purity and sets no level.
    """

    key: str
    name: str
    cas: tuple[str, ...]
    limits: Mapping[str, Limit] = field(default_factory=dict)
    ban: Ban = "no"
    trace: Fraction | None = None
    is_specification: bool = False
    is_mixed: bool = False
    group: Group = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a quality, told by words or its own CAS number, stands to a standard."""

    standard: str
    effect: Effect
    words: tuple[str, ...] = ()
    cas: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Forms:
    """What is true of qualities beside the numbers of the sheet.

    mixtures: CAS of a mixture → CAS of its isomers, so that neither is counted twice.
    aliases: CAS → CAS of the same thing under another number. bergapten_ppm: words of an oil →
    the typical content that the standard states. banned: qualities that a note forbids.
    """

    forms: tuple[Form, ...]
    mixtures: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, str]
    bergapten_ppm: Mapping[str, Fraction]
    banned: Mapping[str, str]
    divided: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """The standards of one amendment and where they come from."""

    amendment: str
    source: str
    categories: frozenset[str]
    standards: tuple[Standard, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Standard]:
        """Return the standards by key."""
        return {standard.key: standard for standard in self.standards}

    @cached_property
    def by_cas(self) -> Mapping[str, tuple[Standard, ...]]:
        """Return the standards that name a CAS number."""
        found: dict[str, tuple[Standard, ...]] = {}
        for standard in self.standards:
            for cas in standard.cas:
                found[cas] = (*found.get(cas, ()), standard)
        return found

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Standard, ...]]:
        """Return the standards by name, with what stands in brackets and without, as a key."""
        found: dict[str, tuple[Standard, ...]] = {}
        for standard in self.standards:
            for name in {key_of(standard.name), key_of(without_brackets(standard.name))}:
                found[name] = (*found.get(name, ()), standard)
        return found

    def naming(self, cas: str) -> tuple[Standard, ...]:
        """Return the standards that name a CAS number or the same thing under another."""
        return self.by_cas.get(cas) or self.by_cas.get(forms().aliases.get(cas, ""), ())


@cache
def forms() -> Forms:
    """Return the packaged knowledge about qualities."""
    data = read_toml(_PACKAGE, "data/forms.toml")
    return Forms(
        forms=tuple(
            Form(
                standard=entry["standard"],
                effect=entry["effect"],
                words=tuple(entry.get("words", ())),
                cas=tuple(entry.get("cas", ())),
            )
            for entry in data["form"]
        ),
        mixtures={cas: tuple(parts) for cas, parts in data["mixtures"].items()},
        aliases=data["aliases"],
        bergapten_ppm={word: Fraction(ppm) for word, ppm in data["bergapten_ppm"].items()},
        banned=data["banned_qualities"],
        divided=frozenset(data["divided"]["standards"]),
    )


@cache
def shipped_rules() -> RuleBook:
    """Return the facts that ship: categories 4, 5A and 9 of the 51st amendment."""
    about = read_toml(_PACKAGE, "data/forms.toml")["shipped"]
    categories = tuple(about["categories"])
    rows = read_table(_PACKAGE, "data/standards.tsv")
    return RuleBook(
        amendment=about["amendment"],
        source=about["source"],
        categories=frozenset(categories),
        standards=tuple(_standard(row, categories) for row in rows),
    )


def _standard(row: Mapping[str, str], categories: Sequence[str]) -> Standard:
    limits = {name: _limit(row[name]) for name in categories if row[name]}
    return Standard(
        key=row["key"],
        name=row["name"],
        cas=split_list(row["cas"]),
        limits=limits,
        ban=row["ban"],  # type: ignore[arg-type]  # a word of the table, tested
        trace=Fraction(row["trace"]) if row["trace"] else None,
        is_specification=row["flags"] == "specification",
        is_mixed=row["flags"] == "mixed",
        group=row["group"],  # type: ignore[arg-type]
    )


def _limit(cell: str) -> Limit:
    return None if cell == _NO_LIMIT else Fraction(cell)
