"""A question as a value: what is asked of the semantic model, or why it cannot be asked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

Direction = Literal["most", "least"]
Change = Literal["both", "difference", "percent", "sum"]


@dataclass(frozen=True, kw_only=True)
class Period:
    """From a day to the day after the last. label: how it was said, spelt out (2026년 10월)."""

    start: date
    end: date
    label: str


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Records of some members of a dimension only. ids: their ids in the ERP.

    beginning: what the names begin with, where that alone was said (서울 거래처).
    excluded: all records but those of the members.
    """

    dimension: str
    ids: tuple[int, ...]
    label: str
    guessed: bool = False
    beginning: str = ""
    excluded: bool = False


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A bound on the figure of each group, or of each record if nothing is grouped."""

    operator: Literal[">=", ">", "<=", "<", "="]
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class Query:
    """A figure to compute.

    groups: dimensions, none for one figure. count_groups: how many groups there are is asked.
    direction, limit: the first so many of the groups. rank: only the one at that place, from 1.
    latest: the newest documents first. versus: the period compared with, or added to if change
    is "sum".
    share: the part that the filters are of the whole, in per cent.
    guesses: phrase keys of assumptions that the reading made.
    """

    measure: str
    groups: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    states: tuple[str, ...] = ()
    period: Period | None = None
    versus: Period | None = None
    change: Change = "both"
    direction: Direction | None = None
    limit: int | None = None
    rank: int | None = None
    latest: bool = False
    threshold: Threshold | None = None
    count_groups: bool = False
    share: bool = False
    guesses: tuple[str, ...] = ()


LINES: Final = "lines"
"""The attribute of a document that is its goods, one by one."""


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """What a document says. facts: the kinds of documents it may be; attributes: what is asked."""

    number: str
    facts: tuple[str, ...]
    attributes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AskBack:
    """The question can be read in several ways, or lacks something. phrase: what to ask back."""

    phrase: str
    choices: tuple[str, ...] = ()
    word: str = ""


@dataclass(frozen=True, kw_only=True)
class Refuse:
    """The question cannot be answered. reason: not_found, not_covered, impossible_date, attack …"""

    reason: str
    word: str = ""


Reading = Query | Lookup | AskBack | Refuse
