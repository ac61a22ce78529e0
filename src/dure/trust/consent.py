"""What a person agreed to, purpose by purpose: a fold of the person's own stream.

All of it is sealed with a key of the person, so that forgetting the person forgets it too.
Withdrawing destroys the keys of what the purpose had kept: it is forgotten, not hidden.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Final, Literal

from dure.errors import GuardianNeeded, InvalidInput
from dure.kernel.clock import Clock
from dure.kernel.data import read_toml
from dure.kernel.events import Event, Json, NewEvent
from dure.ports.events import Append, EventLog
from dure.trust.mydata import Forgotten, MyData
from dure.trust.retention import CONSENT, HEALTH, HISTORY, IMPROVEMENT, PROFILE, person_of
from dure.trust.seal import Sealer

GIVEN: Final = "consent.given"
WITHDRAWN: Final = "consent.withdrawn"
ASKED: Final = "consent.asked"
AGE_TOLD: Final = "consent.age_told"

How = Literal["sentence", "api", "command"]
Checked = Literal["sms", "card", "phone", "email", "letter", "in_person"]
"""How it was checked that the guardian agreed (PIPA enforcement decree, article 17-2)."""

_REMEMBERED: Final = frozenset((PROFILE, HISTORY, HEALTH, IMPROVEMENT))
_KEPT_FOR: Final[Mapping[str, frozenset[str]]] = {
    "terms": _REMEMBERED,
    "health": frozenset((HEALTH,)),
    "location": frozenset(),
    "guardian": _REMEMBERED,
    "improvement": frozenset((IMPROVEMENT,)),
}
"""Purpose → the retention classes that withdrawing it forgets."""


@dataclass(frozen=True, kw_only=True)
class ConsentSettings:
    """Whether people are asked."""

    ask: bool | None = None
    """Whether what needs consent waits for it; not set: wherever people sign in. Who runs dure for
    themselves is not asked: nobody else handles their data (PIPA, article 2, no. 5)."""


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """What one agrees to. version: raised whenever that changes."""

    version: int
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Guardian:
    """Who agreed for a child under 14, and how that was checked."""

    name: str
    checked: Checked


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A purpose as it stands with a person. at: ISO time of the last word on it.

    guardian: the name of who agreed for them, None if they did themselves.
    """

    is_given: bool
    version: int
    at: str
    how: str
    guardian: str | None = None
    checked: str | None = None


@dataclass(frozen=True, kw_only=True)
class Consents:
    """What a person said about each purpose. under_14: None if they told no age.

    asked: purposes that they were asked about once already.
    """

    ask: bool = False
    said: Mapping[str, Consent] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    under_14: bool | None = None

    def allow(self, purpose: str) -> bool:
        """Whether something may be kept, or used, for a purpose."""
        if purpose != "guardian" and not self.may_remember:
            return False
        consent = self.said.get(purpose)
        if consent is None:
            return purpose != "guardian" and not self.ask
        return consent.is_given and consent.version == texts()[purpose].version

    @property
    def may_remember(self) -> bool:
        """Whether anything may be remembered beyond a conversation: a child's guardian decides."""
        return not self.under_14 or self.allow("guardian")

    def is_withdrawn(self, purpose: str) -> bool:
        """Whether the person took a consent back, or refused it."""
        consent = self.said.get(purpose)
        return consent is not None and not consent.is_given


