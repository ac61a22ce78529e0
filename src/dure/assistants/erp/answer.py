"""Turn what was found into an answer: plain facts, figures with their origin, Korean lines.

Pure functions. Every number that a line says stands in a figure or an item.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from dure.assistants.erp.compute import FoundDocument, Result, Row
from dure.assistants.erp.model import TIMES, Measure, Model
from dure.assistants.erp.phrases import part, phrases
from dure.assistants.erp.query import AskBack, Lookup, Query, Refuse
from dure.assistants.erp.spans import spoken_label
from dure.engine.assistant import Answer, Line
from dure.kernel.turns import Figure

_SHOWN: Final = 10
"""Rows told in words; all of them are in `items`."""
_SLOT: Final = re.compile(r"\{[^}]*\}")
_CENT: Final = Decimal("0.01")
_ALL_TIME: Final = "전체 기간"
_STATE_ATTRIBUTES: Final = ("state", "shipment", "invoice")
_MONEY_ATTRIBUTES: Final = ("amount", "total")
_REASONS: Final[Mapping[str, str]] = {
    "denied": "forbidden", "not_in_rights": "forbidden", "other_company": "forbidden",
    "attack": "prompt_attack", "no_user": "forbidden",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every sentence about a query says: whose figures, of what, of when."""

    company: str
    measure: Measure
    query: Query
    model: Model

    @property
    def filters(self) -> str:
        """Return what was narrowed to, joined."""
        return ", ".join(chosen.label for chosen in self.query.filters if not chosen.excluded)

    @property
    def without(self) -> str:
        """Return what was left out, joined."""
        return ", ".join(chosen.label for chosen in self.query.filters if chosen.excluded)

    @property
    def states(self) -> str:
        """Return the states asked for, joined."""
        return "·".join(self.model.states[state].label_ko for state in self.query.states)

    @property
    def period(self) -> str:
        """Return the period as it is said."""
        if self.query.period:
            return self.query.period.label
        return _ALL_TIME if self.measure.kind == "flow" else ""

    @property
    def scope(self) -> str:
        """Return the words before the figure's name."""
        return (part("period", period=self.times) if self.query.period else "") + self.narrowed

    @property
    def narrowed(self) -> str:
        """Return what was narrowed to and left out, as it stands before the figure's name."""
        said = part("without", names=self.without) if self.without else ""
        return said + (part("of", filters=self.filters) if self.filters else "")

    @property
    def times(self) -> str:
        """Return the period, or both of which the sum is told."""
        versus = self.query.versus if self.query.change == "sum" else None
        return f"{self.period}, {versus.label}" if versus else self.period


def answer_of(result: Result, frame: Frame) -> Answer:
    """Return the answer to a query."""
    if result.missing:
        return _missing(result, frame)
    unit = _unit(frame)
    listed = bool(frame.query.groups) and not frame.query.count_groups
    listed = listed or (frame.query.versus is not None and frame.query.change == "both")
    items = tuple(_item(row, unit, frame.query) for row in result.rows) if listed else ()
    lines = _listed(result, frame, unit) if listed else _told(result.rows[0], frame, unit)
    return Answer(
        lines=(*lines, *_notes(result, frame)),
        reason="limited" if result.limited else None,
        # What an empty list was asked of may hold digits: the record has them too.
        items=items or (_echo(frame.scope) if listed else ()),
        figures=tuple(_figure(row, frame, result, unit) for row in result.rows),
        sources=(result.source,),
    )


def asked(ask: AskBack) -> Answer:
    """Return the answer that asks back."""
    phrase = "which_period_any" if ask.phrase == "which_period" and not ask.word else ask.phrase
    facts = {"word": ask.word, "choices": ", ".join(ask.choices)}
    line = Line(phrase=phrase, facts=facts)
    items = tuple({"name": choice} for choice in ask.choices) or _echo(ask.word)
    return Answer(
        lines=(line,), outcome="asked", reason="unclear", question=phrases()[phrase][0], items=items
    )


def refused(refuse: Refuse, *, company: str = "", measure: str = "") -> Answer:
    """Return the answer that says why there is none."""
    phrase, word = refuse.reason, refuse.word
    if any(letter.isdigit() for letter in word) and f"{phrase}_digits" in phrases():
        phrase = f"{phrase}_digits"  # A number that was asked about is in no record.
    facts = {
        "word": word, "company": company, "measure": measure or word,
        "quoted": part("quoted", word=word),
    }  # fmt: skip
    reason = _REASONS.get(
        refuse.reason, "not_covered" if refuse.reason in ("absent", "person") else refuse.reason
    )
    return Answer(lines=(Line(phrase=phrase, facts=facts),), outcome="refused", reason=reason)


