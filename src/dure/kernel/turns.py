"""A turn: what was said and what was answered, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["answered", "asked", "refused"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point on the earth (WGS84 degrees) and what people call it."""

    lat: float
    lon: float
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A text that comes with an utterance: a formula, a table. name: as the person calls it."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TurnRequest:
    """What a person sends.

    text: one utterance, at most 500 code points. session: None begins a new one.
    turn: the turn's id where the caller repeats a call; None makes one.
    here: where the person is; None if not told.
    """

    text: str
    user: str = "local"
    tenant: str = "main"
    session: str | None = None
    turn: str | None = None
    here: Place | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number in a reply and where it comes from. `source` names the record."""

    value: int | float
    unit: str
    measure: str
    source: str
    filter: str = ""
    period: str | None = None
    row_count: int | None = None
    as_of: str | None = None


@dataclass(frozen=True, kw_only=True)
class TurnResult:
    """What the person gets back; `to_json` gives the wire form of the contracts."""

    turn: str
    session: str
    intent: str
    text: str
    outcome: Outcome
    slots: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    question: str | None = None
    items: tuple[Mapping[str, Any], ...] = ()
    figures: tuple[Figure, ...] = ()
    sources: tuple[str, ...] = ()
    pictures: tuple[Mapping[str, Any], ...] = ()
