"""Lines are JSON with the same fields in front; facts of the task stand in every one."""

import asyncio

import pytest
from tests.watch.told import Told

from dure.embedded.telemetry import SilentTelemetry
from dure.errors import StorageFull
from dure.kernel.clock import StillClock
from dure.ports.telemetry import DROPPED


@pytest.fixture
def told(clock: StillClock) -> Told:
    """Telemetry with held lines."""
    return Told(clock)


def test_a_line_says_when_how_serious_and_what(told: Told) -> None:
    told.plug.note("turn.answered", assistant="meals", took_ms=2.5)

    assert told.sink.held == [
        b'{"at":"2026-11-21T12:00:00.000+09:00","level":"info","event":"turn.answered",'
        b'"assistant":"meals","took_ms":2.5}\n'
    ]


def test_what_is_less_serious_than_asked_for_is_not_written(clock: StillClock) -> None:
    told = Told(clock, level="warning")

    told.plug.note("quiet.event")
    told.plug.note("loud.event", level="warning")
    told.plug.mishap("bad.event", StorageFull())

    assert [line["event"] for line in told.lines] == ["loud.event", "bad.event"]


def test_an_error_is_told_with_its_place_and_not_its_words(told: Told) -> None:
    try:
        raise StorageFull("of somebody's things") from OSError("홍길동")
    except StorageFull as error:
        told.plug.mishap("log.append_failed", error, assistant="meals")

    [line] = told.lines
    assert (line["level"], line["error"], line["code"], line["causes"]) == (
        "error", "StorageFull", "storage_full", ["OSError"]
    )  # fmt: skip
    assert line["stack"][0].startswith("test_telemetry.py:")
    assert "somebody" not in told.everything()


def test_facts_of_a_task_stand_in_its_lines_and_in_those_of_tasks_it_starts(told: Told) -> None:
    async def work(request: str) -> None:
        with told.plug.about(request=request):
            await asyncio.sleep(0)
            told.plug.note("work.done")
            await asyncio.create_task(below())

    async def below() -> None:
        told.plug.note("work.below")

    async def both() -> None:
        await asyncio.gather(work("r1"), work("r2"))
        told.plug.note("work.over")

    asyncio.run(both())

    told_of = {(line["event"], line.get("request")) for line in told.lines}
    assert told_of == {
        ("work.done", "r1"), ("work.below", "r1"), ("work.done", "r2"), ("work.below", "r2"),
        ("work.over", None),
    }  # fmt: skip


def test_inner_facts_stand_beside_outer_ones(told: Told) -> None:
    with told.plug.about(request="r1"), told.plug.about(assistant="meals"):
        told.plug.note("work.done")

    assert (told.lines[0]["request"], told.lines[0]["assistant"]) == ("r1", "meals")


def test_what_was_withheld_is_counted(told: Told) -> None:
    told.plug.note("test.said", fact="홍길동", user="minsu", fine="fine")

    assert told.value(DROPPED, why="withheld") == 2
    [line] = told.lines
    assert (line["fact"], line["withheld"], line["fine"]) == ("withheld", "withheld", "fine")


def test_the_silent_plug_says_nothing() -> None:
    assert SilentTelemetry().exposition() == b""
