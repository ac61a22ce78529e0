"""Find what a mention reaches in this home, and the slots that say so."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from dure.assistants.home.household import Entity, HouseholdIndex
from dure.assistants.home.meaning import Unclear
from dure.assistants.home.mentions import Mention
from dure.kernel.data import read_toml
from dure.korean.normal import squeeze

_PACKAGE: Final = "dure.assistants.home"
_SHOWN: Final = 6
"""Candidates named in a question."""


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What a mention reaches. kind: the domain of the target, "area" or "none".

    tied: a set of slots that only serve to find the target (name, area, domain, device_class).
    """

    kind: str
    tied: Mapping[str, Any] = field(default_factory=dict)
    entities: tuple[int, ...] = ()
    exact: bool = True


@dataclass(frozen=True, kw_only=True)
class Around:
    """Where and after what a sentence was said.

    area: the speaker's room; carried: the room spoken of just before, in the same sentence;
    before: what the clause or turn before was about, for 그거.
    """

    index: HouseholdIndex
    area: str | None = None
    carried: str | None = None
    before: Mention | None = None


def reach(mention: Mention, domains: Collection[str], around: Around) -> Reached | None:
    """Return what the mention reaches among the domains, None if it is about something else.

    domains: those that the frame can act on; "area" and "none" where it can do without a
        device, "all" where 다 꺼 is allowed.
    Raises Unclear where it is missing or could be several things.
    """
    if mention.entities:
        return _by_name(mention, domains, around)
    if mention.nouns and "vacuum_area" in domains:
        return _room_to_clean(mention, around)
    if mention.nouns:
        return _by_kind(mention, domains, around)
    if mention.areas and "area" in domains:
        return _by_area(mention, around)
    if mention.pointing == "here" and "here" in domains:
        return Reached(kind="area", tied=_area_slot(around.area), exact=mention.exact)
    if (mention.areas or not mention.pointing) and mention.quantifier == "all" and "all" in domains:
        return _everything(mention, around)
    if not mention.areas and "none" in domains and mention.pointing in (None, "here"):
        return Reached(kind="none", tied=_area_slot(around.area), exact=mention.exact)
    return None


def _by_name(mention: Mention, domains: Collection[str], around: Around) -> Reached | None:
    index = around.index
    found = [at for at in mention.entities if index.entity(at).domain in domains]
    if {index.entity(at).name for at in found} < {index.entity(at).name for at in mention.entities}:
        return None
    if not _agree(mention, [index.entity(at).domain for at in found]):
        raise Unclear("unclear", mention.form, candidates=_names(index, found))
    if mention.areas:
        within = [at for at in found if index.entity(at).area in (*mention.areas, None)]
        if not within:
            raise Unclear("missing_target", mention.form, candidates=_names(index, found))
        found = within
    found = _narrowed(found, around)
    if len({(index.entity(at).name, index.entity(at).area) for at in found}) > 1:
        raise Unclear("ambiguous_target", mention.form, candidates=_names(index, found))
    entity = index.entity(found[0])
    tied: dict[str, Any] = {"name": entity.name}
    if mention.areas and not squeeze(entity.name).startswith(squeeze(mention.areas[0])):
        tied["area"] = mention.areas[0]
    return Reached(kind=entity.domain, tied=tied, entities=tuple(found), exact=mention.exact)


def _agree(mention: Mention, domains: Collection[str]) -> bool:
    """Whether the kinds named beside a name fit it: 보일러 외출 모드 names two things."""
    kinds = [noun for noun in mention.nouns if noun != "switch"]
    return not kinds or any(
        domain in (kind.partition("/")[0], *_also().get(kind, ()))
        for kind in kinds
        for domain in domains
    )


def _narrowed(found: list[int], around: Around) -> list[int]:
    """Keep those in the room just spoken of, else in the speaker's, where there are any."""
    for area in (around.carried, around.area):
        near = [at for at in found if around.index.entity(at).area == area]
        if area and near and len(found) > 1:
            return near
    return found


def _by_kind(mention: Mention, domains: Collection[str], around: Around) -> Reached | None:
    for noun in mention.nouns:
        domain, _, device_class = noun.partition("/")
        for candidate in (domain, *_also().get(noun, ())):
            if candidate not in domains:
                continue
            own = candidate == domain and (domain in _plural() or device_class == "content")
            reached = (
                _plainly(mention, candidate, device_class, around)
                if own
                else _singly(mention, candidate, around)
            )
            if reached:
                return reached
    return None


def _plainly(mention: Mention, domain: str, device_class: str, around: Around) -> Reached | None:
    """Reach all devices of a kind: 조명, 커튼."""
    index = around.index
    everywhere = _of_class(mention, domain, device_class, index)
    if domain == "cover" and not everywhere and _locks_instead(mention, around):
        return None
    area = _area_of(mention, everywhere, around)
    found = [at for at in everywhere if area is None or index.entity(at).area == area]
    so_called = _so_called(mention, domain, found, index)
    if so_called and not mention.quantifier:
        return _the_one(mention, domain, so_called, around)
    tied = {**_area_slot(area)}
    if device_class != "content":
        tied |= {"domain": domain} | ({"device_class": device_class} if domain == "cover" else {})
    return Reached(kind=domain, tied=tied, entities=tuple(so_called or found), exact=mention.exact)


def _of_class(mention: Mention, domain: str, device_class: str, index: HouseholdIndex) -> list[int]:
    """Return the devices of a domain; covers only of the class, or so called if they have none."""
    found = list(index.by_domain.get(domain, ()))
    if domain != "cover":
        return found
    return [
        at for at in found
        if (index.entity(at).device_class or device_class) == device_class
        and (index.entity(at).device_class or mention.form in squeeze(index.entity(at).name))
    ]  # fmt: skip


