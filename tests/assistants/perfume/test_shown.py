from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from tests.assistants.perfume.test_compose import BENCH, BRIEFS, made

from dure.assistants.perfume.formula import Formula, Ingredient
from dure.assistants.perfume.physics import Smell
from dure.assistants.perfume.shown import CLEAR, item_of, known, lasting


def formula(*lines: tuple[str, str, str]) -> Formula:
    return Formula(
        ingredients=tuple(
            Ingredient(name=name, cas=cas or None, percent=Fraction(pct))
            for name, cas, pct in lines
        ),
        category="4",
        dosage_pct=Fraction(15),
    )


@pytest.mark.parametrize("text", BRIEFS)
def test_the_parts_of_what_was_composed_make_exactly_a_hundred(text: str) -> None:
    for one in made(text):
        item = item_of(one.formula, BENCH, title="t")

        assert sum(Decimal(str(part["pct"])) for part in item["parts"]) == 100
        assert item["verdict"] == "pass"
        assert all(row["measured_pct"] <= row["limit_pct"] for row in item["limits"])


def test_what_no_table_knows_takes_no_part_in_the_smell_and_has_no_cost() -> None:
    item = item_of(formula(("원료엑스", "", "50"), ("에탄올", "64-17-5", "50")), BENCH, title="t")

    assert item["curve"] is None
    assert item["cost_index"] is None
    assert [part["note"] for part in item["parts"]] == ["", "용매"]
    assert item["mains"] == "원료엑스"


def test_a_stage_by_custom_is_marked() -> None:
    item = item_of(
        formula(("패출리 오일", "8014-09-3", "10"), ("에탄올", "64-17-5", "90")), BENCH, title="t"
    )

    assert item["parts"][0]["note"] == "베이스(관습)"


def test_a_sum_of_ratios_is_held_against_one() -> None:
    item = item_of(
        formula(("베르가못 오일", "8007-75-8", "10"), ("에탄올", "64-17-5", "90")), BENCH, title="t"
    )

    assert [row["limit_pct"] for row in item["limits"] if "합" in row["name"]] == [1]


def smelling(*strengths: float) -> Smell:
    whole = np.array(strengths)
    return Smell(
        times_h=np.array([0.1, 1.0, 24.0]),
        intensity=whole[None, :],
        leaves_h=np.array([np.inf]),
        stages=("base",),
        by_stage=np.array([whole, whole, whole]),
        whole=whole,
        unknown=(),
        known_share=1.0,
    )


@pytest.mark.parametrize(
    ("strengths", "said"),
    [
        ((40, 30, 20), "24시간 뒤에도 세기 20"),
        ((40, CLEAR, 5), "약 1시간 동안 세기 10 이상"),
        ((4, 5, 1), "가장 셀 때도 세기 5"),
        ((0, 0, 0), "세기를 계산할 수 있는 원료가 없어요"),
    ],
)
def test_lasting_is_told_by_strength(strengths: tuple[float, ...], said: str) -> None:
    assert lasting(smelling(*strengths)) == said


def test_a_diluted_line_smells_as_much_as_there_is_of_it() -> None:
    whole = formula(("리날로올", "78-70-6", "10"), ("에탄올", "64-17-5", "90"))

    assert known(whole, BENCH).weights == (10.0, 90.0)
