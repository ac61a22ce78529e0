"""Gather what a clause is about: areas, names, kinds of devices; several joined with 이랑."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dure.assistants.home.clauses import Clause, features_of, is_target
from dure.assistants.home.lexicon import nouns
from dure.assistants.home.spans import Span

_QUANTIFIERS: Final = ("all", "which", "many")
_EXISTENTIAL: Final = frozenset("이가")


@dataclass(frozen=True, kw_only=True)
class Mention:
    """One thing that a command is about, as it was said.

    noun: kind of device ("light", "cover/curtain"), noun_form as said; either, form may be
    called as well as a kind (환풍기). lends: the kind in a name
    (작은방 커튼). exact: False where any of it was recognised by a slip.
    """

    areas: tuple[str, ...] = ()
    entities: tuple[int, ...] = ()
    nouns: tuple[str, ...] = ()
    form: str = ""
    quantifier: str | None = None
    pointing: str | None = None
    device: bool = False
    existential: bool = False
    lends: tuple[str, ...] = ()
    exact: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing was named."""
        return not (self.areas or self.entities or self.nouns or self.pointing or self.device)


def mentions(clause: Clause, consumed: frozenset[int]) -> list[Mention]:
    """Return what the clause names, at least one mention (which may be empty).

    consumed: starts of the pieces that a frame has read as something else (소리 as volume).
    """
    groups: list[list[Span]] = [[]]
    quantifier = None
    for at, span in enumerate(clause.spans):
        kinds = {word.kind for word in span.words}
        if span.start in consumed:
            continue
        if not span.called and kinds & set(_QUANTIFIERS):
            quantifier = quantifier or next(q for q in _QUANTIFIERS if q in kinds)
        elif is_target(span):
            groups[-1].append(span)
        elif "and" in kinds and groups[-1] and at + 1 < len(clause.spans):
            groups.append([])
    found = [_mention(group, clause, quantifier) for group in groups if group]
    return [one for many in _shared(found) for one in _by_room(many)] or [
        Mention(quantifier=quantifier)
    ]


def _by_room(mention: Mention) -> list[Mention]:
    """Take 거실 주방 불 apart; a name has only one room."""
    if mention.entities or len(mention.areas) < 2:
        return [mention]
    return [replace(mention, areas=(area,)) for area in mention.areas]


def _mention(group: Sequence[Span], clause: Clause, quantifier: str | None) -> Mention:
    parts = list(group)
    areas: list[str] = []
    while parts and parts[0].called and parts[0].called.areas and _is_area(parts, clause):
        if areas and len(parts) == 1 and features_of(parts[0]) & {"noun"}:
            break  # 거실 차고 닫아: the second one is a door, not a room
        called = parts.pop(0).called
        areas += called.areas if called else ()
    later = [
        p.called.areas
        for p in parts
        if p.called and p.called.areas and not (p.called.entities or features_of(p) & {"noun"})
    ]
    areas += [area for found in later for area in found]
    quantified = quantifier is not None
    named = [p for p in parts if p.called and p.called.entities]
    if quantified and named and (named[-1].called and named[-1].called.part):
        return _taken_apart(named[-1], areas, quantifier)
    existential = _is_existential(group, clause)
    if named and (quantified or existential) and features_of(named[-1]) & {"noun"}:
        named = []
    kinds = [w.value for p in parts for w in p.words if w.kind == "noun" and p not in named]
    features = {feature for part in parts for feature in features_of(part)}
    return Mention(
        areas=tuple(dict.fromkeys(areas)),
        entities=_entities(named),
        nouns=tuple(kinds),
        lends=_kind_in_name(named),
        form=(named or parts or group)[-1].form,
        quantifier=quantifier,
        pointing=next((p for p in ("here", "there", "pronoun") if p in features), None),
        device="device" in features,
        existential=existential,
        exact=all(part.exact for part in group),
    )


def _kind_in_name(named: Sequence[Span]) -> tuple[str, ...]:
    part = named[-1].called.part if named and named[-1].called else 0
    return (nouns()[named[-1].form[part:]],) if part else ()


def _entities(named: Sequence[Span]) -> tuple[int, ...]:
    """Return what all the names have in common; all of them where that is nothing."""
    sets = [set(p.called.entities) for p in named if p.called]
    if not sets:
        return ()
    shared = set.intersection(*sets)
    return tuple(sorted(shared or set.union(*sets)))


def _is_area(parts: Sequence[Span], clause: Clause) -> bool:
    """Whether the first piece is meant as an area, where it is also the name of a device."""
    first = parts[0]
    if first.called is None or not (first.called.entities or features_of(first) & {"noun"}):
        return True
    if len(parts) > 1:
        return True
    following = next((s.form for s in clause.spans if s.start == first.end), "")
    about_doors = clause.has("act:lock", "act:unlock", "act:open", "act:close", "state")
    return following.startswith("에") or not about_doors


def _is_existential(group: Sequence[Span], clause: Clause) -> bool:
    """거실에 환풍기가 켜져 있어? asks whether there is any, not about one that is so named."""
    by_start = {span.start: span.form for span in clause.spans}
    ends = by_start.get(group[-1].end, "")
    return (
        len(group) > 1
        and by_start.get(group[0].end) in ("에", "에는", "에서")
        and ends in _EXISTENTIAL
        and clause.has("state", "exist")
    )


def _taken_apart(span: Span, areas: Sequence[str], quantifier: str | None) -> Mention:
    """Read 모든 거실 조명 as the lights of the room, though one lamp is called 거실 조명."""
    part = span.called.part if span.called else 0
    rest = span.form[part:]
    return Mention(
        areas=tuple(areas) or (span.form[:part],),
        nouns=(nouns()[rest],),
        form=rest,
        quantifier=quantifier,
        exact=span.exact,
    )


def _shared(found: Sequence[Mention]) -> list[Mention]:
    """Give each what it shares with its neighbours: 거실이랑 주방 불, 거실 불이랑 에어컨."""
    out = list(found)
    for at in range(len(out) - 2, -1, -1):
        if out[at].areas and not (out[at].entities or out[at].nouns):
            out[at] = replace(
                out[at], nouns=out[at + 1].nouns or out[at + 1].lends, form=out[at + 1].form
            )
    return out
