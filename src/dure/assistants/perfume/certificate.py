"""The certificate: a computation sheet for one formula and one amendment, as JSON and as a page.

It is no safety assessment and says so. IFRA and the law are separate lists; one that is not
loaded was not checked.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from html import escape
from typing import Any, Final

from dure.assistants.perfume.formula import Formula, Ingredient
from dure.assistants.perfume.materials import Shelf
from dure.assistants.perfume.phrases import part
from dure.assistants.perfume.rules import RuleBook
from dure.assistants.perfume.verdict import Remark, Verdict, Violation, judge
from dure.kernel.data import read_text

_PACKAGE: Final = "dure.assistants.perfume"


def certificate(formula: Formula, *, shelf: Shelf, rules: RuleBook) -> dict[str, Any]:
    """Return the sheet as JSON; `hash` is the SHA-256 of everything else in it."""
    verdict = judge(formula, shelf=shelf, rules=rules)
    sheet: dict[str, Any] = {
        "kind": "computation_sheet",
        "says": part("certificate_says"),
        "amendment": rules.amendment,
        "source": rules.source,
        "category": formula.category,
        "dosage_pct": float(formula.dosage_pct),
        "formula": [_line(line) for line in formula.ingredients],
        "verdict": verdict.outcome,
        "violations": [_violation(violation) for violation in verdict.violations],
        "rules": [asdict(standing) for standing in verdict.standings],
        "unknown": [gap.code for gap in verdict.gaps],
        "explained": explain(verdict, formula),
        "max_dosage_pct": verdict.max_dosage_pct,
        "lists": {"ifra": "checked", "eu_annexes": "not_checked", "kr_allergens": "not_checked"},
    }
    return {**sheet, "hash": content_hash(sheet)}


def content_hash(sheet: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a sheet without its own hash, keys in order."""
    told = {key: value for key, value in sheet.items() if key != "hash"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def explain(verdict: Verdict, formula: Formula | None = None) -> list[str]:
    """Return the verdict in Korean: what it is, every violation, gap, fault and remark."""
    names = [line.name or line.cas or "" for line in formula.ingredients] if formula else []
    said = [part("verdict_" + verdict.outcome)]
    said += [_told(violation) for violation in verdict.violations]
    for gap in verdict.gaps:
        name = names[gap.line] if gap.line is not None and gap.line < len(names) else ""
        said.append(part("gap_" + gap.code, name=name))
    for fault in verdict.faults:
        said.append(part("fault_" + fault.code, line=(fault.line or 0) + 1, said=fault.said))
    said += [_remark(remark) for remark in verdict.remarks]
    if verdict.max_dosage_pct is not None:
        said.append(part("max_dosage", dosage=number_down(verdict.max_dosage_pct)))
    return said


def name_of(rule: str, name: str) -> str:
    """Return what a rule is called: a standard by its own name, a shared limit in Korean."""
    return part("rule_" + rule.removeprefix("GROUP:")) if rule.startswith("GROUP:") else name


def number(value: float | None) -> str:
    """Return a number for people, at most six digits; "–" where there is none."""
    return "–" if value is None else format(Decimal(f"{value:.6g}"), "f")


def number_down(value: float | None) -> str:
    """Return a number for people, four digits after the point, never above its value."""
    return number(None if value is None else math.floor(value * 10_000) / 10_000)


def _told(violation: Violation) -> str:
    facts = {
        "name": name_of(violation.rule, violation.name),
        "measured": number(violation.measured_pct),
        "limit": number(violation.limit_pct),
        "ratio": number(violation.ratio),
    }
    if violation.measured_pct is None:
        return part("violation_sum", **facts)
    return part("violation" if violation.limit_pct else "violation_banned", **facts)


def _remark(remark: Remark) -> str:
    return part("remark_" + remark.code, about=", ".join(remark.about))


def _line(line: Ingredient) -> dict[str, Any]:
    return {
        "name": line.name,
        "cas": line.cas,
        "quality": line.quality,
        "percent": float(line.percent),
        "dilution_pct": float(line.dilution_pct),
        "bergapten_ppm": None if line.bergapten_ppm is None else float(line.bergapten_ppm),
    }


def _violation(violation: Violation) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "name": violation.name,
        "measured_pct": violation.measured_pct,
        "limit_pct": violation.limit_pct,
        "ratio": violation.ratio,
        "source": violation.source,
    }


def page(sheet: Mapping[str, Any]) -> str:
    """Return a sheet as a page that needs nothing else, in light and dark."""
    facts = [
        (part("label_amendment"), sheet["amendment"]),
        (part("label_category"), sheet["category"] or "–"),
        (part("label_dosage"), f"{number(sheet['dosage_pct'])} %"),
        (part("label_max_dosage"), f"{number_down(sheet['max_dosage_pct'])} %"),
        (part("label_source"), sheet["source"]),
        (part("label_hash"), sheet["hash"]),
    ]
    lists = [
        (part("list_ifra", amendment=sheet["amendment"]), sheet["lists"]["ifra"]),
        (part("list_eu"), sheet["lists"]["eu_annexes"]),
        (part("list_kr"), sheet["lists"]["kr_allergens"]),
    ]
    parts = {
        "TITLE": escape(part("certificate_title")),
        "SAYS": escape(sheet["says"]),
        "VERDICT": escape(part("verdict_" + sheet["verdict"])),
        "KIND": sheet["verdict"],
        "FACTS": _pairs(facts),
        "LISTS": _pairs([(name, part("list_" + state)) for name, state in lists]),
        "EXPLAINED": "".join(f"<li>{escape(line)}</li>" for line in sheet["explained"]),
        "FORMULA": _table(
            ("column_material", "column_cas", "column_percent"),
            [(x["name"], x["cas"] or "–", number(x["percent"])) for x in sheet["formula"]],
        ),
        "RULES": _table(
            ("column_rule", "column_measured", "column_limit", "column_ratio"),
            [
                (
                    name_of(x["rule"], x["name"]),
                    number(x["measured_pct"]),
                    number(x["limit_pct"]),
                    number(x["ratio"]),
                )
                for x in sheet["rules"]
            ],
        ),
    }
    return _filled(read_text(_PACKAGE, "data/certificate.html"), parts)


def _filled(template: str, parts: Mapping[str, str]) -> str:
    """Fill once, from left to right, so that nothing put in can name another place."""
    pieces = template.split("@@")
    return "".join(parts[text] if n % 2 else text for n, text in enumerate(pieces))


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(str(value))}</dd></div>" for name, value in pairs
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(part(key))}</th>' for key in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
