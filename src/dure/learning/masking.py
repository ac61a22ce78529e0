"""How well personal data are found on labelled lines: the suite `mask`.

A row is `text, spans[{start, end, type}]` in code points. A finding is right if it has the
type of a span and shares at least half of both (intersection over union), each span once.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from dure.engine.assistant import Facts, Suite, by_clock
from dure.kernel.clock import Clock
from dure.trust.mask import find_personal
from dure.trust.mask_spans import Personal

Span = tuple[int, int, str]
"""(start, end, type)."""

_ENOUGH: Final = 0.5
"""Intersection over union from which a finding is right."""


def score_mask(files: Sequence[Sequence[Facts]], clock: Clock) -> tuple[Facts, Sequence[Facts]]:
    """Return the figures over all rows, and what was found in each.

    covered_chars: the share of the letters of true spans that are masked by any finding.
    clean_lines_touched: lines without spans in which something was found.
    chars_per_s: letters looked at per second, at the second look, by the clock that is handed
        in; None if it stood still.
    """
    rows = [row for file in files for row in file]
    true = [[(s["start"], s["end"], s["type"]) for s in row["spans"]] for row in rows]
    found = [find_personal(row["text"]) for row in rows]
    begun = clock.now()
    for row in rows:  # again: the first look also reads the words and compiles the patterns
        find_personal(row["text"])
    seconds = (clock.now() - begun).total_seconds()
    told = [[(p.start, p.end, p.kind) for p in line] for line in found]
    letters = sum(len(row["text"]) for row in rows)
    figures = {
        "n": len(rows),
        **_rates(_counts(true, told)),
        "by_type": _by_type(true, told),
        "covered_chars": _covered(true, found),
        "clean_lines_touched": sum(not t and bool(f) for t, f in zip(true, told, strict=True)),
        "chars_per_s": round(letters / seconds) if seconds > 0 else None,
    }
    return figures, [
        _prediction(row, line, number)
        for number, (row, line) in enumerate(zip(rows, told, strict=True))
    ]


def right_pairs(true: Sequence[Span], told: Sequence[Span]) -> int:
    """Return how many spans are found, the best overlaps first, one to one."""
    pairs = sorted(
        ((_overlap(t, f), i, j) for i, t in enumerate(true) for j, f in enumerate(told)),
        reverse=True,
    )
    seen_true: set[int] = set()
    seen_told: set[int] = set()
    for share, i, j in pairs:
        if share >= _ENOUGH and i not in seen_true and j not in seen_told:
            seen_true.add(i)
            seen_told.add(j)
    return len(seen_true)


def _overlap(one: Span, other: Span) -> float:
    if one[2] != other[2]:
        return 0.0
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / (max(one[1], other[1]) - min(one[0], other[0]))


def _counts(true: Iterable[Sequence[Span]], told: Iterable[Sequence[Span]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for spans, findings in zip(true, told, strict=True):
        counts["right"] += right_pairs(spans, findings)
        counts["true"] += len(spans)
        counts["told"] += len(findings)
    return counts


def _rates(counts: Counter[str]) -> dict[str, Any]:
    right, true, told = counts["right"], counts["true"], counts["told"]
    return {
        "precision": round(right / told, 4) if told else None,
        "recall": round(right / true, 4) if true else None,
        "f1": round(2 * right / (true + told), 4) if true + told else None,
    }


def _by_type(true: Sequence[Sequence[Span]], told: Sequence[Sequence[Span]]) -> dict[str, Any]:
    kinds = sorted({span[2] for line in (*true, *told) for span in line})
    out = {}
    for kind in kinds:
        counts = _counts(_only(true, kind), _only(told, kind))
        out[kind] = {"n": counts["true"], **_rates(counts)}
    return out


def _only(lines: Iterable[Sequence[Span]], kind: str) -> list[list[Span]]:
    return [[span for span in line if span[2] == kind] for line in lines]


def _covered(true: Iterable[Sequence[Span]], found: Iterable[Sequence[Personal]]) -> float | None:
    covered = letters = 0
    for spans, findings in zip(true, found, strict=True):
        masked = {at for one in findings for at in range(one.start, one.end)}
        for start, end, _ in spans:
            letters += end - start
            covered += len(masked.intersection(range(start, end)))
    return round(covered / letters, 4) if letters else None


def _prediction(row: Facts, line: Sequence[Span], number: int) -> Facts:
    spans = [{"start": start, "end": end, "type": kind} for start, end, kind in line]
    return {"id": row.get("id", number), "spans": spans}


SUITE: Final = Suite(name="mask", score=by_clock(score_mask))
