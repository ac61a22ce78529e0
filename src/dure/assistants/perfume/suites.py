"""Measure the validator on formulas that anybody brings: the suite `ifra`."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Final

from dure.assistants.perfume.materials import Shelf, shipped_materials
from dure.assistants.perfume.rules import RuleBook, shipped_rules
from dure.assistants.perfume.verdict import Verdict, judge_row
from dure.engine.assistant import Facts, Suite, by_clock
from dure.kernel.clock import Clock

Score = Callable[[Sequence[Sequence[Facts]], Clock], tuple[Facts, list[Facts]]]


def scoring(shelf: Shelf, rules: RuleBook) -> Score:
    """Return the measure of formulas by a shelf and a rule book."""

    def score(files: Sequence[Sequence[Facts]], clock: Clock) -> tuple[Facts, list[Facts]]:
        rows = [row for file in files for row in file]
        began = clock.elapsed_s()
        verdicts = [judge_row(row, shelf=shelf, rules=rules) for row in rows]
        spent = clock.elapsed_s() - began
        per_row = round(spent * 1000 / max(1, len(rows)), 3)
        figures = {**_figures(rows, verdicts), "ms_per_row": per_row}
        pairs = zip(rows, verdicts, strict=True)
        return figures, [{"row": row.get("id"), "result": _result(one)} for row, one in pairs]

    return score


def ifra_suite(shelf: Shelf, rules: RuleBook) -> Suite:
    """Return the suite by a shelf and a rule book, such as an operator's own."""
    return Suite(name="ifra", score=by_clock(scoring(shelf, rules)))


def score_ifra(files: Sequence[Sequence[Facts]], clock: Clock) -> tuple[Facts, list[Facts]]:
    """Score verdicts by the facts that ship: categories 4, 5A and 9 of the 51st amendment."""
    return scoring(shipped_materials(), shipped_rules())(files, clock)


def _figures(rows: Sequence[Facts], verdicts: Sequence[Verdict]) -> dict[str, int]:
    judged = [
        (one.outcome, set(row["expected"].get("accept") or [row["expected"]["verdict"]]))
        for row, one in zip(rows, verdicts, strict=True)
    ]
    return {
        "n": len(judged),
        "agree": sum(outcome in accept for outcome, accept in judged),
        "wrong_pass": sum(o == "pass" and o not in accept for o, accept in judged),
        "wrong_fail": sum(o == "fail" and o not in accept for o, accept in judged),
    }


def _result(verdict: Verdict) -> Facts:
    return {
        "verdict": verdict.outcome,
        "violations": [asdict(violation) for violation in verdict.violations],
        "reasons": [gap.code for gap in verdict.gaps] + [fault.code for fault in verdict.faults],
        "max_dosage_pct": verdict.max_dosage_pct,
    }


SUITES: Final = (Suite(name="ifra", score=by_clock(score_ifra)),)
