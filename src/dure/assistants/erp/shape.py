"""The shape of an answer: by what it is grouped, how it is ranked, with what it is compared."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from dure.assistants.erp.periods import after, before, month_of, span, year_before
from dure.assistants.erp.query import AskBack, Change, Direction, Period, Refuse
from dure.assistants.erp.said import Listened
from dure.assistants.erp.words import FILLER, HANGING

_COUNTERS: Final = {
    "곳": "party", "군데": "party", "개사": "party", "업체": "party", "거래처": "party",
    "사": "party", "명": "party", "건": "document", "종": "product", "가지": "product",
    "품목": "product",
}  # fmt: skip
_FEW: Final = 5
"""How many are told where only "the top" is asked for."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """groups …: as in Query. mentioned: dimensions spoken of without grouping by them."""

    groups: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    direction: Direction | None = None
    limit: int | None = None
    count_groups: bool = False
    guesses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Times:
    """period: None is all time. said: a period was spoken of."""

    period: Period | None = None
    versus: Period | None = None
    change: Change = "both"
    said: bool = False
    guesses: tuple[str, ...] = ()


def shape_of(said: Listened, *, subject: str, filtered: frozenset[str]) -> Shape | AskBack:
    """Return the shape; asks where it is ranked and nobody said what."""
    groups = _groups(said)
    mentioned = tuple(d for d in said.all("dimension") if d not in groups)
    counted = said.all("how_many")[:1] or _counted(said)
    if counted:
        return Shape(groups=counted, count_groups=True)
    if _divided(said) and not groups:
        return AskBack(phrase="unsupported")
    direction = _direction(said)
    ranked = direction is not None or said.limit is not None
    if not groups and (ranked or _asks_which(said)):
        group = _ranked_by(said, subject, mentioned, filtered)
        if group is None and ranked:
            return AskBack(phrase="which_ranking")
        groups = (group,) if group else ()
    if not groups:
        groups = _listed(said, mentioned, filtered)
    limit, guesses = _limit(said, direction, groups, mentioned)
    left = tuple(d for d in mentioned if d not in groups)
    return Shape(groups=groups, mentioned=left, direction=direction, limit=limit, guesses=guesses)


def _counted(said: Listened) -> tuple[str, ...]:
    """Return the dimension that is asked how many there are of: 500개 넘는 품목 몇 개야."""
    telling = [p for p in said.pieces if not set(p.senses) <= {FILLER, HANGING} or p.named]
    for this, following in pairwise(telling):
        if ("aspect", "pieces") in following.senses:
            return tuple(d for kind, d in this.senses if kind == "dimension")[:1]
    return ()


def _divided(said: Listened) -> bool:
    """Whether it was asked for parts (별, 마다), by whatever."""
    return any(p.text in ("별", "별로", "마다") for p in said.pieces)


def _listed(
    said: Listened, mentioned: tuple[str, ...], filtered: frozenset[str]
) -> tuple[str, ...]:
    """Return what a list is asked of: 주문 목록, 백만원 이상 거래처, 주문한 품목."""
    if "document" in mentioned:
        return ("document",)
    free = [d for d in mentioned if d not in filtered]
    if not free:
        return ()
    at = {d: p.start for p in said.pieces for k, d in p.senses if k == "dimension"}
    topics = [p.start for p in said.pieces for k, _ in p.senses if k in ("subject", "weak")]
    behind = bool(topics) and at[free[0]] > min(topics)
    return (free[0],) if said.bound or behind else ()


def times_of(said: Listened, today: date) -> Times | Refuse | AskBack:
    """Return the periods; refuses days that no calendar has."""
    if any(found.period is None for found in said.periods):
        return Refuse(reason="impossible_date")
    periods = [found.period for found in said.periods if found.period]
    change = _change(said)
    if len(periods) > 2:
        return AskBack(phrase="which_period")
    if len(periods) == 2:
        return _two(said, periods, change)
    return _one(said, periods, change, today)


def _two(said: Listened, periods: list[Period], change: Change) -> Times | AskBack:
    """Two periods: the one before 보다 or 대비 is compared with; else the earlier."""
    first, second = periods
    if not (said.has("versus") or said.has("change")):
        return Times(period=max(periods, key=_start), versus=min(periods, key=_start), said=True)
    cue = next((p.start for p in said.pieces if ("versus", "this") in p.senses), None)
    if cue is not None:
        against, other = (first, second) if cue < said.periods[1].end else (second, first)
        return Times(period=other, versus=against, change=change, said=True)
    return Times(
        period=max(periods, key=_start), versus=min(periods, key=_start), change=change, said=True
    )


def _one(said: Listened, periods: list[Period], change: Change, today: date) -> Times | AskBack:
    period = periods[0] if periods else None
    current = period or span(today.replace(day=1), today)
    if period is None and said.has("versus"):
        current = month_of(today.year, today.month)
    if current is None:
        return AskBack(phrase="which_period")
    if said.has("versus", "year"):
        return Times(period=current, versus=year_before(current), change=change, said=True)
    if said.has("versus", "before"):
        return Times(period=current, versus=before(current), change=change, said=True)
    if said.has("versus", "this") and period:
        # "지난달보다": what is compared with it is the same kind of period now.
        now = _now_like(period, today)
        if now is None:
            return AskBack(phrase="which_period")
        return Times(period=now, versus=period, change=change, said=True)
    if _asks_change(said):
        if period is None:
            return AskBack(phrase="which_period")
        guesses = ("compared_before",)
        return Times(
            period=period, versus=before(period), change=change, said=True, guesses=guesses
        )
    return Times(period=period, said=period is not None)


def _now_like(period: Period, today: date) -> Period | None:
    """Return the period of the same kind that follows, if today lies in it."""
    following = after(period)
    return following if following and following.start <= today < following.end else None


def _start(period: Period) -> date:
    return period.start


def _asks_change(said: Listened) -> bool:
    changes = set(said.all("change"))
    return bool(changes & {"percent", "difference"}) or "both" in changes


def _change(said: Listened) -> Change:
    if said.has("change", "percent") or (said.has("share") and said.has("versus")):
        return "percent"
    return "difference" if said.has("change", "difference") else "both"


def _groups(said: Listened) -> tuple[str, ...]:
    """Return what stands before 별 or 마다, and times such as 월별."""
    out = list(said.all("time"))
    for this, following in zip(said.pieces, said.pieces[1:], strict=False):
        if ("each", "yes") in following.senses and following.start - this.end <= 1:
            out += [value for kind, value in this.senses if kind == "dimension"]
    return tuple(dict.fromkeys(out))


def _direction(said: Listened) -> Direction | None:
    found = said.all("superlative")
    if "least" in found and not _only_change(said):
        return "least"
    if "most" in found:
        return "most"
    return "most" if said.has("extreme") else None


def _only_change(said: Listened) -> bool:
    return said.has("change") and not said.has("extreme")


def _asks_which(said: Listened) -> bool:
    return said.has("place") and said.has("superlative")


def _ranked_by(
    said: Listened, subject: str, mentioned: tuple[str, ...], filtered: frozenset[str]
) -> str | None:
    """Return the dimension that is ranked."""
    counter = _COUNTERS.get(said.limit.counter) if said.limit else None
    if "party" in said.all("place") and "party" not in filtered and mentioned == ("product",):
        return "party"  # 물건 제일 많이 사간 데
    free = [d for d in (*mentioned, *([counter] if counter else [])) if d not in filtered]
    if free:
        return free[0]
    placed = [d for d in said.all("place") if d not in filtered]
    if subject in ("stock", "price"):
        return "product"
    timed = [d for d in placed if d in ("month", "quarter")]
    if timed or "party" in placed:
        return timed[0] if timed else "party"
    if subject in ("order", "invoice", "purchase") and said.has("size"):
        return "document"
    return placed[0] if placed else None


def _limit(
    said: Listened,
    direction: Direction | None,
    groups: tuple[str, ...],
    mentioned: tuple[str, ...],
) -> tuple[int | None, tuple[str, ...]]:
    if said.limit:
        return said.limit.count, ()
    if direction is None or not groups:
        return None, ()
    if said.has("sorted"):
        return None, ()
    if said.has("extreme") or said.has("place") or "document" in mentioned:
        return 1, ()
    return (_FEW, ("few",)) if said.has("top") else (1, ())
