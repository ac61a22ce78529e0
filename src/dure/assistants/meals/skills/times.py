"""Tell when a shop is open: today, on a day, its breaks and closing days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from dure.assistants.meals.candidates import holidays
from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.hours import (
    ALL_DAY,
    DAYS,
    Closing,
    Openness,
    closes_at,
    hhmm,
    openness,
    opens_on,
)
from dure.assistants.meals.kitchen import Kitchen, line, when_of
from dure.assistants.meals.phrases import part
from dure.assistants.meals.wish import Wish
from dure.engine.assistant import Line, Scene
from dure.korean.dates import DAY_NAMES, find_days, resolve_day

_NAMED_DAYS: Final = (*DAY_NAMES, "weekday", "weekend", "holiday")
_NEAR: Final = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def tell_hours(scene: Scene, kitchen: Kitchen, shop: Shop) -> list[Line]:
    """Tell when a shop is open on the day asked, or today."""
    asked = scene.slots.get("attribute")
    if shop.hours is None:
        return [line("hours_unknown", name=shop.name)]
    if asked == "holiday":
        return [_closing_line(shop)]
    if asked == "break":
        gaps = gaps_of(shop.hours.on(scene.now.date()) or ())
        return [
            line("break_time", {"break": gaps}, name=shop.name)
            if gaps
            else line("no_break", name=shop.name)
        ]
    if asked == "last_order":
        order = shop.hours.last_order
        if order is None:
            return [line("shop_unknown", name=shop.name, what=part("last_order"))]
        return [line("last_order", name=shop.name, time=hhmm(order))]
    day = _open_weekday(scene, shop) or asked_day(scene)
    if day == scene.now.date() and "day" not in scene.slots and "time" not in scene.slots:
        return [_now_line(shop, scene.now)]
    if scene.slots.get("day") == "weekend":  # Open on one of its days says nothing of the other.
        rest = [day + timedelta(days=n) for n in range(7 - day.weekday())]
        return [_day_line(shop, one, DAY_NAMES[one.weekday()]) for one in rest]
    return [_day_line(shop, day, _named(scene, day))]


def _named(scene: Scene, day: date) -> str:
    """Return what a day is called: as it was said, else by its distance or its weekday."""
    said = scene.slots.get("day")
    if said in _NAMED_DAYS:
        return str(said)
    return _NEAR.get((day - scene.now.date()).days, DAY_NAMES[day.weekday()])


def _open_weekday(scene: Scene, shop: Shop) -> date | None:
    """Return the next weekday on which a shop is not closed, where weekdays were asked for."""
    if scene.slots.get("day") != "weekday":
        return None
    days = (scene.now.date() + timedelta(days=ahead) for ahead in range(7))
    return next(
        (day for day in days if day.weekday() < 5 and _on(shop, day) is not Openness.CLOSED), None
    )


def asked_day(scene: Scene) -> date:
    day = scene.slots.get("day")
    if day == "yesterday":  # 그저께 is read as it too.
        said = (resolve_day(said, scene.now.date()) for said in find_days(scene.heard.text))
        return next((one for one in said if one), scene.now.date() - timedelta(days=1))
    return when_of(scene, Wish(slots={"day": day} if day else {})).date()


def _now_line(shop: Shop, now: datetime) -> Line:
    is_open = openness(shop.hours, now, holidays())
    until = closes_at(shop.hours, now)
    if shop.hours and shop.hours.on(now.date()) == ALL_DAY and is_open is Openness.OPEN:
        return line("hours_all_day", name=shop.name)
    later = [
        p
        for p in (shop.hours.on(now.date()) if shop.hours else None) or ()
        if until is not None and p[0] > until
    ]
    if is_open is Openness.OPEN and until is not None and later and later[-1][1] is not None:
        return line(
            "hours_now_break",
            name=shop.name,
            until=_spoken(until),
            again=_spoken(later[0][0]),
            end=_spoken(later[-1][1]),
        )
    if is_open is Openness.OPEN and until is not None:
        return line("hours_now_open", name=shop.name, until=_spoken(until))
    periods = (shop.hours.on(now.date()) if shop.hours else None) or ()
    if is_open is Openness.UNKNOWN or not periods:
        return _day_line(shop, now.date(), "today")
    if _on(shop, now.date()) is Openness.CLOSED:
        return line("hours_closed_day", name=shop.name, day=part("today"))
    return line("hours_now_closed", name=shop.name, day=part("today"), hours=_spans(periods))


def _day_line(shop: Shop, day: date, said: str) -> Line:
    periods = shop.hours.on(day) if shop.hours else None
    named, is_open = part(said), _on(shop, day)
    if is_open is Openness.CLOSED:
        return line("hours_closed_day", name=shop.name, day=named)
    if not periods or is_open is Openness.UNKNOWN:
        return line("hours_day_unknown", name=shop.name, day=named)
    if tuple(periods) == ALL_DAY:
        return line("hours_all_day_on", name=shop.name, day=named)
    return line("hours", name=shop.name, day=named, hours=_spans(periods))


def _on(shop: Shop, day: date) -> Openness:
    return opens_on(shop.hours.closing if shop.hours else None, day, holidays())


def _closing_line(shop: Shop) -> Line:
    closing = shop.hours.closing if shop.hours else None
    if closing is None or closing.unknown:
        return line("shop_unknown", name=shop.name, what=part("closing_day"))
    said = _closing_days(closing)
    if not said:
        return line("closing_never", name=shop.name)
    return line("closing_days", name=shop.name, closing=", ".join(said))


def _closing_days(closing: Closing) -> list[str]:
    named = dict(zip(DAYS, (part(day) for day in DAY_NAMES), strict=True))
    said = [part("weekly", day=named[day]) for day in closing.weekly]
    said += [part("nth", n=part(f"nth_{n}"), day=named[day]) for n, day in closing.nth]
    if closing.biweekly:
        said.append(part("biweekly", day=named[closing.biweekly]))
    said += [part(name) for name in ("festival", "public") if getattr(closing, name)]
    return said


def _spans(periods: Sequence[tuple[int, int | None]]) -> str:
    if tuple(periods) == ALL_DAY:
        return part("all_day")
    return ", ".join(map(span, periods))


def span(period: tuple[int, int | None]) -> str:
    opens, closes = period
    return f"{_spoken(opens)}~{_spoken(closes) if closes is not None else ''}"


def _spoken(minute: int) -> str:
    """Return HH:MM as people write it: past midnight it is the next day's clock."""
    return hhmm(minute) if minute <= 24 * 60 else part("next_day", time=hhmm(minute - 24 * 60))


def gaps_of(periods: Sequence[tuple[int, int | None]]) -> str:
    return ", ".join(
        f"{hhmm(before[1])}~{hhmm(after[0])}"
        for before, after in pairwise(periods)
        if before[1] is not None
    )
