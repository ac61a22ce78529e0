"""What an assistant is: a value made of a reader, skills and phrases. Nothing is subclassed."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from dure.engine.classify import Example
from dure.engine.graph import Graph
from dure.engine.notices import Tells
from dure.engine.person import Folding, Happening, Notes
from dure.engine.runner import Owner, Runner
from dure.engine.session import PastTurn, Session
from dure.kernel.clock import Clock
from dure.kernel.events import Json
from dure.kernel.turns import Attachment, Figure, Outcome, Place, TurnRequest, TurnResult
from dure.ports.balance import CardIssuer
from dure.ports.bus import Bus
from dure.ports.events import EventLog
from dure.ports.jobs import Job
from dure.ports.places import Places
from dure.ports.stores import Store
from dure.ports.tables import Tables
from dure.ports.telemetry import Telemetry
from dure.ports.weather import Weather
from dure.trust.seal import Sealer
from dure.watch.projections import Projection

Facts = Mapping[str, Any]
Statement = tuple[str, Sequence[str | int | float | bytes | None]]
Settings = TypeVar("Settings")


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """What an utterance means.

    ranked: intents with calibrated probabilities, most probable first; the first is `intent`
    unless a rule that cannot err decided. slots: only what was said, as plain values.
    meaning: the reader's own value for its skills; it is not kept.
    """

    intent: str
    confidence: float
    slots: Mapping[str, Any] = field(default_factory=dict)
    ranked: tuple[tuple[str, float], ...] = ()
    meaning: Any = None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What came in with a turn. text: the utterance, normalised."""

    text: str
    user: str = "local"
    tenant: str = "main"
    attachments: tuple[Attachment, ...] = ()
    here: Place | None = None


class Reader(Protocol):
    """Understands an utterance in its dialogue."""

    def __call__(self, heard: Heard, session: Session) -> Understanding:
        """Return the meaning of what was heard."""
        ...


async def _always() -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All that a skill may look at.

    meaning: what the reader made of the utterance, if it hands on more than slots. owner:
    returns whose graph a skill begins; only then is a key made for it. turn: names the turn,
    for what must happen once. history: what the assistant's `history` made of what happened to
    the person so far, to be read and not changed; None where it declares none. may_remember:
    awaited for whether anything of the person outlives the conversation; no question is put whose
    answer would be lost.
    """

    heard: Heard
    intent: str
    slots: Mapping[str, Any]
    session: Session
    notes: Notes
    now: datetime
    turn: str
    owner: Callable[[], Owner]
    meaning: Any = None
    history: Json | None = None
    may_remember: Callable[[], Awaitable[bool]] = _always


@dataclass(frozen=True, kw_only=True)
class Line:
    """A phrase by its key and the facts that fill it."""

    phrase: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a skill found. `lines` become the reply, in order, one paragraph each.

    memory: what the session remembers from now on (None leaves it as it is). add, remove,
    put: what the person declared about themselves, to be remembered beyond the session.
    happened: what is written into the person's stream together with the answer, unless nothing
    of them may be remembered. pictures: {"media_type", "alt", "data"} each, data as text (an SVG).
    pending: the intent and slots that the next utterance may complete.
    """

    lines: tuple[Line, ...]
    outcome: Outcome = "answered"
    reason: str | None = None
    question: str | None = None
    items: tuple[Facts, ...] = ()
    figures: tuple[Figure, ...] = ()
    sources: tuple[str, ...] = ()
    pictures: tuple[Facts, ...] = ()
    memory: Facts | None = None
    add: Mapping[str, Sequence[str]] = field(default_factory=dict)
    remove: Mapping[str, Sequence[str]] = field(default_factory=dict)
    put: Facts = field(default_factory=dict)
    happened: tuple[Happening, ...] = ()
    pending: Facts | None = None
    ends_session: bool = False


