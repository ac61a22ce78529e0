"""Masking of personal data, beside the five patterns of the brief, on the same lines.

Claims: at least 0.5 M characters per second on ordinary text on one core; no line without
personal data is touched.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.trust.labelled import read_lines

from dure.kernel.clock import SystemClock
from dure.learning.masking import right_pairs, score_mask
from dure.trust.mask import find_personal

LINES = Path("tests/trust/data/mask_lines.txt")
ORDINARY = (
    "src/dure/assistants/meals/data/examples_a.tsv",
    "src/dure/assistants/meals/data/examples_b.tsv",
)
# The patterns of the brief (seed 002, section 9.4).
BRIEF = {
    "PERSON": re.compile(r"(김|이|박|최|정|강|조|윤|장|임)[가-힣]{1,2}"),
    "PHONE": re.compile(r"\d{3}-?\d{3,4}-?\d{4}"),
    "EMAIL": re.compile(r"[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}"),
    "CARD": re.compile(r"\d{4}[- ]?\d{4}[- ]?\d{4}[- ]?\d{4}"),
    "ADDRESS": re.compile(
        r"(서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)"
        r".*?(구|군|시).*?[0-9-]+"
    ),
}
ROUNDS = 5


def measure() -> dict[str, Any]:
    """Return both contenders' figures, and the median speed of ours on ordinary text."""
    rows = read_lines(LINES)
    ours, _ = score_mask([rows], SystemClock())
    text = "\n".join(Path(name).read_text(encoding="utf-8") for name in ORDINARY)
    speeds = sorted(_speed(find_personal, text) for _ in range(ROUNDS))
    theirs = sorted(_speed(_brief_in_lines, text) for _ in range(ROUNDS))
    return {
        **{name: ours[name] for name in ("n", "precision", "recall", "f1", "covered_chars")},
        "clean_lines_touched": ours["clean_lines_touched"],
        **_brief_figures(rows),
        "labelled_chars_per_s": ours["chars_per_s"],
        "chars_per_s": speeds[ROUNDS // 2],
        "brief_chars_per_s": theirs[ROUNDS // 2],
        "ratio_chars_per_s": round(speeds[ROUNDS // 2] / theirs[ROUNDS // 2], 3),
    }


def _brief(text: str) -> list[tuple[int, int, str]]:
    return [(*m.span(), kind) for kind, shape in BRIEF.items() for m in shape.finditer(text)]


def _brief_in_lines(text: str) -> list[tuple[int, int, str]]:
    return [found for line in text.split("\n") for found in _brief(line)]


def _brief_figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    right = true = told = touched = 0
    for row in rows:
        spans = [(s["start"], s["end"], s["type"]) for s in row["spans"]]
        found = _brief(row["text"])
        right, true, told = right + right_pairs(spans, found), true + len(spans), told + len(found)
        touched += not spans and bool(found)
    return {"brief_f1": round(2 * right / (true + told), 4), "brief_clean_lines_touched": touched}


def _speed(look: Callable[[str], Any], text: str) -> int:
    begun = time.perf_counter()
    look(text)
    return round(len(text) / (time.perf_counter() - begun))
