"""What goes over the wire, as the OpenAPI document shows it."""

from typing import Annotated, Any, Literal

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
    """An assistant that can be talked to. notice: that a machine answers. guests: also without
    signing in. tells: whether one may be told of something by it (`/v1/notices`).
    """

    name: str
    title: str
    greeting: str
    notice: str
    examples: list[str]
    has_panel: bool
    uses_place: bool
    takes_files: bool
    guests: bool
    tells: bool


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


class PartBody(BaseModel):
    """A part of a message; only text is read."""

    type: str = Field(max_length=40)
    text: str = Field(default="", max_length=1_000_000)


class MessageBody(BaseModel):
    """A message in OpenAI's format."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[PartBody] | None = None

    def text(self) -> str:
        """Return the text of a message."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class CompletionBody(BaseModel):
    """A chat completion asked for; what else clients send (temperature, tools) has no effect."""

    model: str = Field(min_length=1, max_length=100, description="an assistant's name")
    messages: list[MessageBody] = Field(min_length=1, max_length=1000)
    stream: bool = False


class ChoiceBody(BaseModel):
    """The answer."""

    index: int
    message: dict[str, Any]
    finish_reason: str
    logprobs: None = None


class CompletionResultBody(BaseModel):
    """A chat completion."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceBody]


class ModelsBody(BaseModel):
    """Assistants as models."""

    object: Literal["list"] = "list"
    data: list[dict[str, str]]


class SignInBody(BaseModel):
    """A sign-in. cookie: keep the refresh token in a cookie that no script can read."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["password", "guest"] = "password"
    user: str = Field(default="", max_length=64)
    password: str = Field(default="", max_length=200, json_schema_extra={"format": "password"})
    tenant: str = Field(default="main", min_length=1, max_length=64)
    cookie: bool = False


class RefreshBody(BaseModel):
    """A refresh token; null where it stands in the cookie."""

    model_config = ConfigDict(extra="forbid")

    refresh_token: str | None = Field(default=None, min_length=1, max_length=4096)


class InviteBody(BaseModel):
    """An invitation taken up. user: only the first administrator chooses a name."""

    model_config = ConfigDict(extra="forbid")

    invite: str = Field(min_length=1, max_length=200)
    password: str = Field(max_length=200, json_schema_extra={"format": "password"})
    user: str | None = Field(default=None, max_length=64)
    cookie: bool = False


class TokensBody(BaseModel):
    """expires_in: seconds the access token is good for. refresh_token: null if in the cookie."""

    access_token: str
    refresh_token: str | None
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind of token, no secret
    expires_in: int
    user: str
    role: str


class MeBody(BaseModel):
    """Who asks, and whether a login is set up at all."""

    tenant: str
    user: str
    role: str
    login_is_set_up: bool


PersonRole = Literal["member", "premium", "admin"]


class PersonBody(BaseModel):
    """Somebody who may sign in. tenant: one's own if not named."""

    model_config = ConfigDict(extra="forbid")

    user: str = Field(min_length=1, max_length=64)
    role: PersonRole = "member"
    tenant: str | None = Field(default=None, min_length=1, max_length=64)


class InvitedBody(BaseModel):
    """invite: shown once; whoever has it chooses the password.

    was_there: whether they had an account before; the password they have holds until a new one is
    chosen.
    """

    tenant: str
    user: str
    role: PersonRole
    invite: str
    was_there: bool


class ChangeBody(BaseModel):
    """What changes about somebody."""

    model_config = ConfigDict(extra="forbid")

    role: PersonRole | None = None
    sign_out: bool = False
    tenant: str | None = Field(default=None, min_length=1, max_length=64)


class KeyBody(BaseModel):
    """The id of the key that signs from now on."""

    kid: str


class GuardianBody(BaseModel):
    """Who agrees for a child under 14, and how that was checked."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    checked: Literal["sms", "card", "phone", "email", "letter", "in_person"]


class ConsentBody(BaseModel):
    """A consent given."""

    model_config = ConfigDict(extra="forbid")

    guardian: GuardianBody | None = None


class ForgottenBody(BaseModel):
    """keys: how many were destroyed. backups: whether one still holds them; null: not known."""

    keys: int
    backups: Literal["erased", "pending in backups"] | None


class FeedbackBody(BaseModel):
    """What one thinks of a turn of one's own. chosen: an item of the answer, from 1."""

    model_config = ConfigDict(extra="forbid")

    session: str = Field(min_length=1, max_length=100)
    turn: str = Field(min_length=1, max_length=100)
    rating: Literal["up", "down", 1, 2, 3, 4, 5] | None = None
    reason: str | None = Field(default=None, max_length=40)
    text: str = Field(default="", max_length=500)
    chosen: int | None = Field(default=None, ge=1, le=1000)


class FeedbackTakenBody(BaseModel):
    """is_news: whether it had not been said before."""

    is_news: bool


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


class NoticeBody(BaseModel):
    """Something to tell, as its person reads it."""

    id: str
    assistant: str
    kind: str
    text: str
    at: str


class NoticeKeyBody(BaseModel):
    """The key of Web Push (base64url of 65 bytes), null where it is not set up."""

    key: str | None


class WantNoticesBody(BaseModel):
    """Where one wants to be told. address: what the channel needs, as its service told it.

    For web_push: {"endpoint": "https://…", "p256dh": "…", "auth": "…"}, of the browser's
    subscription; the keys are base64url.
    """

    model_config = ConfigDict(extra="forbid")

    assistant: str = Field(min_length=1, max_length=100)
    channel: Literal["web_push", "fcm", "alimtalk"] = "web_push"
    address: dict[str, Annotated[str, Field(max_length=2000)]] = Field(
        max_length=5,
        examples=[
            {"endpoint": "https://fcm.googleapis.com/fcm/send/…", "p256dh": "…", "auth": "…"}
        ],
    )


class WantedBody(BaseModel):
    """The name of the device among one's own."""

    id: str


class NoticeMarkedBody(BaseModel):
    """Whether it was news; sent again, it is not."""

    is_news: bool
