"""A query as SQL: every table stands behind its rights, every value is a bound parameter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlglot import exp

from dure.assistants.erp.catalog import NotInstalled
from dure.assistants.erp.domains import Binder, Compiler, named_table
from dure.assistants.erp.model import Dimension, Domain, Fact, Measure, Model
from dure.assistants.erp.query import Filter, Period, Query
from dure.assistants.erp.rights import Rights
from dure.errors import Forbidden

ROOT: Final = "f"
_TIME_ENDS: Final = {"day": 10, "month": 7, "year": 4}
_PARTS: Final = {"quarter": (3, "-Q"), "half": (6, "-H")}
"""Months of a part of the year, and the sign before its number."""
_DAY_FORMS: Final = {
    "weekday": ("%w", "-1 day"), "week": ("%Y-%m-%d", "-6 days", "weekday 1"),
}  # fmt: skip
"""How SQLite writes a weekday (0 is Monday) and the Monday of a week."""
_CACHES: Final = "_cache"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """SQL and its values. models: what it reads; fact: what is counted."""

    sql: str
    values: Mapping[str, Any]
    models: frozenset[str]
    fact: str


@dataclass(kw_only=True)
class Builder:
    """Builds one statement on one fact for one user."""

    model: Model
    rights: Rights
    fact: Fact
    binder: Binder = field(default_factory=Binder)
    joins: dict[str, str] = field(default_factory=dict)
    models: set[str] = field(default_factory=set)
    selected: exp.Select = field(default_factory=exp.Select)

    def __post_init__(self) -> None:
        """Begin with the fact's own table."""
        self.selected = self.selected.from_(self._guarded(self.fact.model, ROOT))

    def column(self, path: str) -> exp.Column:
        """Return the column that a path leads to, joining what lies between."""
        *steps, last = path.split(".")
        at, alias, so_far = self.fact.model, ROOT, ""
        for step in steps:
            so_far = f"{so_far}.{step}" if so_far else step
            at, alias = self._step(at, alias, step, so_far)
        if not self.rights.catalog.has(at, last):
            at, alias = self._step(at, alias, last, path)
            last = "id"
        if (at, last.removesuffix(_CACHES)) in self.rights.hidden:
            raise Forbidden(why=f"{at}.{last}")
        return exp.column(last, table=alias, quoted=True)

    def condition(self, domain: Domain) -> exp.Expr:
        """Return our own condition; the records it looks at are within the rights too."""
        compiler = Compiler(catalog=self.rights.catalog, binder=self.binder, guard=self._predicate)
        return compiler.predicate(domain, self.fact.model, ROOT)

    def _step(self, at: str, alias: str, step: str, so_far: str) -> tuple[str, str]:
        target = self.rights.catalog.relations.get((at, step))
        if target is None:
            raise NotInstalled(f"{at}.{step}")
        if so_far in self.joins:
            return target, self.joins[so_far]
        link = self.model.links.get(f"{at}.{step}")
        name = f"j{len(self.joins)}"
        start = exp.column(step, table=alias, quoted=True)
        if link:
            between = f"{name}_between"
            origin = exp.column(link["origin"], table=between, quoted=True)
            on = origin.eq(exp.column("id", table=alias))
            self._join(link["model"], between, on)
            start = exp.column(link["target"], table=between, quoted=True)
        self._join(target, name, exp.column("id", table=name).eq(start))
        self.joins[so_far] = name
        return target, name

    def _join(self, model: str, alias: str, on: exp.Expr) -> None:
        self.selected = self.selected.join(self._guarded(model, alias), on=on, join_type="left")

    def _guarded(self, model: str, alias: str) -> exp.Expr:
        """Return a table, with the user's predicate inside where there is one."""
        self.models.add(model)
        table, inner = self.rights.catalog.table_of(model), f"{alias}_all"
        predicate = self._predicate(model, inner)
        if predicate is None:
            return named_table(table, alias)
        seen = exp.select(exp.Star()).from_(named_table(table, inner)).where(predicate)
        return seen.subquery(alias)

    def _predicate(self, model: str, alias: str) -> exp.Expr | None:
        self.models.add(model)
        return self.rights.predicate(model, alias, self.binder)


def grain_of(model: Model, query: Query) -> Fact | None:
    """Return the fact that carries all that a query needs, None if no fact does."""
    measure = model.measures[query.measure]
    lines = any(model.states[state].lines for state in query.states)
    needed = {d for d in (*query.groups, *(f.dimension for f in query.filters))}
    for name in measure.grains:
        fact = model.facts[name]
        empty = lines and measure.aspect in ("amount", "total", "tax", "average", "max", "min")
        if empty and fact.lines:
            continue
        if all(_carries(fact, model.dimensions[d]) for d in needed) and all(
            name in model.states[state].by_fact for state in query.states
        ):
            return fact
    return None


