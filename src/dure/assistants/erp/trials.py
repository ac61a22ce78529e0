"""The `figures` suite on whole turns: each wording is asked in a session of its own."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any, Final

from dure.assistants.erp.phrases import phrases
from dure.assistants.erp.suites import score_figures
from dure.engine.assistant import Facts, Suite, Trial
from dure.engine.result import to_json
from dure.kernel.clock import SEOUL
from dure.kernel.turns import TurnRequest

_NOON: Final = time(12, tzinfo=SEOUL)


async def score_turns(
    files: Sequence[Sequence[Facts]], trial: Trial
) -> tuple[Facts, Sequence[Facts]]:
    """Score answers about figures; option `today` is the day of rows that name none."""
    rows = [row for file in files for row in file]
    results = [
        await _asked(row, wording, trial)
        for row in rows
        for wording in range(len(row["questions"]))
    ]
    left = iter(results)
    return score_figures(rows, lambda *_: next(left))


async def _asked(row: Facts, wording: int, trial: Trial) -> dict[str, Any]:
    """Return the result of one wording, the questions before it asked first."""
    today = row.get("today") or trial.options.get("today")
    at = datetime.combine(date.fromisoformat(today), _NOON) if today else None
    session = f"{row['id']}-{wording}"
    for earlier in row.get("context", ()):
        await trial.take(TurnRequest(text=earlier, user=row["user"], session=session), at)
    question = row["questions"][wording]
    result = await trial.take(TurnRequest(text=question, user=row["user"], session=session), at)
    plain = to_json(result)
    return {
        **plain,
        "items": list(plain["items"]),
        "assumed": _assumption().search(result.text) is not None,
    }


@cache
def _assumption() -> re.Pattern[str]:
    """Return what any of the notes looks like that tell an assumption."""
    notes = [way for key, ways in phrases().items() if key.startswith("note_") for way in ways]
    parts = ([re.escape(part) for part in re.split(r"\{[^}]*\}", note)] for note in notes)
    return re.compile("|".join(".+".join(part) for part in parts))


SUITES: Final = (Suite(name="figures", score=score_turns),)
