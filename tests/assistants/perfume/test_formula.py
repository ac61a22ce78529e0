from fractions import Fraction
from typing import Any

import pytest

from dure.assistants.perfume.formula import read_category, read_formula

LINE = {"name": "Linalool", "cas": "78-70-6", "pct_of_concentrate": 100}


def row(*lines: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"recipe": list(lines or [LINE]), "category": "4", "dosage_pct": 20, **more}


def test_a_line_says_what_is_active() -> None:
    formula, faults = read_formula(row({**LINE, "dilution_pct": "10"}))

    assert formula is not None
    assert faults == ()
    assert formula.ingredients[0].active == 10


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (row({**LINE, "pct_of_concentrate": 97}), "sum"),
        (row({**LINE, "pct_of_concentrate": -1}), "percent"),
        (row({**LINE, "pct_of_concentrate": 101}), "percent"),
        (row({**LINE, "dilution_pct": 0}), "dilution"),
        (row({**LINE, "bergapten_ppm": -3}), "bergapten"),
        (row({**LINE, "cas": "78-70-7"}), "cas"),
        (row({"pct_of_concentrate": 100}), "nameless"),
        (row(dosage_pct=0), "dosage"),
        (row(dosage_pct="viel"), "dosage"),
        ({"recipe": []}, "empty"),
        ({"recipe": "Linalool"}, "empty"),
        ({"recipe": ["Linalool"], "dosage_pct": 5}, "line"),
        ({"recipe": [LINE] * 2001, "dosage_pct": 5}, "too_many_lines"),
    ],
)
def test_what_cannot_be_computed_is_named(broken: dict[str, Any], code: str) -> None:
    formula, faults = read_formula(broken)

    assert formula is None
    assert code in [fault.code for fault in faults]


def test_three_thirds_make_a_whole() -> None:
    third = {**LINE, "pct_of_concentrate": "33,33"}

    formula, _ = read_formula(row(third, third, {**LINE, "pct_of_concentrate": "33,33"}))

    assert formula is not None
    assert sum(line.percent for line in formula.ingredients) == Fraction("99.99")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("51", "51"),
        (51, "51"),
        ("51st Amendment", "51"),
        (49.0, "49"),
        (None, None),
        ("new", "new"),
    ],
)
def test_an_amendment_is_its_number(said: object, number: str | None) -> None:
    formula, _ = read_formula(row(ifra_amendment=said))

    assert formula is not None
    assert formula.amendment == number


@pytest.mark.parametrize(
    ("said", "category"),
    [("5a", "5A"), (4, "4"), ("Category 10B", "10B"), (None, None), (True, None), ("", None)],
)
def test_a_category_is_written_as_the_standards_do(said: object, category: str | None) -> None:
    assert read_category(said) == category
