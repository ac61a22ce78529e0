"""Lists of invented people, made by hand: who was shown what, when, and what was chosen."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from tests.assistants.meals.lives import NOON

from dure.assistants.meals.impressions import Impression
from dure.assistants.meals.profile import Profile, ShopPast
from dure.assistants.meals.seen import PlacesSeen
from dure.assistants.meals.situation import Moment
from dure.assistants.meals.table import OF_SHOP


def listed(
    person: str, on_it: Sequence[str], chosen: int | None = 0, *, day: int = 0, **profile: object
) -> Impression:
    """Return a list; a shop's id is its category too. profile: fields of the person's profile."""
    at = NOON + timedelta(days=day)
    places = PlacesSeen(
        shops=tuple(on_it),
        categories=tuple(on_it),
        pays_won=(None,) * len(on_it),
        facts=np.zeros((len(on_it), len(OF_SHOP)), dtype=np.float32),
    )
    return Impression(
        person=person,
        id=f"{person}@{day}",
        profile=Profile(**profile),  # type: ignore[arg-type]
        moment=Moment(now=at, at=at, meal="lunch"),
        places=places,
        chosen=chosen,
        scores=tuple(float(-place) for place in range(len(on_it))),
    )


def took(*shops: str) -> dict[str, ShopPast]:
    """Return the past of somebody who chose each of these once."""
    return {shop: ShopPast(chosen=1) for shop in shops}