def _locks_instead(mention: Mention, around: Around) -> bool:
    return any("lock" in _also().get(noun, ()) for noun in mention.nouns) and bool(
        around.index.by_domain.get("lock")
    )


def _so_called(mention: Mention, domain: str, scope: list[int], index: HouseholdIndex) -> list[int]:
    """Return those called 환풍기 among other fans; empty where the word is for all of them."""
    if domain == "cover" or mention.form in _general() or mention.existential:
        return []
    called = [at for at in scope if mention.form in squeeze(index.entity(at).name)]
    return called if len(called) < len(scope) else []


def _the_one(mention: Mention, domain: str, called: list[int], around: Around) -> Reached:
    found = _narrowed(called, around)
    names = _names(around.index, found)
    if len(names) > 1:
        raise Unclear("ambiguous_target", mention.form, candidates=names)
    entity = around.index.entity(found[0])
    tied = {"name": entity.name}
    if mention.areas and squeeze(mention.areas[0]) not in squeeze(entity.name):
        tied["area"] = mention.areas[0]
    return Reached(kind=domain, tied=tied, entities=tuple(found), exact=mention.exact)


def _area_of(mention: Mention, found: Iterable[int], around: Around) -> str | None:
    if mention.areas:
        return mention.areas[0]
    if mention.quantifier == "all" and mention.pointing != "here":
        return None
    areas = {around.index.entity(at).area for at in found}
    return next((a for a in (around.carried, around.area) if a and (a in areas)), None)


def _singly(mention: Mention, domain: str, around: Around) -> Reached | None:
    """Reach the one device of a kind of which homes have few: 에어컨, 티비, 도어락."""
    index = around.index
    pool = list(index.by_domain.get(domain, ()))
    if mention.areas:
        pool = [
            at for at in pool if index.entity(at).area in mention.areas or _says(index, at, mention)
        ]
    called = [at for at in pool if _is_called(index.entity(at), mention.form)]
    found = _narrowed(called or ([] if _is_named_kind(mention, domain) else pool), around)
    if mention.quantifier == "all":
        tied = {"domain": domain, **_area_slot(mention.areas[0] if mention.areas else None)}
        return Reached(kind=domain, tied=tied, entities=tuple(found), exact=mention.exact)
    if not found:
        return None
    if len({index.entity(at).name for at in found}) > 1:
        raise Unclear("ambiguous_target", mention.form, candidates=_names(index, found))
    entity = index.entity(found[0])
    tied = {"name": entity.name}
    if mention.areas and squeeze(mention.areas[0]) not in squeeze(entity.name):
        tied["area"] = mention.areas[0]
    return Reached(kind=domain, tied=tied, entities=(found[0],), exact=mention.exact)


def _says(index: HouseholdIndex, at: int, mention: Mention) -> bool:
    name = squeeze(index.entity(at).name)
    return index.entity(at).area is None and any(name.startswith(squeeze(a)) for a in mention.areas)


def _is_called(entity: Entity, form: str) -> bool:
    names = [squeeze(name) for name in (entity.name, *entity.aliases)]
    return any(word in name for name in names for word in (form, *_synonyms().get(form, ())))


def _is_named_kind(mention: Mention, domain: str) -> bool:
    """Whether the word tells kinds of one domain apart (보일러 is no 에어컨)."""
    return mention.form in _apart().get(domain, ())


def _room_to_clean(mention: Mention, around: Around) -> Reached | None:
    if "vacuum" not in mention.nouns or not (mention.areas or mention.pointing == "here"):
        return None
    area = mention.areas[0] if mention.areas else around.area
    found = around.index.by_domain.get("vacuum", ())
    return Reached(kind="area", tied=_area_slot(area), entities=found, exact=mention.exact)


def _by_area(mention: Mention, around: Around) -> Reached:
    return Reached(kind="area", tied={"area": mention.areas[0]}, exact=mention.exact)


def _everything(mention: Mention, around: Around) -> Reached:
    area = mention.areas[0] if mention.areas else None
    switched = [d for d in around.index.by_domain if d in _switchable()]
    found = [
        at for domain in switched for at in around.index.by_domain[domain]
        if area is None or around.index.entity(at).area == area
    ]  # fmt: skip
    tied = {"area": area} if area else {"name": "all"}
    return Reached(kind="all", tied=tied, entities=tuple(sorted(found)), exact=mention.exact)


def _area_slot(area: str | None) -> dict[str, str]:
    return {"area": area} if area else {}


def _names(index: HouseholdIndex, found: Iterable[int]) -> tuple[str, ...]:
    """Return what to ask with: the names, with the area where two are called the same."""
    entities = [index.entity(at) for at in found]
    names = [entity.name for entity in entities]
    told = (
        f"{entity.area} {entity.name}"
        if names.count(entity.name) > 1 and entity.area
        else entity.name
        for entity in entities
    )
    return tuple(dict.fromkeys(told))[:_SHOWN]


@cache
def _table() -> dict[str, Any]:
    return read_toml(_PACKAGE, "data/commands_targets.toml")


@cache
def _also() -> dict[str, tuple[str, ...]]:
    return {noun: tuple(domains) for noun, domains in _table()["also"].items()}


@cache
def _plural() -> frozenset[str]:
    return frozenset(_table()["plural"])


@cache
def _general() -> frozenset[str]:
    return frozenset(_table()["general"])


@cache
def _switchable() -> frozenset[str]:
    return frozenset(_table()["switchable"])


@cache
def _apart() -> dict[str, frozenset[str]]:
    return {domain: frozenset(forms) for domain, forms in _table()["apart"].items()}


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    return {form: tuple(group) for group in _table()["same"] for form in group}
