"""A home as commands see it: what there is, how it is called, prepared once for quick look-up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dure.assistants.home.lexicon import nouns
from dure.kernel.data import read_toml
from dure.korean.jamo import distance, letters_of
from dure.korean.normal import squeeze

_SHORTEST_TYPO: Final = 3
"""Syllables of the shortest name that is recognised through a slip of the finger."""
_TWO_SLIPS_FROM: Final = 6
"""Syllables from which two slips are forgiven."""


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A device or a part of it, with Home Assistant's domain and device class.

    state: as reported, None if unknown. attributes: what the dialect reports beside it
    (percentage_step, min_temp, max_temp …).
    """

    name: str
    domain: str
    area: str | None = None
    state: str | None = None
    device_class: str | None = None
    aliases: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Household:
    """Everything a command may speak of. timers: running ones, in the row format of the suite."""

    entities: tuple[Entity, ...] = ()
    areas: tuple[str, ...] = ()
    timers: tuple[Mapping[str, Any], ...] = ()
    area_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Called:
    """What a form may name in this home.

    entities: positions in the household. part: for "거실 조명", which is also an area and a
    kind of device, the length of the area's form; 0 otherwise.
    """

    areas: tuple[str, ...] = ()
    entities: tuple[int, ...] = ()
    part: int = 0


@dataclass(frozen=True, kw_only=True)
class HouseholdIndex:
    """A home prepared for look-up. Forms are without spaces and in small letters."""

    household: Household
    forms: Mapping[str, Called]
    lengths: Mapping[str, tuple[int, ...]]
    near: Mapping[str, tuple[str, ...]]
    by_domain: Mapping[str, tuple[int, ...]]

    def entity(self, at: int) -> Entity:
        """Return the entity at a position."""
        return self.household.entities[at]

    def called(self, name: str, area: str | None) -> str:
        """Return how to speak of a device: with its room where another one is called the same."""
        same = self.forms.get(squeeze(name))
        is_plain = area is None or same is None or len(same.entities) < 2
        return name if is_plain or name.startswith(area or "") else f"{area} {name}"

    def similar(self, said: str) -> list[str]:
        """Return forms one slip away from what was said (two for long ones), sorted."""
        if len(said) < _SHORTEST_TYPO - 1:
            return []
        letters = letters_of(said)
        limit = 1 if len(said) < _TWO_SLIPS_FROM else 2
        found = {
            form for key in _with_one_less(letters) for form in self.near.get(key, ())
            if len(form) >= _SHORTEST_TYPO
            and distance(letters, letters_of(form), limit=limit) <= limit
        }  # fmt: skip
        return sorted(found)


def index(household: Household) -> HouseholdIndex:
    """Prepare a home; do it once per home, not per command."""
    entities: defaultdict[str, set[int]] = defaultdict(set)
    areas: defaultdict[str, set[str]] = defaultdict(set)
    by_domain: defaultdict[str, list[int]] = defaultdict(list)
    for form, area in _area_forms(household):
        areas[form].add(area)
    for at, entity in enumerate(household.entities):
        by_domain[entity.domain].append(at)
        for name in (entity.name, *entity.aliases):
            entities[squeeze(name)].add(at)
    shorts = _short_forms(household, sorted(areas), entities)
    forms = {
        form: Called(
            areas=tuple(sorted(areas.get(form, ()))),
            entities=tuple(sorted(entities.get(form) or shorts.get(form) or ())),
            part=_part(form, areas),
        )
        for form in {*entities, *areas, *shorts} if form
    }  # fmt: skip
    return HouseholdIndex(
        household=household,
        forms=forms,
        lengths=_lengths(forms),
        near=_near(forms),
        by_domain={domain: tuple(found) for domain, found in by_domain.items()},
    )


def _area_forms(household: Household) -> Iterator[tuple[str, str]]:
    known: Sequence[str] = [e.area for e in household.entities if e.area]
    for area in dict.fromkeys((*household.areas, *known)):
        yield squeeze(area), area
        for alias in household.area_aliases.get(area, ()):
            yield squeeze(alias), area
    named = {squeeze(area) for area in (*household.areas, *known)}
    for room in read_toml("dure.assistants.home", "data/commands_targets.toml")["same_rooms"]:
        meant = [area for area in room if area in named]
        if len(meant) == 1:
            yield from ((other, meant[0]) for other in room if other != meant[0])


def _short_forms(
    household: Household, areas: Sequence[str], entities: Mapping[str, set[int]]
) -> dict[str, set[int]]:
    """Return names without the area that they begin with, where no kind of device is left."""
    out: defaultdict[str, set[int]] = defaultdict(set)
    for at, entity in enumerate(household.entities):
        form = squeeze(entity.name)
        for area in areas:
            rest = form[len(area) :]
            if form.startswith(area) and len(rest) > 1 and rest not in nouns():
                out[rest].add(at)
    for form in list(out):
        out[form] |= entities.get(form, set())
    return out


def _part(form: str, areas: Mapping[str, set[str]]) -> int:
    ends = [end for end in range(1, len(form)) if form[:end] in areas and form[end:] in nouns()]
    return ends[-1] if ends else 0


def _lengths(forms: Mapping[str, Called]) -> dict[str, tuple[int, ...]]:
    out: defaultdict[str, set[int]] = defaultdict(set)
    for form in forms:
        out[form[0]].add(len(form))
    return {first: tuple(sorted(sizes)) for first, sizes in out.items()}


def _near(forms: Mapping[str, Called]) -> dict[str, tuple[str, ...]]:
    out: defaultdict[str, set[str]] = defaultdict(set)
    for form in forms:
        if len(form) >= _SHORTEST_TYPO:
            for key in _with_one_less(letters_of(form)):
                out[key].add(form)
    return {key: tuple(sorted(found)) for key, found in out.items()}


def _with_one_less(letters: str) -> Iterator[str]:
    yield letters
    for at in range(len(letters)):
        yield letters[:at] + letters[at + 1 :]
