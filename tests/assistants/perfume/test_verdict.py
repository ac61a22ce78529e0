import json
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.perfume import reference

from dure.assistants.perfume.formula import Formula, Ingredient
from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.rules import shipped_rules
from dure.assistants.perfume.verdict import judge, judge_row

OWN = Path(__file__).parent / "data" / "ifra_own.jsonl"
CASES = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
KEYS = (
    "recipe", "category", "dosage_pct", "cas", "name", "pct_of_concentrate", "quality",
    "dilution_pct", "bergapten_ppm",
)  # fmt: skip
SHELF, RULES = shipped_materials(), shipped_rules()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['trap']}")
def test_a_case_labelled_by_hand_gets_its_verdict(case: dict[str, Any]) -> None:
    accept = case.get("accept_shipped") or case["expected"]["accept"]

    verdict = judge_row(case, shelf=SHELF, rules=RULES)

    assert verdict.outcome in accept
    if "max_dosage_pct" in case["expected"]:
        assert verdict.max_dosage_pct == pytest.approx(case["expected"]["max_dosage_pct"])


def _line(rng: random.Random, material_id: str, category: str, dosage: Fraction) -> dict[str, Any]:
    """A line of random weight, often just at, below or above the material's own limit."""
    row = reference.MATERIALS[material_id]
    limits = [
        reference.STANDARDS[key][category]
        for key in reference.keys_of(row["cas"])
        if reference.STANDARDS[key][category] not in ("", "none")
    ]
    pct = Fraction(rng.choice((0, 1, 5, 30, 77, 200, 900)), rng.choice((10, 100, 1000)))
    if limits and rng.random() < 0.6:
        at_limit = Fraction(rng.choice(limits)) * 100 / dosage
        near = (Fraction(1), Fraction(1, 2), Fraction(1, 3), 1 + Fraction(1, 10**12))
        pct = at_limit * rng.choice((*near, 1 - Fraction(1, 10**12), Fraction(101, 100)))
    is_oil = row["kind"] == "natural" and rng.random() < 0.3
    return {
        "id": material_id,
        "pct": min(pct, Fraction(95)),
        "named": rng.random() < 0.9,
        "dilution": Fraction(rng.choice((100, 100, 100, 10, 50))),
        "ppm": Fraction(rng.choice((0, 10, 1500, 3000))) if is_oil else None,
    }


def _parts_of(key: str) -> dict[str, Fraction]:
    """Which materials bring something of a standard, and how much of it they are."""
    parts = {}
    for material_id, row in reference.MATERIALS.items():
        inside = [cell.split("=") for cell in filter(None, row["constituents"].split("|"))]
        percents = [Fraction(pct) for cas, pct in inside if key in reference.keys_of(cas)]
        if key in reference.keys_of(row["cas"]):
            parts[material_id] = Fraction(1)
        elif percents:
            parts[material_id] = max(percents) / 100
    return parts


PARTS = {key: _parts_of(key) for key in reference.STANDARDS}
ALLIES = {"IFRA_STD_067": "IFRA_STD_080", "IFRA_STD_062": "IFRA_STD_064"}


def cluster(rng: random.Random, category: str, dosage: Fraction) -> list[dict[str, Any]]:
    """Two or three materials that share one limit, together at it or a hair beside it."""
    key = rng.choice([*PARTS, *list(ALLIES) * 6, *["IFRA_STD_021"] * 6])
    row = reference.STANDARDS[key]
    cell = row["trace"] or row[category]
    parts = PARTS[key] | PARTS.get(ALLIES.get(key, ""), {})
    if cell in ("", "none") or not parts:
        return []
    ids = rng.sample(sorted(parts), min(len(parts), rng.choice((2, 2, 3))))
    shares = [Fraction(rng.randint(1, 9)) for _ in ids]
    aim = rng.choice((Fraction(1, 2), Fraction(1), 1 + Fraction(1, 10**10), Fraction(21, 20)))
    whole = Fraction(cell) * 100 / dosage * aim
    if key == "IFRA_STD_021" and rng.random() < 0.5:
        # Grapefruit lists citral (0.1 %) beside its two isomers (0.1 %): it brings 0.1 %.
        return [_plain("PM242", Fraction(3)), _plain("PM005", whole - Fraction("0.003"))]
    return [
        _plain(material_id, whole * n / sum(shares) / parts[material_id])
        for material_id, n in zip(ids, shares, strict=True)
    ]


def _plain(material_id: str, pct: Fraction) -> dict[str, Any]:
    pct = max(min(pct, Fraction(95)), Fraction(0))
    return {"id": material_id, "pct": pct, "named": True, "dilution": Fraction(100), "ppm": None}


def random_lines(seed: int) -> tuple[list[dict[str, Any]], str, Fraction]:
    """A random recipe, adversarial about limits, groups and shared numbers."""
    rng = random.Random(seed)
    category = rng.choice(("4", "5A", "9"))
    dosage = Fraction(rng.choice((1, 5, 10, 15, 20, 37, 100)))
    if rng.random() < 0.4 and (lines := cluster(rng, category, dosage)):
        return lines, category, dosage
    naturals = [key for key, row in reference.MATERIALS.items() if row["kind"] == "natural"]
    bound = [k for k, row in reference.MATERIALS.items() if reference.keys_of(row["cas"])]
    pools = (naturals, bound, list(reference.MATERIALS))
    ids = [rng.choice(rng.choice(pools)) for _ in range(rng.choice((1, 2, 2, 3, 4, 8)))]
    return [_line(rng, key, category, dosage) for key in ids], category, dosage


