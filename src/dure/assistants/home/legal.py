"""Which slots may stand together, and which commands need somebody's yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from dure.assistants.home.household import Entity
from dure.assistants.home.meaning import Command
from dure.kernel.data import read_toml

_PACKAGE: Final = "dure.assistants.home"
_ACTIONS: Final = ("HassTurnOn", "HassTurnOff", "HassSetPosition")
_GUARDED_DOMAINS: Final = frozenset(("lock", "valve"))
_GUARDED_CLASSES: Final = frozenset(("garage", "garage_door", "gate", "gas", "lock"))
_DOORS: Final = ("차고", "대문")
_GAS: Final = ("가스", "gas")
_SAFE: Final = frozenset((("lock", "HassTurnOn"), ("valve", "HassTurnOff"), ("gas", "HassTurnOff")))
"""Locking a door and shutting the gas harm nobody."""


@dataclass(frozen=True, kw_only=True)
class SlotRule:
    """One of the sets in `required` must be there whole, and nothing outside of both."""

    required: tuple[frozenset[str], ...]
    optional: frozenset[str]


def is_legal(command: Command) -> bool:
    """Whether an intent may carry exactly these slots."""
    rule = rules().get(command.intent)
    if rule is None:
        return False
    slots = frozenset(command.slots)
    known = rule.optional.union(*rule.required)
    return slots <= known and any(needed <= slots for needed in rule.required)


@cache
def rules() -> dict[str, SlotRule]:
    """Return intent → what it may carry."""
    table = read_toml(_PACKAGE, "data/commands_legal.toml")
    return {
        intent: SlotRule(
            required=tuple(frozenset(slots) for slots in row["required"]),
            optional=frozenset(row["optional"]),
        )
        for intent, row in table.items()
    }


def is_guarded(intent: str, *, kind: str, entities: Iterable[Entity]) -> bool:
    """Whether a command concerns a lock, a garage, a gate or gas; a guess never does these."""
    return intent in _ACTIONS and bool(_guards(kind, entities))


def needs_confirmation(intent: str, *, kind: str, entities: Iterable[Entity]) -> bool:
    """Whether somebody must agree first: unlocking, garages and gates, opening the gas."""
    guards = _guards(kind, entities) if intent in _ACTIONS else set()
    return any((guard, intent) not in _SAFE for guard in guards)


def _guards(kind: str, entities: Iterable[Entity]) -> set[str]:
    out = {kind} & _GUARDED_DOMAINS
    for entity in entities:
        out |= {entity.domain} & _GUARDED_DOMAINS
        if entity.domain != "binary_sensor" and entity.device_class in _GUARDED_CLASSES:
            out.add(entity.device_class or "")
        if entity.domain == "cover" and any(door in entity.name for door in _DOORS):
            out.add("garage")
        if entity.domain not in ("sensor", "binary_sensor") and any(g in entity.name for g in _GAS):
            out.add("gas")
    # A gas valve is guarded as gas; the valve itself says no more.
    return out - {"valve"} if "gas" in out else out
