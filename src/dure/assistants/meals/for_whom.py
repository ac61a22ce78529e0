"""For whom, and in what situation, a turn looks for places."""

from typing import Final

from dure.assistants.meals.candidates import Rules
from dure.assistants.meals.choose import Eater
from dure.assistants.meals.features import features_of_both
from dure.assistants.meals.kitchen import Kitchen
from dure.assistants.meals.personal import personal_points
from dure.assistants.meals.profile import profile_of
from dure.assistants.meals.search import Hints
from dure.assistants.meals.seen import PlacesMet
from dure.assistants.meals.shown import meal_at
from dure.assistants.meals.situation import Learned, Moment
from dure.engine.assistant import Scene

_OF_NO_KIND: Final = ""


def eater_of(scene: Scene, rules: Rules, kitchen: Kitchen) -> Eater:
    """Return who asks, as far as they are known, and what the turn knows of now."""
    slots = rules.wish.slots
    moment = Moment(
        now=scene.now,
        at=rules.at,
        meal=slots.get("meal_time") or meal_at(rules.at),
        company=tuple(slots.get("companion", ())),
        weather=kitchen.weather,
        most_won=rules.wish.most_won,
        restrictions=len(rules.without),
        popularity=kitchen.popular(),
        learned=kitchen.ranker.learned if kitchen.ranker else Learned(),
    )
    return Eater(
        profile=profile_of(scene.history, scene.now),
        moment=moment,
        ranker=kitchen.ranker,
        personal=kitchen.personal,
    )


def known_of(eater: Eater) -> Hints:
    """Return what brings places that would not be among the nearest."""
    chosen = tuple(dict.fromkeys(reversed(eater.profile.recent)))
    neighbours = eater.moment.learned.neighbours
    return Hints(
        chosen=chosen,
        neighbours={shop: tuple(neighbours[shop]) for shop in chosen if shop in neighbours},
        popular=eater.moment.popularity,
        kinds=_kinds_of(eater),
    )


def _kinds_of(eater: Eater) -> dict[str, float]:
    """Return what kinds of places are worth to a person beyond one they never had to do with."""
    if eater.is_stranger:
        return {}
    kinds = (*dict.fromkeys((*eater.profile.liked, *eater.profile.categories)), _OF_NO_KIND)
    places = PlacesMet(shops=("",) * len(kinds), categories=kinds, pays_won=(None,) * len(kinds))
    rows = features_of_both(eater.profile, places, eater.moment)
    worth = [sum(p for _, p in told) for told in personal_points(rows, eater.personal)]
    return {kind: points - worth[-1] for kind, points in zip(kinds, worth, strict=True)}