Skill = Callable[[Scene], Awaitable[Answer]]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a suite measures with.

    options: what the command line was given (`today`). take: a whole turn on an empty memory,
    at a moment; None is now.
    """

    clock: Clock
    options: Mapping[str, str]
    take: Callable[[TurnRequest, datetime | None], Awaitable[TurnResult]]


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A way to measure an assistant on somebody's rows.

    score: (rows of each file, trial) → (figures, predictions), one prediction per trial.
    """

    name: str
    score: Callable[[Sequence[Sequence[Facts]], Trial], Awaitable[tuple[Facts, Sequence[Facts]]]]


def by_clock(
    score: Callable[[Sequence[Sequence[Facts]], Clock], tuple[Facts, Sequence[Facts]]],
) -> Callable[[Sequence[Sequence[Facts]], Trial], Awaitable[tuple[Facts, Sequence[Facts]]]]:
    """Return a suite's measure made of one that needs nothing of a trial but its clock."""

    async def scored(
        files: Sequence[Sequence[Facts]], trial: Trial
    ) -> tuple[Facts, Sequence[Facts]]:
        return score(files, trial.clock)

    return scored


class Ports(Protocol):
    """What an assistant is built from; the application hands it in.

    What has a server behind it is opened when it is asked for, so that an assistant pays only
    for what it uses.
    """

    @property
    def clock(self) -> Clock:
        """Return the time that everybody goes by."""
        ...

    @property
    def places(self) -> Places:
        """Return where located things stand."""
        ...

    @property
    def log(self) -> EventLog:
        """Return the event log."""
        ...

    @property
    def store(self) -> Store:
        """Return where snapshots stand that can be worked out again."""
        ...

    @property
    def sealer(self) -> Sealer:
        """Return what seals the personal part of events."""
        ...

    def bus(self, url: str) -> Bus:
        """Return a connection to a broker; `memory://` is one inside this house.

        Raises NotFound for a scheme without a plug.
        """
        ...

    @property
    def telemetry(self) -> Telemetry:
        """Return where it is told how things go."""
        ...

    @property
    def progress(self) -> Callable[[str, int, int], None]:
        """Return what is told of long work: its name, how far it is, how far it will be.

        Where the last is negative, the name is a line to be shown as it is.
        """
        ...

    def card_issuer(self, url: str, *, key: str = "") -> CardIssuer:
        """Return who tells the balance of cards; `made://` is one of invented money.

        key: shown to the issuer, "" shows none.
        Raises NotFound for a scheme without a plug, BadFile for an address that cannot be one.
        """
        ...

    def weather(self, url: str, *, key: str = "") -> Weather:
        """Return who tells the weather. key: what the service wants to see, "" none.

        Raises NotFound for a scheme without a plug, BadFile for an address that is none.
        """
        ...

    def tables(self, url: str) -> Tables:
        """Return somebody's database, read only.

        Raises NotFound for a scheme without a plug, BadFile, Unavailable.
        """
        ...

    def tables_made(self, name: str, statements: Callable[[], Iterable[Statement]]) -> Tables:
        """Return a database of invented data, made once from statements (SQL, its values).

        name: tells it from others, and its version.
        """
        ...

    def runner(self, graph: Graph) -> Runner:
        """Return what drives the runs of a graph on the log."""
        ...

    def read_bytes(self, path: str) -> bytes:
        """Return a file that the operator named.

        Raises BadFile if it cannot be read.
        """
        ...

    def settings(self, kind: type[Settings], section: str) -> Settings:
        """Return settings of a class, read from the environment and the settings file."""
        ...

    def read_file(self, path: str) -> str:
        """Return a text file that the operator named.

        Raises BadFile if it cannot be read.
        """
        ...


async def _nothing() -> None:
    return None


def _nothing_of(opinion: Json, past: PastTurn, history: Json | None) -> Sequence[Happening]:
    return ()


def _never(understood: Understanding) -> bool:
    return False


def _no_words(history: Json, at: datetime) -> Iterable[tuple[str, Sequence[str]]]:
    return ()


