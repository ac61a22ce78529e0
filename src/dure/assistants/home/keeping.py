"""Timers and the shopping list."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from dure.assistants.home.agenda import Timer, is_timer_length, seconds_in
from dure.assistants.home.living import LivingHome
from dure.assistants.home.telling import duration, line, news, told
from dure.engine.assistant import Answer, Line, Scene

Kept = Callable[[Scene, LivingHome], Awaitable[Answer]]


async def start_timer(scene: Scene, home: LivingHome) -> Answer:
    """Begin a timer; the same turn taken again begins none."""
    seconds = seconds_in(scene.slots)
    if not is_timer_length(seconds):
        return Answer(lines=(line("timer_bad"),), outcome="refused", reason="unknown_value")
    ends_at = (scene.now + timedelta(seconds=seconds)).isoformat()
    timer = Timer(
        id=scene.turn,
        total_s=seconds,
        ends_at=ends_at,
        name=scene.slots.get("name"),
        area=scene.slots.get("area"),
    )
    if all(other.id != timer.id for other in home.here.agenda.pages.timers):
        home.here.agenda.start(timer)
    return _told(home, line("timer_started", value=duration(seconds)))


async def cancel_all(scene: Scene, home: LivingHome) -> Answer:
    """Cancel every timer, or those of a room."""
    area = scene.slots.get("area")
    timers = [t for t in home.here.agenda.pages.timers if area in (None, t.area)]
    if not timers:
        return _told(home, line("timer_none"))
    home.here.agenda.cancel(frozenset(timer.id for timer in timers))
    return _told(home, line("timers_cancelled", value=len(timers)))


def on_timer(change: Callable[[Scene, LivingHome, Timer], Line]) -> Kept:
    """Return a skill that does something with the timer that is meant."""

    async def skill(scene: Scene, home: LivingHome) -> Answer:
        home.here.agenda.ring()
        timers = _meant(scene.slots, home)
        if not timers:
            return _told(home, line("timer_none"))
        if len(timers) > 1:
            asked = line("timer_which", value=len(timers))
            return replace(_told(home, asked), outcome="asked", question="timer")
        return _told(home, change(scene, home, timers[0]))

    return skill


def cancel(scene: Scene, home: LivingHome, timer: Timer) -> Line:
    """Take the timer away."""
    home.here.agenda.cancel(frozenset((timer.id,)))
    return line("timer_cancelled")


def pause(scene: Scene, home: LivingHome, timer: Timer) -> Line:
    """Hold the timer."""
    left = timer.remaining_s(scene.now)
    home.here.agenda.change(replace(timer, ends_at=None, left_s=left))
    return line("timer_paused", value=duration(left))


def resume(scene: Scene, home: LivingHome, timer: Timer) -> Line:
    """Let the timer run on."""
    left = timer.remaining_s(scene.now)
    home.here.agenda.change(replace(timer, ends_at=_after(scene.now, left), left_s=0.0))
    return line("timer_resumed", value=duration(left))


def lengthen(scene: Scene, home: LivingHome, timer: Timer) -> Line:
    """Add to the timer."""
    return _changed(scene, home, timer, by=seconds_in(scene.slots))


def shorten(scene: Scene, home: LivingHome, timer: Timer) -> Line:
    """Take from the timer."""
    return _changed(scene, home, timer, by=-seconds_in(scene.slots))


def tell_left(scene: Scene, home: LivingHome, timer: Timer) -> Line:
    """Tell how long it goes on."""
    left = duration(timer.remaining_s(scene.now))
    if timer.name:
        return line("timer_left_named", name=timer.name, value=left)
    return line("timer_left", value=left)


async def buy(scene: Scene, home: LivingHome) -> Answer:
    """Put things on the shopping list."""
    meaning, _ = scene.meaning
    lines = []
    for command in meaning.commands:
        item = str(command.slots["item"])
        is_new = home.here.agenda.buy(item)
        lines.append(line("bought" if is_new else "bought_before", item=item))
    return Answer(lines=tuple(lines), items=told(lines))


def _changed(scene: Scene, home: LivingHome, timer: Timer, *, by: int) -> Line:
    left = timer.remaining_s(scene.now) + by
    if not is_timer_length(left):
        return line("timer_bad")
    running: dict[str, Any] = {"ends_at": _after(scene.now, left)}
    held: dict[str, Any] = {"left_s": float(left)}
    changed = running if timer.ends_at is not None else held
    home.here.agenda.change(replace(timer, total_s=timer.total_s + by, **changed))
    return line("timer_changed", value=duration(left))


def _meant(slots: Mapping[str, Any], home: LivingHome) -> list[Timer]:
    """Return the timers that may be meant: by name, room or the length they began with."""
    timers = list(home.here.agenda.pages.timers)
    began = seconds_in(slots, "start_")
    for fits in (
        lambda t: slots.get("name") in (None, t.name),
        lambda t: slots.get("area") in (None, t.area),
        lambda t: not began or t.total_s == began,
    ):
        timers = [timer for timer in timers if fits(timer)]
    return timers


def _after(now: datetime, seconds: float) -> str:
    return (now + timedelta(seconds=seconds)).isoformat()


def _told(home: LivingHome, last: Line) -> Answer:
    lines = (*news(home), last)
    return Answer(lines=lines, items=told(lines))


SKILLS: Final[Mapping[str, Kept]] = {
    "HassStartTimer": start_timer,
    "HassCancelAllTimers": cancel_all,
    "HassCancelTimer": on_timer(cancel),
    "HassPauseTimer": on_timer(pause),
    "HassUnpauseTimer": on_timer(resume),
    "HassIncreaseTimer": on_timer(lengthen),
    "HassDecreaseTimer": on_timer(shorten),
    "HassTimerStatus": on_timer(tell_left),
    "HassShoppingListAddItem": buy,
}
