"""Answer questions about the home: what is on, whether it is, how warm it is, what time it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from dure.assistants.home.household import Entity, HouseholdIndex
from dure.assistants.home.living import LivingHome
from dure.assistants.home.meaning import Command
from dure.assistants.home.phrases import states
from dure.assistants.home.telling import clock_time, day, items_of, line, named, news, told
from dure.engine.assistant import Answer, Line, Scene


async def ask_state(scene: Scene, home: LivingHome) -> Answer:
    """Answer what was asked about the state of devices."""
    meaning, text = scene.meaning
    index = home.index()
    lines: list[Line] = [*news(home)]
    asked: list[str] = []
    for command in meaning.commands:
        lines += answer_of(command, index)
        asked += [device for at in command.targets if (device := index.entity(at).id)]
    items = tuple(items_of(home, asked))
    is_empty = lines[-1].phrase == "none_there"
    return Answer(
        lines=tuple(lines),
        items=(*items, *told(lines)),
        memory={"said": text or scene.heard.text},
        outcome="refused" if is_empty else "answered",
        reason="missing_target" if is_empty else None,
    )


def answer_of(command: Command, index: HouseholdIndex) -> list[Line]:
    """Return the lines that answer a question, from what is known now."""
    entities = [index.entity(at) for at in command.targets]
    if not entities:
        return [line("weather_none" if command.intent == "HassGetWeather" else "none_there")]
    if command.intent == "HassClimateGetTemperature":
        return [_value(entity, _warmth(entity)) for entity in entities]
    wanted = command.slots.get("state")
    if command.query == "value" or wanted is None:
        return [_value(entity, _reading(entity)) for entity in entities]
    return _compared(command.query or "one", str(wanted), entities)


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
    entity = known[0]
    phrase = "state_yes" if fitting else "state_no"
    return line(phrase, names=entity.name, told=_told(entity, entity.state or wanted))


def _any(wanted: str, known: Sequence[Entity], fitting: Sequence[Entity]) -> Line:
    if not fitting:
        return line("any_no")
    return line("any_yes", names=_names(fitting), told=_told(known[0], wanted))


def _all(wanted: str, known: Sequence[Entity], fitting: Sequence[Entity]) -> Line:
    others = [entity for entity in known if entity not in fitting]
    if others:
        return line("all_no", names=_names(others))
    return line("all_yes", told=_told(known[0], wanted))


def _which(wanted: str, known: Sequence[Entity], fitting: Sequence[Entity]) -> Line:
    told = _told(known[0], wanted)
    return (
        line("which", names=_names(fitting), told=told)
        if fitting
        else line("which_none", told=told)
    )


def _how_many(wanted: str, known: Sequence[Entity], fitting: Sequence[Entity]) -> Line:
    words = _told(known[0], wanted)
    if not fitting:
        return line("how_many_none", told=words)
    return line("how_many", value=len(fitting), names=_names(fitting), told=words)


_ANSWERS = {"one": _one, "any": _any, "all": _all, "which": _which, "how_many": _how_many}


def _is(entity: Entity, wanted: str) -> bool:
    """Whether a device is in a state; a climate that cools or heats is on."""
    if entity.state == wanted:
        return True
    return entity.domain == "climate" and wanted == "on" and entity.state not in ("off", None)


def _names(entities: Sequence[Entity]) -> str:
    return named([entity.name for entity in entities])


def _told(entity: Entity, state: str) -> str:
    own: Mapping[str, str] = states().get(entity.device_class or "", {})
    return own.get(state) or states()["any"].get(state) or state


def _warmth(entity: Entity) -> Any:  # noqa: ANN401 - a number or text as reported
    return entity.attributes.get("current_temperature", entity.state)


def _reading(entity: Entity) -> Any:  # noqa: ANN401 - a number or text as reported
    return entity.state


def _value(entity: Entity, value: Any) -> Line:  # noqa: ANN401 - a number or text as reported
    if value is None:
        return line("value_unknown", names=entity.name)
    text = str(value)
    if text in states()["any"]:
        return line("state_one", names=entity.name, told=_told(entity, text))
    unit = entity.attributes.get("unit") or ("°C" if entity.domain == "climate" else "")
    return line("value", names=entity.name, value=f"{text}{unit}")


async def tell_time(scene: Scene, home: LivingHome) -> Answer:
    """Tell the time of day."""
    lines = (*news(home), line("time_now", value=clock_time(scene.now)))
    return Answer(lines=lines, items=told(lines))


async def tell_date(scene: Scene, home: LivingHome) -> Answer:
    """Tell the day."""
    lines = (*news(home), line("date_now", value=day(scene.now)))
    return Answer(lines=lines, items=told(lines))
