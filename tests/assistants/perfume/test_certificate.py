import json
from fractions import Fraction

from dure.assistants.perfume.certificate import (
    certificate,
    content_hash,
    explain,
    number_down,
    page,
)
from dure.assistants.perfume.formula import Formula, Ingredient
from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.rules import shipped_rules
from dure.assistants.perfume.verdict import judge, judge_row

SHELF, RULES = shipped_materials(), shipped_rules()


def formula(name: str = "쿠마린") -> Formula:
    return Formula(
        ingredients=(
            Ingredient(name=name, cas="91-64-5", percent=Fraction(10)),
            Ingredient(name="에탄올", cas="64-17-5", percent=Fraction(90)),
        ),
        category="4",
        dosage_pct=Fraction(20),
    )


def test_the_sheet_says_what_it_is_not() -> None:
    sheet = certificate(formula(), shelf=SHELF, rules=RULES)

    assert "대신하지 않아요" in sheet["says"]
    assert sheet["lists"] == {
        "ifra": "checked", "eu_annexes": "not_checked", "kr_allergens": "not_checked"
    }  # fmt: skip
    assert json.loads(json.dumps(sheet)) == sheet


def test_the_hash_changes_with_the_content() -> None:
    one = certificate(formula(), shelf=SHELF, rules=RULES)
    other = certificate(formula("쿠마린 결정"), shelf=SHELF, rules=RULES)

    assert one["hash"] == content_hash(one)
    assert one["hash"] != other["hash"]
    assert one == certificate(formula(), shelf=SHELF, rules=RULES)


def test_the_page_escapes_names_and_needs_nothing_else() -> None:
    sheet = certificate(formula('<script>alert("1")</script>@@SAYS@@'), shelf=SHELF, rules=RULES)

    html = page(sheet)

    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "http" not in html
    assert "prefers-color-scheme:dark" in html


def test_every_reason_has_its_sentence() -> None:
    row = {
        "recipe": [
            {"name": "Coumarin", "cas": "91-64-5", "pct_of_concentrate": 10},
            {"name": "Musk xylene", "cas": "81-15-2", "pct_of_concentrate": 1},
            {"name": "Cinnamon oil", "cas": "8015-91-6", "pct_of_concentrate": 1},
            {"name": "기성 베이스", "pct_of_concentrate": 88},
        ],
        "category": "4",
        "dosage_pct": 20,
    }

    said = explain(judge_row(row, shelf=SHELF, rules=RULES))

    assert said[0].startswith("부적합")
    assert any("Coumarin: 완제품 기준 2.0006%" in line for line in said)
    assert any("쓸 수 없는 원료" in line for line in said)
    assert any("어느 표에도 없는" in line for line in said)


def test_every_fault_has_its_sentence() -> None:
    row = {"recipe": [{"name": "x", "cas": "91-64-6", "pct_of_concentrate": "-1"}], "dosage_pct": 0}

    said = explain(judge_row(row, shelf=SHELF, rules=RULES))

    assert len(said) == 4
    assert "검사 숫자" in " ".join(said)


def test_the_verdict_on_a_formula_is_that_of_its_sheet() -> None:
    verdict = judge(formula(), shelf=SHELF, rules=RULES)

    assert certificate(formula(), shelf=SHELF, rules=RULES)["verdict"] == verdict.outcome == "fail"


def test_a_dosage_is_never_rounded_up() -> None:
    assert number_down(16.66666) == "16.6666"
    assert number_down(None) == "–"