class ConsentBook:
    """Writes down what people agree to, and what they take back."""

    def __init__(
        self,
        *,
        log: EventLog,
        sealer: Sealer,
        clock: Clock,
        mydata: MyData,
        settings: ConsentSettings,
    ) -> None:
        self._log, self._sealer, self._clock = log, sealer, clock
        self._mydata, self._settings = mydata, settings
        self._has_login: Callable[[], bool] = lambda: False

    def ask_while(self, has_login: Callable[[], bool]) -> None:
        """Ask this whether people sign in here, where the settings do not say."""
        self._has_login = has_login

    async def of(self, tenant: str, user: str) -> Consents:
        """Return what a person agreed to."""
        state = await said_by(self._log, self._sealer, tenant, user)
        ask = self._has_login() if self._settings.ask is None else self._settings.ask
        return replace(state, ask=ask)

    async def give(
        self, tenant: str, user: str, purpose: str, *, how: How, guardian: Guardian | None = None
    ) -> Consents:
        """Write down a consent to the present text of a purpose.

        guardian: who agrees for a child under 14; must be given for the purpose "guardian".
        Raises InvalidInput for an unknown purpose, GuardianNeeded if a child would agree alone.
        """
        text = _text(purpose)
        state = await self.of(tenant, user)
        needs = purpose == "guardian" or not state.may_remember
        if needs and guardian is None:
            raise GuardianNeeded
        said: Json = {"purpose": purpose, "version": text.version, "how": how}
        if guardian is not None:
            said["guardian"] = asdict(guardian)
        await self._write(tenant, user, GIVEN, said)
        return await self.of(tenant, user)

    async def withdraw(self, tenant: str, user: str, purpose: str, *, how: How) -> Forgotten:
        """Write down that a consent is taken back, and forget what was kept for it.

        Raises InvalidInput for an unknown purpose.
        """
        text = _text(purpose)
        said: Json = {"purpose": purpose, "version": text.version, "how": how}
        await self._write(tenant, user, WITHDRAWN, said)
        return await self._mydata.forget_kept(tenant, user, _KEPT_FOR[purpose])

    async def refuse(self, tenant: str, user: str, purpose: str, *, how: How) -> None:
        """Write down a no to what was asked; nothing was kept for it yet."""
        said: Json = {"purpose": purpose, "version": _text(purpose).version, "how": how}
        await self._write(tenant, user, WITHDRAWN, said)

    async def note_asked(self, tenant: str, user: str, purpose: str) -> None:
        """Write down that a person was asked, so that nobody asks again."""
        await self._write(tenant, user, ASKED, {"purpose": purpose})

    async def tell_age(self, tenant: str, user: str, *, under_14: bool) -> None:
        """Write down whether a person is under 14; the age itself is not kept."""
        await self._write(tenant, user, AGE_TOLD, {"under_14": under_14})

    async def _write(self, tenant: str, user: str, kind: str, said: Json) -> None:
        stream = stream_of(user)
        today = self._clock.now().date().isoformat()
        key_id = self._sealer.current_key(person_of(tenant, user), CONSENT, today)
        sealed = self._sealer.seal(said, key_id=key_id, tenant=tenant, stream=stream)
        event = NewEvent(kind=kind, sealed=sealed)
        await self._log.append([Append(tenant=tenant, stream=stream, events=(event,))])


@cache
def texts() -> Mapping[str, ConsentText]:
    """Return what people agree to, by purpose."""
    rows = read_toml("dure.trust", "data/consent.ko.toml")
    return {purpose: ConsentText(**row) for purpose, row in rows.items()}


def stream_of(user: str) -> str:
    """Return the stream of a person's consents."""
    return f"consent:{user}"


async def said_by(log: EventLog, sealer: Sealer, tenant: str, user: str) -> Consents:
    """Return what stands in the log of a person's consents, as where nobody is asked."""
    events = await log.read_stream(tenant, stream_of(user))
    return fold_consents((event, sealer.open(event)) for event in events)


def fold_consents(events: Iterable[tuple[Event, Json | None]]) -> Consents:
    """Return what a person's events (with what could be unsealed) amount to."""
    state = Consents()
    for event, said in events:
        if said is not None:
            state = _step(state, event, said)
    return state


def _step(state: Consents, event: Event, said: Json) -> Consents:
    if event.kind == AGE_TOLD:
        return replace(state, under_14=said["under_14"])
    if event.kind == ASKED:
        return replace(state, asked=state.asked | {said["purpose"]})
    guardian = said.get("guardian") or {}
    consent = Consent(
        is_given=event.kind == GIVEN,
        version=said["version"],
        at=event.at.isoformat(),
        how=said["how"],
        guardian=guardian.get("name"),
        checked=guardian.get("checked"),
    )
    return replace(state, said={**state.said, said["purpose"]: consent})


def _text(purpose: str) -> ConsentText:
    text = texts().get(purpose)
    if text is None:
        raise InvalidInput(f"no purpose {purpose[:20]!r}")
    return text
