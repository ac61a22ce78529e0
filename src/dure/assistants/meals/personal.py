"""An order of places for one person that needs no trained model, and can be explained.

To the points that everybody gets (`choose.OrderSettings`) come points for what is known of the
person, each read off one or two of the named features. Of a stranger nothing is known, so that
they get the order of everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dure.assistants.meals.table import AT, Rows

Points = tuple[tuple[str, float], ...]
Column = NDArray[np.float64]

_UNKNOWN: Final = -1.0


@dataclass(frozen=True, kw_only=True)
class PersonalSettings:
    """What speaks for a place to a person who is known, in the unit of `OrderSettings`.

    Origin: set by hand, and looked at with the simulated people whose tastes are hidden
    (bench/ranker.py), on those of them that no figure is told of.
    """

    taste: float = 0.3
    """Times the liking of the category, -1 … 1."""
    liked: float = 0.2
    """Times the person's own ratings of the shop, -1 … 1."""
    known: float = 0.12
    """Times how lately and how often it was chosen, 0 … 1."""
    usual: float = 0.1
    """Times how near the price is to what they usually pay, where no budget was said."""
    time: float = 0.3
    """Times how much more of the category they choose at this meal than in general."""
    weather: float = 0.3
    """The same in this weather."""
    company: float = 0.05
    """Times how near the price is to what they pay in this company."""
    new: float = 0.05
    """For what an explorer has not tried."""
    again: float = -0.3
    """Times the square of its share in the last choices of these days: not thrice in a row."""
    lately: float = -0.1
    """Times the share of the category in the last five choices."""
    passed: float = -0.1
    """Times how often it was shown and not chosen."""


def personal_points(rows: Rows, settings: PersonalSettings) -> list[Points]:
    """Return for each place what its features are worth to the person: (reason, points).

    rows: (n, 72). Only what is not 0 is listed; points may be negative.
    """
    columns = _columns(rows, settings)
    names = tuple(columns)
    table = np.round(np.stack([columns[name] for name in names], axis=1), 6).tolist()
    return [_listed(names, values) for values in table]


def _listed(names: Sequence[str], values: Sequence[float]) -> Points:
    return tuple((name, value) for name, value in zip(names, values, strict=True) if value)


def _columns(rows: Rows, how: PersonalSettings) -> dict[str, Column]:
    told = rows.astype(np.float64)
    known = np.where(told == _UNKNOWN, 0.0, told)

    def of(name: str) -> Column:
        column: Column = known[:, AT[name]]
        return column

    # Of these -1 is as good as any other value, or what is unknown is not 0.
    liked, rated = told[:, AT["liked_category"]], told[:, AT["rating_here"]]
    rated = np.where(rated == _UNKNOWN, 0.5, rated)
    meal, weather, share = of("meal_fit"), of("weather_fit"), of("category_share")
    is_new = (of("is_explorer") > 0) & (of("chosen_here") == 0) & (liked >= 0)
    nothing_said = told[:, AT["asked_won"]] < 0
    return {
        "taste": how.taste * liked,
        "liked": how.liked * (2 * rated - 1),
        "known": how.known * np.minimum(1.0, of("chosen_here") + of("recency_here")),
        "usual": how.usual * of("usual_fit") * nothing_said,
        "time": how.time * (meal - share) * (meal > 0),
        "weather": how.weather * (weather - share) * (weather > 0),
        "company": how.company * of("company_fit"),
        "new": how.new * is_new,
        "again": how.again * of("again") ** 2,
        "lately": how.lately * of("recent_category"),
        "passed": how.passed * of("passed_over"),
    }
