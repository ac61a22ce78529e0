"""Carry out commands and tell what came of each: done, already so, refused, not reached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from dure.assistants.home.act import Acted
from dure.assistants.home.agenda import Later
from dure.assistants.home.answering import verbs_for
from dure.assistants.home.caring import removed
from dure.assistants.home.deeds import Deed, deeds_of, targets_of
from dure.assistants.home.household import HouseholdIndex
from dure.assistants.home.living import GOOD, LivingHome
from dure.assistants.home.meaning import Command, Unclear
from dure.assistants.home.narrowing import narrowed
from dure.assistants.home.phrases import phrases
from dure.assistants.home.plain import clarified
from dure.assistants.home.reading import command_of, to_plain
from dure.assistants.home.telling import duration, items_of, line, named, news, told
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.turns import Outcome

_VALUES: Final = (
    "color", "color_temp", "brightness", "temperature", "position", "percentage", "volume", "track",
)  # fmt: skip
"""What a goal is told by, where it says more than on or off."""
_PROBLEMS: Final[Mapping[str, str]] = {
    "refused": "refused", "unreachable": "unreachable", "unconfirmed": "unconfirmed",
    "expired": "expired", "not_supported": "unsupported", "unknown_value": "unknown_value",
    "state_unknown": "state_unknown", "unknown_device": "unknown_device",
    "needs_confirmation": "unsupported",
}  # fmt: skip
_ENDS: Final[Mapping[str, tuple[str, str]]] = {
    "cover": ("open", "closed"), "valve": ("open", "closed"), "lock": ("locked", "unlocked"),
}  # fmt: skip
"""What on and off are for a device that knows other words."""
_TOLD_LATER: Final = 30
"""Code points of a request that are repeated when it was too late for it."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is to be done now, and later. skipped: names of devices that can do none of it."""

    deeds: tuple[Deed, ...] = ()
    later: tuple[tuple[int, tuple[Deed, ...]], ...] = ()
    back: tuple[tuple[int, tuple[Deed, ...]], ...] = ()
    skipped: tuple[str, ...] = field(default_factory=tuple)


async def control(scene: Scene, home: LivingHome) -> Answer:
    """Do what a sentence says, or ask first where it cannot be taken back."""
    meaning, text = scene.meaning
    index = home.index()
    text = text or scene.heard.text
    try:
        commands = [
            narrowed(command, index, is_offer=meaning.offer) for command in meaning.commands
        ]
    except Unclear as unclear:
        return clarified(unclear.refusal, text)
    is_guarded = any(command.needs_confirmation for command in commands)
    if is_guarded and any("delay_s" in command.slots for command in commands):
        return _said(line("guarded_later"), outcome="refused", reason="not_supported")
    if meaning.offer or is_guarded:
        return _ask(commands, index)
    answer = await _do(scene, home, commands, confirmed=False)
    return replace(answer, memory={"commands": [to_plain(one, index) for one in commands]})


async def agree(scene: Scene, home: LivingHome) -> Answer:
    """Do what was asked about; a yes to nothing is just kind."""
    if scene.meaning is None:
        return Answer(lines=(line("nothing_asked"),))
    if "remove" in scene.meaning:
        return await removed(scene, home, scene.meaning["remove"])
    index, plain = home.index(), scene.meaning["confirm"]
    commands = [command_of(one, index) for one in plain]
    # Where all it was about is gone by now, nothing else may be done in its place.
    commands = [
        c for c, one in zip(commands, plain, strict=True) if c.targets or not one["targets"]
    ]
    answer = await _do(scene, home, commands, confirmed=True)
    return replace(answer, memory={"commands": [to_plain(one, index) for one in commands]})


async def _do(
    scene: Scene, home: LivingHome, commands: Sequence[Command], *, confirmed: bool
) -> Answer:
    index = home.index()
    work = _work(commands, index)
    acted = [
        await home.act(deed, f"{scene.turn}:{number}", confirmed=confirmed)
        for number, deed in enumerate(work.deeds)
    ]
    if any(one.outcome == "needs_confirmation" for one in acted):
        return _ask(commands, index)
    is_done = any(one.outcome in GOOD for one in acted)
    back = [(delay_s, _undone(deeds, acted)) for delay_s, deeds in work.back if is_done]
    for number, (delay_s, deeds) in enumerate((*work.later, *back)):
        due = scene.now + timedelta(seconds=delay_s)
        said = scene.heard.text[:_TOLD_LATER]
        home.here.agenda.postpone(
            Later(id=f"{scene.turn}:{number}", due_at=due.isoformat(), deeds=deeds, said=said)
        )
    lines = [*news(home), *_results(acted, home), *_told_later(work.later, back)]
    if work.skipped:
        lines.append(line("unsupported", names=named(work.skipped)))
    if not lines:
        return _said(line("none_there"), outcome="refused", reason="missing_target")
    items = (*items_of(home, [one.device for one in acted]), *told(lines))
    return Answer(lines=tuple(lines), items=items, **_outcome(acted, work))


def _work(commands: Sequence[Command], index: HouseholdIndex) -> Work:
    now: list[Deed] = []
    later, back, skipped = [], [], []
    for command in commands:
        deeds = tuple(deeds_of(command, index))
        if not deeds:
            skipped += [index.entity(at).name for at in targets_of(command, index)]
            continue
        if "delay_s" in command.slots:
            later.append((int(command.slots["delay_s"]), deeds))
            continue
        now += deeds
        if "duration_s" in command.slots:
            back.append((int(command.slots["duration_s"]), deeds))
    return Work(deeds=tuple(now), later=tuple(later), back=tuple(back), skipped=tuple(skipped))


