"""Timers and the shopping list."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from dure.assistants.home.agenda import Timer, is_timer_length, seconds_in
from dure.assistants.home.living import LivingHome
from dure.assistants.home.telling import duration, line, news, told
from dure.assistants.home.wording import LIST_CLEAR, LIST_READ, LIST_REMOVE
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
    if len(timers) == 1:
        return _told(home, line("timer_cancelled"))
    return _told(home, line("timers_cancelled", value=len(timers)))


def on_timer(change: Callable[[Scene, LivingHome, Timer], Line]) -> Kept:
    """Return a skill that does something with the timer that is meant."""

    async def skill(scene: Scene, home: LivingHome) -> Answer:
        home.here.agenda.ring()
        timers = _meant(scene.slots, home)
        if not timers:
            return _told(home, line("timer_none"))
        if len(timers) > 1:
            if scene.intent == "HassTimerStatus":
                return _told(home, *(_left(scene, timer) for timer in timers))
            names = [_called(timer) for timer in timers]
            asked = line("timer_which", value=len(timers), names=", ".join(names))
            pending = {"text": scene.heard.text, "said": "", "candidates": names}
            return replace(_told(home, asked), outcome="asked", question="timer", pending=pending)
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


def _left(scene: Scene, timer: Timer) -> Line:
    """Tell how long one of several goes on."""
    left = duration(timer.remaining_s(scene.now))
    return line("timer_left_named", name=_called(timer), value=left)


def _called(timer: Timer) -> str:
    return timer.name or duration(timer.total_s)


async def buy(scene: Scene, home: LivingHome) -> Answer:
    """Put things on the shopping list."""
    meaning, _ = scene.meaning
    items = [str(command.slots["item"]) for command in meaning.commands]
    fresh = [item for item in items if home.here.agenda.buy(item)]
    before = [item for item in items if item not in fresh]
    lines = [
        line(phrase, item=", ".join(some))
        for phrase, some in (("bought", fresh), ("bought_before", before))
        if some
    ]
    return Answer(lines=tuple(lines), items=told(lines))


async def read_out(scene: Scene, home: LivingHome) -> Answer:
    """Tell what is to be bought."""
    items = home.here.agenda.pages.shopping
    if not items:
        return _told(home, line("list_empty"))
    return _told(home, line("list", names=", ".join(items)))


async def strike(scene: Scene, home: LivingHome) -> Answer:
    """Take something off the shopping list."""
    item = scene.slots["item"]
    is_gone = home.here.agenda.strike(item)
    return _told(home, line("struck" if is_gone else "not_listed", item=item))


async def strike_all(scene: Scene, home: LivingHome) -> Answer:
    """Empty the shopping list."""
    home.here.agenda.strike_all()
    return _told(home, line("list_cleared"))


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


def _told(home: LivingHome, *said: Line) -> Answer:
    lines = (*news(home), *said)
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
    LIST_READ: read_out,
    LIST_REMOVE: strike,
    LIST_CLEAR: strike_all,
}
