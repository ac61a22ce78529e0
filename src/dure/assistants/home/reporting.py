"""Answer questions about the home: what is on, whether it is, how warm it is, what time it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dure.assistants.home.dialects.payload import number_of
from dure.assistants.home.household import Entity, HouseholdIndex
from dure.assistants.home.living import LivingHome
from dure.assistants.home.meaning import Command
from dure.assistants.home.phrases import part, states, units
from dure.assistants.home.reading import to_plain
from dure.assistants.home.telling import clock_time, day, items_of, line, named, news, told
from dure.engine.assistant import Answer, Line, Scene
from dure.korean.normal import squeeze

_SOMEBODY: Final = frozenset(("motion", "occupancy", "presence"))
"""Classes of sensors that tell whether somebody is there."""
_PLACED: Final = frozenset((*_SOMEBODY, "smoke", "gas", "sound", "vibration"))
"""Classes of sensors that tell something of their room, not of themselves."""
_LOW: Final = 20
"""Percent at which a battery is called low."""
_LISTED: Final = 20
"""Names of devices that are read out at once."""
_TOLD_AT_MOST: Final = 8
"""Devices of a room that are told one by one."""


async def ask_state(scene: Scene, home: LivingHome) -> Answer:
    """Answer what was asked about the state of devices."""
    meaning, _ = scene.meaning
    index = home.index()
    lines: list[Line] = [*news(home)]
    asked: list[str] = []
    for command in meaning.commands:
        lines += answer_of(command, index)
        asked += [device for at in command.targets if (device := index.entity(at).id)]
    is_empty = lines[-1].phrase in ("none_there", "no_sensor", "weather_none")
    return Answer(
        lines=tuple(lines),
        items=(*items_of(home, asked), *told(lines)),
        memory={"commands": [to_plain(command, index) for command in meaning.commands]},
        outcome="refused" if is_empty else "answered",
        reason="missing_target" if is_empty else None,
    )


async def tell_when(scene: Scene, home: LivingHome) -> Answer:
    """Tell from the event log when a device last became what it is asked about."""
    meaning, _ = scene.meaning
    index = home.index()
    await home.here.recorder.flush()
    lines: list[Line] = [*news(home)]
    for command in meaning.commands:
        wanted = str(command.slots.get("state"))
        for at in command.targets[:_TOLD_AT_MOST]:
            lines.append(await _since(_named(index, at), wanted, scene=scene, home=home))
    if not any(command.targets for command in meaning.commands):
        lines.append(line("none_there"))
    is_known = any(one.phrase == "became" for one in lines)
    return Answer(
        lines=tuple(lines),
        items=told(lines),
        memory={"commands": [to_plain(command, index) for command in meaning.commands]},
        outcome="answered" if is_known else "refused",
        reason=None if is_known else "not_recorded",
    )


async def _since(entity: Entity, wanted: str, *, scene: Scene, home: LivingHome) -> Line:
    meant = frozenset((wanted,))
    if wanted == "on" and entity.domain == "climate":
        meant = frozenset(("cool", "heat", "dry", "fan_only", "auto", "heat_cool"))
    at = await home.here.history.became(entity.id or "", meant)
    if at is None:
        return line("became_unknown", names=entity.name)
    days = (scene.now.date() - at.date()).days
    when = clock_time(at)
    if days:
        when = f"{part('yesterday') if days == 1 else day(at)} {when}"
    return line("became", names=entity.name, when=when, told=_became(_told(entity, wanted)))


def answer_of(command: Command, index: HouseholdIndex) -> list[Line]:
    """Return the lines that answer a question, from what is known now."""
    entities = [_named(index, at) for at in command.targets]
    if not entities:
        return list(_without_device(command, index))
    if command.intent == "HassClimateGetTemperature":
        return [_warmth(entity) for entity in entities]
    wanted = command.slots.get("state")
    if command.query == "value" or wanted is None:
        return [_value(entity, entity.state) for entity in entities[:_TOLD_AT_MOST]]
    return _compared(command.query or "one", str(wanted), entities)


def _named(index: HouseholdIndex, at: int) -> Entity:
    entity = index.entity(at)
    return replace(entity, name=index.called(entity.name, entity.area))


def _without_device(command: Command, index: HouseholdIndex) -> Iterator[Line]:
    """Answer about what no device is there for; batteries may be told in percent instead."""
    device_class = command.slots.get("device_class")
    if command.intent == "HassGetWeather":
        yield line("weather_none")
    elif command.intent == "HassClimateGetTemperature":
        yield from _thermometers(command.slots.get("area"), index) or [line("none_there")]
    elif device_class == "battery":
        yield _batteries(index)
    elif device_class in _PLACED:
        yield line("no_sensor")
    else:
        yield line("none_there")


def _thermometers(area: str | None, index: HouseholdIndex) -> list[Line]:
    """Tell what sensors measure in a room; without one, what a climate device there does."""
    found = [
        _named(index, at)
        for domain in ("sensor", "climate")
        for at in index.by_domain.get(domain, ())
        if index.entity(at).area in (area, index.entity(at).area if area is None else None)
    ]
    sensors = [one for one in found if one.device_class == "temperature"]
    if sensors:
        return [_value(one, one.state) for one in sensors[:_TOLD_AT_MOST]]
    return [_warmth(one) for one in found if one.domain == "climate"][:_TOLD_AT_MOST]


def _batteries(index: HouseholdIndex) -> Line:
    """Tell which batteries are low, or how full the emptiest is."""
    known = [
        (level, entity.name)
        for entity in map(index.entity, index.by_domain.get("sensor", ()))
        if entity.device_class == "battery" and (level := number_of(entity.state)) is not None
    ]
    if not known:
        return line("none_there")
    low = [name for level, name in sorted(known) if level <= _LOW]
    if low:
        return line("battery_low", names=named(low), value=_LOW)
    level, name = min(known)
    return line("battery_good", names=name, value=f"{level:g}%")


def _compared(query: str, wanted: str, entities: Sequence[Entity]) -> list[Line]:
    known = [entity for entity in entities if entity.state is not None]
    unknown = [entity.name for entity in entities if entity.state is None]
    fitting = [entity for entity in known if _is(entity, wanted)]
    if not known:
        return [line("state_unknown_one", names=named(unknown))]
    lines = [_ANSWERS[query](wanted, known, fitting)]
    if unknown:
        lines.append(line("some_unknown", names=named(unknown)))
    return lines


def _one(wanted: str, known: Sequence[Entity], fitting: Sequence[Entity]) -> Line:
    entity = (fitting or known)[0]
    phrase = "state_yes" if fitting else "state_no"
    return _placed(phrase, entity, _told(entity, entity.state or wanted))


def _any(wanted: str, known: Sequence[Entity], fitting: Sequence[Entity]) -> Line:
    if not fitting:
        return _one(wanted, known, fitting) if _is_placed(known[0]) else line("any_no")
    if _is_placed(fitting[0]):
        return _placed("state_yes", fitting[0], _told(fitting[0], wanted))
    return line("any_yes", names=_names(fitting), told=_told(fitting[0], wanted))


def _all(wanted: str, known: Sequence[Entity], fitting: Sequence[Entity]) -> Line:
    others = [entity for entity in known if entity not in fitting]
    if others:
        return line("all_no", names=_names(others))
    return line("all_yes", told=_told(known[0], wanted))


def _which(wanted: str, known: Sequence[Entity], fitting: Sequence[Entity]) -> Line:
    words = _told(known[0], wanted)
    if not fitting:
        return line("which_none", told=_being(words))
    return line("which", names=_names(fitting), told=words)


def _how_many(wanted: str, known: Sequence[Entity], fitting: Sequence[Entity]) -> Line:
    words = _told(known[0], wanted)
    if not fitting:
        return line("how_many_none", told=_being(words))
    return line("how_many", value=len(fitting), names=_names(fitting), told=words)


_ANSWERS: Final = {"one": _one, "any": _any, "all": _all, "which": _which, "how_many": _how_many}


def _is(entity: Entity, wanted: str) -> bool:
    """Whether a device is in a state; a climate that cools or heats is on."""
    if entity.state == wanted:
        return True
    if entity.domain == "media_player" and wanted == "on":
        return entity.state in ("playing", "paused")
    return entity.domain == "climate" and wanted == "on" and entity.state not in ("off", None)


def _names(entities: Sequence[Entity]) -> str:
    return named([entity.name for entity in entities])


def _placed(phrase: str, entity: Entity, words: str) -> Line:
    """Tell a state of a device; of a sensor that speaks for its room, of the room."""
    if _is_placed(entity) and entity.area:
        return line(f"{phrase}_there", area=entity.area, told=words)
    return line(phrase, names=entity.name, told=words)


def _is_placed(entity: Entity) -> bool:
    return entity.domain == "binary_sensor" and entity.device_class in _PLACED


def _told(entity: Entity, state: str) -> str:
    """Return how a state is told as the end of a sentence: 켜져 있어요."""
    own: Mapping[str, str] = states().get(entity.device_class or "", {})
    return own.get(state) or states()["any"].get(state) or part("otherwise", state=state)


def _being(words: str) -> str:
    """Return 켜져 있어요 as it stands before a noun: 켜져 있는."""
    return words.removesuffix("어요") + "는"


def _became(words: str) -> str:
    """Return 켜져 있어요 as what happened: 켜졌어요."""
    table: Mapping[str, str] = states()["became"]
    return table.get(words, part("became_otherwise", told=_being(words)))


def _warmth(entity: Entity) -> Line:
    now, wish = entity.attributes.get("current_temperature"), entity.attributes.get("temperature")
    if now is None:
        return _value(entity, entity.state)
    value = f"{now}{units()['°C']}"
    if wish is None:
        return line("warmth", names=entity.name, value=value)
    return line("warmth_wished", names=entity.name, value=value, wish=f"{wish}{units()['°C']}")


def _value(entity: Entity, value: Any) -> Line:  # noqa: ANN401 - a number or text as reported
    if value is None:
        return line("value_unknown", names=entity.name)
    about = entity.attributes
    if entity.domain == "light" and value == "on" and "brightness" in about:
        return line("lit", names=entity.name, value=about["brightness"])
    if entity.domain == "cover" and value == "open" and about.get("position", 100) not in (0, 100):
        return line("open_by", names=entity.name, value=about["position"])
    if entity.domain != "sensor":
        return _placed("state_one", entity, _told(entity, str(value)))
    unit = str(entity.attributes.get("unit") or "")
    return line("value", names=entity.name, value=f"{value}{units().get(unit, unit)}")


async def tell_devices(scene: Scene, home: LivingHome) -> Answer:
    """Tell what devices there are, in the home or in a room."""
    index = home.index()
    wanted = scene.slots.get("area")
    called = index.forms.get(squeeze(wanted)) if wanted else None
    area = called.areas[0] if called and called.areas else None
    if wanted and area is None:
        lines = (*news(home), line("no_room", area=wanted))
        return Answer(lines=lines, items=told(lines), outcome="refused", reason="missing_target")
    live = [one for one in home.here.book.named() if area in (None, one.area)]
    names = ", ".join(one.name for one in live[:_LISTED])
    more = max(0, len(live) - _LISTED)
    phrase = "devices" if area is None else "devices_there"
    lines = (*news(home), line(phrase, area=area, value=len(live), names=names))
    if more:
        lines = (*lines, line("devices_more", value=more))
    return Answer(lines=lines, items=(*items_of(home, [o.config.id for o in live]), *told(lines)))


async def tell_time(scene: Scene, home: LivingHome) -> Answer:
    """Tell the time of day."""
    lines = (*news(home), line("time_now", value=clock_time(scene.now)))
    return Answer(lines=lines, items=told(lines))


async def tell_date(scene: Scene, home: LivingHome) -> Answer:
    """Tell the day."""
    lines = (*news(home), line("date_now", value=day(scene.now)))
    return Answer(lines=lines, items=told(lines))
