"""Understand a Korean sentence as commands for a home, or say why not.

The road: hear, cut into known pieces, split into clauses, find the frames that explain every
piece, find what is meant in this home, check that the slots may stand together. Only a unique
reading is accepted, and a sentence with a word that nothing explains is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dure.assistants.home.clauses import Clause, features_of, is_target, split
from dure.assistants.home.followups import Earlier, completed, earlier_of, room_after
from dure.assistants.home.frames import Fit, fitting
from dure.assistants.home.household import HouseholdIndex
from dure.assistants.home.legal import is_guarded, is_legal, needs_confirmation
from dure.assistants.home.meaning import Command, Meaning, Unclear
from dure.assistants.home.mentions import Mention, mentions
from dure.assistants.home.questions import offer_for, read_question
from dure.assistants.home.refusing import not_understood, refuse_moods, refuse_unknown
from dure.assistants.home.shopping import read_shopping
from dure.assistants.home.spans import Span, tag
from dure.assistants.home.speech import Utterance, hear
from dure.assistants.home.targets import Around, Reached, reach
from dure.assistants.home.timers import duration_s, durations, read_timer
from dure.assistants.home.values import read_values

_TARGET_SLOTS: Final = ("name", "area", "domain", "device_class")
_REMARK: Final = frozenset(("feel", "too", "little", "more", "much", "today"))
_OFFERED: Final = {"HassClimateSetTemperature": "climate", "HassLightSet": "light"}
_LONGEST: Final = 120
"""Letters of the longest sentence that is read as a command."""


def understand(
    text: str,
    index: HouseholdIndex,
    *,
    speaker_area: str | None = None,
    previous: Meaning | None = None,
) -> Meaning:
    """Return what a sentence means in this home.

    speaker_area: the room in which it was said, None if unknown; it fills in for 여기 and for
        commands without a room. previous: the meaning before, for 그것도 꺼 and 거기 불도.
    """
    heard = hear(text)
    around = Around(index=index, area=speaker_area)
    try:
        return _read(heard, around, earlier_of(previous, index))
    except Unclear as unclear:
        return Meaning(refusal=unclear.refusal)


def _read(heard: Utterance, around: Around, before: Earlier | None) -> Meaning:
    if not heard.letters or len(heard.letters) > _LONGEST:
        raise Unclear("not_a_command")
    items = read_shopping(heard)
    if items:
        return Meaning(commands=items)
    spans = tag(heard, around.index)
    clauses = split(spans, asks=heard.asks, breaks=heard.breaks)
    if not clauses:
        raise Unclear("not_a_command")
    named_timer = _named_timer(spans, heard, clauses)
    if named_timer:
        return named_timer
    refuse_unknown(spans, heard)
    if len(clauses) == 1 and (offer := _remark(clauses[0], around)):
        return offer
    commands: list[Command] = []
    for clause in clauses:
        around = replace(around, before=before.mention if before else None)
        found = _clause_commands(clause, around, before)
        commands += [command for command, _ in found]
        before = Earlier(command=found[-1][0], mention=found[-1][1])
        around = replace(around, carried=room_after(*found[-1], around.index))
    return Meaning(commands=tuple(commands))


def _named_timer(
    spans: Sequence[Span], heard: Utterance, clauses: Sequence[Clause]
) -> Meaning | None:
    """Read 라면 타이머 3분: the one unknown word right before 타이머 is its name."""
    unknown = [at for at, span in enumerate(spans) if not span.is_known]
    timers = [at for at, span in enumerate(spans) if features_of(span) & {"timer"}]
    if len(clauses) != 1 or len(timers) != 1 or not unknown:
        return None
    first, last = unknown[0], timers[0] - 1
    if unknown[-1] > last or any(features_of(s) & {"act", "minutes"} for s in spans[first:last]):
        return None
    name = heard.said(spans[first].start, spans[last].end)
    rest = Clause(spans=(*spans[:first], *spans[last + 1 :]), asks=heard.asks)
    command = read_timer(rest, name=name)
    return Meaning(commands=(command,)) if command else None


def _remark(clause: Clause, around: Around) -> Meaning | None:
    """Read 거실이 너무 어두워 as something to offer; with a question mark it is a question."""
    word = clause.word("feel")
    plain = all(is_target(s) or features_of(s) & _REMARK for s in clause.told)
    if word is None or not plain or clause.has("howmuch"):
        return None
    row = offer_for(word.value)
    if row is None:
        return None
    read = frozenset(s.start for s in clause.told if features_of(s) & _REMARK)
    named = mentions(clause, read)[0]
    if named.entities:
        return _remark_on(named, row, around)
    area = named.areas[0] if named.areas else around.area
    tied = {"area": area} if area else {}
    question = (
        Command(intent=row["question"], slots=tied, query="value") if "question" in row else None
    )
    if clause.asks and question:
        return Meaning(commands=(question,))
    command = Command(intent=row["intent"], slots={**row["slots"], **tied})
    return Meaning(commands=(command,), offer=True, question=question)


def _remark_on(named: Mention, row: Mapping[str, Any], around: Around) -> Meaning | None:
    """Read 에어컨 너무 추워 as about just that device, where the offer is for its kind."""
    entities = [around.index.entity(at) for at in named.entities]
    domain = row["slots"].get("domain") or _OFFERED.get(row["intent"])
    if len(entities) != 1 or entities[0].domain != domain:
        return None
    values = {k: v for k, v in row["slots"].items() if k != "domain"}
    slots = {"name": entities[0].name, **values}
    command = Command(intent=row["intent"], slots=slots, targets=named.entities)
    return Meaning(commands=(command,), offer=True)


def _clause_commands(
    clause: Clause, around: Around, before: Earlier | None
) -> list[tuple[Command, Mention]]:
    clause = _without_rejected(clause)
    refuse_moods(clause)
    single = read_timer(clause) or read_question(clause, around)
    if single:
        return [(_checked(single), Mention())]
    delay = _delay(clause)
    reading = _read_frames(clause, around, before) or _repeated(clause, around, before)
    if not reading:
        raise not_understood(clause)
    return [(_checked(replace(c, slots={**c.slots, **delay})), m) for c, m in reading]


def _without_rejected(clause: Clause) -> Clause:
    """Drop what is not meant: 거실 말고 주방 불 꺼."""
    at = next((i for i, s in enumerate(clause.spans) if features_of(s) & {"not_this"}), None)
    if at is None:
        return clause
    rest = replace(clause, spans=clause.spans[at + 1 :])
    if not any(is_target(span) for span in rest.spans):
        raise Unclear("negated")
    return rest


def _delay(clause: Clause) -> dict[str, int]:
    """Return delay_s for 5분 뒤에, duration_s for 10분 동안."""
    said = durations(clause)
    if not said:
        return {}
    if clause.has("later"):
        return {"delay_s": duration_s(said)}
    if clause.has("during") or _is_limited(clause):
        return {"duration_s": duration_s(said)}
    raise Unclear("unclear")


def _is_limited(clause: Clause) -> bool:
    """Whether 만 follows the time: 10분만 켜줘."""
    ends = {s.end for s in clause.spans if features_of(s) & {"hours", "minutes", "seconds"}}
    return any(span.form == "만" and span.start in ends for span in clause.spans)


def _read_frames(
    clause: Clause, around: Around, before: Earlier | None
) -> list[tuple[Command, Mention]]:
    """Return the commands of the best frame; empty where none fits.

    Raises Unclear where two frames with different intents fit equally well, or where a frame
    fits but its target is missing or ambiguous.
    """
    trouble: Unclear | None = None
    for fit in fitting(clause):
        try:
            found = _framed(fit, clause, around, before)
        except Unclear as unclear:
            trouble = trouble or unclear
            continue
        if found:
            return found
    if trouble:
        raise trouble
    return []


def _framed(
    fit: Fit, clause: Clause, around: Around, before: Earlier | None
) -> list[tuple[Command, Mention]]:
    out = []
    for mention in mentions(clause, fit.consumed):
        found = _reached(mention, fit.frame.domains, around, before)
        if found is None:
            return []
        reached, meant = found
        slots = read_values(fit.frame.slots, clause, reached=reached, index=around.index)
        if slots is None:
            return []
        command = _command(fit.frame.intent, slots, reached, around.index)
        if not is_legal(command):
            return []
        out.append((command, meant))
    return out


def _reached(
    mention: Mention, domains: frozenset[str], around: Around, before: Earlier | None
) -> tuple[Reached, Mention] | None:
    """Return what is reached, with what stood there if only pointed at or left out."""
    said = completed(mention, before)
    named = domains - {"none"}
    for candidate in said:
        found = reach(candidate, named, around)
        if found:
            return found, candidate
    found = reach(mention, domains, around)
    return (found, mention) if found else None


def _repeated(
    clause: Clause, around: Around, before: Earlier | None
) -> list[tuple[Command, Mention]]:
    """Read 주방도 and 거기 불도: the same again, elsewhere."""
    if before is None or not clause.told or not all(is_target(span) for span in clause.told):
        return []
    intent = before.command.intent
    values = {k: v for k, v in before.command.slots.items() if k not in _TARGET_SLOTS}
    if intent == "HassGetState" or not (before.command.targets or "area" in before.command.slots):
        return []
    domains = {around.index.entity(at).domain for at in before.command.targets} | {"area"}
    out = []
    for mention in mentions(clause, frozenset()):
        found = _reached(mention, frozenset(domains), around, before)
        if found is None or (found[0].kind == "area" and intent in ("HassTurnOn", "HassTurnOff")):
            return []
        out.append((_command(intent, values, found[0], around.index), found[1]))
    return out


def _command(
    intent: str, slots: Mapping[str, Any], reached: Reached, index: HouseholdIndex
) -> Command:
    entities = [index.entity(at) for at in reached.entities]
    if not reached.exact and is_guarded(intent, kind=reached.kind, entities=entities):
        names = tuple(entity.name for entity in entities)
        raise Unclear("did_you_mean", candidates=names)
    # A room alone is set for its lights: Home Assistant's sentences say so, too.
    of_lights = {"domain": "light"} if reached.kind == "area" and intent == "HassLightSet" else {}
    return Command(
        intent=intent,
        slots={**reached.tied, **of_lights, **slots},
        targets=reached.entities,
        needs_confirmation=needs_confirmation(intent, kind=reached.kind, entities=entities)
        or (reached.kind == "all" and "area" not in reached.tied),
    )


def _checked(command: Command) -> Command:
    if not is_legal(command):
        raise Unclear("not_supported", command.intent)
    return command
