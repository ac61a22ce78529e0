"""Read questions: what is the state, which are on, how warm is it. A question never acts."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from dure.assistants.home.clauses import Clause, features_of, is_target
from dure.assistants.home.meaning import Command, Unclear
from dure.assistants.home.mentions import Mention, mentions
from dure.assistants.home.targets import Around, Reached, reach
from dure.kernel.data import read_toml
from dure.korean.normal import squeeze

_PACKAGE: Final = "dure.assistants.home"
_ASKING: Final = frozenset((
    "what", "degrees_what", "percent_what", "howmuch", "act:tell", "attr:state", "exist",
    "exist_not", "is_it",
))  # fmt: skip
_LOOSE: Final = frozenset((*_ASKING, "too", "today", "power", "not", "outside", "mode_word"))
_TOLD: Final = frozenset(("state", "sensed"))
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
    asking = clause.has(*_ASKING, *_TOLD, "feel:warm")
    if not asking and not _is_bare_question(clause):
        return None
    if _acts(clause):
        return None
    return _temperature(clause, around) or _sensed(clause, around) or _state(clause, around)


def _acts(clause: Clause) -> bool:
    acts = {w.value for s in clause.told for w in s.words if w.kind == "act"} - {"tell"}
    return bool(acts) and not clause.features & _TOLD


def _is_bare_question(clause: Clause) -> bool:
    """온도?, 거실 온도 and 얼마나 더워 ask without a verb of asking."""
    only = {"attr:temperature", "attr"}
    plain = all(is_target(s) or features_of(s) <= only | _LOOSE for s in clause.told)
    return plain and (clause.has("attr:temperature") or (clause.asks and clause.has("noun")))


def _explains(clause: Clause, reads: frozenset[str]) -> frozenset[int] | None:
    """Return the starts of what is read; None if a piece is neither that nor a target."""
    read: set[int] = set()
    for span in clause.told:
        if span.called is None and features_of(span) & (reads | _LOOSE):
            read.add(span.start)
        elif not is_target(span):
            return None
    return frozenset(read)


def _named(clause: Clause, read: frozenset[int], around: Around) -> Mention:
    named = mentions(clause, read)[0]
    return around.before if named.pointing == "pronoun" and around.before else named


def _weather(clause: Clause, around: Around) -> Command | None:
    read = _explains(clause, frozenset(("weather",)))
    if read is None:
        raise Unclear("not_supported")
    named = _named(clause, read, around)
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
    read = _explains(clause, reads)
    until = any(span.form in _BOUNDS for span in clause.spans)
    if read is None or until or len(read) < len(clause.told):
        return None
    of_date = clause.has("date", "date_word")
    return Command(intent="HassGetCurrentDate" if of_date else "HassGetCurrentTime", query="value")


def _temperature(clause: Clause, around: Around) -> Command | None:
    felt = clause.has("feel:hot", "feel:cold", "feel:warm")
    if not (felt or clause.has("attr:temperature", "degrees_what")):
        return None
    read = _explains(clause, frozenset(("attr:temperature", "degrees_what", "feel")))
    if read is None:
        return None
    named = _named(clause, read, around)
    found = reach(named, ("climate", "area", "none"), around)
    if found is None and named.entities:
        return None
    if found is None:
        raise Unclear("missing_target", named.form or None)
    return Command(
        intent="HassClimateGetTemperature", slots=found.tied, targets=found.entities, query="value"
    )


def _sensed(clause: Clause, around: Around) -> Command | None:
    """Read what binary sensors tell: 감지됐어, 문제가 있어, 충전 중이야."""
    word = clause.word("sensed")
    read = _explains(clause, frozenset(("sensed", "attr:battery_level", "exist", "state")))
    if word is None or read is None:
        return None
    kind, _, state = word.value.partition(":")
    named = _named(clause, read, around)
    if named.entities:
        return _named_sensor(named, kind, state, clause=clause, around=around)
    told = [n.partition("/")[2] for n in named.nouns if n.startswith("binary_sensor/")]
    device_class = told[0] if told else None if kind == "detected" else kind
    if named.nouns and not told:
        raise Unclear("missing_target", named.form)
    if device_class is None:
        raise Unclear("missing_target")
    if device_class == "presence" and not (named.device or named.quantifier):
        return None
    area = named.areas[0] if named.areas else None
    slots = {"domain": "binary_sensor", "device_class": device_class, "state": state}
    targets = _sensors(around, around.index.by_domain.get("binary_sensor", ()), [device_class])
    return Command(
        intent="HassGetState",
        slots=slots | ({"area": area} if area else {}),
        targets=tuple(t for t in targets if area is None or around.index.entity(t).area == area),
        query=_query(named, clause),
    )


def _named_sensor(
    named: Mention, kind: str, state: str, *, clause: Clause, around: Around
) -> Command | None:
    classes = _table()["classes"].get(kind) or _table()["shared"].get(kind) or [kind]
    found = _sensors(around, named.entities, classes)
    if not found:
        return _only_sensor(named, state, clause=clause, around=around)
    device_class = around.index.entity(found[0]).device_class
    same = tuple(t for t in found if around.index.entity(t).device_class == device_class)
    slots = {"domain": "binary_sensor", "device_class": device_class, "state": state}
    return Command(
        intent="HassGetState",
        slots={"name": around.index.entity(same[0]).name, **slots},
        targets=same,
        query=_query(named, clause),
    )


def _only_sensor(named: Mention, state: str, *, clause: Clause, around: Around) -> Command | None:
    """Take the one sensor of that name, whatever it is said to sense."""
    found = [at for at in named.entities if around.index.entity(at).domain == "binary_sensor"]
    if len(found) != 1:
        return None
    slots = {"name": around.index.entity(found[0]).name, "state": state}
    return Command(
        intent="HassGetState", slots=slots, targets=tuple(found), query=_query(named, clause)
    )


def _sensors(around: Around, found: Iterable[int], classes: Sequence[str]) -> tuple[int, ...]:
    """Return the binary sensors of the classes, in the order of the classes."""
    entities = [(at, around.index.entity(at)) for at in found]
    ranked = [
        (classes.index(e.device_class), at) for at, e in entities
        if e.domain == "binary_sensor" and e.device_class in classes
    ]  # fmt: skip
    return tuple(at for _, at in sorted(ranked))


def _state(clause: Clause, around: Around) -> Command | None:
    read = _explains(clause, frozenset(("state", "attr:state", "attr:brightness", "attr:volume")))
    if read is None:
        return None
    named = _named(clause, read, around)
    word = clause.word("state")
    if word is None:
        return _plain_state(named, clause, around)
    if named.entities:
        return _named_state(named, word.value, clause=clause, around=around)
    contact = _by_contact(named, word.value, around)
    if contact:
        return _state_of(contact, word.value, named=named, clause=clause)
    if named.nouns:
        found = _locks(named, around) if _is_about_locks(named, word.value) else None
        found = found or reach(named, _THINGS, around)
        if found is None:
            raise Unclear("missing_target", named.form)
        return _state_of(found, word.value, named=named, clause=clause)
    if named.pointing in ("there", "pronoun"):
        return None
    if not (named.areas or named.quantifier or named.device or clause.has("exist", "exist_not")):
        return None
    bare = Reached(kind="all", tied=_area(named), entities=_switched(named, around))
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
        tied={"domain": "lock", **_area(named)},
        entities=tuple(within) if named.areas else locks,
    )


def _named_state(named: Mention, state: str, *, clause: Clause, around: Around) -> Command | None:
    sensors = _sensors(around, named.entities, _table()["classes"].get(state, []))
    others = [at for at in named.entities if around.index.entity(at).domain != "binary_sensor"]
    if sensors and not others:
        entity = around.index.entity(sensors[0])
        tied = {"name": entity.name, "domain": entity.domain, "device_class": entity.device_class}
        found: Reached | None = Reached(kind="binary_sensor", tied=tied, entities=sensors[:1])
    else:
        found = reach(named, _THINGS, around)
    return _state_of(found, state, named=named, clause=clause) if found else None


def _by_contact(named: Mention, state: str, around: Around) -> Reached | None:
    """Find the contact sensors that stand for doors, or the power sensors for devices."""
    kinds = [noun.partition("/")[2] for noun in named.nouns if noun.startswith("cover/")]
    classes = _table()["contact"].get(kinds[0], []) if kinds else []
    if named.device and state in ("on", "off"):
        classes = ["power"]
    elif state not in ("open", "closed") or _has_cover(around, kinds):
        return None
    found = _sensors(around, around.index.by_domain.get("binary_sensor", ()), classes)
    if not found:
        return None
    device_class = around.index.entity(found[0]).device_class
    tied = {"domain": "binary_sensor", "device_class": device_class, **_area(named)}
    return Reached(kind="binary_sensor", tied=tied, entities=found)


def _has_cover(around: Around, kinds: Sequence[str]) -> bool:
    covers = around.index.by_domain.get("cover", ())
    return any(around.index.entity(at).device_class in kinds for at in covers)


def _state_of(found: Reached, state: str, *, named: Mention, clause: Clause) -> Command:
    told = _table()["state"].get(found.kind, {}).get(state, state)
    return Command(
        intent="HassGetState",
        slots={**found.tied, "state": told},
        targets=found.entities,
        query=_query(named, clause),
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
    return None


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
    area = _area(named)
    within = [at for at in found if not area or around.index.entity(at).area in named.areas]
    if len(within) == 1:
        slots = {"name": around.index.entity(within[0]).name}
    else:
        slots = {"domain": "sensor", "device_class": device_class, **area}
    return Command(intent="HassGetState", slots=slots, targets=tuple(within), query="value")


def _area(named: Mention) -> dict[str, str]:
    return {"area": named.areas[0]} if named.areas else {}


def _query(named: Mention, clause: Clause) -> str:
    if named.quantifier:
        return {"many": "how_many"}.get(named.quantifier, named.quantifier)
    return "one" if named.entities or not clause.has("exist") else "any"


@cache
def _table() -> Mapping[str, Any]:
    return read_toml(_PACKAGE, "data/commands_questions.toml")


def offer_for(feeling: str) -> Mapping[str, Any] | None:
    """Return the intent, slots and question to offer on a remark ("dark"); None for nothing."""
    row: Mapping[str, Any] | None = _table()["offer"].get(feeling)
    return row
