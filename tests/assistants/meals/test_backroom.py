"""What goes on beside the conversation begins with the house, and its jobs have their times."""

from pathlib import Path

from tests.assistants.meals.eater import LUNCH, Eater, open_inn
from tests.assistants.meals.happenings import Days

from dure.app.nightly import keep_jobs
from dure.assistants.meals import popularity
from dure.kernel.clock import StillClock
from dure.kernel.events import Json


async def test_what_is_popular_now_is_known_to_the_next_answer(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    house = open_inn(tmp_path / "inn", stocked, clock)
    await house.start()
    eater = Eater(house)
    before = (await eater.say(LUNCH)).items[2]
    days = Days(house.log, house.sealer, clock)
    meals = house.turns.assistants["meals"]
    job = next(job for job in meals.jobs if job.name == "meals.popularity")
    for _ in range(12):
        await days.look("somebody", before["id"])
        await days.choose("somebody", None, before["id"])
        clock.move(300)
        await job.work()

    await eater.say(LUNCH, session="later")
    state: Json = {}
    for event in await house.log.read_stream("main", popularity.STREAM):
        state = popularity.step(state, event, None)
    lists = await eater.happened("meals.shops_shown")
    await house.close()

    score = state["scores"][before["id"]]
    assert score > 0.5
    assert not any(near(value, score) for value in facts_of(lists[0], before["id"]))
    assert any(near(value, score) for value in facts_of(lists[-1], before["id"]))


def facts_of(shown: Json, shop: str) -> list[float]:
    """Return what the order knew of a shop, as it stands with the list."""
    places = [item["shop"] for item in shown["items"]]
    facts: list[float] = shown["seen"][places.index(shop)]
    return facts


def near(value: float, score: float) -> bool:
    return abs(value - score) < 0.001


async def test_the_jobs_of_meals_are_planned_with_the_house(
    tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    house = open_inn(tmp_path / "inn", stocked, clock)
    names = [job.name for job in house.turns.assistants["meals"].jobs]
    keep_jobs(house).close()
    kept = dict(house.store.items("jobs"))
    await house.close()

    assert len(set(names)) == len(names)
    assert set(names) <= kept.keys()
