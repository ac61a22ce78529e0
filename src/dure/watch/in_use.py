"""Remember with which data an installation answers, so that none take their place unseen."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

import orjson

from dure.kernel.clock import Clock
from dure.ports.stores import Store

_SPACE: Final = "in_use"


@dataclass(frozen=True, kw_only=True)
class InUse:
    """What is answered from.

    what: "meals.catalogue". file: the name of the operator's file, "" for what ships. at: when
    it was loaded. space, version: where it stands, and as what, so that it can be seen whether it
    is still there.
    """

    what: str
    file: str
    count: int
    at: datetime
    space: str = ""
    version: str = ""

    @property
    def is_own(self) -> bool:
        """Whether an operator brought it."""
        return bool(self.file)


class UseBook:
    """Where it stands, in the store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def of(self, what: str) -> InUse | None:
        """Return what is in use, None if nothing was yet."""
        kept = self._store.get(_SPACE, what)
        return None if kept is None else _read(kept)

    def note(self, what: str, *, file: str, count: int, space: str, version: str) -> None:
        """Write down what is used from now on; what is in use already keeps its time."""
        had = self.of(what)
        if had and (had.file, had.count, had.space, had.version) == (file, count, space, version):
            return
        now = InUse(
            what=what, file=file, count=count, space=space, version=version, at=self._clock.now()
        )
        self._store.put(_SPACE, what, orjson.dumps(asdict(now)))


def all_in_use(store: Store) -> Iterator[InUse]:
    """Yield all that is in use, by its name."""
    yield from (_read(kept) for _, kept in store.items(_SPACE))


def _read(kept: bytes) -> InUse:
    plain = orjson.loads(kept)
    return InUse(**{**plain, "at": datetime.fromisoformat(plain["at"])})
