"""What a line brings along: its share of every standard, and what is not known of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from dure.assistants.perfume.formula import Ingredient
from dure.assistants.perfume.identify import MaterialIdentity, identify
from dure.assistants.perfume.materials import Material, Shelf
from dure.assistants.perfume.rules import Effect, RuleBook, Standard, forms
from dure.kernel.data import read_toml

BAN: Final = "BAN:"
"""Before a standard's key: the material itself, of which nothing may be there."""
TRACE: Final = "TRACE:"
"""Before a standard's key: what naturals bring of a substance that is prohibited as such."""
PPM: Final = 10**6
_WHOLE: Final = 100
_QUALITY_OPEN: Final = frozenset(("quality_unknown", "form_conflict"))
_CITRUS: Final = "PHOTOTOXIC_CITRUS"


@dataclass(frozen=True, kw_only=True)
class LineProfile:
    """What one line brings along.

    shares: rule key → part of the line's active material that counts there. doubts: codes of
    what is unknown. light_doubts: those that vanish where the phototoxic limits do not apply.
    bergapten: part, measured or stated as typical; None where nobody knows. is_phototoxic: one
    of the oils that enter the phototoxic sum. specifications: names of standards that set no level.
    """

    identity: MaterialIdentity
    shares: Mapping[str, Fraction]
    doubts: tuple[str, ...] = ()
    light_doubts: tuple[str, ...] = ()
    bergapten: Fraction | None = None
    is_measured: bool = False
    is_phototoxic: bool = False
    specifications: tuple[str, ...] = ()

    @property
    def is_unnamed(self) -> bool:
        """Return whether neither a standard nor the annex names the material."""
        return not (self.shares or self.doubts or self.specifications)


def profile(line: Ingredient, shelf: Shelf, rules: RuleBook) -> LineProfile:
    """Return what a line brings along; of an unsure line only what is true of each possibility."""
    identity = identify(line, shelf, rules)
    own = rules.naming(identity.cas) if identity.cas else ()
    effects = {standard.key: effect_on(standard, identity) for standard in own}
    shares = _own_shares(own, effects, identity)
    from_inside, missing = _constituent_shares(identity, rules)
    for key, share in from_inside.items():
        shares[key] = max(share, shares.get(key, Fraction(0)))
    doubts = [*identity.doubts, *missing]
    if "unknown" in effects.values():
        doubts.append("form_unknown")
    light = {s.key for s in own if s.group == "phototoxic" and effects[s.key] != "free"}
    return LineProfile(
        identity=identity,
        shares=shares,
        doubts=tuple(doubts),
        light_doubts=("concentrated",) if "concentrated" in effects.values() else (),
        bergapten=_bergapten(line, identity),
        is_measured=line.bergapten_ppm is not None,
        is_phototoxic=bool(light),
        specifications=tuple(s.name for s in own if s.is_specification),
    )


def effect_on(standard: Standard, identity: MaterialIdentity) -> Effect:
    """Return what a standard does to a quality that carries its CAS number."""
    known = forms()
    name = _CITRUS if standard.key in _citrus() else standard.key
    for form in known.forms:
        if form.standard != name:
            continue
        if identity.cas in form.cas or any(word in identity.text for word in form.words):
            return form.effect
    if standard.key in known.divided:
        return "unknown"
    if standard.ban != "no":
        return "banned"
    zero_somewhere = any(limit == 0 for limit in standard.limits.values())
    shipped_zero = not standard.limits or zero_somewhere or standard.key in _told_by_category()
    return "unknown" if standard.is_mixed and not shipped_zero else "limited"


@cache
def _citrus() -> frozenset[str]:
    return frozenset(_forms_file()["citrus"]["standards"])


@cache
def _told_by_category() -> frozenset[str]:
    return frozenset(_forms_file()["told_by_category"]["standards"])


@cache
def _forms_file() -> Mapping[str, Mapping[str, Sequence[str]]]:
    data: Mapping[str, Mapping[str, Sequence[str]]] = read_toml(
        "dure.assistants.perfume", "data/forms.toml"
    )
    return data


def _own_shares(
    own: Sequence[Standard], effects: Mapping[str, Effect], identity: MaterialIdentity
) -> dict[str, Fraction]:
    shares: dict[str, Fraction] = {}
    for standard in own:
        effect = effects[standard.key]
        if effect == "banned":
            shares[BAN + standard.key] = Fraction(1)
        elif effect != "free" and standard.ban == "no" and not standard.is_specification:
            shares[standard.key] = Fraction(1)
    if all(material.kind == "natural" for material in identity.candidates):
        for word, key in forms().banned.items():
            if word in identity.text:
                shares[BAN + key] = Fraction(1)
    return shares


def _constituent_shares(
    identity: MaterialIdentity, rules: RuleBook
) -> tuple[dict[str, Fraction], tuple[str, ...]]:
    if not identity.candidates or _QUALITY_OPEN & set(identity.doubts):
        return {}, ()
    all_shares = [inside(material, rules) for material in identity.candidates]
    common = set.intersection(*(set(shares) for shares in all_shares))
    least = {key: min(shares[key] for shares in all_shares) for key in common}
    traces = [key.removeprefix(TRACE) for key in least if key.startswith(TRACE)]
    unsaid = any(rules.by_key[key].trace is None for key in traces)
    orphans = any(
        not rules.naming(cas)
        for material in identity.candidates
        for cas, percent in material.constituents.items()
        if percent
    )
    doubts = (("no_trace_note",) if unsaid else ()) + (("constituent_unknown",) if orphans else ())
    return least, doubts


def inside(material: Material, rules: RuleBook) -> dict[str, Fraction]:
    """Return rule key → part: the constituents per standard, summed.

    A mixture and its isomers count once, the larger.
    """
    by_standard: defaultdict[str, dict[str, Fraction]] = defaultdict(dict)
    for cas, percent in material.constituents.items():
        for standard in rules.naming(cas):
            if percent and not standard.is_specification:
                key = standard.key if standard.ban == "no" else TRACE + standard.key
                by_standard[key][cas] = percent / _WHOLE
    return {key: _total(parts) for key, parts in by_standard.items()}


def _total(parts: Mapping[str, Fraction]) -> Fraction:
    total = sum(parts.values(), Fraction(0))
    for mixture, isomers in forms().mixtures.items():
        if mixture in parts:
            apart = sum((parts.get(isomer, Fraction(0)) for isomer in isomers), Fraction(0))
            total -= min(parts[mixture], apart)
    return total


def _bergapten(line: Ingredient, identity: MaterialIdentity) -> Fraction | None:
    if line.bergapten_ppm is not None:
        return line.bergapten_ppm / PPM
    names = [identity.text, *(m.name_en.casefold() for m in identity.candidates)]
    for word, ppm in forms().bergapten_ppm.items():
        if any(word in name for name in names):
            return ppm / PPM
    return None
