r"""Understanding of meals on labelled rows that were not used for training.

The peers in the same run: a model of letters alone (no grammar, no lexicon, no context) trained
on the same examples, and, for money, the pattern of the brief, `\d+[천만]?원`.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from dure.assistants.meals.suites import score_intents
from dure.assistants.meals.training import _FILES
from dure.engine.classify import Example
from dure.kernel.clock import SystemClock
from dure.kernel.data import read_text
from dure.korean.normal import normalise
from dure.learning.intents import train
from dure.learning.torch.linear import fit

FILES = ("intents_tuning.jsonl", "intents_blind.jsonl", "intents_fresh.jsonl")
FOLDER = Path("tests/assistants/meals/data")
BRIEF_MONEY = re.compile(r"(\d+)([천만]?)원")


@cache
def measure() -> dict[str, Any]:
    """Return the figures per file, and the peers' on the same rows."""
    files = {name: _rows(FOLDER / name) for name in FILES}
    letters = train(list(_letters()), fit=fit)
    out: dict[str, Any] = {}
    for name, rows in files.items():
        figures, _ = score_intents([rows], SystemClock())
        peer = sum(letters.rank(r["text"])[0][0] == r["intent"] for r in rows) / len(rows)
        out[name] = {
            **figures,
            "letters_alone_strict": round(peer, 4),
            "ratio_strict": round(figures["strict"] / peer, 3),
            **_money_of_brief(rows),
        }
    return out


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _letters() -> Iterator[Example]:
    for file in _FILES:
        for line in read_text("dure.assistants.meals", f"data/{file}").splitlines():
            intent, _, text = line.split("\t")
            yield Example(text=normalise(text).text, marks=(), intent=intent)


def _money_of_brief(rows: list[dict[str, Any]]) -> dict[str, int]:
    right = wrong = 0
    for row in rows:
        wanted = {v for k, v in row["entities"].items() if k.startswith(("budget_m", "budget_a"))}
        match = BRIEF_MONEY.search(row["text"])
        if match and wanted:
            value = int(match[1]) * {"": 1, "천": 1000, "만": 10_000}[match[2]]
            right, wrong = right + (value in wanted), wrong + (value not in wanted)
    return {"brief_money_right": right, "brief_money_wrong": wrong}