def document_answer(
    found: list[FoundDocument],
    lookup: Lookup,
    model: Model,
    *,
    barred: bool,
    limited: bool,
    as_of: str = "",
) -> Answer:
    """Return the answer about documents; as_of: when the database was last written."""
    if not found:
        phrase = "denied_document" if barred or limited else "not_found_document"
        reason = "forbidden" if barred or limited else "not_found"
        return Answer(lines=(Line(phrase=phrase),), outcome="refused", reason=reason)
    lines: list[Line] = []
    items: list[Mapping[str, Any]] = []
    figures: list[Figure] = []
    for document in found:
        told = _attributes(document, lookup, model)
        kind = part(f"kind_{document.fact}")
        lines.append(Line(phrase="document", facts={"kind": kind, "number": document.number}))
        lines += [_attribute_line(name, value) for name, value in told.items()]
        items.append({"name": document.number, **{k: v for k, v in told.items() if v is not None}})
        figures += _document_figures(document, told, model, as_of)
    sources = tuple(dict.fromkeys(f"{model.erp}:{model.facts[d.fact].model}" for d in found))
    return Answer(
        lines=tuple(lines), items=tuple(items), figures=tuple(figures), sources=sources,
        reason="limited" if limited else None,
    )  # fmt: skip


def _attributes(document: FoundDocument, lookup: Lookup, model: Model) -> dict[str, Any]:
    """Return what was asked for, of what this kind of document has; else all that it has."""
    known = [name for name in lookup.attributes if name in document.told]
    out: dict[str, Any] = {}
    for name in known or list(document.told):
        value = document.told[name]
        if name in _STATE_ATTRIBUTES and value is not None:
            value = model.values.get(str(value), str(value))
        out[name] = _plain(value) if isinstance(value, Decimal) else value
    if "planned" in out and out["planned"] is None and "shipment" in document.told:
        state = document.told["shipment"]
        out["shipment"] = model.values.get(str(state), str(state))
    return out


def _attribute_line(name: str, value: object) -> Line:
    label = part(f"attribute_{name}")
    if value is None:
        return Line(phrase="unknown_attribute", facts={"name": label})
    said = _say(Decimal(str(value)), "원") if name in _MONEY_ATTRIBUTES else str(value)
    return Line(phrase="attribute", facts={"name": label, "value": said})


def _document_figures(
    document: FoundDocument, told: Mapping[str, Any], model: Model, as_of: str
) -> list[Figure]:
    return [
        Figure(
            value=told[name], unit="원", measure=part(f"attribute_{name}"), filter=document.number,
            source=f"{model.erp}:{model.facts[document.fact].model}", row_count=1,
            as_of=as_of or None,
        )
        for name in _MONEY_ATTRIBUTES
        if told.get(name) is not None
    ]  # fmt: skip


def _told(row: Row, frame: Frame, unit: str) -> list[Line]:
    query = frame.query
    facts: dict[str, Any] = {
        "company": frame.company, "scope": frame.scope, "measure": frame.measure.label_ko,
        "value": _say(row.value, unit), "states": frame.states, "part": frame.filters,
        "size": _say(abs(row.value), unit),
    }  # fmt: skip
    if query.count_groups:
        facts["dimension"] = frame.model.dimensions[query.groups[0]].label_ko
        return [Line(phrase="groups", facts=facts)]
    if query.share:
        facts["scope"] = part("period", period=frame.period) if query.period else ""
        return [Line(phrase="share", facts=facts)]
    if query.versus and query.change != "sum":
        facts["before"] = query.versus.label
        way = "more" if row.value > 0 else "less" if row.value < 0 else "same"
        kind = "difference" if way == "same" else query.change
        return [Line(phrase=f"{kind}_{way}", facts=facts)]
    return [Line(phrase="figure_states" if query.states else "figure", facts=facts)]


def _listed(result: Result, frame: Frame, unit: str) -> list[Line]:
    query = frame.query
    facts = {
        "company": frame.company, "scope": frame.scope, "measure": frame.measure.label_ko,
        "filters": frame.narrowed,
        "dimension": "·".join(frame.model.dimensions[g].label_ko for g in query.groups),
        "rank": query.rank,
    }  # fmt: skip
    if not result.rows:
        return [Line(phrase="empty_list", facts=facts)]
    lines = [Line(phrase=_head(query), facts=facts)]
    for row in result.rows[:_SHOWN]:
        told = {"name": _spoken(row.label, query), "value": _say(row.value, unit)}
        lines.append(Line(phrase="row", facts=told))
    if len(result.rows) > _SHOWN:
        lines.append(Line(phrase="more", facts={"rest": len(result.rows) - _SHOWN}))
    if result.ties:
        lines.append(Line(phrase="ties"))
    return lines


def _head(query: Query) -> str:
    """Return the phrase above the rows of a list."""
    documents = query.groups == ("document",)
    heads = {"both": query.versus, "head_rank": query.rank, "head_latest": query.latest}
    return next((h for h, held in heads.items() if held), "head_documents" if documents else "head")


