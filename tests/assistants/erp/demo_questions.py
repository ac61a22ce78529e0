"""Questions about the demonstration of one day, each with what an SQL of its own finds."""

import contextlib
import csv
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any, Final

TODAY: Final = date(2026, 11, 21)
_DATA: Final = Path(__file__).parent / "data"
_BARRED: Final = ("SELECT sum(amount) FROM sold", "SELECT sum(amount) FROM billed")
"""What nobody may be told who does not see all of it."""


def open_demo(database: Path | str) -> sqlite3.Connection:
    """Return a database of the demonstration with views of what its figures mean."""
    db = sqlite3.connect(database)
    db.create_function("won", 1, lambda money: None if money is None else float(money))
    return db


def with_gold(database: Path) -> list[dict[str, Any]]:
    """Return the rows of the `figures` suite, with the gold that a database has.

    Who may not see all of it must not be told the totals, nor what `ceo` is told to the same
    question.
    """
    with contextlib.closing(open_demo(database)) as db:
        db.executescript((_DATA / "demo_views.sql").read_text("utf-8"))
        totals = [_plain(db, sql) for sql in _BARRED]
        rows = [_row(number, told, _plain(db, told["sql"])) for number, told in enumerate(_told())]
    whole = {row["questions"][0]: row["gold"] for row in rows if row["user"] == "ceo"}
    for row in rows:
        if row["expect"] != "value":
            same = whole.get(row["questions"][0])
            row["must_not_contain"] = [*totals, *([same] if _is_telling(same) else [])]
    return rows


def _row(number: int, told: dict[str, str], gold: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "id": f"d{number:03d}", "user": told["user"], "company": 1,
        "questions": [told["question"]], "expect": told["expect"], "ordered": True, "gold": gold,
    }  # fmt: skip


def _is_telling(gold: object) -> bool:
    """Whether a value is too large to stand in an answer by chance, as a small count may."""
    return isinstance(gold, float) and gold > 10_000


def _told() -> list[dict[str, str]]:
    lines = (_DATA / "demo_questions.tsv").read_text("utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _plain(db: sqlite3.Connection, sql: str) -> Any:  # noqa: ANN401 - rows of any query
    if not sql:
        return None
    found = [list(row) for row in db.execute(sql)]
    return found[0][0] if len(found) == 1 and len(found[0]) == 1 else found
