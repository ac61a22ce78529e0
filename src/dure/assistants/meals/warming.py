"""Do at opening what only the first turn would wait for: read the data, work out coupons' prices.

Most people ask around the same places for meals of the same prices, so what one look finds out is
kept for those that follow.
"""

from datetime import datetime
from typing import Final

from dure.assistants.meals.candidates import Rules
from dure.assistants.meals.kitchen import Kitchen
from dure.assistants.meals.offers import Offers
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.wish import Wish
from dure.engine.session import Session

_ANY: Final = ("5천원으로 근처 떡볶이", "tteokbokki near Hongdae for 5000 won")

_WITHIN: Final = Wish(slots={"budget_max": 5000})
"""A budget asks for the cheapest dish of every shop, which is worked out once."""


def warm(kitchen: Kitchen, now: datetime) -> None:
    """Look once around the place where people look who have not said where they are."""
    for said in _ANY:
        read_meal(said, Session(id=""))
    offers = kitchen.offers.at(now)
    for wish, had in ((Wish(), offers), (_WITHIN, Offers())):
        kitchen.search.gather(Rules(wish=wish, at=now, here=kitchen.default, offers=had), now)
