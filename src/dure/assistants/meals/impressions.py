"""Lists that were shown, and what was chosen of them: what a ranker learns from.

What a turn knew is written down with the list (`written`) and read back from the log (`shown_in`),
so that a row of features that is worked out again has the same bits as the one that was served;
`features` in the event is a digest by which every reading checks that. What a ranker learned of
everybody is left out of it: it is gone when the next one is learned, and is not the person's.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from dure.assistants.meals import past
from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.choose import Eater, Ordered
from dure.assistants.meals.features import View, digest, features, view_of
from dure.assistants.meals.profile import EMPTY, Profile, profile_of, step
from dure.assistants.meals.seen import PlacesSeen, seen_in
from dure.assistants.meals.situation import Learned, Moment
from dure.assistants.meals.table import Rows
from dure.kernel.events import Event, Json

BY_ORDER: Final = "order"
"""Who ordered a list where no model did."""
_NOTHING: Final = Learned()
_PLACES: Final = 4
"""Decimal places that are kept."""


@dataclass(frozen=True, kw_only=True)
class Impression:
    """A list that somebody was shown. chosen: its place among them, None if none was.

    profile: as of the moment before it was shown. ranker: who ordered it. scores: what each place
    was worth to everybody, whoever ordered the list; empty if that does not stand there. digest: of
    the rows that were served, by nothing learned; "" if it does not stand there.
    """

    person: str
    id: str
    profile: Profile
    moment: Moment
    places: PlacesSeen
    chosen: int | None = None
    ranker: str = BY_ORDER
    scores: tuple[float, ...] = ()
    digest: str = ""

    @property
    def is_the_same(self) -> bool:
        """Whether the rows worked out from the log are those that were served."""
        moment = replace(self.moment, learned=_NOTHING)
        return digest(features(self.profile, self.places, moment)) == self.digest


def written(eater: Eater, shown: Sequence[Candidate], found: Ordered) -> dict[str, Any]:
    """Return what a list says in the log beside its items: all that features are read off.

    found: of which `shown` are the first.
    """
    view, moment = found.view, eater.moment
    view = view.of(shown) if view else view_of(eater.profile, shown, moment)
    return {
        "ranker": eater.scorer.version if eater.scorer else BY_ORDER,
        "weather": moment.weather,
        "most_won": moment.most_won,
        "money_left": moment.money_left,
        "restrictions": moment.restrictions,
        "seen": [view.places.facts_of(number) for number in range(len(shown))],
        "given": [round(points, _PLACES) for points in found.given],
        "features": digest(_plain(view, eater)),
    }


def _plain(view: View, eater: Eater) -> Rows:
    """Return the rows as they are where nothing was learned of everybody."""
    if eater.moment.learned == _NOTHING:
        return view.rows
    return features(eater.profile, view.places, replace(eater.moment, learned=_NOTHING))


def shown_in(
    person: str, profile: Profile, said: Mapping[str, Any], learned: Learned
) -> Impression | None:
    """Return a list as it stands in the log, None if it makes no sense or was not written fully."""
    places, moment = seen_in(said), _moment_in(said, learned)
    if places is None or moment is None or not isinstance(said.get("id"), str):
        return None
    return Impression(
        person=person,
        id=said["id"],
        profile=profile,
        moment=moment,
        places=places,
        ranker=str(said.get("ranker") or BY_ORDER),
        scores=_numbers(said.get("given"), len(places.shops)),
        digest=str(said.get("features") or ""),
    )


def _numbers(said: object, count: int) -> tuple[float, ...]:
    """Return as many numbers as there must be, none if they are not."""
    if not isinstance(said, list) or len(said) != count:
        return ()
    is_sound = all(isinstance(one, float | int) and math.isfinite(one) for one in said)
    return tuple(map(float, said)) if is_sound else ()


def _moment_in(said: Mapping[str, Any], learned: Learned) -> Moment | None:
    try:
        now = datetime.fromisoformat(said["at"])
        at = datetime.fromisoformat(said.get("for") or said["at"])
    except (KeyError, TypeError, ValueError):
        return None
    if now.tzinfo is None or at.tzinfo is None:
        return None
    return Moment(
        now=now,
        at=at,
        meal=str(said.get("meal") or ""),
        company=tuple(map(str, said.get("company") or ())),
        weather=said.get("weather"),
        most_won=_whole(said.get("most_won")),
        money_left=_whole(said.get("money_left")),
        restrictions=_whole(said.get("restrictions")) or 0,
        learned=learned,
    )


def _whole(said: Any) -> int | None:  # noqa: ANN401 - what stands in a log
    return said if isinstance(said, int) and not isinstance(said, bool) else None


@dataclass(kw_only=True)
class _Life:
    """What a pass over the log has seen of a person so far."""

    state: Json = field(default_factory=EMPTY)
    shown: dict[str, Impression] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)


def impressions(
    log: Iterable[tuple[str, Event, Json | None]], learned: Learned | None = None
) -> Iterator[Impression]:
    """Yield the lists of a log with what was chosen of each, person by person, oldest first.

    log: (person, event, unsealed payload or None), each person's in their order. What was
    forgotten is not there. A list counts once, with the last choice that was made of it.
    """
    lives: dict[str, _Life] = {}
    for person, event, said in log:
        life = lives.setdefault(person, _Life())
        if said is not None:
            _heed(person, life, event, said, learned or Learned())
        life.state = step(life.state, event, said)
    for life in lives.values():
        yield from _labelled(life)


def _heed(person: str, life: _Life, event: Event, said: Json, learned: Learned) -> None:
    if event.kind == past.SHOPS_SHOWN:
        moment = _moment_in(said, learned)
        if moment is None:
            return
        found = shown_in(person, profile_of(life.state, moment.now), said, learned)
        if found is not None:
            life.shown.setdefault(found.id, found)
    elif event.kind == past.SHOP_CHOSEN and isinstance(said.get("id"), str):
        life.taken[said["id"]] = str(said.get("shop"))
    elif event.kind == past.CHOICE_UNDONE and isinstance(said.get("id"), str):
        life.taken.pop(said["id"], None)


def _labelled(life: _Life) -> Iterator[Impression]:
    for one in life.shown.values():
        taken = life.taken.get(one.id)
        place = one.places.shops.index(taken) if taken in one.places.shops else None
        yield Impression(**{**vars(one), "chosen": place})