def build(
    model: Model, rights: Rights, query: Query, *, period: Period | None, today: date
) -> Statement:
    """Return the statement of a query over one period.

    Its columns: for each group a key and a label, then value, rows, known (rows whose value is
    known).
    Raises Forbidden if the user may not read what it needs, NotInstalled if the database does
    not have it, ValueError if no fact carries it.
    """
    fact = grain_of(model, query)
    if fact is None:
        raise ValueError(f"no fact carries {query}")
    measure = model.measures[query.measure]
    builder = Builder(model=model, rights=rights, fact=fact)
    value, known = _value(builder, measure)
    for group in query.groups:
        key, label = _group(builder, model.dimensions[group])
        builder.selected = builder.selected.select(
            exp.alias_(key, f"key_{group}"), exp.alias_(label, f"label_{group}")
        ).group_by(key, label)
    conditions = _conditions(builder, measure, query, period, today)
    builder.selected = builder.selected.select(
        exp.alias_(value, "value"), exp.alias_(exp.Count(this=exp.Star()), "rows"),
        exp.alias_(exp.Count(this=known), "known"),
    ).where(*conditions)  # fmt: skip
    _threshold(builder, query, value, known)
    _order(builder, query, value)
    return _statement(builder)


def build_span(model: Model, rights: Rights, fact: Fact) -> Statement:
    """Return the statement for the first and last day of which a fact has records, and how many."""
    builder = Builder(model=model, rights=rights, fact=fact)
    day = builder.column(fact.date) if fact.date else exp.null()
    conditions = _own(builder, fact)
    builder.selected = builder.selected.select(
        exp.Min(this=day), exp.Max(this=day), exp.Count(this=exp.Star())
    ).where(*conditions)
    return _statement(builder)


def build_document(model: Model, rights: Rights, fact: Fact, *, loose: str) -> Statement:
    """Return the statement for what is told of documents with a number.

    loose: the number without signs and in capitals; it is compared with the same of the record.
    """
    builder = Builder(model=model, rights=rights, fact=fact)
    names = [builder.column(path) for path in fact.document]
    told = [exp.alias_(builder.column(path), f"told_{name}") for name, path in fact.about.items()]
    same = [exp.EQ(this=_bare(name), expression=builder.binder.bind(loose)) for name in names]
    conditions = _own(builder, fact)
    builder.selected = builder.selected.select(
        exp.alias_(exp.column("id", table=ROOT), "id"),
        exp.alias_(_first(names), "number"), *told,
    ).where(exp.or_(*same), *conditions)  # fmt: skip
    return _statement(builder)


def _own(builder: Builder, fact: Fact) -> list[exp.Expr]:
    """Return the conditions that always hold: the company, and what the fact is."""
    company = builder.column(fact.company)
    out: list[exp.Expr] = [company.eq(builder.binder.bind(builder.rights.person.company))]
    if fact.where:
        out.append(builder.condition(fact.where))
    return out


def _conditions(
    builder: Builder, measure: Measure, query: Query, period: Period | None, today: date
) -> list[exp.Expr]:
    fact, model = builder.fact, builder.model
    out = _own(builder, fact)
    stated = [model.states[state].by_fact[fact.name] for state in query.states]
    # Told by their states, records of every state are counted.
    based = [] if "state" in query.groups else [fact.base]
    for domain in [*(stated or based), _with_today(measure.where, today)]:
        if domain:
            out.append(builder.condition(domain))
    out += [_filter(builder, chosen) for chosen in query.filters]
    if period and fact.date:
        day = builder.column(fact.date)
        if measure.kind == "flow":
            out.append(day >= builder.binder.bind(period.start.isoformat()))
        out.append(day < builder.binder.bind(period.end.isoformat()))
    return out


def _with_today(domain: Domain, today: date) -> Domain:
    return [[p, o, today.isoformat() if v == "today" else v] for p, o, v in domain]


def _filter(builder: Builder, chosen: Filter) -> exp.Expr:
    path = builder.fact.paths[chosen.dimension]
    column = builder.column(path)
    among = column.isin(*(builder.binder.bind(i) for i in chosen.ids))
    # What has none of the members is not of the excluded ones either.
    return exp.or_(exp.not_(among), column.copy().is_(exp.null())) if chosen.excluded else among


def _group(builder: Builder, dimension: Dimension) -> tuple[exp.Expr, exp.Expr]:
    if dimension.time:
        key = _time(builder.column(builder.fact.date), dimension.time)
        return key, key
    path = builder.fact.paths[dimension.name]
    key = builder.column(path)
    if dimension.name == "state":
        return key, key
    if not dimension.model:
        return key, _first([builder.column(name) for name in builder.fact.document])
    steps = f"{path}.{dimension.label}"
    return key, builder.column(steps)


