"""Take note that something sold out, and let every process of the house know.

Somebody at the shop, or who runs the house, says so; it is an event, and whoever follows the log
leaves it out of the next answer. It ends by itself: at the time that was said, or else when the
shop closes for the day.
"""

from datetime import datetime, time, timedelta
from typing import Final

from dure.assistants.meals.catalogue import Catalogue, Shop
from dure.assistants.meals.hours import closes_at
from dure.assistants.meals.sold_out import SoldOut
from dure.errors import InvalidInput, NotFound
from dure.kernel.clock import SEOUL, Clock
from dure.kernel.events import Event, Json, NewEvent
from dure.ports.events import Append, EventLog

STREAM: Final = "meals:stock"
SOLD_OUT: Final = "meals.sold_out"
HOUSE: Final = "main"
_FIELDS: Final = frozenset(("shop", "dish", "until"))
_LONGEST: Final = timedelta(days=31)


class RunningOut:
    """Writes down what sold out, and keeps what is out at hand."""

    def __init__(
        self, log: EventLog, clock: Clock, catalogue: Catalogue, sold_out: SoldOut
    ) -> None:
        self._log, self._clock, self._catalogue = log, clock, catalogue
        self._sold_out = sold_out

    async def load(self) -> None:
        """Take up what is still out."""
        for event in await self._log.read_stream(HOUSE, STREAM):
            self.hear(event)

    async def tell(self, told: Json) -> Json:
        """Write down that something is out: {"shop", "dish"?, "until"?}; return it with its end.

        shop: our id, or the one of the file of shops. dish: None for the whole shop.
        until: ISO with zone; a moment that has passed makes it available again; None is until the
        shop closes.
        Raises NotFound for a shop or dish that is not known, InvalidInput for a time that is none
        and for any other field.
        """
        shop, dish = self._named(told)
        now = self._clock.now()
        until = _until(told.get("until"), now) or _closing(shop, now)
        said = {"shop": shop.id, "dish": dish, "until": until.isoformat()}
        event = NewEvent(kind=SOLD_OUT, open=said)
        await self._log.append([Append(tenant=HOUSE, stream=STREAM, events=(event,))])
        # The log tells it to this process too; the next turn here does not wait for that.
        self._mark(said, now)
        return said

    def hear(self, event: Event) -> None:
        """Go by what was written down here or elsewhere."""
        if event.stream == STREAM:
            self._mark(event.open, self._clock.now())

    def _mark(self, said: Json, now: datetime) -> None:
        until = datetime.fromisoformat(said["until"])
        if until > now:
            self._sold_out.mark(said["shop"], said["dish"], until)
        else:
            self._sold_out.clear(said["shop"], said["dish"])

    def _named(self, told: Json) -> tuple[Shop, str | None]:
        if unknown := told.keys() - _FIELDS:
            raise InvalidInput(f"no field of what sold out: {sorted(unknown)}")
        shop_id, dish = told.get("shop"), told.get("dish")
        if not isinstance(shop_id, str) or not isinstance(dish, str | None):
            raise InvalidInput("a shop and a dish are named by text")
        known = self._catalogue.id_of(shop_id)
        shop = self._catalogue.shops([known]).get(known) if known else None
        if shop is None:
            raise NotFound(what="가게")
        if dish is not None and all(one.name != dish for one in shop.dishes):
            raise NotFound(what="메뉴")
        return shop, dish


def _until(said: object, now: datetime) -> datetime | None:
    if said is None:
        return None
    try:
        until = datetime.fromisoformat(said)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise InvalidInput("until is a time") from error
    if until.tzinfo is None or until - now > _LONGEST:
        raise InvalidInput("until knows its zone and is within a month")
    try:
        return until.astimezone(SEOUL)
    except OverflowError as error:  # The first day of the calendar is before it in Seoul.
        raise InvalidInput("until is a time in Seoul") from error


def _closing(shop: Shop, now: datetime) -> datetime:
    """Return when the shop closes for the day, else the end of the day."""
    local = now.astimezone(SEOUL)
    midnight = datetime.combine(local.date(), time(), tzinfo=SEOUL)
    today = (shop.hours.on(local.date()) if shop.hours else None) or ()
    # After midnight the day before may still go on; a break at noon ends no day.
    ends = [closes_at(shop.hours, local), *(closes for _, closes in today[-1:])]
    times = (midnight + timedelta(minutes=end) for end in ends if end is not None)
    return max((at for at in times if at > local), default=midnight + timedelta(days=1))
