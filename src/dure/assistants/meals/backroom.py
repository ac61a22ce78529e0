"""What goes on at meals beside the conversation: following the log, jobs, orders, reports."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import time
from typing import Final

from dure.assistants.meals import activity, popularity
from dure.assistants.meals.daily import Books
from dure.assistants.meals.kitchen import Kitchen
from dure.assistants.meals.news import LogFollower
from dure.assistants.meals.periods import period_of
from dure.assistants.meals.popular_now import PopularNow
from dure.assistants.meals.popularity import WINDOW_CLOSED
from dure.assistants.meals.report_page import draw_page
from dure.assistants.meals.running_out import SOLD_OUT, RunningOut
from dure.assistants.meals.warming import warm
from dure.engine.assistant import PeriodReport, Ports
from dure.kernel.events import Json
from dure.ports.jobs import Daily, Every, Job, Monthly, Weekly
from dure.watch.projections import Projection

_WINDOW_MINUTES: Final = 5


class Backroom:
    """Keeps what every process of a house must know, and does what one of them does."""

    def __init__(self, ports: Ports, kitchen: Kitchen, popular: PopularNow) -> None:
        self._wallet, self._popular, self._skies = kitchen.wallet, popular, kitchen.skies
        self._kitchen, self._clock = kitchen, ports.clock
        self._running_out = RunningOut(
            ports.log, ports.clock, kitchen.catalogue, kitchen.search.sold_out
        )
        self._books = Books(ports.log, ports.sealer, ports.clock, ports.store)
        hearers = {SOLD_OUT: self._running_out.hear, WINDOW_CLOSED: popular.hear}
        self._news = LogFollower(ports.log, hearers)

    @property
    def projections(self) -> tuple[Projection, ...]:
        """Return what is worked out of the log for the jobs."""
        return (popularity.PROJECTION, activity.PROJECTION)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Return what is done at times."""
        books, four = self._books, time(4)
        return (
            Job(
                name="meals.popularity",
                when=Every(_WINDOW_MINUTES),
                work=self._popular.close_windows,
            ),
            Job(name="meals.daily", when=Daily(time(2)), work=books.close_days),
            Job(name="meals.weekly", when=Weekly(0, four), work=books.make_weekly),
            Job(name="meals.monthly", when=Monthly(1, four), work=books.make_monthly),
        )

    async def report(self, name: str) -> PeriodReport:
        """Return how a day, a week or a month went.

        Raises BadPeriod for what is no period, NotFound where there is no report (yet).
        """
        numbers = await self._books.numbers(period_of(name))
        return PeriodReport(numbers=numbers, page=draw_page(numbers))

    @property
    def orders(self) -> Mapping[str, Callable[[Json], Awaitable[Json]]]:
        """Return what an operator may tell."""
        return {"sold_out": self._running_out.tell}

    async def start(self) -> None:
        """Begin to follow the log, and take up what was there before."""
        await self._news.follow()
        await self._running_out.load()
        await self._popular.load()
        warm(self._kitchen, self._clock.now())
        await self._wallet.start()

    async def settle(self) -> None:
        """Wait until the issuer of cards was asked once, if there is one."""
        await self._wallet.settle()

    async def stop(self) -> None:
        """Follow no longer."""
        await self._wallet.stop()
        if self._skies is not None:
            await self._skies.close()
        await self._news.end()
