"""Measure an assistant apart from everybody's data: a house of its own, thrown away afterwards."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final

from dure.app.lighting import chosen_names
from dure.app.plugs import load
from dure.app.wire import House, open_house
from dure.engine.assistant import Facts, Suite, Trial
from dure.errors import NotFound
from dure.kernel.clock import SetClock, SystemClock
from dure.kernel.turns import TurnRequest, TurnResult
from dure.learning import masking
from dure.settings import Settings

_OF_THE_HOUSE: Final = {one.name: one for one in (masking.SUITE,)}
"""Suites of what no assistant owns."""
_LOADED: Final = {"ranking": "dure.learning.ranking:suite"}
"""More of them, whose libraries have no place where turns are answered (house rule 10); each is
made with a meter of CPU seconds."""

Rows = Sequence[Sequence[Facts]]


async def measure(
    suite: str, rows: Rows, options: Mapping[str, str], settings: Settings, *, assistant: str = ""
) -> tuple[Facts, Sequence[Facts]]:
    """Return the figures of a suite and its predictions.

    assistant: whose suite; empty: the house's own, else the first assistant's of the name.
    Raises UnknownAssistant, NotFound, and what the suite raises for rows that are none.
    """
    own = None if assistant else _own(suite)
    if own is not None:
        return await own.score(rows, _clock_only(options))
    seen = [] if assistant else [*_OF_THE_HOUSE, *_LOADED]
    for name in chosen_names([assistant] if assistant else []):
        async with house_apart(name, settings) as house:
            suites = {one.name: one for one in house.turns.assistants[name].suites}
            seen += suites
            if suite in suites:
                return await suites[suite].score(rows, _trial(house, name, options))
    raise NotFound(what=f"시험 {suite[:30]}({', '.join(seen)})")


def _own(suite: str) -> Suite | None:
    if suite in _LOADED:
        made: Suite = load(_LOADED[suite])(process_time)
        return made
    return _OF_THE_HOUSE.get(suite)


@asynccontextmanager
async def house_apart(name: str, settings: Settings) -> AsyncIterator[House]:
    """Open a house with one assistant in an empty folder, and take it down afterwards."""
    with TemporaryDirectory() as folder:
        own = settings.with_value("", "data_dir", folder)
        house = open_house(own, only=[name], clock=SetClock())
        try:
            await house.start()
            yield house
        finally:
            await house.close()


def _clock_only(options: Mapping[str, str]) -> Trial:
    async def take(request: TurnRequest, at: datetime | None) -> TurnResult:
        raise NotFound(what="도우미")

    return Trial(clock=SystemClock(), options=options, take=take)


def _trial(house: House, assistant: str, options: Mapping[str, str]) -> Trial:
    async def take(request: TurnRequest, at: datetime | None) -> TurnResult:
        if isinstance(house.clock, SetClock):
            house.clock.at = at
        return await house.turns.take(assistant, request)

    return Trial(clock=house.clock, options=options, take=take)
