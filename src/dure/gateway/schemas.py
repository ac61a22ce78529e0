"""What goes over the wire, as the OpenAPI document shows it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class HereBody(BaseModel):
    """Where the person is (WGS84 degrees)."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class AttachmentBody(BaseModel):
    """A text that comes with an utterance: a formula, a table."""

    name: str = Field(min_length=1, max_length=200)
    media_type: str = Field(default="text/plain", max_length=100)
    text: str = Field(max_length=1_000_000)


class TurnBody(BaseModel):
    """One utterance. `user` is heeded only on the operator's socket."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="500 code points at most")
    session: str | None = Field(default=None, min_length=1, max_length=100)
    here: HereBody | None = None
    attachments: list[AttachmentBody] = Field(default_factory=list, max_length=5)
    user: str | None = Field(default=None, min_length=1, max_length=100)


class FigureBody(BaseModel):
    """A number in a reply and where it comes from."""

    value: float
    unit: str
    measure: str
    filter: str
    period: str | None
    row_count: int | None
    as_of: str | None
    source: str


class TurnResultBody(BaseModel):
    """What a turn was answered with."""

    turn: str
    session: str
    intent: str
    slots: dict[str, Any]
    text: str
    outcome: str
    reason: str | None
    question: str | None
    items: list[dict[str, Any]]
    figures: list[FigureBody]
    sources: list[str]
    pictures: list[dict[str, Any]]


class PastTurnBody(BaseModel):
    """A turn of a session; `said` and `result` are null once they were forgotten."""

    turn: str
    said: str | None
    result: TurnResultBody | None


class SessionBody(BaseModel):
    """A conversation: its last ten turns."""

    session: str
    assistant: str | None
    turns: list[PastTurnBody]


class AssistantBody(BaseModel):
    """An assistant that can be talked to."""

    name: str
    title: str
    greeting: str
    examples: list[str]
    has_panel: bool
    uses_place: bool
    takes_files: bool


class MaskBody(BaseModel):
    """A text that may hold personal data."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=100_000)


class SpanBody(BaseModel):
    """Where personal data stood (code points) and of what kind."""

    start: int
    end: int
    type: str


class MaskedBody(BaseModel):
    """The text with personal data masked."""

    text: str
    spans: list[SpanBody]


class StateBody(BaseModel):
    """Whether the process lives, or is ready to answer."""

    status: str
    assistants: list[str] = Field(default_factory=list)


class ProblemBody(BaseModel):
    """RFC 9457: `code` is stable and for programs, `detail` is a Korean sentence for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
