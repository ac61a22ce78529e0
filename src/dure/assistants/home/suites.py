"""Measure the understanding of home commands on rows that anybody brings.

Row format and scoring: see docs/assistants/home.md. The row's entities, areas and timers are
the home; only understanding is timed, the home is prepared before.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dure.assistants.home.household import Entity, Household, HouseholdIndex, index
from dure.assistants.home.meaning import Command, Meaning
from dure.assistants.home.understand import understand
from dure.engine.assistant import Facts, Suite, by_clock
from dure.kernel.clock import Clock

_COMPARED: Final = frozenset((
    "name", "area", "state", "color", "item", "brightness", "brightness_change", "temperature",
    "temperature_change", "position", "percentage", "percentage_change", "volume_level",
    "volume_step", "hours", "minutes", "seconds", "start_hours", "start_minutes", "start_seconds",
    "delay_s", "duration_s",
))  # fmt: skip
_HOME: Final = ("entities", "areas", "timers")
_KINDS: Final = ("domain", "device_class")
_ENTITY: Final = ("name", "domain", "area", "state", "device_class", "attributes")


def score_commands(files: Sequence[Sequence[Facts]], clock: Clock) -> tuple[Facts, list[Facts]]:
    """Score right, wrong (another reading acted on) and refused; rows of all files together.

    Beyond the shared format a row may carry `speaker_area`, `previous` (the sentence before),
    `commands` (several commands, instead of intent and slots) and intent null (to be refused);
    a row without `entities` shares the home of the row before it.
    """
    rows = [row for file in files for row in _with_homes(file)]
    homes: dict[str, HouseholdIndex] = {}
    meanings, times_ms = [], []
    for row in rows:
        home = _home(row, homes)
        speaker = row.get("speaker_area")
        said = row.get("previous")
        previous = understand(said, home, speaker_area=speaker) if said else None
        began = clock.elapsed_s()
        meaning = understand(row["text"], home, speaker_area=speaker, previous=previous)
        times_ms.append((clock.elapsed_s() - began) * 1000)
        meanings.append(meaning)
    verdicts = [judge(row, meaning) for row, meaning in zip(rows, meanings, strict=True)]
    counts = Counter(verdicts)
    figures = {
        "n": len(rows),
        **{verdict: counts[verdict] for verdict in ("right", "wrong", "refused")},
        **_times(times_ms),
    }
    return figures, [
        {"row": row.get("id", at), "text": row["text"], "result": told(meaning), "verdict": verdict}
        for at, (row, meaning, verdict) in enumerate(zip(rows, meanings, verdicts, strict=True))
    ]


def _with_homes(file: Sequence[Facts]) -> Iterator[Facts]:
    home: dict[str, Any] = {}
    for row in file:
        if "entities" in row:
            home = {key: row.get(key) for key in _HOME if row.get(key) is not None}
        yield {**home, **row}


def household_of(row: Facts) -> Household:
    """Return the home that a row brings along."""
    return Household(
        entities=tuple(_entity(entity) for entity in row.get("entities", ())),
        areas=tuple(row.get("areas", ())),
        timers=tuple(row.get("timers") or ()),
    )


def judge(row: Facts, meaning: Meaning) -> str:
    """Return right, wrong or refused for one row."""
    expected = row.get("commands") or ([row] if row["intent"] else [])
    given = _given(meaning)
    if not expected:
        return "wrong" if given else "right"
    if not given:
        return "refused"
    fits = len(expected) == len(given) and all(
        _fits(wanted, command) for wanted, command in zip(expected, given, strict=True)
    )
    return "right" if fits or (meaning.offer and _is_remark(row)) else "wrong"


def told(meaning: Meaning) -> Facts:
    """Return a meaning in the shape of a turn's result."""
    commands = [_told(command) for command in meaning.commands]
    if meaning.refusal:
        refusal = meaning.refusal
        return {
            "intent": None, "slots": {}, "outcome": "asked", "reason": refusal.reason,
            "candidates": list(refusal.candidates), "commands": [],
        }  # fmt: skip
    first = _told(_given(meaning)[0])
    outcome = "asked" if any(c.needs_confirmation for c in meaning.commands) else "answered"
    return {**first, "outcome": outcome, "offer": meaning.offer, "commands": commands}


def _told(command: Command) -> dict[str, Any]:
    return {"intent": command.intent, "slots": dict(command.slots)}


def _given(meaning: Meaning) -> tuple[Command, ...]:
    return (meaning.question,) if meaning.question else meaning.commands


def _is_remark(row: Facts) -> bool:
    """Whether a row takes how somebody feels for a question or a command."""
    return row["intent"] in ("HassClimateGetTemperature", "HassLightSet", "HassTurnOn")


def _fits(wanted: Mapping[str, Any], command: Command) -> bool:
    expected = {k: v for k, v in wanted["slots"].items() if (k, v) != ("name", "all")}
    given = {k: v for k, v in command.slots.items() if (k, v) != ("name", "all")}
    if wanted["intent"] != command.intent:
        return False
    if "name" not in expected and any(given.get(k) != expected[k] for k in _KINDS if k in expected):
        return False
    return {k: v for k, v in expected.items() if k in _COMPARED} == {
        k: v for k, v in given.items() if k in _COMPARED
    }


def _home(row: Facts, homes: dict[str, HouseholdIndex]) -> HouseholdIndex:
    key = repr((row.get("entities"), row.get("areas"), row.get("timers")))
    if key not in homes:
        homes[key] = index(household_of(row))
    return homes[key]


def _entity(facts: Mapping[str, Any]) -> Entity:
    known = {key: facts[key] for key in _ENTITY if facts.get(key) is not None}
    return Entity(**known, aliases=tuple(facts.get("aliases", ())))


def _times(times_ms: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times_ms) or [0.0]
    last = len(ordered) - 1
    return {
        "p50_ms": round(ordered[int(last * 0.5)], 3),
        "p99_ms": round(ordered[int(last * 0.99)], 3),
    }


SUITES: Final = (Suite(name="commands", score=by_clock(score_commands)),)
