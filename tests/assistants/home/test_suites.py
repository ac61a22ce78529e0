import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dure.assistants.home.meaning import Command, Meaning
from dure.assistants.home.suites import judge, score_commands
from dure.kernel.clock import StillClock

OWN = Path(__file__).parent / "data" / "commands_own.jsonl"
CLOCK = StillClock(datetime(2026, 11, 21, tzinfo=UTC))
SHARED = Path(__file__).parents[4] / "shared" / "data" / "commands_dev.jsonl"


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def on(**slots: str) -> Meaning:
    return Meaning(commands=(Command(intent="HassTurnOn", slots=slots),))


def row(**slots: str) -> dict[str, Any]:
    return {"text": "", "intent": "HassTurnOn", "slots": slots}


@pytest.mark.parametrize(
    ("wanted", "given", "verdict"),
    [
        (row(name="티비"), on(name="티비"), "right"),
        (row(name="티비"), on(name="라디오"), "wrong"),
        (row(name="티비", domain="media_player"), on(name="티비"), "right"),
        (row(area="거실", domain="light"), on(area="거실", domain="fan"), "wrong"),
        (row(area="거실", domain="light", name="all"), on(area="거실", domain="light"), "right"),
        (row(area="거실"), on(area="거실", domain="light"), "right"),
        (row(area="거실"), Meaning(), "refused"),
        ({"text": "", "intent": None, "slots": {}}, on(name="티비"), "wrong"),
        ({"text": "", "intent": None, "slots": {}}, Meaning(), "right"),
    ],
)
def test_a_row_is_judged_by_the_shared_rules(
    wanted: dict[str, Any], given: Meaning, verdict: str
) -> None:
    assert judge(wanted, given) == verdict


def test_our_own_sentences_are_understood() -> None:
    rows = rows_of(OWN)
    figures, predictions = score_commands([rows], CLOCK)

    assert len(rows) == len(predictions) >= 200
    assert figures["right"] >= 0.98 * len(rows)
    assert figures["wrong"] == 0


@pytest.mark.skipif(not SHARED.exists(), reason="the shared sample is not here")
def test_the_shared_sample_is_understood() -> None:
    rows = rows_of(SHARED)
    figures, _ = score_commands([rows], CLOCK)

    assert figures["right"] >= 0.98 * len(rows)
    assert figures["wrong"] <= 0.005 * len(rows)
