"""What people think of an answer: written down once for each turn and kind, for its owner only.

All of it is sealed with a key of the person. What they allowed to learn from stands under a key
of its own, so that taking that back forgets just this.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from dure.engine.session import Session
from dure.errors import Conflict, InvalidInput, NotFound
from dure.kernel.clock import Clock
from dure.kernel.events import Event, Json, NewEvent
from dure.ports.events import Append, EventLog
from dure.trust.consent import ConsentBook
from dure.trust.mask import mask
from dure.trust.retention import IMPROVEMENT, PROFILE, person_of
from dure.trust.seal import Sealer

GIVEN: Final = "feedback.given"
REASONS: Final = (
    "helpful", "wrong", "not_understood", "slow", "unsafe", "too_long", "not_my_taste", "other",
)  # fmt: skip
TEXT_LIMIT: Final = 500
"""Code points of what is written beside a rating, like one utterance."""
_TRIES: Final = 3

Kind = Literal["rating", "chosen"]


class Beside(Protocol):
    """What an opinion makes happen beside being written down."""

    async def __call__(
        self, tenant: str, session: Session, parts: Sequence[Json], *, may_remember: bool
    ) -> Sequence[Append]:
        """Return what is written with it, in one go.

        parts: {"session", "turn", "kind", …} each, of one turn, as they are kept.
        may_remember: whether anything may be remembered of the person.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What a person thinks of one turn of theirs.

    rating: "up", "down", or 1 (bad) to 5 (good). reason: one of REASONS. text: in their words.
    chosen: the place of an item of the answer, from 1.
    """

    turn: str
    rating: str | int | None = None
    reason: str | None = None
    text: str = ""
    chosen: int | None = None


class FeedbackBook:
    """Takes opinions and folds what a person gave."""

    def __init__(
        self, *, log: EventLog, sealer: Sealer, clock: Clock, consents: ConsentBook
    ) -> None:
        self._log, self._sealer, self._clock, self._consents = log, sealer, clock, consents
        self._beside: Beside | None = None

    def tell(self, beside: Beside) -> None:
        """Write down, together with each opinion from now on, what it makes happen."""
        self._beside = beside

    async def give(self, tenant: str, session: Session, opinion: Opinion) -> bool:
        """Write an opinion down and return whether it was news.

        session: as `Turns.session` returns it, which refuses somebody else's. Said again it is
        no news; said otherwise it replaces what was said before.
        Raises NotFound for a turn that the session did not answer, InvalidInput.
        """
        if opinion.turn not in session.answered or session.user is None:
            raise NotFound(what="답")
        parts = _parts(opinion, session)
        for _ in range(_TRIES):
            try:
                return await self._give(tenant, session, parts)
            except Conflict:
                continue
        raise Conflict("feedback of one person kept coming in between")

    async def of(self, tenant: str, user: str) -> dict[tuple[str, str, str], Json]:
        """Return a person's opinions: (session, turn, kind) → the last one given."""
        events = await self._log.read_stream(tenant, stream_of(user))
        return feedback_of((event, self._sealer.open(event)) for event in events)

    async def _give(self, tenant: str, session: Session, parts: Iterable[Json]) -> bool:
        user = session.user or ""
        stream = stream_of(user)
        events = await self._log.read_stream(tenant, stream)
        known = feedback_of((event, self._sealer.open(event)) for event in events)
        consents = await self._consents.of(tenant, user)
        news = [part for part in parts if not _is_known(part, known)]
        if not news:
            return False
        may_learn = consents.allow("improvement")
        made = tuple(self._event(tenant, user, part, may_learn=may_learn) for part in news)
        appends = [Append(tenant=tenant, stream=stream, events=made, expect=len(events))]
        if self._beside is not None:
            may_remember = consents.may_remember
            appends += await self._beside(tenant, session, news, may_remember=may_remember)
        await self._log.append(appends)
        return True

    def _event(self, tenant: str, user: str, part: Json, *, may_learn: bool) -> NewEvent:
        today = self._clock.now().date().isoformat()
        retention = IMPROVEMENT if may_learn else PROFILE
        key_id = self._sealer.current_key(person_of(tenant, user), retention, today)
        sealed = self._sealer.seal(part, key_id=key_id, tenant=tenant, stream=stream_of(user))
        return NewEvent(kind=GIVEN, open={"may_learn": may_learn}, sealed=sealed)


def stream_of(user: str) -> str:
    """Return the stream of a person's opinions."""
    return f"feedback:{user}"


def feedback_of(events: Iterable[tuple[Event, Json | None]]) -> dict[tuple[str, str, str], Json]:
    """Return the last opinion of each (session, turn, kind); may_learn says what it is for."""
    found: dict[tuple[str, str, str], Json] = {}
    for event, said in events:
        if event.kind == GIVEN and said is not None:
            key = said["session"], said["turn"], said["kind"]
            found[key] = {**said, "may_learn": event.open["may_learn"], "at": event.at.isoformat()}
    return found


def _parts(opinion: Opinion, session: Session) -> list[Json]:
    """Return an opinion as one plain value for each kind.

    Raises InvalidInput if it says nothing, or something that is none.
    """
    about = {"session": session.id, "turn": opinion.turn}
    parts: list[Json] = []
    if opinion.rating is not None:
        parts.append({**about, "kind": "rating", **_rating(opinion)})
    elif opinion.reason or opinion.text:
        raise InvalidInput("a reason needs a rating")
    if opinion.chosen is not None:
        _check_chosen(opinion, session)
        parts.append({**about, "kind": "chosen", "chosen": opinion.chosen})
    if not parts:
        raise InvalidInput("an opinion needs a rating or a choice")
    return parts


def _rating(opinion: Opinion) -> Json:
    if opinion.rating not in ("up", "down", 1, 2, 3, 4, 5) or opinion.rating is True:
        raise InvalidInput("a rating is up, down, or 1 to 5")
    if opinion.reason is not None and opinion.reason not in REASONS:
        raise InvalidInput(f"no reason {opinion.reason[:20]!r}")
    if len(opinion.text) > TEXT_LIMIT:
        raise InvalidInput(f"more than {TEXT_LIMIT} letters")
    return {"rating": opinion.rating, "reason": opinion.reason, "text": mask(opinion.text)}


def _check_chosen(opinion: Opinion, session: Session) -> None:
    """Raise InvalidInput if an item was chosen that the answer did not hold, as far as is known."""
    past = next((p for p in session.past if p.turn == opinion.turn), None)
    count = len(past.result["items"]) if past is not None and past.result is not None else None
    if opinion.chosen is None or opinion.chosen < 1:
        raise InvalidInput("items are counted from 1")
    if count is not None and opinion.chosen > count:
        raise InvalidInput(f"the answer had {count} items")


def _is_known(part: Json, known: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> bool:
    before = known.get((part["session"], part["turn"], part["kind"]))
    return before is not None and all(before.get(name) == value for name, value in part.items())
