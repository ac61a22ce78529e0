"""Judge a formula that somebody brings, and where it fails show the smallest change that passes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dure.assistants.perfume import shown
from dure.assistants.perfume.certificate import explain, number
from dure.assistants.perfume.compose import Workbench
from dure.assistants.perfume.formula import Fault, Formula, read_formula
from dure.assistants.perfume.memory import formula_to_json
from dure.assistants.perfume.paste import read_pasted
from dure.assistants.perfume.phrases import part
from dure.assistants.perfume.repair import Repair, repair, told
from dure.assistants.perfume.skills import asked
from dure.assistants.perfume.verdict import Verdict, judge_row
from dure.engine.assistant import Answer, Line

_UNREAD: Final = 5
_REASONS: Final = 4
_MOVES: Final = 3
_LETTERS: Final = 400
"""Room in a reply for the verdict and the change; the rest stands in the items."""


def answer_check(text: str, *, bench: Workbench) -> Answer:
    """Answer a formula (lines, or a table) with its verdict; where it fails, with a change."""
    row, faults = read_pasted(text)
    asked_back = _missing(text, row, faults)
    if asked_back:
        return asked_back
    formula, _ = read_formula(row)
    verdict = judge_row(row, shelf=bench.shelf, rules=bench.rules)
    if formula is None:
        return _not_computed(row, verdict)
    return _judged(formula, verdict, bench, is_assumed=bool(row.get("dosage_assumed")))


def _missing(text: str, row: Mapping[str, Any], faults: Sequence[Fault]) -> Answer | None:
    if faults and faults[0].code == "too_many_lines":
        said = part("fault_too_many_lines", said=faults[0].said)
        return _refused([said], "invalid_input")
    if faults:
        unread = ", ".join(fault.said for fault in faults[:_UNREAD])
        return asked("ask_lines", lines=unread)
    if not row.get("recipe"):
        return asked("ask_recipe")
    if "category" not in row or "dosage_pct" not in row:
        return asked("ask_product", pending={"formula": text})
    return None


def _not_computed(row: Mapping[str, Any], verdict: Verdict) -> Answer:
    """Say what keeps a formula from being computed with."""
    said = explain(verdict)
    return _refused(said[: 1 + _REASONS], "invalid_input", row=dict(row), explained=said)


def _refused(said: Sequence[str], reason: str, **more: Any) -> Answer:  # noqa: ANN401 - plain JSON
    item = {
        "kind": "formula",
        "title": part("title_pasted"),
        "verdict": reason,
        "parts": [],
        "notes": list(said),
        **more,
    }
    return Answer(lines=tuple(_lines(said)), outcome="refused", reason=reason, items=(item,))


def _judged(formula: Formula, verdict: Verdict, bench: Workbench, *, is_assumed: bool) -> Answer:
    said = explain(verdict, formula)
    item = shown.item_of(formula, bench, title=part("title_pasted"))
    items = [{**item, "notes": [*said, *item["notes"]]}]
    kept, chosen = [formula], 1
    lines = [*_lines(said[: 1 + _REASONS])]
    if is_assumed:
        facts = {"dosage": number(float(formula.dosage_pct))}
        lines.insert(1, Line(phrase="dosage_assumed", facts=facts))
    if verdict.outcome == "fail":
        mended = _mended(formula, bench)
        lines += _lines(mended.said, first="repaired" if mended.item else "not_repaired")
        items += [mended.item] if mended.item else []
        kept, chosen = ([formula, mended.repair.formula], 2) if mended.item else (kept, 1)
    return Answer(
        lines=tuple(lines),
        items=tuple(items),
        memory={
            "formulas": [formula_to_json(one) for one in kept],
            "titles": [one["title"] for one in items],
            "chosen": chosen,
        },
        sources=(bench.rules.source,),
    )


@dataclass(frozen=True, kw_only=True)
class _Mended:
    """A repair, what is told of it, and its item (None where there is nothing that passes)."""

    repair: Repair
    said: tuple[str, ...]
    item: dict[str, Any] | None


def _mended(formula: Formula, bench: Workbench) -> _Mended:
    done = repair(formula, shelf=bench.shelf, rules=bench.rules)
    said = told(done)
    if done.outcome != "repaired":
        return _Mended(repair=done, said=tuple(said[:_MOVES]), item=None)
    item = shown.item_of(done.formula, bench, title=part("title_repaired"))
    item["notes"] = [*said, *item["notes"]]
    return _Mended(repair=done, said=tuple(said[:_MOVES]), item=item)


def _lines(said: Sequence[str], first: str | None = None) -> list[Line]:
    """Return lines of a reply, as many as there is room for."""
    lines, room = [Line(phrase=first)] if first else [], _LETTERS // 2
    for text in said:
        room -= len(text) + 1
        if room < 0 and lines:
            break
        lines.append(Line(phrase="plain", facts={"text": text}))
    return lines
