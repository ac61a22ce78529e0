"""The `figures` suite on whole turns: each wording is asked in a session of its own."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Final

from dure.assistants.erp.suites import judge_all
from dure.engine.assistant import Facts, Suite, Trial
from dure.kernel.clock import SEOUL
from dure.kernel.turns import TurnRequest


async def score_figures(
    files: Sequence[Sequence[Facts]], trial: Trial
) -> tuple[Facts, Sequence[Facts]]:
    """Score answers about figures; option `today` is the day of rows that name none."""
    rows = [row for file in files for row in file]
    results: list[list[Facts]] = []
    for row in rows:
        results.append(
            [await _asked(row, wording, text, trial) for wording, text in enumerate(row["questions"])]
        )
    return judge_all(rows, results)
