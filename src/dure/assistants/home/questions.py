"""Read questions: what is the state, which are on, how warm is it. A question never acts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from dure.assistants.home.clauses import Clause, features_of, is_target
from dure.assistants.home.meaning import Command, Unclear
from dure.assistants.home.mentions import Mention
from dure.assistants.home.queries import (
    ASKING,
    LOOSE,
    TOLD,
    asked_about,
    explains,
    query_of,
    question_words,
    room_of,
)
from dure.assistants.home.sensing import by_contact, read_sensed, sensors_of
from dure.assistants.home.targets import Around, Reached, reach
from dure.korean.normal import squeeze

_PACKAGE: Final = "dure.assistants.home"
_THINGS: Final = (
    "light", "switch", "fan", "cover", "lock", "valve", "climate", "media_player", "sensor",
    "binary_sensor", "vacuum", "humidifier", "input_boolean", "weather", "scene", "script",
)  # fmt: skip
_BOUNDS: Final = ("까지", "부터")
"""몇 시까지 asks about something else than the clock."""


def read_question(clause: Clause, around: Around) -> Command | None:
    """Return the question that a clause asks, None if it asks none.

    Raises Unclear where it asks about something that is not there.
    """
    if clause.has("weather"):
        return _weather(clause, around)
    if clause.has("clock", "date") or _is_clock(clause):
        return _clock(clause)
    asking = clause.has(*ASKING, *TOLD, "feel:warm")
    if not asking and not _is_bare_question(clause):
        return None
    if _acts(clause):
        return None
    return _temperature(clause, around) or read_sensed(clause, around) or _state(clause, around)


def _acts(clause: Clause) -> bool:
    acts = {w.value for s in clause.told for w in s.words if w.kind == "act"} - {"tell"}
    return bool(acts) and not clause.features & TOLD


def _is_bare_question(clause: Clause) -> bool:
    """온도?, 거실 온도 and 얼마나 더워 ask without a verb of asking."""
    only = {"attr:temperature", "attr"}
    plain = all(is_target(s) or features_of(s) <= only | LOOSE for s in clause.told)
    is_named = clause.has("noun") or any(s.called and s.called.entities for s in clause.told)
    return plain and (clause.has("attr:temperature") or (clause.asks and is_named))


def _weather(clause: Clause, around: Around) -> Command | None:
    read = explains(clause, frozenset(("weather",)))
    if read is None:
        raise Unclear("not_supported")
    named = asked_about(clause, read, around)
    found = reach(named, ("weather",), around) if named.entities else None
    if not named.is_empty and named.pointing is None and found is None:
        raise Unclear("missing_target", named.form)
    tied = dict(found.tied) if found else {}
    targets = found.entities if found else around.index.by_domain.get("weather", ())
    return Command(intent="HassGetWeather", slots=tied, targets=targets, query="value")


def _is_clock(clause: Clause) -> bool:
    asked = clause.has("what", "act:tell", "howmuch", "attr:state") or clause.asks
    return clause.has("clock_word", "date_word") and asked


def _clock(clause: Clause) -> Command | None:
    reads = frozenset(("clock", "clock_word", "date", "date_word"))
    read = explains(clause, reads)
    until = any(span.form in _BOUNDS for span in clause.spans)
    if read is None or until or len(read) < len(clause.told):
        return None
    of_date = clause.has("date", "date_word")
    return Command(intent="HassGetCurrentDate" if of_date else "HassGetCurrentTime", query="value")


def _temperature(clause: Clause, around: Around) -> Command | None:
    felt = clause.has("feel:hot", "feel:cold", "feel:warm")
    if not (felt or clause.has("attr:temperature", "degrees_what")):
        return None
    read = explains(clause, frozenset(("attr:temperature", "degrees_what", "feel")))
    if read is None:
        return None
    named = asked_about(clause, read, around)
    found = reach(named, ("climate", "area", "none"), around)
    if found is None and named.entities:
        return None
    if found is None:
        raise Unclear("missing_target", named.form or None)
    return Command(
        intent="HassClimateGetTemperature", slots=found.tied, targets=found.entities, query="value"
    )


def _state(clause: Clause, around: Around) -> Command | None:
    read = explains(clause, frozenset(("state", "attr:state", "attr:brightness", "attr:volume")))
    if read is None:
        return None
    named = asked_about(clause, read, around)
    word = clause.word("state")
    if word is None:
        return _plain_state(named, clause, around)
    if named.entities:
        return _named_state(named, word.value, clause=clause, around=around)
    contact = by_contact(named, word.value, around)
    if contact:
        return _state_of(contact, word.value, named=named, clause=clause)
    if named.nouns:
        found = _locks(named, around) if _is_about_locks(named, word.value) else None
        # 선풍기 켜져 있어? asks whether any is; which ones those are, the targets tell.
        found = found or reach(
            replace(named, quantifier=named.quantifier or "any"), _THINGS, around
        )
        if found is None:
            raise Unclear("missing_target", named.form)
        return _state_of(found, word.value, named=named, clause=clause)
    if named.pointing in ("there", "pronoun"):
        return None
    if not (named.areas or named.quantifier or named.device or clause.has("exist", "exist_not")):
        return None
    bare = Reached(kind="all", tied=room_of(named), entities=_switched(named, around))
    return _state_of(bare, word.value, named=named, clause=clause)


def _switched(named: Mention, around: Around) -> tuple[int, ...]:
    domains = ("light", "fan", "switch", "media_player", "climate", "cover", "lock")
    found = (at for domain in domains for at in around.index.by_domain.get(domain, ()))
    wanted = named.areas[:1]
    return tuple(at for at in found if not wanted or around.index.entity(at).area in wanted)


def _is_about_locks(named: Mention, state: str) -> bool:
    doors = ("cover/door", "cover/gate", "lock")
    return state in ("locked", "unlocked") and any(noun in doors for noun in named.nouns)


def _locks(named: Mention, around: Around) -> Reached:
    locks = around.index.by_domain.get("lock", ())
    within = [at for at in locks if around.index.entity(at).area in named.areas]
    return Reached(
        kind="lock",
        tied={"domain": "lock", **room_of(named)},
        entities=tuple(within) if named.areas else locks,
    )


def _named_state(named: Mention, state: str, *, clause: Clause, around: Around) -> Command | None:
    sensors = sensors_of(around, named.entities, question_words()["classes"].get(state, []))
    others = [at for at in named.entities if around.index.entity(at).domain != "binary_sensor"]
    if sensors and not others:
        entity = around.index.entity(sensors[0])
        tied = {"name": entity.name, "domain": entity.domain, "device_class": entity.device_class}
        found: Reached | None = Reached(kind="binary_sensor", tied=tied, entities=sensors[:1])
    else:
        found = reach(named, _THINGS, around)
    return _state_of(found, state, named=named, clause=clause) if found else None


def _state_of(found: Reached, state: str, *, named: Mention, clause: Clause) -> Command:
    told = question_words()["state"].get(found.kind, {}).get(state, state)
    return Command(
        intent="HassGetState",
        slots={**found.tied, "state": told},
        targets=found.entities,
        query=query_of(named, clause),
    )


def _plain_state(named: Mention, clause: Clause, around: Around) -> Command | None:
    """Read 거실 온도 센서 상태는, 습도 어때."""
    if named.entities:
        found = reach(named, _THINGS, around)
        return _value_of(found) if found else None
    sensor = next((n for n in named.nouns if n.startswith("sensor/")), None)
    if sensor:
        return _measured(sensor.partition("/")[2], named, around)
    if named.nouns and clause.has("attr:state", "what", "act:tell", "percent_what", "attr:volume"):
        found = reach(named, _THINGS, around)
        return _value_of(found) if found else None
    if named.areas and clause.has("attr:state") and not named.pointing:
        # 거실 상태 알려줘 asks for all there is in a room.
        return Command(
            intent="HassGetState",
            slots=room_of(named),
            targets=_within(named, around),
            query="value",
        )
    return None


def _within(named: Mention, around: Around) -> tuple[int, ...]:
    entities = around.index.household.entities
    return tuple(at for at, entity in enumerate(entities) if entity.area in named.areas[:1])


def _value_of(found: Reached) -> Command:
    slots = {
        k: v for k, v in found.tied.items() if k in ("name", "area") or "name" not in found.tied
    }
    return Command(intent="HassGetState", slots=slots, targets=found.entities, query="value")


def _measured(device_class: str, named: Mention, around: Around) -> Command:
    found = [
        at for at in around.index.by_domain.get("sensor", ())
        if around.index.entity(at).device_class == device_class
        or named.form in squeeze(around.index.entity(at).name)
    ]  # fmt: skip
    area = room_of(named)
    within = [at for at in found if not area or around.index.entity(at).area in named.areas]
    if len(within) == 1:
        slots = {"name": around.index.entity(within[0]).name}
    else:
        slots = {"domain": "sensor", "device_class": device_class, **area}
    return Command(intent="HassGetState", slots=slots, targets=tuple(within), query="value")


def offer_for(feeling: str) -> Mapping[str, Any] | None:
    """Return the intent, slots and question to offer on a remark ("dark"); None for nothing."""
    row: Mapping[str, Any] | None = question_words()["offer"].get(feeling)
    return row
