"""The lists somebody was shown, and the places they chose: a fold of their events.

It keeps what may still be asked of a person: the newest lists and choices with what they cost, and
which coupons they used. A recommendation is chosen from once; choosing another place of it later
takes the first one's place, and gives its coupons back; so does a choice that is taken back.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dure.assistants.meals import past
from dure.assistants.meals.past import (
    CHOICE_UNDONE,
    SHOP_CHOSEN,
    SHOPS_SHOWN,
    items_said,
    make_way,
    moment_said,
    taken_back,
    whole_said,
    word_said,
    words_said,
)
from dure.engine.person import Folding, stream_of
from dure.kernel.events import Event, Json
from dure.watch.projections import Projection

_KEY: Final = "visits"
LISTS: Final = 20
"""Lists that can still be asked for, and chosen from in another conversation."""
VISITS: Final = 60
REDEEMED: Final = 200
"""Choices with coupons that are remembered: a coupon is not used again after them."""
_STREAMS: Final = stream_of("meals", "")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A place in a list. position: from 1. What is unknown is None, a dish too.

    coupons: by which `pays_won` comes about.
    """

    shop: str
    category: str
    position: int
    dish: str | None = None
    price_won: int | None = None
    pays_won: int | None = None
    coupons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ShownList:
    """A list that was shown. id: of the recommendation. meant_for: when they want to eat."""

    id: str
    at: datetime
    meant_for: datetime
    items: tuple[Listed, ...]
    meal: str | None = None
    company: tuple[str, ...] = ()
    weather: str | None = None

    def item_of(self, shop: str) -> Listed | None:
        """Return the place of a shop, None where it is not in the list."""
        return next((item for item in self.items if item.shop == shop), None)


@dataclass(frozen=True, kw_only=True)
class Eaten:
    """A place that was chosen. id: of the recommendation, None if it was in no list.

    price_won, pays_won: of the dish, without coupons and with them; None where unknown.
    """

    id: str | None
    at: datetime
    shop: str
    name: str
    category: str
    dish: str | None
    price_won: int | None
    pays_won: int | None


def step(state: Json, event: Event, payload: Json | None) -> Json:
    """Return the state after one more event, which it may change in place.

    What was forgotten (no payload), what it does not know and what makes no sense adds nothing.
    """
    fold = _FOLDS.get(event.kind)
    if fold is None or payload is None:
        return state
    at = moment_said(payload.get("at"), event.at)
    fold(state.setdefault(_KEY, {}), {**payload, "at": at.isoformat()})
    return state


def lists_of(state: Mapping[str, Any] | None) -> tuple[ShownList, ...]:
    """Return the lists of a state, newest last."""
    return tuple(_list_of(kept) for kept in _kept(state, "lists"))


def visits_of(state: Mapping[str, Any] | None) -> tuple[Eaten, ...]:
    """Return the choices of a state, in the order in which they were made."""
    return tuple(_visit_of(kept) for kept in _kept(state, "chosen"))


def used_coupons(state: Mapping[str, Any] | None, *, but_for: str | None = None) -> Counter[str]:
    """Return how often each coupon was used, by id, as far as it is remembered.

    but_for: a recommendation whose choice is made anew, so that its coupons are given back.
    """
    kept = (one for one in _kept(state, "redeemed") if one["key"] != but_for)
    return Counter(coupon for one in kept for coupon in one["coupons"])


def _kept(state: Mapping[str, Any] | None, what: str) -> Sequence[Json]:
    kept: Sequence[Json] = (state or {}).get(_KEY, {}).get(what, ())
    return kept


def _list_of(kept: Json) -> ShownList:
    return ShownList(
        id=kept["id"],
        at=datetime.fromisoformat(kept["at"]),
        meant_for=datetime.fromisoformat(kept["for"]),
        items=tuple(Listed(**{**i, "coupons": tuple(i["coupons"])}) for i in kept["items"]),
        meal=kept["meal"],
        company=tuple(kept["company"]),
        weather=kept["weather"],
    )


def _visit_of(kept: Json) -> Eaten:
    names = ("id", "shop", "name", "category", "dish", "price_won", "pays_won")
    return Eaten(at=datetime.fromisoformat(kept["at"]), **{name: kept[name] for name in names})


def _shown(state: Json, said: Json) -> None:
    lists = state.setdefault("lists", [])
    if not said.get("id") or any(kept["id"] == said["id"] for kept in lists):
        return
    lists.append(
        {
            "id": said["id"],
            "at": said["at"],
            "for": moment_said(said.get("for"), datetime.fromisoformat(said["at"])).isoformat(),
            "items": [_item(n, item) for n, item in enumerate(items_said(said), start=1)],
            "meal": word_said(said, "meal") or None,
            "company": words_said(said, "company"),
            "weather": word_said(said, "weather") or None,
        }
    )
    del lists[:-LISTS]


def _item(number: int, said: Json) -> Json:
    return {
        "shop": said["shop"],
        "category": word_said(said, "category"),
        "position": whole_said(said, "position") or number,
        "dish": word_said(said, "dish") or None,
        "price_won": whole_said(said, "price_won"),
        "pays_won": whole_said(said, "pays_won"),
        "coupons": words_said(said, "coupons"),
    }


def _chosen(state: Json, said: Json) -> None:
    if not word_said(said, "shop"):
        return
    chosen = state.setdefault("chosen", [])
    if not make_way(chosen, said)[0]:
        return
    _redeemed(state, said, said.get("id") or said.get("turn") or said["at"])
    texts = {name: word_said(said, name) for name in ("shop", "name", "category")}
    amounts = {name: whole_said(said, name) for name in ("price_won", "pays_won")}
    about = {"id": said.get("id"), "at": said["at"], "dish": word_said(said, "dish") or None}
    chosen.append({**about, **texts, **amounts})
    del chosen[:-VISITS]


def _undone(state: Json, said: Json) -> None:
    """Forget a choice, and give its coupons back."""
    undone = taken_back(state.setdefault("chosen", []), said)
    if undone is not None and undone["id"] is not None:
        _redeemed(state, {}, undone["id"])


def _redeemed(state: Json, said: Json, key: str) -> None:
    """Remember the coupons of a choice in place of those that it had before."""
    left = [one for one in state.get("redeemed", ()) if one["key"] != key]
    coupons = words_said(said, "coupons")
    if coupons:
        left.append({"key": key, "coupons": coupons})
    state["redeemed"] = left[-REDEEMED:]


_FOLDS: Final[Mapping[str, Callable[[Json, Json], None]]] = {
    SHOPS_SHOWN: _shown,
    SHOP_CHOSEN: _chosen,
    CHOICE_UNDONE: _undone,
}


def _with_profile(state: Json, event: Event, payload: Json | None) -> Json:
    return step(past.step(state, event, payload), event, payload)


def _of_all(states: Json, event: Event, payload: Json | None) -> Json:
    if event.kind in _FOLDS and event.stream.startswith(_STREAMS):
        person = f"{event.tenant}/{event.stream}"
        states[person] = step(states.get(person, {}), event, payload)
    return states


HISTORY: Final = Folding(empty=dict, step=_with_profile)
"""What meals knows of a person: how they eat (`past`), and where they were."""
PROJECTION: Final = Projection(
    name="meals.visits", version=5, empty=dict, step=_of_all, holds_sealed=True
)
"""What `dure replay --verify` compares: the lists and choices of everybody."""
