import json
from fractions import Fraction

from dure.assistants.perfume.brief import read_brief
from dure.assistants.perfume.formula import Formula, Ingredient, read_formula
from dure.assistants.perfume.memory import brief_from_json, brief_to_json, formula_to_json


def test_a_wish_is_kept_whole() -> None:
    brief = read_brief("장미 빼고 로맨틱한 여름 향수, 은은하게, 30만 원/kg")

    assert brief_from_json(json.loads(json.dumps(brief_to_json(brief)))) == brief


def test_a_formula_is_kept_whole() -> None:
    formula = Formula(
        ingredients=(
            Ingredient(
                name="베르가못", cas="8007-75-8", quality="Bergamot oil expressed",
                percent=Fraction("3.57"), bergapten_ppm=Fraction(10),
            ),
            Ingredient(name="다마스콘", percent=Fraction("96.43"), dilution_pct=Fraction(10)),
        ),
        category="5A",
        dosage_pct=Fraction("0.5"),
        amendment="51",
    )  # fmt: skip

    assert read_formula(json.loads(json.dumps(formula_to_json(formula)))) == (formula, ())