def _time(day: exp.Expr, time: str) -> exp.Expr:
    if time in _TIME_ENDS:
        return exp.Substring(this=day, start=_number(1), length=_number(_TIME_ENDS[time]))
    if time in _DAY_FORMS:
        form, *moves = _DAY_FORMS[time]
        return _call("strftime", _text(form), day, *map(_text, moves))
    months, sign = _PARTS[time]
    year = exp.Substring(this=day, start=_number(1), length=_number(4))
    month = exp.cast(exp.Substring(this=day, start=_number(6), length=_number(2)), "INTEGER")
    # Whole-number division: months 1 to 3 are the first quarter.
    part = exp.cast(exp.paren(month + (months - 1)) / months, "INTEGER")
    dashed = exp.DPipe(this=year, expression=_text(sign))
    return exp.DPipe(this=dashed, expression=exp.cast(part, "TEXT"))


def _value(builder: Builder, measure: Measure) -> tuple[exp.Expr, exp.Expr]:
    """Return the aggregate of a measure, and the column whose nulls are unknown values."""
    ((operation, of),) = measure.grains[builder.fact.name].items()
    if operation == "sum_signed":
        return _signed(builder, of)
    columns = [builder.column(path) for path in ([of] if isinstance(of, str) else of)]
    if operation == "count":
        return exp.Count(this=columns[0]), columns[0]
    if operation == "distinct":
        return exp.Count(this=exp.Distinct(expressions=[columns[0]])), columns[0]
    if operation in ("sum_product", "sum_difference"):
        each = _call(f"decimal_{operation.removeprefix('sum_')}", *columns)
        return _call("decimal_sum", each), columns[-1]
    return _call(f"decimal_{operation}", columns[0]), columns[0]


def _signed(builder: Builder, of: Mapping[str, Any]) -> tuple[exp.Expr, exp.Expr]:
    def one_if(domain: Domain) -> exp.Expr:
        chosen = exp.Case().when(builder.condition(domain), _number(1))
        return exp.paren(chosen.else_(_number(0)))

    column = builder.column(of["column"])
    sign = exp.paren(one_if(of["plus"]) - one_if(of["minus"]))
    return _call("decimal_sum", _call("decimal_product", column, sign)), column


def _threshold(builder: Builder, query: Query, value: exp.Expr, known: exp.Expr) -> None:
    if query.threshold is None:
        return
    bound = builder.binder.bind(query.threshold.value)
    kind = {">=": exp.GTE, ">": exp.GT, "<=": exp.LTE, "<": exp.LT, "=": exp.EQ}
    compare = kind[query.threshold.operator]
    if query.groups:
        held = compare(this=exp.cast(value.copy(), "REAL"), expression=bound)
        builder.selected = builder.selected.having(held)
        return
    amount = builder.column(_amount_path(builder))
    held = compare(this=exp.cast(amount, "REAL"), expression=bound)
    builder.selected = builder.selected.where(held)


def _amount_path(builder: Builder) -> str:
    if "amount" not in builder.fact.about:
        raise ValueError(f"{builder.fact.name} has no amount of its own")
    return builder.fact.about["amount"]


def _order(builder: Builder, query: Query, value: exp.Expr) -> None:
    if not query.groups:
        return
    labels = [exp.column(f"label_{group}", quoted=True) for group in query.groups]
    if query.latest and builder.fact.date:
        newest = exp.Max(this=builder.column(builder.fact.date))
        number = exp.column(f"key_{query.groups[0]}", quoted=True)
        builder.selected = builder.selected.order_by(newest.desc(), number.desc())
        return
    timed = any(builder.model.dimensions[group].time for group in query.groups)
    by_value = exp.Ordered(this=exp.cast(value.copy(), "REAL"), desc=query.direction != "least")
    order: list[Any] = [*labels] if timed and not query.direction else [by_value, *labels]
    builder.selected = builder.selected.order_by(*order)


def _statement(builder: Builder) -> Statement:
    return Statement(
        sql=builder.selected.sql(dialect="sqlite"),
        values=builder.binder.values,
        models=frozenset(builder.models),
        fact=builder.fact.name,
    )


def _carries(fact: Fact, dimension: Dimension) -> bool:
    return bool(fact.date) if dimension.time else dimension.name in fact.paths


def _first(names: list[exp.Column]) -> exp.Expr:
    return exp.Coalesce(this=names[0], expressions=names[1:]) if len(names) > 1 else names[0]


def _bare(column: exp.Expr) -> exp.Expr:
    dashless = _call("replace", column, exp.Literal.string("-"), exp.Literal.string(""))
    return _call(
        "upper", _call("replace", dashless, exp.Literal.string(" "), exp.Literal.string(""))
    )


def _call(name: str, *arguments: exp.Expr) -> exp.Anonymous:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _number(value: int) -> exp.Expr:
    return exp.convert(value)


def _text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def build_visible(model: Model, rights: Rights, erp_model: str) -> Statement:
    """Return the statement for the ids of a model that the user may see, in order."""
    fact = Fact(name="", model=erp_model, company="", paths={})
    builder = Builder(model=model, rights=rights, fact=fact)
    number = exp.column("id", table=ROOT)
    builder.selected = builder.selected.select(number).order_by(number)
    return _statement(builder)
