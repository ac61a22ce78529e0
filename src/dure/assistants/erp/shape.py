"""The shape of an answer: by what it is grouped, how it is ranked, with what it is compared."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from dure.assistants.erp.model import TIMES
from dure.assistants.erp.query import AskBack, Change, Direction, Period, Refuse
from dure.assistants.erp.said import Listened
from dure.assistants.erp.spans import (
    after,
    before,
    joined,
    month_of,
    recent_months,
    span,
    year_before,
)
from dure.assistants.erp.words import FILLER, HANGING

_COUNTERS: Final = {
    "곳": "party", "군데": "party", "개사": "party", "업체": "party", "거래처": "party",
    "사": "party", "명": "party", "건": "document", "종": "product", "가지": "product",
    "품목": "product",
}  # fmt: skip
_DATED: Final = ("order", "invoice", "purchase")
_LENGTHS: Final = {"월": (28, 31), "달": (28, 31), "기": (90, 92), "주": (7, 7), "일": (1, 1)}
"""Days of a unit by its last letter (전월, 전달, 전분기, 전주, 전일)."""
_THINGS: Final = "물건"
"""물건 몇 개 counts pieces where 품목 몇 개 counts kinds."""
_MONTH_DAYS: Final = 31
_OWED: Final = ("receivable", "overdue", "payable", "collected")
_FEW: Final = 5
"""How many are told where only "the top" is asked for."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """groups …: as in Query. mentioned: dimensions spoken of without grouping by them."""

    groups: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    direction: Direction | None = None
    limit: int | None = None
    rank: int | None = None
    latest: bool = False
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
    mentioned = tuple(d for d in _mentioned(said) if d not in groups)
    counted = said.all("how_many")[:1] or _counted(said)
    if counted:
        return Shape(groups=counted, count_groups=True)
    if _divided(said) and not groups:
        return AskBack(phrase="unsupported")
    if _asks_latest(said, subject):
        return Shape(groups=("document",), latest=True, limit=said.limit.count if said.limit else 1)
    direction = _direction(said)
    ranked = direction is not None or said.limit is not None
    if not groups and not ranked and (plain := _unranked(said, subject, filtered)):
        groups = plain
    if not groups and (ranked or _asks_which(said)):
        group = _ranked_by(said, subject, mentioned, filtered)
        if group is None and ranked:
            return AskBack(phrase="which_ranking")
        groups = (group,) if group else ()
    if not groups:
        groups = _listed(said, mentioned, filtered)
    limit, guesses = _limit(said, direction, groups, mentioned)
    left = tuple(d for d in mentioned if d not in groups)
    rank = said.limit.count if said.limit and said.limit.ordinal else None
    return Shape(
        groups=groups, mentioned=left, direction=direction or ("most" if rank else None),
        limit=None if rank else limit, rank=rank, guesses=guesses,
    )  # fmt: skip


def _asks_latest(said: Listened, subject: str) -> bool:
    """Whether the newest documents are asked for: 최근 주문 3건."""
    if subject not in _DATED or said.has("superlative") or said.has("dimension", "party"):
        return False
    counted = said.limit is not None and said.limit.counter in ("건", "개")
    return said.has("latest") or (said.has("recent") and (counted or said.has("extreme")))


def _unranked(said: Listened, subject: str, filtered: frozenset[str]) -> tuple[str, ...]:
    """Return by what a list is told that nobody ranks: a trend, what was bought, who is over."""
    if said.has("trend"):
        only = said.periods[0].period if len(said.periods) == 1 else None
        short = only is not None and (only.end - only.start).days <= _MONTH_DAYS
        return ("day",) if short else ("month",)
    if said.has("what") and "party" in filtered and subject in _DATED:
        return ("product",)
    if said.has("who") and "party" not in filtered:
        return ("party",)
    placed = [d for d in said.all("place") if d in ("party", "product") and d not in filtered]
    return tuple(placed[:1]) if said.bound else ()


def _mentioned(said: Listened) -> tuple[str, ...]:
    """Return the dimensions spoken of; 물건 몇 개 speaks of pieces, whatever they are."""
    pieces = said.has("aspect", "pieces") and not said.has("superlative") and not said.bound
    kept = [p for p in said.pieces if not (pieces and p.text == _THINGS)]
    return tuple(dict.fromkeys(v for p in kept for k, v in p.senses if k == "dimension"))


def _counted(said: Listened) -> tuple[str, ...]:
    """Return the dimension that is asked how many there are of: 500개 넘는 품목 몇 개야."""
    telling = [p for p in said.pieces if not set(p.senses) <= {FILLER, HANGING} or p.named]
    for this, following in pairwise(telling):
        if ("aspect", "pieces") in following.senses and (this.text != _THINGS or said.bound):
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
    behind = bool(topics) and at[free[0]] >= min(topics)
    return (free[0],) if said.bound or behind else ()


def times_of(
    said: Listened, today: date, *, earlier: Period | None = None
) -> Times | Refuse | AskBack:
    """Return the periods; refuses days that no calendar has.

    earlier: the period of the question that this one goes on from, if it does.
    """
    if any(found.period is None for found in said.periods):
        return Refuse(reason="impossible_date")
    periods = [found.period for found in said.periods if found.period]
    change = _change(said)
    held = _before_another(said, change, earlier)
    if held:
        return held
    if len(periods) > 2 and said.has("sum"):
        periods = _merged(periods)
    if len(periods) > 2:
        return AskBack(phrase="which_period")
    if len(periods) == 2 and periods[0] == periods[1]:
        return AskBack(phrase="which_period")
    if len(periods) == 2:
        return _two(said, periods, change)
    return _one(said, periods, change, today)


def _before_another(
    said: Listened, change: Change, earlier: Period | None
) -> Times | AskBack | None:
    """Return a period compared with the one before it (9월 매출 전월 대비), None if not said so."""
    named = [found.period for found in said.periods if found.period and not found.anchored]
    anchors = [found for found in said.periods if found.anchored]
    named = named or ([earlier] if earlier and (said.has("versus") or said.has("change")) else [])
    if len(named) != 1 or len(anchors) != 1:
        return None
    unit = said.text[anchors[0].start : anchors[0].end].strip()[-1]
    versus = year_before(named[0]) if unit in "년해" else before(named[0])
    if unit not in "년해" and not _is_one(named[0], unit):
        return AskBack(phrase="which_period")
    return Times(period=named[0], versus=versus, change=change, said=True)


def _is_one(period: Period, unit: str) -> bool:
    """Whether a period is one of what was said to be before it: no quarter before a month."""
    days = (period.end - period.start).days
    shortest, longest = _LENGTHS[unit]
    return shortest <= days <= longest


def _merged(periods: list[Period]) -> list[Period]:
    """Return periods that follow each other without a gap as one."""
    out: list[Period] = []
    for period in sorted(periods, key=_start):
        whole = joined(out[-1], period) if out else None
        out = [*out[:-1], whole] if whole else [*out, period]
    return out


def _two(said: Listened, periods: list[Period], change: Change) -> Times | AskBack:
    """Two periods: the one before 보다 or 대비 is compared with; else the earlier."""
    first, second = periods
    if not (said.has("versus") or said.has("change")):
        if said.has("sum"):
            return _together(periods)
        return Times(period=max(periods, key=_start), versus=min(periods, key=_start), said=True)
    cue = next((p.start for p in said.pieces if ("versus", "this") in p.senses), None)
    if cue is not None:
        against, other = (first, second) if cue < said.periods[1].end else (second, first)
        return Times(period=other, versus=against, change=change, said=True)
    return Times(
        period=max(periods, key=_start), versus=min(periods, key=_start), change=change, said=True
    )


def _together(periods: list[Period]) -> Times:
    """Return two periods of which the sum is asked."""
    whole = _merged(periods)
    if len(whole) == 1:
        return Times(period=whole[0], said=True)
    return Times(period=whole[0], versus=whole[1], change="sum", said=True)


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
    if period is None and said.has("recent"):
        return Times(period=recent_months(today), said=True, guesses=("recent",))
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
            out += [v for k, v in this.senses if k == "dimension" or (k == "place" and v in TIMES)]
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
    if subject in _OWED and not placed:
        return "party"
    if "category" in filtered and "product" in placed:
        return "product"  # 가구 중에 제일 많이 팔린 게 뭐야
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