def _spoken(label: str, query: Query) -> str:
    """Return the label of a row as people say it."""
    if query.groups == ("week",):
        return part("week", monday=spoken_label(label))
    timed = len(query.groups) == 1 and query.groups[0] in TIMES
    return (spoken_label(label) if timed else label) or part("unnamed")


def _notes(result: Result, frame: Frame) -> list[Line]:
    """Return the assumptions, each said."""
    query = frame.query
    out = [Line(phrase="limited")] if result.limited else []
    if any(chosen.dimension == "document" for chosen in query.filters):
        return out  # What one document holds needs no assumption.
    if "state" in query.groups:
        out.append(Line(phrase="note_every_state"))
    elif query.states:
        out.append(Line(phrase="note_states", facts={"states": frame.states}))
    else:
        out.append(Line(phrase=f"note_{frame.measure.note}"))
    begun = [chosen.beginning for chosen in query.filters if chosen.beginning]
    if begun:
        out.append(Line(phrase="note_beginning", facts={"names": ", ".join(begun)}))
    if result.since:
        out.append(Line(phrase="note_since", facts={"day": spoken_label(result.since)}))
    if result.so_far:
        out.append(Line(phrase="note_so_far"))
    guessed = [chosen.label for chosen in query.filters if chosen.guessed]
    if guessed:
        out.append(Line(phrase="note_guessed", facts={"names": ", ".join(guessed)}))
    if frame.measure.kind == "flow" and not query.period and not query.latest:
        out.append(Line(phrase="note_all_time"))
    out += [Line(phrase=f"note_{guess}") for guess in query.guesses if guess != "continued"]
    if result.unknown:
        out.append(Line(phrase="note_unknown"))
    return [*out, Line(phrase="note_cut")] if result.cut else out


def _missing(result: Result, frame: Frame) -> Answer:
    phrase = str(result.missing)
    facts = {
        "measure": frame.measure.label_ko, "company": frame.company, "names": frame.filters,
        "whose": part("whose", names=frame.filters) if frame.filters else "",
        "word": frame.measure.label_ko,
    }  # fmt: skip
    line = Line(phrase=phrase, facts=facts)
    if phrase == "no_combination":
        return Answer(
            lines=(line,), outcome="asked", reason="unclear", question=phrases()[phrase][0]
        )
    # A name that was said back may hold digits (27인치 모니터): the record has them too.
    items = _echo(frame.filters) if "names" in phrases()[phrase][0] else ()
    return Answer(
        lines=(line,), outcome="refused", reason=_REASONS.get(phrase, "no_data"), items=items
    )


def _echo(word: str) -> tuple[Mapping[str, str], ...]:
    return ({"name": word},) if any(letter.isdigit() for letter in word) else ()


def _item(row: Row, unit: str, query: Query) -> Mapping[str, Any]:
    name, spoken = row.label or part("unnamed"), _spoken(row.label, query)
    item = {"name": name, "value": _plain(row.value), "unit": unit}
    if query.rank:
        item["rank"] = query.rank
    return item if spoken == name else {**item, "label": spoken}


def _figure(row: Row, frame: Frame, result: Result, unit: str) -> Figure:
    left_out = part("without", names=frame.without).strip() if frame.without else ""
    narrowed = [frame.filters, left_out, frame.states, row.label]
    return Figure(
        value=_plain(row.value),
        unit=unit,
        measure=frame.measure.label_ko,
        source=result.source,
        filter=", ".join(text for text in [frame.company, *narrowed] if text),
        period=_period_of(frame, result),
        row_count=row.rows,
        as_of=result.as_of,
    )


def _period_of(frame: Frame, result: Result) -> str | None:
    """Return the periods of a figure, and from when on there are records if that is later."""
    versus = [frame.query.versus.label] if frame.query.versus else []
    said = " / ".join([frame.period, *versus])
    since = part("since", day=spoken_label(result.since)) if result.since else ""
    return f"{said}{since}" or None


def _unit(frame: Frame) -> str:
    query = frame.query
    if query.share or (query.versus and query.change == "percent"):
        return "%"
    if query.count_groups:
        return frame.model.dimensions[query.groups[0]].counter
    return frame.measure.unit


def _plain(value: Decimal) -> int | float:
    """Return a whole number as one, anything else to the cent."""
    rounded = value.quantize(_CENT)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _say(value: Decimal, unit: str) -> str:
    return f"{_plain(value):,}{unit}"


def has_assumption(answer: Answer) -> bool:
    """Whether an answer states what it assumed."""
    return any(line.phrase.startswith("note_") for line in answer.lines)


def states_assumption(text: str) -> bool:
    """Whether a reply states what it assumed, told by the words of the notes."""
    notes = [way for key, ways in phrases().items() if key.startswith("note_") for way in ways]
    return any(all(piece in text for piece in _SLOT.split(note) if piece) for note in notes)