def _no_names(understood: Understanding) -> Iterable[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class NoteKind:
    """What a note on a person is called when they ask. label: "" is never shown.

    purpose: the consent without which it is not remembered beyond a conversation; None needs
    none. words: value → how it is said, where that differs.
    """

    label: str
    purpose: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """How an assistant speaks a language other than Korean: its phrases and asks in it."""

    phrases: Mapping[str, Sequence[str]]
    asks: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class PeriodReport:
    """How a period went: numbers without anybody's name. page: one self-contained HTML page."""

    numbers: Json
    page: str


@dataclass(frozen=True, kw_only=True)
class Assistant:
    """A name, a reader, a skill per intent and the phrases it speaks with.

    title: what people call it, if not its name. examples: what one may say first. phrases: key
    → ways to say it. asks: intent → how to name it in a question. tongues: both in languages beside
    Korean, by their code. threshold: the probability below which it asks back. always: intents that
    are acted on however unsure, because not acting is worse (a child in distress).
    lessons: what can be learned anew (`dure learn NAME.LESSON`) → its examples. courses: what can
    be learned of what happened to people → the dotted name of an `engine.course.Course`, loaded
    when it is asked for. start, stop: awaited when the house opens and closes. settle: awaited
    where a house is opened for one question, until what `start` asks others for is there. panel:
    what stands beside the conversation now, as plain items; None where nothing does.
    uses_place, takes_files: whether knowing where the person is, or a file, is of any use.
    harmless: intents that only look something up; what a language model makes of an odd sentence
    is acted on at once only if it is one of these. is_lost: whether a reading that is acted on
    says only that nothing was understood. names: what a reading is about beyond its slots.
    notes: what it remembers of people, by the name of the note. history: how it folds what
    happened to a person. in_words: (what was folded, a moment) → what it amounts to, as labels and
    values, for people who ask what is known of them. on_feedback: (opinion as it is kept, the turn
    it is about, history) → what happened by it. jobs: what it does by itself. orders: what an
    operator may tell it, by name: (what was told) → what was done. report: returns how a period
    went (`2026-W47`, `2026-11`, `2026-11-21`), raises NotFound; None where nothing is reported.
    tells: what there is to tell a person who does not talk to it now; None tells nothing. shared:
    what it holds that belongs to everybody, so that it stays when one person is forgotten.
    guests: whether it talks to people who have not signed in. of_house: whether what it knows or
    moves belongs to this house (its devices, its books), so that no other tenant may come near.
    alone: whether only one process may be it at a time, because it acts by itself.
    """

    name: str
    greeting: str
    reader: Reader
    skills: Mapping[str, Skill]
    phrases: Mapping[str, Sequence[str]]
    asks: Mapping[str, str]
    threshold: float
    title: str = ""
    examples: tuple[str, ...] = ()
    always: frozenset[str] = frozenset()
    suites: tuple[Suite, ...] = ()
    lessons: Mapping[str, Callable[[], Iterable[Example]]] = field(default_factory=dict)
    courses: Mapping[str, str] = field(default_factory=dict)
    projections: tuple[Projection, ...] = ()
    start: Callable[[], Awaitable[None]] = _nothing
    stop: Callable[[], Awaitable[None]] = _nothing
    settle: Callable[[], Awaitable[None]] = _nothing
    panel: Callable[[], Awaitable[Sequence[Facts]]] | None = None
    harmless: frozenset[str] = frozenset()
    is_lost: Callable[[Understanding], bool] = _never
    names: Callable[[Understanding], Iterable[str]] = _no_names
    uses_place: bool = False
    takes_files: bool = False
    notes: Mapping[str, NoteKind] = field(default_factory=dict)
    history: Folding | None = None
    in_words: Callable[[Json, datetime], Iterable[tuple[str, Sequence[str]]]] = _no_words
    on_feedback: Callable[[Json, PastTurn, Json | None], Sequence[Happening]] = _nothing_of
    jobs: tuple[Job, ...] = ()
    orders: Mapping[str, Callable[[Json], Awaitable[Json]]] = field(default_factory=dict)
    report: Callable[[str], Awaitable["PeriodReport"]] | None = None
    tells: Tells | None = None
    shared: str = ""
    tongues: Mapping[str, Tongue] = field(default_factory=dict)
    guests: bool = False
    of_house: bool = False
    alone: bool = False
