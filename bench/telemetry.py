"""What a turn costs to be told of: its line, its metrics and its spans, as a server tells it."""

import tempfile
import time
from typing import Any

from dure.app.watch import open_telemetry
from dure.ports.telemetry import Telemetry
from dure.settings import Settings
from dure.watch import metrics, traces

ROUNDS = 50
TURNS = 200
STAGES = {"hear": 1.0, "understand": 0.5, "act": 6.0, "reply": 0.5, "remember": 2.0}


def measure() -> dict[str, Any]:
    """Return microseconds of CPU a turn, the best and the middle of many rounds; aim: 20."""
    with tempfile.TemporaryDirectory() as folder:
        told = open_telemetry(Settings({"DURE_TELEMETRY_LOG": f"{folder}/log"}))
        metrics.assistants_known(told, {"meals": ["RECOMMEND"]})
        rounds = sorted(_round_us(told) for _ in range(ROUNDS))
        began = time.process_time()
        for _ in range(ROUNDS):
            told.exposition()
        scrape_ms = (time.process_time() - began) / ROUNDS * 1000
        told.close()
    return {
        "us_per_turn_best": round(rounds[0], 1),
        "us_per_turn_median": round(rounds[ROUNDS // 2], 1),
        "scrape_ms": round(scrape_ms, 2),
    }


def _round_us(told: Telemetry) -> float:
    # All threads: the one that writes the lines is part of the price.
    began = time.process_time()
    for _ in range(TURNS):
        with traces.turn(told, assistant="meals"):
            for stage in STAGES:
                with traces.stage(told, stage):
                    pass
        metrics.turn_answered(
            told,
            assistant="meals",
            intent="RECOMMEND",
            tier="rule",
            outcome="answered",
            stages_ms=STAGES,
        )
        metrics.appended(told, events=2, seconds=0.001)
        metrics.appended(told, events=1, seconds=0.001)
    return (time.process_time() - began) / TURNS * 1e6
