"""What a home keeps in mind: timers, things to buy, and what is to be done later.

Everything stands in the store, sealed, so that it survives a restart. What was to be done while
nobody was there is not done late: it is dropped, and that is told.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from dure.assistants.home.deeds import Deed
from dure.kernel.clock import Clock
from dure.kernel.events import Json, Sealed
from dure.korean.normal import squeeze
from dure.ports.stores import Store
from dure.trust.seal import Sealer

_SPACE: Final = "home.agenda"
_UNITS: Final[Mapping[str, int]] = {"hours": 3600, "minutes": 60, "seconds": 1}
_LONGEST_S: Final = 7 * 24 * 3600
"""Seconds of the longest timer."""
GRACE: Final = timedelta(seconds=60)
"""How late something may still be done."""


@dataclass(frozen=True, kw_only=True)
class Timer:
    """A timer. ends_at: None while it is paused; left_s: then what was left."""

    id: str
    total_s: int
    ends_at: str | None
    left_s: float = 0.0
    name: str | None = None
    area: str | None = None

    def remaining_s(self, now: datetime) -> int:
        """Return whole seconds until it rings; 0 once it has."""
        left = self.left_s
        if self.ends_at is not None:
            left = (datetime.fromisoformat(self.ends_at) - now).total_seconds()
        return max(0, round(left))


@dataclass(frozen=True, kw_only=True)
class Later:
    """A deed that waits for its time. said: what the person asked for, to be told if it is late."""

    id: str
    due_at: str
    deeds: tuple[Deed, ...]
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Pages:
    """All that stands in the agenda of one person's home."""

    timers: tuple[Timer, ...] = ()
    later: tuple[Later, ...] = ()
    shopping: tuple[str, ...] = ()
    news: tuple[Mapping[str, str], ...] = field(default_factory=tuple)


class Safe:
    """Keeps the pages in a store, sealed with the household's key: people's words are in them."""

    def __init__(
        self, store: Store, sealer: Sealer, *, tenant: str, key_id: Callable[[], str]
    ) -> None:
        self._store, self._sealer, self._tenant, self._key_id = store, sealer, tenant, key_id

    def read(self) -> Json | None:
        """Return what was kept, None if nothing was or it was forgotten."""
        kept = self._store.get(_SPACE, "pages")
        if kept is None:
            return None
        key_id, _, data = kept.partition(b"\n")
        sealed = Sealed(key_id=key_id.decode(), data=data)
        return self._sealer.open_sealed(sealed, tenant=self._tenant, stream=_SPACE)

    def write(self, pages: Json) -> None:
        """Keep pages in place of those before."""
        sealed = self._sealer.seal(pages, key_id=self._key_id(), tenant=self._tenant, stream=_SPACE)
        self._store.put(_SPACE, "pages", sealed.key_id.encode() + b"\n" + (sealed.data or b""))


class Agenda:
    """The agenda of a home, written through to where it is kept."""

    def __init__(self, safe: Safe, clock: Clock) -> None:
        self._safe, self._clock = safe, clock
        self.pages = _pages_of(safe.read())

    def start(self, timer: Timer) -> None:
        """Begin a timer."""
        self._keep(timers=(*self.pages.timers, timer))

    def change(self, timer: Timer) -> None:
        """Put a timer in the place of the one with its id."""
        self._keep(timers=tuple(timer if t.id == timer.id else t for t in self.pages.timers))

    def cancel(self, ids: frozenset[str]) -> None:
        """Take timers away."""
        self._keep(timers=tuple(t for t in self.pages.timers if t.id not in ids))

    def buy(self, item: str) -> bool:
        """Note something to buy; return whether it was not noted yet."""
        if item in self.pages.shopping:
            return False
        self._keep(shopping=(*self.pages.shopping, item))
        return True

    def postpone(self, later: Later) -> None:
        """Do something later; once for each id."""
        if all(later.id != other.id for other in self.pages.later):
            self._keep(later=(*self.pages.later, later))

    def due(self) -> Iterator[Later]:
        """Yield what is to be done now, each once; what is too late is dropped and noted."""
        now = self._clock.now()
        for later in self.pages.later:
            due_at = datetime.fromisoformat(later.due_at)
            if due_at > now:
                continue
            self._keep(later=tuple(other for other in self.pages.later if other.id != later.id))
            if now - due_at > GRACE:
                self._note({"news": "too_late", "said": later.said})
            else:
                yield later

    def note_failed(self, later: Later) -> None:
        """Note that something could not be done in its time."""
        self._note({"news": "later_failed", "said": later.said})

    def strike(self, item: str) -> bool:
        """Take something off the list of things to buy; return whether it stood there."""
        kept = tuple(other for other in self.pages.shopping if squeeze(other) != squeeze(item))
        is_there = len(kept) < len(self.pages.shopping)
        if is_there:
            self._keep(shopping=kept)
        return is_there

    def strike_all(self) -> None:
        """Begin a new list of things to buy."""
        self._keep(shopping=())

    def ring(self) -> None:
        """Turn timers that have ended into news."""
        now = self._clock.now()
        for timer in self.pages.timers:
            if timer.ends_at is not None and timer.remaining_s(now) == 0:
                self.cancel(frozenset((timer.id,)))
                self._note({"news": "timer_ended", "name": timer.name or ""})

    def take_news(self) -> tuple[Mapping[str, str], ...]:
        """Return what the person has not been told yet; it is told now."""
        news = self.pages.news
        if news:
            self._keep(news=())
        return news

    def _note(self, news: Mapping[str, str]) -> None:
        self._keep(news=(*self.pages.news, news))

    def _keep(self, **changed: Any) -> None:  # noqa: ANN401 - fields of Pages
        pages = replace(self.pages, **changed)
        # What could not be kept did not happen: it is tried again.
        self._safe.write(asdict(pages))
        self.pages = pages


def seconds_in(slots: Mapping[str, Any], prefix: str = "") -> int:
    """Return the seconds that hours, minutes and seconds of some slots add up to."""
    return round(sum(float(slots.get(f"{prefix}{unit}", 0)) * s for unit, s in _UNITS.items()))


def is_timer_length(seconds: int) -> bool:
    """Return whether a timer may be that long."""
    return 0 < seconds <= _LONGEST_S


def _pages_of(plain: Mapping[str, Any] | None) -> Pages:
    if plain is None:
        return Pages()
    return Pages(
        timers=tuple(Timer(**timer) for timer in plain["timers"]),
        later=tuple(
            Later(**{**later, "deeds": tuple(Deed(**deed) for deed in later["deeds"])})
            for later in plain["later"]
        ),
        shopping=tuple(plain["shopping"]),
        news=tuple(plain["news"]),
    )
