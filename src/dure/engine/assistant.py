"""What an assistant is: a value made of a reader, skills and phrases. Nothing is subclassed."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from dure.engine.classify import Example
from dure.engine.person import Notes
from dure.engine.session import Session
from dure.kernel.clock import Clock
from dure.kernel.turns import Figure, Outcome, Place
from dure.ports.places import Places

Facts = Mapping[str, Any]
Settings = TypeVar("Settings")


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """What an utterance means.

    ranked: intents with calibrated probabilities, most probable first; the first is `intent`
    unless a rule that cannot err decided. slots: only what was said.
    """

    intent: str
    confidence: float
    slots: Mapping[str, Any] = field(default_factory=dict)
    ranked: tuple[tuple[str, float], ...] = ()


class Reader(Protocol):
    """Understands an utterance in its dialogue."""

    def __call__(self, text: str, session: Session) -> Understanding:
        """Return the meaning of a normalised utterance."""
        ...


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All that a skill may look at."""

    text: str
    intent: str
    slots: Mapping[str, Any]
    session: Session
    notes: Notes
    now: datetime
    here: Place | None


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
    pending: the intent and slots that the next utterance may complete.
    """

    lines: tuple[Line, ...]
    outcome: Outcome = "answered"
    reason: str | None = None
    question: str | None = None
    items: tuple[Facts, ...] = ()
    figures: tuple[Figure, ...] = ()
    sources: tuple[str, ...] = ()
    memory: Facts | None = None
    add: Mapping[str, Sequence[str]] = field(default_factory=dict)
    remove: Mapping[str, Sequence[str]] = field(default_factory=dict)
    put: Facts = field(default_factory=dict)
    pending: Facts | None = None
    ends_session: bool = False


Skill = Callable[[Scene], Awaitable[Answer]]


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A way to measure an assistant on somebody's rows.

    score: (rows of each file, clock) → (figures, predictions), one prediction per row.
    """

    name: str
    score: Callable[[Sequence[Sequence[Facts]], Clock], tuple[Facts, Sequence[Facts]]]


class Ports(Protocol):
    """What an assistant is built from; the application hands it in."""

    @property
    def places(self) -> Places:
        """Return where located things stand."""
        ...

    def settings(self, kind: type[Settings], section: str) -> Settings:
        """Return settings of a class, read from the environment and the settings file."""
        ...

    def read_file(self, path: str) -> str:
        """Return a text file that the operator named.

        Raises BadFile if it cannot be read.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Assistant:
    """A name, a reader, a skill per intent and the phrases it speaks with.

    phrases: key → ways to say it. asks: intent → how to name it in a question. threshold:
    the probability below which it asks back. always: intents that are acted on however
    unsure, because not acting is worse (a child in distress). lessons: what can be learned
    anew (`dure learn NAME.LESSON`) → its examples.
    """

    name: str
    greeting: str
    reader: Reader
    skills: Mapping[str, Skill]
    phrases: Mapping[str, Sequence[str]]
    asks: Mapping[str, str]
    threshold: float
    always: frozenset[str] = frozenset()
    suites: tuple[Suite, ...] = ()
    lessons: Mapping[str, Callable[[], Iterable[Example]]] = field(default_factory=dict)