def judged(lines: list[dict[str, Any]], category: str, dosage: Fraction) -> str:
    """Our verdict on the same lines, told as a formula is: name, CAS and quality."""
    ingredients = []
    for line in lines:
        row = reference.MATERIALS[line["id"]]
        ingredients.append(
            Ingredient(
                name=row["name_en"] if line["named"] or not row["cas"] else "a material",
                cas=row["cas"] or None,
                percent=line["pct"],
                dilution_pct=line["dilution"],
                bergapten_ppm=line["ppm"],
            )
        )
    formula = Formula(ingredients=tuple(ingredients), category=category, dosage_pct=dosage)
    return judge(formula, shelf=SHELF, rules=RULES).outcome


def agrees(ours: str, lines: list[dict[str, Any]], category: str, dosage: Fraction) -> bool:
    """Return whether a verdict is the reference's; what fails as any quality may fail at once."""
    theirs = reference.judge(lines, category, dosage)
    if theirs == "cannot_certify" and ours == "fail":
        return reference.fails_as_any_quality(lines, category, dosage)
    return ours == theirs


def compare(seeds: range) -> tuple[Counter[str], list[int]]:
    """Count how the two validators agree; the seeds of every disagreement."""
    counts: Counter[str] = Counter()
    apart = []
    for seed in seeds:
        lines, category, dosage = random_lines(seed)
        ours, theirs = judged(lines, category, dosage), reference.judge(lines, category, dosage)
        counts[f"{theirs} judged {ours}"] += 1
        if not agrees(ours, lines, category, dosage):
            apart.append(seed)
    return counts, apart


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, 10**9))
def test_two_validators_that_share_no_code_agree(seed: int) -> None:
    lines, category, dosage = random_lines(seed)

    ours = judged(lines, category, dosage)

    assert agrees(ours, lines, category, dosage), seed


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**9), st.integers(1, 99))
def test_what_passes_passes_at_a_lower_dosage(seed: int, percent: int) -> None:
    lines, category, dosage = random_lines(seed)

    if judged(lines, category, dosage) == "pass":
        assert judged(lines, category, dosage * percent / 100) == "pass"


@given(st.integers(0, 10**9))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_order_of_lines_does_not_matter(seed: int) -> None:
    lines, category, dosage = random_lines(seed)

    assert judged(lines, category, dosage) == judged(lines[::-1], category, dosage)


def test_the_highest_dosage_passes_and_a_little_more_does_not() -> None:
    row = {
        "recipe": [
            {"name": "Coumarin", "cas": "91-64-5", "pct_of_concentrate": 7},
            {"name": "Ethanol", "cas": "64-17-5", "pct_of_concentrate": 93},
        ],
        "category": "4",
        "dosage_pct": 10,
    }
    most = judge_row(row, shelf=SHELF, rules=RULES).max_dosage_pct
    assert most is not None

    above = judge_row({**row, "dosage_pct": most * 1.0001}, shelf=SHELF, rules=RULES)

    assert most == pytest.approx(1.5 / 0.07)
    assert above.outcome == "fail"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "1e999", True, None, [], "3.5%x"])
def test_a_weight_that_is_no_number_is_refused(value: object) -> None:
    row = {
        "recipe": [{"name": "Linalool", "cas": "78-70-6", "pct_of_concentrate": value}],
        "category": "4",
        "dosage_pct": 10,
    }

    assert judge_row(row, shelf=SHELF, rules=RULES).outcome == "invalid_input"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=12),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS), inner, max_size=5),
        max_leaves=12,
    )
)  # fmt: skip
def test_no_json_whatsoever_passes_or_breaks_the_validator(junk: object) -> None:
    verdict = judge_row(
        {"recipe": junk, "category": "4", "dosage_pct": 5}, shelf=SHELF, rules=RULES
    )

    assert verdict.outcome in ("invalid_input", "cannot_certify", "fail")


def test_a_shared_limit_is_told_once_and_never_forgotten() -> None:
    alone = [{"name": "Oakmoss extract", "cas": "90028-68-5", "pct_of_concentrate": 2}]
    both = [*alone, {"name": "Treemoss extract", "cas": "90028-67-4", "pct_of_concentrate": 2}]

    def broken(lines: list[dict[str, Any]]) -> list[str]:
        rest = 100 - sum(line["pct_of_concentrate"] for line in lines)
        recipe = [*lines, {"name": "Ethanol", "cas": "64-17-5", "pct_of_concentrate": rest}]
        row = {"recipe": recipe, "category": "4", "dosage_pct": 20}
        verdict = judge_row(row, shelf=SHELF, rules=RULES)
        assert verdict.outcome == "fail"
        return [violation.rule for violation in verdict.violations]

    assert broken(alone) == ["IFRA_STD_067"]
    assert "GROUP:oakmoss_treemoss_sum" in broken(both)


def test_a_limit_that_only_the_shared_rule_knows_still_fails() -> None:
    standards = tuple(
        replace(s, limits={**s.limits, "4": None}) if s.key == "IFRA_STD_067" else s
        for s in RULES.standards
    )
    rules = replace(RULES, standards=standards)
    row = {
        "recipe": [{"name": "Oakmoss extract", "cas": "90028-68-5", "pct_of_concentrate": 100}],
        "category": "4",
        "dosage_pct": 20,
    }

    assert judge_row(row, shelf=SHELF, rules=rules).outcome == "fail"
