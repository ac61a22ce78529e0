"""What people say they spent, and what they ask of it: figures beside each other, no judgement.

Nothing here is said unasked: what a minor spends is commented by nobody (design of meals, form 9).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Final

from dure.assistants.meals.kitchen import Cooked, Kitchen, line
from dure.assistants.meals.past import MONEY_SPENT
from dure.assistants.meals.past_days import Days
from dure.assistants.meals.phrases import part
from dure.assistants.meals.profile import Profile, profile_of
from dure.assistants.meals.spending import (
    DaysAsked,
    Payment,
    Undated,
    day_of,
    is_payment,
    read_payment,
    read_period,
    read_spent,
)
from dure.assistants.meals.unusual import Habit, spent_between, unusual
from dure.engine.assistant import Answer, Line, Scene
from dure.engine.person import Happening
from dure.kernel.turns import Figure

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNSEEN: Final = frozenset(("no_issuer", "no_card", "not_seen", "unknown_card"))
"""Why no issuer's figure is there."""
_OF_ISSUERS: Final = frozenset(("today", "month"))
"""The days whose spending an issuer tells."""
_WAITS: Final = "spent"
"""The slot in which an amount waits while it is asked on which day it was spent."""


def noting(skill: Cooked) -> Cooked:
    """Return a skill that also takes down what was said to have been spent on a day."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        answer = await skill(scene, kitchen)
        payment = read_payment(scene.heard.text, scene.now.date())
        if payment is None or answer.outcome == "refused":
            return answer
        return replace(answer, happened=(*answer.happened, _paid(payment, scene.now)))

    return cooked


def own_records(skill: Cooked) -> Cooked:
    """Return a skill that tells from the person's own records what no issuer is there to tell.

    An issuer knows of today and of this month; of other days, and of what is told here, only these
    records know.
    """

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        answer = await skill(scene, kitchen)
        today, is_seen = scene.now.date(), answer.reason not in _UNSEEN
        asked = read_period(scene.heard.text, today)
        if asked is not None and not (is_seen and asked.name in _OF_ISSUERS):
            return _told(profile_of(scene.history, scene.now), asked, answer.reason)
        if is_seen and _WAITS not in scene.slots and not is_payment(scene.heard.text):
            return answer
        if _WAITS in scene.slots:
            return await _dated(scene.slots[_WAITS], scene)
        spent = read_spent(scene.heard.text, today)
        if spent is None or "balance_stated" in scene.slots:
            return answer
        if isinstance(spent, Undated):
            return await _which_day(spent, scene)
        return await _noted(spent, scene)

    return cooked


def _paid(payment: Payment, now: datetime) -> Happening:
    is_today = payment.day == now.date()
    at = now if is_today else datetime.combine(payment.day, time(12), tzinfo=now.tzinfo)
    return Happening(
        kind=MONEY_SPENT, said={"at": at.isoformat(), "won": payment.won, "from": "said"}
    )


async def _which_day(spent: Undated, scene: Scene) -> Answer:
    """Ask on which day it was spent: a day that was named is neither guessed nor dropped."""
    figures = (_won(spent.won, "spent"),)
    if not await scene.may_remember():
        return Answer(lines=(line("spent_heard", won=spent.won),), figures=figures)
    days = spent.within
    waits = {"won": spent.won, "days": [str(days.first), str(days.last)] if days else None}
    return Answer(
        lines=(line("spent_when", won=spent.won),),
        figures=figures,
        outcome="asked",
        question="day",
        pending={"intent": scene.intent, "need": "day", "slots": {_WAITS: waits}},
    )


async def _dated(waits: Mapping[str, Any], scene: Scene) -> Answer:
    """Take down what waited for its day."""
    within = Days(*map(date.fromisoformat, waits["days"])) if waits["days"] else None
    day = day_of(scene.heard.text, scene.now.date(), within)
    if day is None:
        return await _which_day(Undated(won=waits["won"], within=within), scene)
    payment = Payment(won=waits["won"], day=day)
    return replace(await _noted(payment, scene), happened=(_paid(payment, scene.now),))


async def _noted(payment: Payment, scene: Scene) -> Answer:
    phrase = "spent_noted" if await scene.may_remember() else "spent_heard"
    facts = {"won": payment.won, "month": payment.day.month, "day": payment.day.day}
    return Answer(
        lines=(line(phrase, facts),),
        figures=(_won(payment.won, "spent"), *_numbers(payment.day.month, payment.day.day)),
    )


def _told(profile: Profile, asked: DaysAsked, reason: str | None) -> Answer:
    """Return the person's own records. reason: why no issuer's figure is there."""
    sum_ = spent_between(profile.spent, asked.since, asked.until)
    name = part(f"period_{asked.name}")
    if sum_ is None:
        return Answer(lines=(line("own_spent_unknown", period=name),), reason="nothing_known")
    won, days = sum_
    lines = [line("own_spent", period=name, won=won, days=days)]
    figures = [_won(won, "spent", f"{asked.since}…{asked.until}", rows=days), *_numbers(days)]
    if asked.name == "recent":
        more, of_more = _beside(unusual(profile.spent, asked.until))
        lines, figures = [*lines, *more], [*figures, *of_more]
    lines.append(line("own_spent_from" if reason in _UNSEEN else "own_spent_beside"))
    return Answer(lines=tuple(lines), figures=tuple(figures), reason=reason)


def _beside(habit: Habit | None) -> tuple[list[Line], list[Figure]]:
    """Return what is usual, beside it: two figures, and what to make of them is the person's."""
    lines: list[Line] = []
    figures: list[Figure] = []
    if habit is not None and habit.usual_won is not None:
        lines.append(line("own_spent_usual", usual=habit.usual_won))
        figures.append(_won(habit.usual_won, "usual_week"))
    for day in habit.unusual if habit is not None else ():
        facts = {"weekday": part(_WEEKDAYS[day.day.weekday()]), "won": day.won}
        facts |= {"month": day.day.month, "day": day.day.day, "usual": day.usual_won}
        lines.append(line("own_spent_day", facts))
        figures += [_won(day.won, "spent"), _won(day.usual_won, "usual_day")]
        figures += _numbers(day.day.month, day.day.day)
    return lines, figures


def _won(value: int, measure: str, over: str | None = None, rows: int | None = None) -> Figure:
    return Figure(
        value=value, unit="won", measure=measure, source="history", period=over, row_count=rows
    )


def _numbers(*values: int) -> list[Figure]:
    return [Figure(value=value, unit="", measure="day", source="history") for value in values]
