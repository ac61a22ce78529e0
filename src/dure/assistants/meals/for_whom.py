"""For whom, and in what situation, a turn looks for places."""

from dure.assistants.meals.candidates import Rules
from dure.assistants.meals.choose import Eater
from dure.assistants.meals.kitchen import Kitchen
from dure.assistants.meals.profile import profile_of
from dure.assistants.meals.search import Hints
from dure.assistants.meals.shown import meal_at
from dure.assistants.meals.situation import Learned, Moment
from dure.engine.assistant import Scene


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
    )
