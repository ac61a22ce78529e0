"""The semantic model: which figures there are, what they mean and where they stand.

It is data (YAML); loading checks that everything it names is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import yaml

from dure.errors import BadFile
from dure.kernel.data import read_text

Domain = list[Any]
"""Conditions as Tryton writes them: [path, operator, value], joined by "AND" unless "OR" leads."""
Kind = Literal["flow", "level"]
PACKAGE: Final = "dure.assistants.erp"
TIMES: Final = ("day", "weekday", "week", "month", "quarter", "half", "year")
_OPERATIONS: Final = frozenset(
    ("sum", "count", "distinct", "avg", "max", "min", "sum_product", "sum_difference", "sum_signed")
)


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """By what figures are grouped and filtered. model: "" for times and documents."""

    name: str
    label_ko: str
    counter: str
    model: str = ""
    label: str = ""
    time: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Records that are counted and summed.

    where: always holds. base: holds unless a state was asked for. document: paths of its
    numbers. about: what is told of one document (attribute → path). lines: the fact of its
    lines, "" if none.
    """

    name: str
    model: str
    company: str
    paths: Mapping[str, str]
    date: str = ""
    where: Domain = field(default_factory=list)
    base: Domain = field(default_factory=list)
    document: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)
    lines: str = ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A figure. grains: fact → how it is computed there, in order of preference.

    needs: a dimension without which the figure has no meaning ("" if none).
    """

    name: str
    label_ko: str
    subject: str
    aspect: str
    unit: str
    kind: Kind
    definition: str
    note: str
    grains: Mapping[str, Mapping[str, Any]]
    where: Domain = field(default_factory=list)
    needs: str = ""


@dataclass(frozen=True, kw_only=True)
class State:
    """A state that may be asked for. by_fact: its condition. lines: totals are in the lines."""

    name: str
    label_ko: str
    by_fact: Mapping[str, Domain]
    lines: bool = False


@dataclass(frozen=True, kw_only=True)
class Model:
    """All of it."""

    erp: str
    version: int
    currency: str
    guards: Mapping[str, tuple[str, ...]]
    links: Mapping[str, Mapping[str, str]]
    dimensions: Mapping[str, Dimension]
    facts: Mapping[str, Fact]
    measures: Mapping[str, Measure]
    states: Mapping[str, State]
    values: Mapping[str, str]
    documents: tuple[str, ...]
    absent: tuple[str, ...]

    def measure_of(self, subject: str, aspect: str) -> Measure | None:
        """Return the measure of an aspect of a subject, None if there is none."""
        return next(
            (m for m in self.measures.values() if (m.subject, m.aspect) == (subject, aspect)), None
        )

    def default_of(self, subject: str) -> Measure:
        """Return the first measure of a subject."""
        return next(m for m in self.measures.values() if m.subject == subject)


def load_model(text: str) -> Model:
    """Return the model of a YAML text.

    Raises BadFile naming what is missing or unknown.
    """
    try:
        plain = yaml.safe_load(text)
        model = _model(plain)
    except yaml.YAMLError as error:
        raise BadFile(file="model", why="YAML") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadFile(file="model", why=str(error)) from error
    wrong = _wrong(model)
    if wrong:
        raise BadFile(file="model", why=", ".join(wrong))
    return model


def tryton_model() -> Model:
    """Return the model of Tryton that ships."""
    return load_model(read_text(PACKAGE, "data/tryton.yaml"))


def _model(plain: Mapping[str, Any]) -> Model:
    return Model(
        erp=plain["erp"],
        version=int(plain["version"]),
        currency=plain["currency"],
        guards={name: tuple(fields) for name, fields in plain["guards"].items()},
        links=plain["links"],
        dimensions={n: _dimension(n, e) for n, e in plain["dimensions"].items()},
        facts={n: _fact(n, e) for n, e in plain["facts"].items()},
        measures={n: _measure(n, e) for n, e in plain["measures"].items()},
        states={n: _state(n, e) for n, e in plain["states"].items()},
        values={str(key): value for key, value in plain["values"].items()},
        documents=tuple(plain["documents"]),
        absent=tuple(plain["absent"]),
    )


def _dimension(name: str, plain: Mapping[str, Any]) -> Dimension:
    return Dimension(
        name=name, label_ko=plain["name"], **{k: v for k, v in plain.items() if k != "name"}
    )


def _fact(name: str, plain: Mapping[str, Any]) -> Fact:
    rest = {k: v for k, v in plain.items() if k not in ("document", "about")}
    about = {k: v for k, v in plain.get("about", {}).items() if v}
    return Fact(name=name, document=tuple(plain.get("document", ())), about=about, **rest)


def _measure(name: str, plain: Mapping[str, Any]) -> Measure:
    rest = {k: v for k, v in plain.items() if k != "name"}
    return Measure(name=name, label_ko=plain["name"], **rest)


def _state(name: str, plain: Mapping[str, Any]) -> State:
    by_fact = {k: v for k, v in plain.items() if k not in ("name", "amounts")}
    lines = plain.get("amounts") == "lines"
    return State(name=name, label_ko=plain["name"], by_fact=by_fact, lines=lines)


def _wrong(model: Model) -> list[str]:
    """Return what the model names and does not have."""
    out = [
        f"facts.{f.name}.lines" for f in model.facts.values() if f.lines not in ("", *model.facts)
    ]
    for measure in model.measures.values():
        out += [
            f"measures.{measure.name}.grains.{g}" for g in measure.grains if g not in model.facts
        ]
        operations = {op for grain in measure.grains.values() for op in grain}
        out += [f"measures.{measure.name}: {op}" for op in sorted(operations - _OPERATIONS)]
        if not measure.grains:
            out.append(f"measures.{measure.name}.grains")
    for state in model.states.values():
        out += [f"states.{state.name}.{f}" for f in state.by_fact if f not in model.facts]
    out += [f"documents.{name}" for name in model.documents if name not in model.facts]
    return out + [
        f"dimensions.{d.name}.time" for d in model.dimensions.values() if d.time not in ("", *TIMES)
    ]
