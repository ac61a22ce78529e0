"""Understand a question about figures: a typed query, or what to ask, or why not.

Deterministic, by lexicon and rules. A question with a word that nobody knows is not answered
as if the word had not been said: that would be the answer to another question.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from dure.assistants.erp.model import Measure, Model
from dure.assistants.erp.names import Names
from dure.assistants.erp.query import (
    LINES,
    AskBack,
    Filter,
    Lookup,
    Query,
    Reading,
    Refuse,
    Threshold,
)
from dure.assistants.erp.resolve import Resolved, resolve
from dure.assistants.erp.said import Listened, attack_in, listen, tidy
from dure.assistants.erp.shape import Shape, Times, shape_of, times_of
from dure.assistants.erp.subject import BY_UNIT, REDUNDANT, Topic, measure_of, stock_topic, topic_of

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "주문": ("sale",), "수주": ("sale",), "발주": ("purchase",), "구매": ("purchase",),
    "청구서": ("invoice",), "계산서": ("invoice",), "세금계산서": ("invoice",),
    "출고": ("shipment",), "생산": ("production",),
}  # fmt: skip
_SUMMARY: Final = ("party", "date", "amount", "state")
_ATTRIBUTES: Final = ("planned", "total", "invoice", "shipment", "state", "date", "party", "amount")
_TRADED: Final = ("order", "invoice", "purchase")
_ORDERED: Final = ("order", "purchase")
_PRODUCTS: Final = frozenset(("product", "category"))


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All parts of a question, decided one by one."""

    topic: Topic
    shape: Shape
    times: Times
    resolved: Resolved
    states: tuple[str, ...]


def read_question(
    text: str,
    *,
    model: Model,
    names: Names,
    today: date,
    company: int | None = None,
    previous: Query | None = None,
) -> Reading:
    """Return what a question means.

    company: the one that the asking user works in; None lets every company be named.
    previous: the query before it in the same conversation; a question that lacks a subject
        goes on from there.
    """
    clean = tidy(text)
    attack = attack_in(clean)
    if attack:
        return Refuse(reason=attack)
    said = listen(clean, names=names, today=today)
    resolved = resolve(said, names, model.absent, fitting=_fitting(said, model))
    refused = _refused(said, resolved, company, previous)
    if refused:
        return refused
    if said.code:
        return _lookup(said, model)
    parts = _parts(said, resolved, today, previous)
    if not isinstance(parts, Parts):
        return parts
    return _query(said, parts, model, previous)


def _fitting(said: Listened, model: Model) -> tuple[str, ...]:
    """Return the dimensions by which what is asked about can be narrowed, all if unsaid."""
    subjects = said.all("subject")
    facts = [f for m in model.measures.values() if m.subject in subjects for f in m.grains]
    all_paths = [model.facts[name].paths for name in facts] or [
        f.paths for f in model.facts.values()
    ]
    return tuple({path for paths in all_paths for path in paths})


def _refused(
    said: Listened, resolved: Resolved, company: int | None, previous: Query | None
) -> AskBack | Refuse | None:
    if any(found.period is None for found in said.periods):
        return Refuse(reason="impossible_date")
    if company is not None and any(named != company for named in resolved.companies):
        return Refuse(reason="other_company")
    if resolved.employees:
        return Refuse(reason="person")
    if resolved.trouble:
        return resolved.trouble
    if said.has("command"):
        return Refuse(reason="read_only")
    if said.has("unsupported") or _asks_attribute(said):
        return AskBack(phrase="unsupported")
    goes_on = previous is not None and said.periods and not said.has("subject")
    plain = said.has("vague") and not said.has("trend") and not goes_on
    return AskBack(phrase="which_measure") if plain else None


def _asks_attribute(said: Listened) -> bool:
    """Whether what only a document has was asked of a figure (발주 언제 했어)."""
    if said.code or said.has("place", "month"):
        return False
    return any(p.senses and {kind for kind, _ in p.senses} == {"attribute"} for p in said.pieces)


def _lookup(said: Listened, model: Model) -> Lookup | AskBack:
    if said.code is None:
        raise ValueError("no document was named")
    found = set(said.all("attribute"))
    facts = _KINDS.get(said.code.kind, model.documents)
    if said.has("dimension", "product") or (said.has("place", "product") and not found):
        return Lookup(number=said.code.number, facts=facts, attributes=(LINES,))
    if "planned" in found:
        found -= {"date", "shipment"}
    if {"state", "shipment"} <= found or {"state", "invoice"} <= found:
        found.discard("state")
    chosen = tuple(attribute for attribute in _ATTRIBUTES if attribute in found)
    return Lookup(number=said.code.number, facts=facts, attributes=chosen or _SUMMARY)


