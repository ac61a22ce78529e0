"""How active each person was, week by week and day by day: a projection, and what is read off it.

It knows people apart, so it never leaves the house; what is told of it are numbers of people, and
few people are only said to be few. Who is forgotten is in it no more.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from dure.assistants.meals.past import SHOP_CHOSEN, SHOP_VIEWED, SHOPS_SHOWN
from dure.assistants.meals.tally import FEW, count_of, share
from dure.engine.person import stream_of
from dure.kernel.clock import SEOUL
from dure.kernel.events import Event, Json
from dure.watch.projections import Projection

_ACTIVE: Final = frozenset((SHOPS_SHOWN, SHOP_VIEWED, SHOP_CHOSEN))
_STREAMS: Final = stream_of("meals", "")
_WEEKS: Final = 60
_DAYS: Final = 120
"""Weeks and days that are remembered of each person."""
WINDOW_DAYS: Final = 90
"""Days by which people are put into segments."""
_FIFTHS: Final = 5
SEGMENTS: Final = ("champions", "loyal", "promising", "new", "at_risk", "asleep", "others")


def step(state: Json, event: Event, payload: Json | None) -> Json:
    """Return the state after one more event, which it may change in place.

    state: tenant/stream → {"weeks": Mondays of active weeks, "days": day → [choices, won]}.
    """
    if event.kind not in _ACTIVE or payload is None or not event.stream.startswith(_STREAMS):
        return state
    person = state.setdefault(f"{event.tenant}/{event.stream}", {"weeks": [], "days": {}})
    day = event.at.astimezone(SEOUL).date()
    week = monday_of(day).isoformat()
    if week not in person["weeks"]:
        # The first one stays: by it people are put into cohorts.
        person["weeks"] = [*person["weeks"][:1], *person["weeks"][1:][-_WEEKS:], week]
    if event.kind == SHOP_CHOSEN and not payload.get("instead"):
        paid = payload.get("pays_won")
        choices, won = person["days"].get(day.isoformat(), (0, 0))
        person["days"][day.isoformat()] = [choices + 1, won + (paid or 0)]
        person["days"] = dict(sorted(person["days"].items())[-_DAYS:])
    return state


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def cohorts(state: Mapping[str, Any], until: date, *, weeks: int = 8) -> list[Json]:
    """Return the people who began in each of the last weeks, and how many came again.

    until: the last day that counts. kept: share of the cohort that was active in its first week,
    the next one …; None where the cohort is too small to say.
    """
    last = monday_of(until)
    out = []
    for back in reversed(range(weeks)):
        begun = last - timedelta(weeks=back)
        members = [p for p in state.values() if p["weeks"] and p["weeks"][0] == begun.isoformat()]
        following = [(begun + timedelta(weeks=n)).isoformat() for n in range(back + 1)]
        kept = [
            share(sum(week in p["weeks"] for p in members), len(members))
            if len(members) >= FEW
            else None
            for week in following
        ]
        name = "{}-W{:02d}".format(*begun.isocalendar()[:2])
        out.append({"week": name, "people": count_of(len(members)), "kept": kept})
    return out


def segments(state: Mapping[str, Any], today: date) -> Json | None:
    """Return how many people are in each segment; None where there are too few people to say.

    Recency, frequency and money of the last 90 days, each in fifths of all people who chose.
    """
    known = {name: _rfm(person, today) for name, person in state.items()}
    rfm = {name: values for name, values in known.items() if values is not None}
    if len(rfm) < FEW:
        return None
    fifths = [_fifths([values[n] for values in rfm.values()]) for n in range(3)]
    counts = dict.fromkeys(SEGMENTS, 0)
    for number, values in enumerate(rfm.values()):
        scores = (fifths[0][number], fifths[1][number], fifths[2][number])
        counts[segment_of(scores, choices=values[1])] += 1
    return {name: count_of(count) for name, count in counts.items()}


def segment_of(scores: tuple[int, int, int], *, choices: int) -> str:
    """Return the segment of somebody. scores: fifths (5 is best) of recency, frequency, money."""
    recent, often, _ = scores
    if choices == 1:
        return "new" if recent >= 4 else "asleep" if recent <= 2 else "others"
    if recent >= 4 and often >= 4:
        return "champions"
    if often >= 4:
        return "loyal" if recent == 3 else "at_risk"
    if recent >= 4:
        return "promising"
    return "asleep" if recent <= 2 else "others"


def _rfm(person: Mapping[str, Any], today: date) -> tuple[int, int, int] | None:
    """Return (minus days since the last choice, choices, won) of the window, None without any."""
    since = (today - timedelta(days=WINDOW_DAYS)).isoformat()
    days = {d: v for d, v in person["days"].items() if since < d <= today.isoformat()}
    if not days:
        return None
    recency = -(today - date.fromisoformat(max(days))).days
    return recency, sum(v[0] for v in days.values()), sum(v[1] for v in days.values())


def _fifths(values: Sequence[int]) -> list[int]:
    """Return the fifth of each value among all, 1 … 5; equal values are in the same one."""
    ordered = sorted(values)
    return [
        1 + min(_FIFTHS - 1, _FIFTHS * bisect_left(ordered, value) // len(ordered))
        for value in values
    ]


PROJECTION: Final = Projection(
    name="meals.activity", version=1, empty=dict, step=step, holds_sealed=True
)
