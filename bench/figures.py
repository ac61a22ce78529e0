"""Questions about an ERP's figures: right, wrong, leaked, over files of labelled questions.

Claims: on the development questions at least .93 of the wordings are right, no figure is wrong
and nothing leaks.
    python -m bench.figures DATABASE TODAY FILE...
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from dure.assistants.erp.answer import has_assumption
from dure.assistants.erp.ask import ask
from dure.assistants.erp.desk import Desk, open_desk
from dure.assistants.erp.model import tryton_model
from dure.assistants.erp.phrases import phrases
from dure.assistants.erp.suites import judge, score_figures
from dure.embedded.tables import SqliteTables
from dure.engine.reply import say

QUESTIONS = Path("tests/assistants/erp/data")
TODAY = date(2026, 11, 20)


def answer(
    desk: Desk, user: str, question: str, context: Sequence[str], today: date
) -> dict[str, Any]:
    """Return a turn's result in its wire form, as the engine would make it."""
    previous = None
    for earlier in context:
        previous = ask(desk, earlier, login=user, today=today, previous=previous).query
    told = ask(desk, question, login=user, today=today, previous=previous).answer
    return {
        "turn": "", "session": "", "intent": "FIGURE", "slots": {}, "outcome": told.outcome,
        "text": say(told, phrases(), turn="bench"), "reason": told.reason,
        "items": [dict(item) for item in told.items], "sources": list(told.sources),
        "figures": [asdict(figure) for figure in told.figures], "pictures": [],
        "assumed": has_assumption(told),
    }  # fmt: skip


def measure() -> dict[str, Any]:
    """Return the figures over our own questions, where DURE_BENCH_ERP names their database."""
    database = os.environ.get("DURE_BENCH_ERP")
    if database is None:
        return {"skipped": "DURE_BENCH_ERP names no Tryton database"}
    return measure_files(Path(database), TODAY, sorted(QUESTIONS.glob("questions*.jsonl")))


def measure_files(database: Path, today: date, files: Sequence[Path]) -> dict[str, Any]:
    """Return the figures over all files, and print each wording that is not right."""
    tables = SqliteTables(database, immutable=True)
    desk = open_desk(tables, tryton_model())
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    rows = [with_gold(tables, row) for row in rows]
    took: list[float] = []

    def asking(
        user: str, company: int, question: str, context: Sequence[str], day: str | None
    ) -> dict[str, Any]:
        began = time.perf_counter()
        result = answer(desk, user, question, context, date.fromisoformat(day) if day else today)
        took.append((time.perf_counter() - began) * 1000)
        return result

    figures, predictions = score_figures(rows, asking)
    by_id = {row["id"]: row for row in rows}
    for prediction in predictions:
        row = by_id[prediction["row"]]
        verdict = judge(row, prediction["result"])
        if not verdict["right"] or verdict["wrong_figure"] or verdict["leaks"]:
            question = row["questions"][prediction["wording"]]
            print(row["id"], row["expect"], question, "→", prediction["result"]["text"][:160])
            print("   gold", row["gold"], "verdict", [k for k, v in verdict.items() if v])
    return {**figures, "p50_ms": round(sorted(took)[len(took) // 2], 2)}


def with_gold(tables: SqliteTables, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose gold, where it is not written, is computed by its own SQL."""
    out = dict(row)
    if "gold" not in out:
        found = tables.query(out["gold_sql"], {}).rows if out.get("gold_sql") else None
        out["gold"] = None if found is None else _plain(found)
    if row.get("gold_alt_sql"):
        out["gold_alt"] = _plain(tables.query(row["gold_alt_sql"], {}).rows)
    barred = [tables.query(sql, {}).rows[0][0] for sql in out.get("must_not_sql", ())]
    out["must_not_contain"] = [*out.get("must_not_contain", ()), *(b for b in barred if b)]
    return out


def _plain(found: Sequence[Sequence[Any]]) -> Any:  # noqa: ANN401 - rows of any query
    cells = [[float(c) if not isinstance(c, str | None) else c for c in row] for row in found]
    return cells[0][0] if len(cells) == 1 and len(cells[0]) == 1 else cells


if __name__ == "__main__":
    path, day, *questions = sys.argv[1:]
    files = [Path(question) for question in questions]
    print(json.dumps(measure_files(Path(path), date.fromisoformat(day), files)))
