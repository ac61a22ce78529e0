"""Carry out commands and tell what came of each: done, already so, refused, not reached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from dure.assistants.home.act import Acted
from dure.assistants.home.agenda import Later
from dure.assistants.home.deeds import Deed, deeds_of, targets_of
from dure.assistants.home.household import HouseholdIndex
from dure.assistants.home.living import LivingHome
from dure.assistants.home.meaning import Command, Meaning
from dure.assistants.home.phrases import phrases
from dure.assistants.home.reading import command_of, to_plain
from dure.assistants.home.telling import duration, items_of, line, named, news, told
from dure.engine.assistant import Answer, Line, Scene

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
    if meaning.offer or any(command.needs_confirmation for command in meaning.commands):
        return _ask(meaning, index)
    answer = await _do(scene, home, meaning.commands, confirmed=False)
    return _remembering(answer, text or scene.heard.text)


async def agree(scene: Scene, home: LivingHome) -> Answer:
    """Do what was asked about; a yes to nothing is just kind."""
    if scene.meaning is None:
        return Answer(lines=(line("say_again"),), outcome="asked")
    commands = [command_of(plain) for plain in scene.meaning]
    return await _do(scene, home, commands, confirmed=True)


async def _do(
    scene: Scene, home: LivingHome, commands: Sequence[Command], *, confirmed: bool
) -> Answer:
    index = home.index()
    work = _work(commands, index)
    acted = [
        await home.act(deed, f"{scene.turn}:{number}", confirmed=confirmed)
        for number, deed in enumerate(work.deeds)
    ]
    for number, (delay_s, deeds) in enumerate((*work.later, *work.back)):
        due = scene.now + timedelta(seconds=delay_s)
        said = scene.heard.text[:_TOLD_LATER]
        home.here.agenda.postpone(
            Later(id=f"{scene.turn}:{number}", due_at=due.isoformat(), deeds=deeds, said=said)
        )
    lines = [*news(home), *_results(acted, home), *_told_later(work)]
    if work.skipped:
        lines.append(line("unsupported", names=named(work.skipped)))
    if not lines:
        return Answer(lines=(line("none_there"),), outcome="refused", reason="missing_target")
    items = (*items_of(home, [one.device for one in acted]), *told(lines))
    return Answer(lines=tuple(lines), items=items, **_outcome(acted, work))


def _work(commands: Sequence[Command], index: HouseholdIndex) -> Work:
    now: list[Deed] = []
    later, back, skipped = [], [], []
    for command in commands:
        deeds = tuple(deeds_of(command, index))
        if not deeds:
            skipped += [index.entity(at).name for at in targets_of(command, index)]
        if "delay_s" in command.slots:
            later.append((int(command.slots["delay_s"]), deeds))
            continue
        now += deeds
        if "duration_s" in command.slots and deeds:
            back.append((int(command.slots["duration_s"]), tuple(map(_undone, deeds))))
    return Work(deeds=tuple(now), later=tuple(later), back=tuple(back), skipped=tuple(skipped))


def _undone(deed: Deed) -> Deed:
    state = "off" if deed.set.get("state", "on") == "on" else "on"
    return Deed(device=deed.device, set={"state": state})


def _outcome(acted: Sequence[Acted], work: Work) -> dict[str, Any]:
    good = {"confirmed", "under_way", "already"}
    if any(one.outcome in good for one in acted) or work.later:
        return {"outcome": "answered"}
    reason = acted[0].outcome if acted else "not_supported"
    return {"outcome": "refused", "reason": reason}


def _results(acted: Sequence[Acted], home: LivingHome) -> Iterable[Line]:
    """Yield a line for each group of devices with which the same happened."""
    groups: dict[tuple[str, Any], list[str]] = {}
    for one in acted:
        groups.setdefault(_happened(one), []).append(_name(one.device, home))
    is_done = any(not phrase.startswith("already") for phrase, _ in groups)
    for (phrase, value), names in groups.items():
        # Of several, those that were so already go without saying.
        if not (is_done and phrase.startswith("already")):
            yield line(phrase, names=named(names), value=value)
    if any(one.clamped for one in acted):
        yield line("clamped")


def _happened(one: Acted) -> tuple[str, Any]:
    """Return the phrase of what came of a command, and the value it tells."""
    if one.outcome in _PROBLEMS:
        return _PROBLEMS[one.outcome], None
    state = str(one.goal.get("state", ""))
    value = next((name for name in _VALUES if name in one.goal), None)
    if one.outcome == "under_way":
        return _known(f"way_{state}", "way_other"), None
    if one.outcome == "already":
        return _known(f"already_{state}" if value is None else "", "already_other"), None
    if value is None or (value == "position" and one.goal["position"] in (0, 100)):
        return _known(f"done_{state}", "done_on"), None
    return f"done_{value}", one.after.get(value, one.goal[value])


def _known(key: str, otherwise: str) -> str:
    return key if key in phrases() else otherwise


def _told_later(work: Work) -> Iterable[Line]:
    for delay_s, _ in work.later:
        yield line("later", when=duration(delay_s))
    for delay_s, _ in work.back:
        yield line("back_later", when=duration(delay_s))


def _name(device: str, home: LivingHome) -> str:
    live = home.here.book.get(device)
    return live.name if live is not None else device


def _ask(meaning: Meaning, index: HouseholdIndex) -> Answer:
    """Ask whether to do what cannot be taken back, or what was only hinted at."""
    about = [(command, targets_of(command, index)) for command in meaning.commands]
    lines = [_would(command, targets, index) for command, targets in about if targets]
    if not lines:
        return Answer(lines=(line("none_there"),), outcome="refused", reason="missing_target")
    return Answer(
        lines=(*lines, line("say_yes")),
        outcome="asked",
        question="confirm",
        items=told(lines),
        pending={"confirm": [to_plain(command) for command in meaning.commands]},
    )


def _would(command: Command, targets: Sequence[int], index: HouseholdIndex) -> Line:
    names = named([index.entity(at).name for at in targets])
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


def _remembering(answer: Answer, text: str) -> Answer:
    return Answer(**{**vars(answer), "memory": {"said": text}})
