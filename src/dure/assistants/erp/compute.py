"""Compute what a query asks for, as values; how it is told is decided elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from dure.assistants.erp.catalog import NotInstalled
from dure.assistants.erp.desk import Desk
from dure.assistants.erp.domains import UnknownDomain
from dure.assistants.erp.model import Fact
from dure.assistants.erp.query import Lookup, Period, Query
from dure.assistants.erp.rights import Rights
from dure.assistants.erp.spans import weekday_name
from dure.assistants.erp.sql import Statement, build, build_document, build_span, grain_of
from dure.errors import Forbidden
from dure.ports.tables import Cell, Rows

Missing = Literal[
    "denied", "no_combination", "no_facts", "no_period", "no_versus", "no_records", "not_in_rights",
    "no_average", "no_history",
]  # fmt: skip
_MONTH: Final = len("2026-10")
_PERCENT: Final = Decimal(100)
_ONE_PLACE: Final = Decimal("0.1")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure. label: what it is of, "" for the one figure of a query without groups."""

    label: str
    value: Decimal
    rows: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was found.

    missing: why there is no figure, None if there is one. total: how many groups there were
    before the limit. limited: a rule narrows what the user sees. unknown: some records have no
    value yet. ties: the next group has the value of the last. source: model and table read.
    since: the first day of which there are records, if the period begins in a month before it.
    so_far: the period ends after today.
    """

    rows: tuple[Row, ...] = ()
    missing: Missing | None = None
    limited: bool = False
    unknown: bool = False
    ties: bool = False
    cut: bool = False
    source: str = ""
    as_of: str = ""
    since: str = ""
    so_far: bool = False


@dataclass(frozen=True, kw_only=True)
class FoundDocument:
    """A document. number_in_erp: its id. told: attribute → what is held, None if nothing."""

    fact: str
    number: str
    number_in_erp: int
    told: dict[str, Cell]


def compute(desk: Desk, rights: Rights, query: Query, today: date) -> Result:
    """Return the figures of a query for one user."""
    fact = grain_of(desk.model, query)
    if fact is None:
        return Result(missing="no_combination")
    measure = desk.model.measures[query.measure]
    if measure.kind == "level" and _is_past(query.period, today) and not fact.date:
        return Result(missing="no_history")
    try:
        statement = build(desk.model, rights, query, period=query.period, today=today)
        first, last, count = _span(desk, rights, fact)
        missing = _outside(desk, rights, query, (first, last, count), today, fact)
    except Forbidden:
        return Result(missing="denied")
    except (NotInstalled, UnknownDomain):
        return Result(missing="no_facts")
    limited = any(rights.is_limited(model) for model in statement.models)
    if missing:
        return Result(missing=missing, limited=limited)
    result = _result(desk, rights, query, statement, today)
    since, so_far = _covered(query, measure.kind, str(first or ""), str(last or ""), today)
    return replace(
        result, limited=limited, source=_source(desk, fact), as_of=desk.tables.as_of(),
        since=since, so_far=so_far,
    )  # fmt: skip


def _span(desk: Desk, rights: Rights, fact: Fact) -> tuple[Cell, Cell, int]:
    """Return the first and last day of which the user sees records, and how many there are."""
    statement = build_span(desk.model, rights, fact)
    first, last, count = desk.tables.query(statement.sql, statement.values).rows[0]
    return first, last, _int(count)


def _covered(query: Query, kind: str, first: str, last: str, today: date) -> tuple[str, bool]:
    """Return from when there are records if the periods begin before, and if they go on."""
    periods = [period for period in (query.period, query.versus) if period]
    if kind != "flow" or not first or not periods:
        return "", False
    month = first[:_MONTH]
    early = any(period.start.isoformat()[:_MONTH] < month for period in periods)
    tomorrow = (today + timedelta(days=1)).isoformat()
    goes_on = any(period.end.isoformat() > max(tomorrow, last) for period in periods)
    return (first if early else ""), goes_on


def find_documents(
    desk: Desk, rights: Rights, lookup: Lookup
) -> tuple[list[FoundDocument], bool, bool]:
    """Return the documents of a number, whether kinds are barred, and whether a rule narrows."""
    found: list[FoundDocument] = []
    barred = limited = False
    for name in lookup.facts:
        fact = desk.model.facts[name]
        try:
            statement = build_document(desk.model, rights, fact, loose=lookup.number)
        except Forbidden:
            barred = True
            continue
        except NotInstalled:
            continue
        limited = limited or any(rights.is_limited(model) for model in statement.models)
        rows = desk.tables.query(statement.sql, statement.values)
        found += [_document(name, rows.columns, row) for row in rows.rows]
    return found, barred, limited


def _document(fact: str, columns: Sequence[str], row: Sequence[Cell]) -> FoundDocument:
    told = dict(zip(columns, row, strict=True))
    number = str(told["number"])
    return FoundDocument(
        fact=fact,
        number=number,
        number_in_erp=_int(told["id"]),
        told={k.removeprefix("told_"): v for k, v in told.items() if k.startswith("told_")},
    )


def _result(desk: Desk, rights: Rights, query: Query, statement: Statement, today: date) -> Result:
    rows = desk.tables.query(statement.sql, statement.values)
    if query.versus:
        return _compared(desk, rights, query, rows, today)
    if query.share:
        return _share(desk, rights, query, rows, today)
    if query.count_groups:
        return _counted(desk, query, rows)
    if query.groups:
        return _grouped(desk, query, rows)
    return _single(desk, query, rows)


def _single(desk: Desk, query: Query, rows: Rows) -> Result:
    value, count, known = rows.rows[0][-3:]
    measure = desk.model.measures[query.measure]
    if value is None and measure.aspect in ("average", "max", "min"):
        return Result(missing="no_average")
    if value is None and (_int(count) or measure.needs):
        return Result(missing="no_average")
    row = Row(label="", value=_decimal(value), rows=_int(count))
    return Result(rows=(row,), unknown=_int(known) < _int(count))


def _grouped(desk: Desk, query: Query, rows: Rows) -> Result:
    told = [
        Row(
            label=_said(desk, query, _label(row[1:-3:2])),
            value=_decimal(row[-3]),
            rows=_int(row[-2]),
        )
        for row in rows.rows
        if row[-3] is not None
    ]
    kept = told[: query.limit] if query.limit else told
    if query.rank:
        kept = told[query.rank - 1 : query.rank]
    following = told[query.rank or len(kept) :]
    ties = bool(kept and following and following[0].value == kept[-1].value and not query.latest)
    unknown = any(_int(row[-1]) < _int(row[-2]) for row in rows.rows)
    return Result(rows=tuple(kept), ties=ties, unknown=unknown, cut=rows.cut)


def _counted(desk: Desk, query: Query, rows: Rows) -> Result:
    """Return how many groups there are; for what is owed or in stock, those with some of it."""
    level = desk.model.measures[query.measure].kind == "level" and not query.threshold
    kept = [row for row in rows.rows if row[0] is not None and (not level or _decimal(row[-3]) > 0)]
    counted = sum(_int(row[-2]) for row in kept)
    return Result(rows=(Row(label="", value=Decimal(len(kept)), rows=counted),), cut=rows.cut)


def _compared(desk: Desk, rights: Rights, query: Query, rows: Rows, today: date) -> Result:
    if query.groups or query.versus is None:
        return Result(missing="no_combination")
    then = build(desk.model, rights, query, period=query.versus, today=today)
    before = _single(desk, query, desk.tables.query(then.sql, then.values))
    now = _single(desk, query, rows)
    if now.missing or before.missing:
        return now if now.missing else before
    (a,), (b,) = now.rows, before.rows
    count = a.rows + b.rows
    if query.change == "sum":
        if desk.model.measures[query.measure].aspect in ("average", "max", "min"):
            return Result(missing="no_combination")
        return Result(rows=(Row(label="", value=a.value + b.value, rows=count),))
    if query.change == "difference":
        return Result(rows=(Row(label="", value=a.value - b.value, rows=count),))
    if query.change == "percent":
        return _percent(a.value - b.value, b.value, count)
    period = query.period.label if query.period else ""
    return Result(rows=(replace(a, label=period), replace(b, label=query.versus.label)))


def _share(desk: Desk, rights: Rights, query: Query, rows: Rows, today: date) -> Result:
    # The whole is computed on the same records as the part, so that the parts add up.
    fact = grain_of(desk.model, query)
    widest = replace(query, filters=())
    whole_fact = grain_of(desk.model, widest)
    whole_query = widest if whole_fact == fact else replace(widest, groups=_dimensions(query))
    whole = build(desk.model, rights, whole_query, period=query.period, today=today)
    total = sum(
        (_decimal(r[-3]) for r in desk.tables.query(whole.sql, whole.values).rows), Decimal(0)
    )
    part, count = _decimal(rows.rows[0][-3]), _int(rows.rows[0][-2])
    return _percent(part, total, count)


def _dimensions(query: Query) -> tuple[str, ...]:
    return tuple(chosen.dimension for chosen in query.filters)


def _percent(part: Decimal, whole: Decimal, count: int) -> Result:
    if not whole:
        return Result(missing="no_average")
    share = (part * _PERCENT / whole).quantize(_ONE_PLACE)
    return Result(rows=(Row(label="", value=share, rows=count),))


def _outside(
    desk: Desk,
    rights: Rights,
    query: Query,
    known: tuple[Cell, Cell, int],
    today: date,
    fact: Fact,
) -> Missing | None:
    """Return why there is nothing to count in the first place; known: see `_span`."""
    first, last, count = known
    if not count:
        statement = build_span(desk.model, rights, fact)
        return "not_in_rights" if _is_limited(rights, statement) else None
    if _misses(query.period, first, last, today):
        return "no_period"
    if _misses(query.versus, first, last, today):
        return "no_versus"
    return _nothing_of(desk, rights, query, today) if query.filters else None


def _nothing_of(desk: Desk, rights: Rights, query: Query, today: date) -> Missing | None:
    """Return whether what was named has no records at all, at any time and in any state."""
    measure = desk.model.measures[query.measure]
    if measure.kind == "level" and measure.unit != "개":
        return None  # Nothing owed is a figure: zero.
    ever = replace(
        query, period=None, versus=None, states=(), threshold=None, groups=(), limit=None,
        direction=None, count_groups=False, share=False, rank=None, latest=False,
    )  # fmt: skip
    statement = build(desk.model, rights, ever, period=None, today=today)
    if _int(desk.tables.query(statement.sql, statement.values).rows[0][-2]):
        return None
    if query.states or all(chosen.excluded for chosen in query.filters):
        return None
    return "not_in_rights" if _is_limited(rights, statement) else "no_records"


def _misses(period: Period | None, first: Cell, last: Cell, today: date) -> bool:
    """Whether a period lies wholly outside of what is known."""
    if period is None or first is None:
        return False
    latest = max(str(last), today.isoformat())
    return period.end.isoformat() <= str(first) or period.start.isoformat() > latest


def _is_past(period: Period | None, today: date) -> bool:
    return period is not None and not period.start <= today < period.end + timedelta(days=1)


def _is_limited(rights: Rights, statement: Statement) -> bool:
    return any(rights.is_limited(model) for model in statement.models)


def _source(desk: Desk, fact: Fact) -> str:
    return f"{desk.model.erp}:{fact.model}"


def _said(desk: Desk, query: Query, label: str) -> str:
    if query.groups == ("weekday",):
        return weekday_name(int(label)) if label else ""
    return desk.model.values.get(label, label) if query.groups == ("state",) else label


def _label(labels: Sequence[Cell]) -> str:
    return " · ".join(str(label) if label is not None else "" for label in labels)


def _decimal(value: Cell) -> Decimal:
    if value is None:
        return Decimal(0)
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _int(value: Cell) -> int:
    return int(value or 0)
