"""What is sold out at the moment, kept in memory."""

from collections import defaultdict
from datetime import datetime
from typing import Final

from dure.assistants.meals.candidates import ALL_OF_IT

_NOTHING: Final[dict[str, datetime]] = {}


class SoldOut:
    """The dishes, and whole shops, that nobody can have until some time.

    Whoever hears of it (an event, a job) calls `mark` and `clear` in the process that answers;
    the next search goes by it. It forgets by itself what is over, and everything at the end of
    the process: a projection of the events fills it again at the start. Marking twice is like
    once; the later call decides until when. Names are those of the catalogue; a dish that a shop
    does not have may be marked and matters to nobody.
    """

    def __init__(self) -> None:
        self._until: defaultdict[str, dict[str, datetime]] = defaultdict(dict)

    def mark(self, shop: str, dish: str | None, until: datetime) -> None:
        """Let a dish of a shop be out until a moment. dish: None for the whole shop."""
        self._until[shop][dish or ALL_OF_IT] = until

    def clear(self, shop: str, dish: str | None) -> None:
        """Let it be there again; what was not out stays as it is."""
        self._until.get(shop, _NOTHING).pop(dish or ALL_OF_IT, None)

    def at(self, moment: datetime, now: datetime) -> dict[str, frozenset[str]]:
        """Return shop → what is out at the moment of the meal, for `Rules.sold_out`.

        now: what was over by then is forgotten.
        """
        self._forget(now)
        out = {
            shop: frozenset(dish for dish, until in dishes.items() if until > moment)
            for shop, dishes in self._until.items()
        }
        return {shop: dishes for shop, dishes in out.items() if dishes}

    def _forget(self, now: datetime) -> None:
        for shop, dishes in list(self._until.items()):
            left = {dish: until for dish, until in dishes.items() if until > now}
            if left:
                self._until[shop] = left
            else:
                del self._until[shop]
