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
    """Return the rows of the `figures` suite, with the gold that a database has."""
    with contextlib.closing(open_demo(database)) as db:
        db.executescript((_DATA / "demo_views.sql").read_text("utf-8"))
        barred = [_plain(db, sql) for sql in _BARRED]
        return [_row(db, number, told, barred) for number, told in enumerate(_told())]


def _row(
    db: sqlite3.Connection, number: int, told: dict[str, str], barred: list[Any]
) -> dict[str, Any]:
    return {
        "id": f"d{number:03d}", "user": told["user"], "company": 1,
        "questions": [told["question"]], "expect": told["expect"], "ordered": True,
        "gold": _plain(db, told["sql"]) if told["sql"] else None,
        "must_not_contain": [] if told["expect"] == "value" else barred,
    }  # fmt: skip


def _told() -> list[dict[str, str]]:
    lines = (_DATA / "demo_questions.tsv").read_text("utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _plain(db: sqlite3.Connection, sql: str) -> Any:  # noqa: ANN401 - rows of any query
    found = [list(row) for row in db.execute(sql)]
    return found[0][0] if len(found) == 1 and len(found[0]) == 1 else found
