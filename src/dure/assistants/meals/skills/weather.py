"""Look at the sky before places are looked for, where somebody tells the weather."""

from dataclasses import replace

from dure.assistants.meals.kitchen import Cooked, Kitchen, spot_of, when_of
from dure.assistants.meals.wish import Wish, changed
from dure.engine.assistant import Answer, Scene


def under_skies(skill: Cooked) -> Cooked:
    """Return a skill that knows the weather of the meal, as far as it is known."""

    async def cooked(scene: Scene, kitchen: Kitchen) -> Answer:
        if kitchen.skies is None:
            return await skill(scene, kitchen)
        wish = changed(Wish(), scene.slots)
        spot, at = spot_of(scene, wish, kitchen), when_of(scene, wish)
        if spot.known:
            place = spot.place
            word = await kitchen.skies.word_at(place.lat, place.lon, at=at, now=scene.now)
            kitchen = replace(kitchen, weather=word)
        return await skill(scene, kitchen)

    return cooked
