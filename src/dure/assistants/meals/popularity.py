"""What is popular now: five-minute windows of looking and choosing, folded one after the other.

Each window gives every shop in it a score of 40 % looks, 40 % choices and 20 % ratings; a moving
average over windows remembers 70 % of what was, so what nobody looks at any more fades. Nothing
but the events of closed windows goes into it: a replay gives the same numbers. A window says
nothing of people, only how often something happened to a shop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dure.kernel.events import Event, Json
from dure.watch.projections import Projection

WINDOW: Final = timedelta(minutes=5)
STREAM: Final = "meals:popularity"
WINDOW_CLOSED: Final = "meals.window_closed"
_DIGITS: Final = 6

Counts = Sequence[float]
"""shown, viewed, chosen, sum of ratings (-1 … 1 each), ratings; a choice that was taken back
counts against the shop, so a number may be negative."""
_SHOWN, _VIEWED, _CHOSEN, _RATED_SUM, _RATED = range(5)


@dataclass(frozen=True, kw_only=True)
class PopularitySettings:
    """What a window counts (design of meals, form 13)."""

    viewed: float = 0.4
    chosen: float = 0.4
    rated: float = 0.2
    newest: float = 0.3
    """Weight of the newest window in the moving average."""
    prior_shows: float = 20.0
    """Shows that a shop is given beforehand, chosen from as often as all shops are."""
    prior_ratings: float = 3.0
    """Ratings that a shop is given beforehand, neither good nor bad."""
    least: float = 0.0005
    """A score below is nothing."""


SETTINGS: Final = PopularitySettings()


def step(state: Json, event: Event, payload: Json | None) -> Json:
    """Return the state after one more event, which it may change in place.

    A window that is not newer than the last one is no news.
    """
    if event.kind != WINDOW_CLOSED:
        return state
    start = datetime.fromisoformat(event.open["window"])
    last = state.get("window")
    if last is not None and start <= datetime.fromisoformat(last):
        return state
    shops: Mapping[str, Counts] = event.open["shops"]
    for place, name in ((_SHOWN, "shown"), (_CHOSEN, "chosen")):
        state[name] = state.get(name, 0) + sum(told[place] for told in shops.values())
    fresh = window_scores(shops, state["shown"], state["chosen"])
    scores = popular_at(state, start)
    for shop in sorted(fresh):
        scores[shop] = round(scores.get(shop, 0.0) + SETTINGS.newest * fresh[shop], _DIGITS)
    state.update(window=event.open["window"], scores=scores, cursor=event.open["cursor"])
    return state


def popular_at(state: Json, window: datetime) -> dict[str, float]:
    """Return shop → 0 … 1 when the windows before one are over; what has faded is not there."""
    if not state.get("scores"):
        return {}
    since = (window - datetime.fromisoformat(state["window"])) // WINDOW
    left = (1 - SETTINGS.newest) ** max(0, since)
    faded = ((shop, round(score * left, _DIGITS)) for shop, score in state["scores"].items())
    return {shop: score for shop, score in faded if score >= SETTINGS.least}


def window_scores(shops: Mapping[str, Counts], shown: float, chosen: float) -> dict[str, float]:
    """Return shop → 0 … 1, the score of one window.

    shown, chosen: how often anything was, in all windows so far.
    """
    usual = max(0.0, chosen + 1) / (max(0.0, shown) + SETTINGS.prior_shows)
    looks = _of_most({shop: max(0.0, told[_VIEWED]) for shop, told in shops.items()})
    rates = _of_most({shop: _rate(told, min(1.0, usual)) for shop, told in shops.items()})
    return {
        shop: SETTINGS.viewed * looks[shop]
        + SETTINGS.chosen * rates[shop]
        + SETTINGS.rated * _rating(told)
        for shop, told in shops.items()
    }


def window_of(at: datetime) -> datetime:
    """Return when the window of a moment begins; `at` is in Seoul."""
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)


def _rate(told: Counts, usual: float) -> float:
    """Return how often a shop is chosen when it is shown; little seen, it is like all."""
    chosen, shown = max(0.0, told[_CHOSEN]), max(0.0, told[_SHOWN])
    prior = SETTINGS.prior_shows
    return min(1.0, (chosen + prior * usual) / (shown + prior))


def _rating(told: Counts) -> float:
    """Return how a shop is rated, 0 … 1; without a rating it is neither good nor bad."""
    mean = told[_RATED_SUM] / (max(0.0, told[_RATED]) + SETTINGS.prior_ratings)
    return (1 + max(-1.0, min(1.0, mean))) / 2


def _of_most(values: Mapping[str, float]) -> dict[str, float]:
    most = max(values.values(), default=0.0)
    return {shop: value / most if most > 0 else 0.0 for shop, value in values.items()}


PROJECTION: Final = Projection(name="meals.popularity", version=1, empty=dict, step=step)
"""What `dure replay --verify` compares."""