def _parts(
    said: Listened, resolved: Resolved, today: date, previous: Query | None
) -> Parts | AskBack | Refuse:
    members = resolved.several and _compares(said)
    if members:
        said = said.without("change", "versus")
    filtered = frozenset(f.dimension for f in resolved.filters if not f.excluded)
    spoken = {
        *said.all("dimension"),
        *said.all("how_many"),
        *filtered,
        *said.has("what") * ("product",),
    }
    topic = topic_of(said, of_products=bool(spoken & _PRODUCTS))
    if isinstance(topic, AskBack):
        return topic
    if previous is None or filtered:
        topic = stock_topic(topic, of_products="product" in filtered)
    subject = topic.subject or (previous.measure.split("_")[0] if previous else "")
    shape = (
        Shape(groups=tuple(resolved.several)[:1]) if members
        else _shape(said, subject, filtered, previous)
    )  # fmt: skip
    if isinstance(shape, AskBack):
        return shape
    earlier = previous.period if previous and not topic.subject else None
    times = times_of(said, today, earlier=earlier)
    if not isinstance(times, Times):
        return times
    states = tuple(s for s in said.all("state") if (subject, s) not in REDUNDANT)
    return Parts(topic=topic, shape=shape, times=times, resolved=resolved, states=states)


def _compares(said: Listened) -> bool:
    """Whether members are compared with each other (부산전자와 대전전자 비교)."""
    if len(said.periods) > 1:
        return False
    return said.has("change", "both") or (said.has("place") and said.has("superlative"))


def _shape(
    said: Listened, subject: str, filtered: frozenset[str], previous: Query | None
) -> Shape | AskBack:
    shape = shape_of(said, subject=subject, filtered=filtered)
    if isinstance(shape, AskBack) and previous and previous.groups and said.limit:
        least = said.has("superlative", "least") or (
            previous.direction == "least" and not said.has("superlative")
        )
        ordinal, count = said.limit.ordinal, said.limit.count
        return Shape(
            groups=previous.groups, limit=None if ordinal else count,
            rank=count if ordinal else None, direction="least" if least else "most",
        )  # fmt: skip
    return shape


def _query(said: Listened, parts: Parts, model: Model, previous: Query | None) -> Reading:
    if not parts.topic.subject or (previous and _goes_on(said, parts)):
        if previous is None:
            return _without_subject(said, parts)
        return _continued(said, parts, model, previous)
    measure = measure_of(model, _sharpened(said, parts))
    if isinstance(measure, AskBack):
        return measure
    timeless = measure.kind == "level" or parts.shape.latest
    if timeless and "recent" in parts.times.guesses:
        parts = replace(parts, times=Times())
    return _checked(said, _assembled(said, parts, measure), parts, measure, model)


def _without_subject(said: Listened, parts: Parts) -> AskBack:
    if parts.resolved.filters:
        return AskBack(phrase="which_measure_of", word=parts.resolved.filters[0].label)
    return AskBack(phrase="which_measure")


def _goes_on(said: Listened, parts: Parts) -> bool:
    """Whether a question with a weak subject or a link goes on from the one before."""
    linked = said.has("link") and not parts.times.said and not parts.resolved.filters
    return linked or (parts.topic.weak and not parts.topic.aspect and not parts.resolved.filters)


def _sharpened(said: Listened, parts: Parts) -> Topic:
    """Return the topic, with the aspect that a bound or a ranking implies where none was said."""
    topic = parts.topic
    if said.bound and parts.shape.groups and BY_UNIT.get(said.bound.unit):
        return replace(topic, aspect=BY_UNIT[said.bound.unit])
    if topic.aspect:
        counted = parts.shape.groups == ("document",) and topic.aspect in ("count", "quantity")
        ordered = parts.shape.direction or parts.shape.latest
        return replace(topic, aspect="amount") if counted and ordered else topic
    products = bool(_PRODUCTS & {*parts.shape.groups, *_dimensions(parts)})
    many = said.has("many") and not said.has("size") and parts.shape.direction is not None
    traded = topic.weak and topic.subject in _TRADED
    if products and (traded or (many and topic.subject in _ORDERED)):
        return replace(topic, aspect="quantity")
    if said.has("what") and parts.shape.groups == ("product",):
        return replace(topic, aspect="quantity")
    if many and topic.subject in _ORDERED and not {"document", "party"} & {*parts.shape.groups}:
        return replace(topic, aspect="count")
    return topic


def _dimensions(parts: Parts) -> set[str]:
    return {chosen.dimension for chosen in parts.resolved.filters if not chosen.excluded}


def _assembled(said: Listened, parts: Parts, measure: Measure) -> Query:
    shape, times = parts.shape, parts.times
    guesses = (*shape.guesses, *times.guesses, *_weakly(parts.topic))
    threshold = said.bound.threshold if said.bound else None
    return Query(
        measure=measure.name,
        groups=shape.groups,
        filters=parts.resolved.filters,
        states=parts.states,
        period=times.period,
        versus=times.versus,
        change=times.change,
        direction=shape.direction,
        limit=None if shape.count_groups else shape.limit,
        rank=shape.rank,
        latest=shape.latest,
        threshold=threshold,
        count_groups=shape.count_groups,
        share=said.has("share") and times.versus is None,
        guesses=guesses,
    )


