"""What is written of a list: every hour of the day is some meal's."""

from datetime import datetime, timedelta
from math import cos, hypot, pi, sin
from typing import Any, Final

import pytest
from tests.assistants.meals.towns import RICE, cooking, rules_for

from dure.assistants.meals.candidates import Candidate
from dure.assistants.meals.choose import Eater, OrderSettings, choose
from dure.assistants.meals.hours import Openness
from dure.assistants.meals.impressions import written
from dure.assistants.meals.profile import STRANGER, Profile
from dure.assistants.meals.shown import meal_at, shops_shown
from dure.assistants.meals.situation import Moment
from dure.engine.assistant import Heard, Scene
from dure.engine.person import Notes
from dure.engine.session import Session
from dure.kernel.clock import SEOUL

NOON: Final = datetime(2026, 11, 20, 12, 0, tzinfo=SEOUL)
SHOPS: Final = {"a": (340.0, 120.0), "b": (-280.0, 310.0), "c": (60.0, -450.0)}
"""Where three shops are, in metres from the middle of a town."""


def nobody() -> Any:  # noqa: ANN401 - nobody's key is made
    """Raise: no graph is begun."""
    raise AssertionError


SCENE: Final = Scene(
    heard=Heard(text=""), intent="FOOD_REQUEST", slots={}, session=Session(id="s"), notes=Notes(),
    now=NOON, turn="t", owner=nobody,
)  # fmt: skip


def logged(x: float, y: float, profile: Profile) -> Any:  # noqa: ANN401 - any JSON
    """Return what is written down of the three shops for who stands at a place."""
    eater = Eater(profile=profile, moment=Moment(now=NOON, at=NOON, meal="lunch"))
    rules = rules_for(distance_max_m=1000)
    found = [
        Candidate(
            shop=cooking(name, RICE, rating=5.0 - at), distance_m=hypot(x - there[0], y - there[1]),
            dishes=(RICE,), open=Openness.OPEN,
        )
        for at, (name, there) in enumerate(SHOPS.items())
    ]  # fmt: skip
    ordered = choose(found, rules, OrderSettings(), eater)
    more = written(eater, ordered.sure, ordered)
    return shops_shown(SCENE, rules, ordered.sure, **more).said


@pytest.mark.parametrize("profile", [STRANGER, Profile(chosen=3, interactions=5)])
@pytest.mark.parametrize(("x", "y"), [(0, 0), (73, -41), (-120, 88), (150, 160), (-30, -215)])
def test_from_the_log_of_three_shops_nobody_is_found_within_100_m(
    x: float, y: float, profile: Profile
) -> None:
    mine = logged(x, y, profile)

    around = [(metres, pi * n / 24) for metres in (105, 130, 160, 200) for n in range(48)]
    alike = [
        (metres, turn)
        for metres, turn in around
        if logged(x + metres * cos(turn), y + metres * sin(turn), profile) == mine
    ]
    assert alike


@pytest.mark.parametrize(
    ("hour", "meal"),
    [(0, "late_night"), (3, "late_night"), (7, "breakfast"), (12, "lunch"), (18, "dinner"),
     (21, "late_night"), (23, "late_night")],
)  # fmt: skip
def test_an_hour_is_of_a_meal(hour: int, meal: str) -> None:
    at = datetime(2026, 11, 21, tzinfo=SEOUL) + timedelta(hours=hour)

    assert meal_at(at) == meal
