"""Make lists that invented people were shown, and what they chose: a stand-in for a log.

It goes on from the people of the demonstration (`demo_people.py`). Structure, so that whoever
learns from it knows what there is to learn; none of it is a fact about anybody:

* On seven of ten days, of 120, a person eats: breakfast, lunch or dinner (1 : 5 : 4), alone, with
  a friend or with family (6 : 3 : 1); it rains on three days of ten, for everybody.
* They would take a place with a chance in proportion to
  (taste of its category + .01) x (.2 + popularity) x exp(-distance / 400 m), times what `_SUITS`
  says of the category at this meal, in this weather and this company, times
  exp(-3 x what it costs beyond 80 % of their budget, as a share of it).
* Every person is more or less loyal: a shop they chose before counts exp(-1 … 2) times as much,
  and a category they had at the last meal a third.
* A list has eight places within 800 m, by everybody's order (`choose.points_of`), with much noise,
  so that what was shown varies. Of what stands at place p (from
  0) they look at 1 / (1 + p / 3): what stands on top is chosen for standing there. They choose
  among what they looked at, or nothing (as likely as a share of exp(-1.5) of all around).
* Half of the choices are rated: by the taste of the category, with noise.
* There are no coupons, no allergies and no windows of popularity in it.

`wanted` is what they would take if they saw everything around: drawn anew, without places.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dure.assistants.meals.candidates import Candidate, Rules
from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.choose import OrderSettings, points_of
from dure.assistants.meals.demo_people import DemoPerson
from dure.assistants.meals.hours import Openness, openness
from dure.assistants.meals.impressions import Impression
from dure.assistants.meals.past import MEAL_RATED, SHOP_CHOSEN, SHOPS_SHOWN
from dure.assistants.meals.profile import EMPTY, profile_of, step
from dure.assistants.meals.seen import seen
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.wish import Wish
from dure.kernel.clock import SEOUL
from dure.kernel.earth import metres_between
from dure.kernel.events import FIRST_LINK, Event, Json
from dure.kernel.turns import Place

Floats = NDArray[np.float64]

DAYS: Final = 120
_FIRST: Final = date(2026, 7, 1)
_REACH_M: Final = 800.0
_NEAR_M: Final = 400.0
_SHOWN: Final = 8
_LEAST_AROUND: Final = 12
_MEALS: Final = {"breakfast": (0.1, time(8, 0)), "lunch": (0.5, time(12, 20)),
                 "dinner": (0.4, time(18, 40))}  # fmt: skip
_COMPANY: Final[Mapping[tuple[str, ...], float]] = {(): 0.6, ("friend",): 0.3, ("family",): 0.1}
_SUITS: Final[Mapping[str, Mapping[str, float]]] = {
    "breakfast": {"베이커리": 3, "편의점": 3, "죽": 3, "도시락": 2, "고기": 0.2, "치킨": 0.2},
    "lunch": {"한식": 1.5, "국밥": 1.5, "분식": 1.5, "면": 1.5},
    "dinner": {"고기": 2, "치킨": 2, "피자": 2, "국밥": 1.3},
    "rain": {"국밥": 2, "면": 2, "죽": 2, "샐러드": 0.5},
    "friend": {"분식": 1.8, "치킨": 1.8, "버거": 1.8, "피자": 1.8},
    "family": {"한식": 1.8, "고기": 1.8, "중식": 1.8},
}
"""Situation → category → how many times as welcome it is; what is not there: once."""


@dataclass(frozen=True, kw_only=True)
class SimulatedList:
    """A list, and beside it everything around. shown: with what was chosen of it. around: None
    before anything else is asked for; its choice is what the person wanted, unseen places too.
    scores: of what was around, in everybody's order, without noise. liking: the hidden chance of
    each place around, 1 in total: nothing may learn from it.
    """

    shown: Impression
    around: Impression
    liking: Floats


@dataclass(frozen=True, kw_only=True)
class _Around:
    """The places around a home, as columns."""

    shops: Sequence[Shop]
    metres: Floats
    taste: Floats
    popular: Floats
    price: Floats
    order: Floats


def simulated(
    people: Sequence[DemoPerson], shops: Sequence[Shop], *, seed: int, since: float = 0.0
) -> Iterator[SimulatedList]:
    """Yield the lists of all people, one person after the other, oldest first.

    since: share of the days from which on everything around is worked out; before it `around` is
    the list itself, which is quicker.
    """
    weather = np.random.default_rng(seed).random(DAYS) < 0.3
    for number, person in enumerate(people):
        around = _around(person, shops)
        if around is not None:
            rng = np.random.default_rng([seed, number])
            yield from _life(person, around, weather, rng=rng, since=since)


def _around(person: DemoPerson, shops: Sequence[Shop]) -> _Around | None:
    kept = [shop for shop in shops if _is_meant(shop)]
    found = [
        (shop, metres_between(person.lat, person.lon, shop.lat or 0.0, shop.lon or 0.0))
        for shop in kept
        if abs((shop.lat or 0.0) - person.lat) < 0.01 and abs((shop.lon or 0.0) - person.lon) < 0.01
    ]
    found = [(shop, metres) for shop, metres in found if metres <= _REACH_M]
    if len(found) < _LEAST_AROUND:
        return None
    near = [shop for shop, _ in found]
    metres = np.array([m for _, m in found])
    price = np.array([_price(shop) for shop in near], dtype=np.float64)
    popular = np.array([shop.popularity or 0.0 for shop in near])
    taste = np.array([person.taste.get(shop.category, 0.0) for shop in near])
    order = _order_of_everybody(person, found)
    return _Around(
        shops=near, metres=metres, taste=taste, popular=popular, price=price, order=order
    )


def _order_of_everybody(person: DemoPerson, found: Sequence[tuple[Shop, float]]) -> Floats:
    """Return the points that whoever asks for a meal of at most that much gets."""
    wish = Wish(slots={"budget_max": _most_won(person)})
    here = Place(lat=person.lat, lon=person.lon)
    rules = Rules(wish=wish, at=datetime.combine(_FIRST, time(), tzinfo=SEOUL), here=here)
    points = [
        points_of(_candidate(shop, metres, Openness.OPEN), rules, OrderSettings())
        for shop, metres in found
    ]
    return np.array([sum(value for _, value in one) for one in points])


def _most_won(person: DemoPerson) -> int:
    """Return what they say that a meal may cost: somewhat more than they like to pay."""
    return person.budget_won + 3_000


def _is_meant(shop: Shop) -> bool:
    has_place = shop.lat is not None and shop.card in ("Y", "P")
    return has_place and not shop.is_alcohol_led and not shop.is_dessert_led and bool(shop.meals)


def _price(shop: Shop) -> int:
    return next((dish.price for dish in _dishes(shop) if dish.price is not None), 8_000)


def _dishes(shop: Shop) -> Sequence[Any]:
    return sorted(shop.meals, key=lambda dish: (-(dish.popular or 0), dish.price or 0, dish.name))


def _life(
    person: DemoPerson,
    around: _Around,
    weather: NDArray[np.bool_],
    *,
    rng: np.random.Generator,
    since: float,
) -> Iterator[SimulatedList]:
    state, loyalty = EMPTY(), rng.uniform(-1.0, 2.0)
    chosen: list[int] = []
    cast: dict[tuple[int, str], tuple[Candidate, ...]] = {}
    for day in np.flatnonzero(rng.random(DAYS) < 0.7).tolist():
        meal = str(rng.choice(list(_MEALS), p=[share for share, _ in _MEALS.values()]))
        company = list(_COMPANY)[int(rng.choice(3, p=list(_COMPANY.values())))]
        at = datetime.combine(_FIRST + timedelta(days=day), _MEALS[meal][1], tzinfo=SEOUL)
        moment = Moment(now=at, at=at, meal=meal, company=company,
                        weather="rain" if weather[day] else "clear",
                        most_won=_most_won(person))  # fmt: skip
        key = (at.weekday(), meal)
        found = cast.setdefault(key, _open(around, at)) if key not in cast else cast[key]
        liking = _liking(person, around, moment, chosen, loyalty)
        liking = liking * np.array([one.open is not Openness.CLOSED for one in found])
        if (liking > 0).sum() < _LEAST_AROUND:
            continue
        made = _list(
            person, found, around, moment, liking, state, rng=rng, whole=day >= since * DAYS
        )
        yield made
        state = _remember(person, state, made, rng=rng)
        if made.shown.chosen is not None:
            shop = made.shown.places.shops[made.shown.chosen]
            chosen.append([one.id for one in around.shops].index(shop))


def _open(around: _Around, at: datetime) -> tuple[Candidate, ...]:
    return tuple(
        _candidate(shop, float(metres), openness(shop.hours, at, frozenset()))
        for shop, metres in zip(around.shops, around.metres, strict=True)
    )


def _candidate(shop: Shop, metres: float, is_open: Openness) -> Candidate:
    return Candidate(shop=shop, distance_m=metres, dishes=tuple(_dishes(shop)), open=is_open)


def _liking(
    person: DemoPerson,
    around: _Around,
    moment: Moment,
    chosen: Sequence[int],
    loyalty: float,
) -> Floats:
    """Return in what proportion each place would be taken, if all were seen."""
    liking = (around.taste + 0.01) * (0.2 + around.popular) * np.exp(-around.metres / _NEAR_M)
    for situation in (moment.meal, moment.weather or "", *moment.company):
        suits = _SUITS.get(situation, {})
        liking = liking * np.array([suits.get(shop.category, 1.0) for shop in around.shops])
    beyond = np.maximum(0.0, around.price / person.budget_won - 0.8)
    liking = liking * np.exp(-3.0 * beyond)
    liking[list(set(chosen))] *= np.exp(loyalty)
    if chosen:
        last = around.shops[chosen[-1]].category
        liking = liking * np.array([0.33 if s.category == last else 1.0 for s in around.shops])
    return np.asarray(liking)


def _list(  # noqa: PLR0913 - one argument per thing that a list depends on
    person: DemoPerson,
    found: Sequence[Candidate],
    around: _Around,
    moment: Moment,
    liking: Floats,
    state: Json,
    *,
    rng: np.random.Generator,
    whole: bool,
) -> SimulatedList:
    noise = rng.gumbel(0.0, 0.08, len(found))
    order = np.where(liking > 0, around.order + noise, -np.inf)
    at = np.argsort(-order, kind="stable")[:_SHOWN]
    looked = rng.random(len(at)) < 1 / (1 + np.arange(len(at)) / 3)
    odds = np.append(np.where(looked, liking[at], 0.0), liking.sum() * np.exp(-1.5))
    taken = int(rng.choice(len(odds), p=odds / odds.sum()))
    wanted = int(rng.choice(len(found), p=liking / liking.sum()))
    profile = profile_of(state, moment.now)
    shown = Impression(
        person=person.id,
        id=f"{person.id}@{moment.now.date().isoformat()}",
        profile=profile,
        moment=moment,
        places=seen([found[n] for n in at.tolist()], moment),
        chosen=taken if taken < len(at) else None,
        scores=tuple(around.order[at].tolist()),
    )
    if not whole:
        return SimulatedList(shown=shown, around=shown, liking=liking)
    there = np.flatnonzero(liking > 0)
    everything = Impression(
        person=person.id,
        id=shown.id,
        profile=profile,
        moment=moment,
        places=seen([found[n] for n in there.tolist()], moment),
        chosen=int(np.searchsorted(there, wanted)),
        scores=tuple(around.order[there].tolist()),
    )
    return SimulatedList(shown=shown, around=everything, liking=liking[there] / liking.sum())


def _remember(
    person: DemoPerson, state: Json, made: SimulatedList, *, rng: np.random.Generator
) -> Json:
    shown, at = made.shown, made.shown.moment.now.isoformat()
    items = [{"shop": shop} for shop in shown.places.shops]
    state = told(state, SHOPS_SHOWN, {"id": shown.id, "at": at, "items": items})
    if shown.chosen is None:
        return state
    shop, kind = shown.places.shops[shown.chosen], shown.places.categories[shown.chosen]
    said = {
        "id": shown.id,
        "at": at,
        "shop": shop,
        "category": kind,
        "pays_won": shown.places.pays_won[shown.chosen],
        "meal": shown.moment.meal,
        "company": list(shown.moment.company),
        "weather": shown.moment.weather,
        "decided_s": None,
    }
    state = told(state, SHOP_CHOSEN, said)
    if rng.random() < 0.5:
        taste = np.tanh(4 * (person.taste[kind] - 1 / len(person.taste)))
        value = float(np.clip(taste + rng.normal(0.0, 0.3), -1.0, 1.0))
        rated = {"id": shown.id, "at": at, "shop": shop, "category": kind, "value": value}
        state = told(state, MEAL_RATED, rated)
    return state


def told(state: Json, kind: str, said: Json) -> Json:
    """Return the state of a person after something happened, at the moment that it says."""
    event = Event(
        seq=1,
        tenant="main",
        stream="simulated",
        position=0,
        kind=kind,
        at=datetime.fromisoformat(said["at"]),
        open={},
        sealed=None,
        sealed_hash=None,
        link=FIRST_LINK,
    )
    return step(state, event, said)