def _undone(deeds: Sequence[Deed], acted: Sequence[Acted]) -> tuple[Deed, ...]:
    """Return what puts devices back to how they were; what was so already is turned round."""
    by_device = {one.device: one for one in acted}
    return tuple(_put_back(deed, by_device[deed.device]) for deed in deeds)


def _put_back(deed: Deed, one: Acted) -> Deed:
    before = one.before.get("state")
    if one.outcome != "already" and before not in ("off", "closed", "docked", None):
        kept = {name: one.before[name] for name in one.goal if name in one.before}
        values = {name: value for name, value in kept.items() if name != "state"}
        return Deed(device=deed.device, set=values or kept)
    is_on = deed.set.get("state", "on") == "on"
    return Deed(device=deed.device, set={"state": "off" if is_on else "on"})


def _outcome(acted: Sequence[Acted], work: Work) -> dict[str, Any]:
    if any(one.outcome in GOOD for one in acted) or work.later:
        return {"outcome": "answered"}
    reason = acted[0].outcome if acted else "not_supported"
    return {"outcome": "refused", "reason": reason}


def _results(acted: Sequence[Acted], home: LivingHome) -> Iterable[Line]:
    """Yield a line for each group of devices with which the same happened."""
    groups: dict[tuple[str, Any], list[str]] = {}
    for one in acted:
        groups.setdefault(_happened(one), []).append(_name(one.device, home))
    done = {phrase.removeprefix("done_") for phrase, _ in groups}
    is_set = any(value is not None for _, value in groups)
    for (phrase, value), names in groups.items():
        # Of several, those that were so already go without saying.
        so_already = phrase.removeprefix("already_")
        if not (so_already in done - {phrase} or (so_already == "other" and is_set)):
            yield line(phrase, names=named(names), value=value)
    if any(one.clamped and one.outcome != "already" for one in acted):
        yield line("clamped")


def _happened(one: Acted) -> tuple[str, Any]:
    """Return the phrase of what came of a command, and the value it tells."""
    if one.outcome in _PROBLEMS:
        return _PROBLEMS[one.outcome], None
    state = str(one.goal.get("state", ""))
    value = next((name for name in _VALUES if name in one.goal), None)
    if one.outcome == "under_way":
        if one.goal.get("position") not in (None, 0, 100):
            return "way_position", one.goal["position"]
        return _known(f"way_{state or one.after.get('state')}", "way_other"), None
    if one.outcome == "already" and one.clamped and state != "off":
        return "at_limit", None
    if one.outcome == "already":
        is_plain = value is None or state == "off"
        return _known(f"already_{state}" if is_plain else "", "already_other"), None
    if value is None or (value == "position" and one.goal["position"] in (0, 100)):
        return _known(f"done_{state}", "done_on"), None
    return f"done_{value}", one.goal[value]


def _known(key: str, otherwise: str) -> str:
    return key if key in phrases() else otherwise


def _told_later(
    later: Sequence[tuple[int, Sequence[Deed]]], back: Sequence[tuple[int, Sequence[Deed]]]
) -> Iterable[Line]:
    for delay_s, _ in later:
        yield line("later", when=duration(delay_s))
    for delay_s, deeds in back:
        states = {deed.set.get("state") for deed in deeds}
        only = str(states.pop()) if len(states) == 1 else ""
        yield line(_known(f"back_{only}", "back_later"), when=duration(delay_s))


def _name(device: str, home: LivingHome) -> str:
    live = home.here.book.get(device)
    if live is None:
        return device
    return home.called(live)


def _ask(commands: Sequence[Command], index: HouseholdIndex) -> Answer:
    """Ask whether to do what cannot be taken back, or what was only hinted at."""
    about = [(command, targets_of(command, index)) for command in commands]
    lines = [_would(command, targets, index) for command, targets in about if targets]
    if not lines:
        return _said(line("none_there"), outcome="refused", reason="missing_target")
    pending = {
        "confirm": [to_plain(replace(c, targets=at), index) for c, at in about if at],
        "verbs": verbs_for(lines[0].phrase) if len(lines) == 1 else (),
    }
    lines.append(line("say_yes"))
    return replace(_said(*lines, outcome="asked"), question="confirm", pending=pending)


def _would(command: Command, targets: Sequence[int], index: HouseholdIndex) -> Line:
    about = map(index.entity, targets)
    names = named([index.called(entity.name, entity.area) for entity in about])
    by = command.slots.get("temperature_change")
    if by:
        return line("would_warmer" if by > 0 else "would_cooler", names=names, value=abs(by))
    brighter = command.slots.get("brightness_change")
    if brighter:
        return line("would_brighter" if brighter > 0 else "would_dimmer", names=names)
    domain = index.entity(targets[0]).domain
    return line(_known(f"would_{_towards(command, domain)}", "would_other"), names=names)


def _towards(command: Command, domain: str) -> str:
    is_on = command.intent == "HassTurnOn"
    if command.intent not in ("HassTurnOn", "HassTurnOff"):
        return "other"
    return _ENDS.get(domain, ("on", "off"))[0 if is_on else 1]


def _said(*lines: Line, outcome: Outcome, reason: str | None = None) -> Answer:
    return Answer(lines=lines, outcome=outcome, reason=reason, items=told(lines))