def _weakly(topic: Topic) -> tuple[str, ...]:
    """Return the assumption that a subject was only hinted at; a price says it in its note."""
    return (f"weak_{topic.subject}",) if topic.weak and topic.subject != "price" else ()


def _checked(said: Listened, query: Query, parts: Parts, measure: Measure, model: Model) -> Reading:
    """Return the query, or what must be asked because it would mean too many things."""
    if query.share and not query.filters:
        return AskBack(phrase="which_share")
    if said.has("bound", "no"):
        return _without(query, measure)
    narrowed = {chosen.dimension for chosen in query.filters}
    left = [d for d in parts.shape.mentioned if d not in narrowed]
    if left and not query.groups:
        return AskBack(phrase="which_split", word=model.dimensions[left[0]].label_ko)
    if (
        query.threshold
        and not query.groups
        and measure.aspect not in ("count", "amount", "average")
    ):
        query = replace(query, groups=("product",))
    if query.threshold and not query.groups and not _has_amounts(model, measure):
        query = replace(query, groups=("party",))
    bare = measure.kind == "flow" and not (
        parts.times.said or query.filters or query.groups or query.states or query.threshold
        or said.has("sum") or said.has("aspect") or query.count_groups
    )  # fmt: skip
    if bare or (measure.kind == "flow" and _plain(said, query, parts)):
        return AskBack(phrase="which_period", word=measure.label_ko)
    if measure.kind == "level" and query.versus:
        return Refuse(reason="no_history", word=measure.label_ko)
    if measure.needs and measure.needs not in {*query.groups, *_dimensions(parts)}:
        return AskBack(phrase="which_product", word=measure.label_ko)
    return query


def _has_amounts(model: Model, measure: Measure) -> bool:
    """Whether single records of a measure have an amount that a bound may be about."""
    return any("amount" in model.facts[name].about for name in measure.grains)


def _without(query: Query, measure: Measure) -> Reading:
    """Return what has none of something (재고 없는 품목); of other figures none is no record."""
    if measure.subject != "stock":
        return AskBack(phrase="unsupported")
    none = Threshold(operator="<=", value=Decimal(0))
    return replace(query, groups=query.groups or ("product",), threshold=none)


def _plain(said: Listened, query: Query, parts: Parts) -> bool:
    """Whether nothing but the figure's name was said (매출액 알려줘), as in asking for a total."""
    narrowed = query.filters or query.groups or query.states or query.threshold or query.share
    if narrowed or parts.times.said or said.has("sum") or query.count_groups:
        return False
    return set(said.all("aspect")) <= {"amount"} and not said.has("much")


def _continued(said: Listened, parts: Parts, model: Model, previous: Query) -> Reading:
    """Return the query before it, changed by what was said now."""
    before = model.measures[previous.measure]
    subject = (
        parts.topic.subject if not parts.topic.weak and parts.topic.subject else before.subject
    )
    aspect = parts.topic.aspect if _new_aspect(said, parts) else ""
    if parts.topic.subject and not parts.topic.weak:
        aspect = parts.topic.aspect or before.aspect
    measure = measure_of(model, Topic(subject=subject, aspect=aspect or before.aspect))
    if isinstance(measure, AskBack):
        return measure
    if not _says_something(said, parts):
        return AskBack(phrase="which_measure")
    shape, times = parts.shape, parts.times
    return replace(
        previous,
        measure=measure.name,
        groups=shape.groups or (() if shape.count_groups else previous.groups),
        filters=_replaced(previous.filters, parts.resolved.filters),
        states=parts.states or previous.states,
        period=times.period if times.said else previous.period,
        versus=times.versus,
        change=times.change,
        direction=shape.direction or previous.direction,
        limit=shape.limit if shape.limit else (None if shape.groups else previous.limit),
        rank=shape.rank if shape.groups or shape.rank else previous.rank,
        latest=shape.latest or (previous.latest and not shape.groups),
        threshold=said.bound.threshold if said.bound else previous.threshold,
        count_groups=shape.count_groups,
        guesses=(*shape.guesses, *times.guesses, "continued"),
    )


def _new_aspect(said: Listened, parts: Parts) -> bool:
    return bool(parts.topic.aspect) and (said.has("aspect") or bool(said.bound))


def _says_something(said: Listened, parts: Parts) -> bool:
    """Whether anything was said that changes the query before."""
    return bool(
        parts.times.said or parts.resolved.filters or parts.shape.groups or parts.states
        or parts.topic.subject or said.has("aspect") or said.bound or said.limit
    )  # fmt: skip


def _replaced(old: tuple[Filter, ...], new: tuple[Filter, ...]) -> tuple[Filter, ...]:
    named = {(chosen.dimension, chosen.excluded) for chosen in new}
    kept = (chosen for chosen in old if (chosen.dimension, chosen.excluded) not in named)
    return (*kept, *new)
