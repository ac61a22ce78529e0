from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.assistants.perfume.formula import Formula, Ingredient
from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.repair import Repair, repair, told
from dure.assistants.perfume.rules import shipped_rules

BERGAMOT = ("베르가못 오일(압착)", "8007-75-8")
COUMARIN = ("쿠마린", "91-64-5")
ETHANOL = ("에탄올", "64-17-5")


def formula(*lines: tuple[tuple[str, str], str], dosage: int = 15) -> Formula:
    made = tuple(Ingredient(name=n, cas=c, percent=Fraction(w)) for (n, c), w in lines)
    return Formula(ingredients=made, category="4", dosage_pct=Fraction(dosage))


def repaired(one: Formula, keep: dict[int, Fraction] | None = None) -> Repair:
    return repair(one, shelf=shipped_materials(), rules=shipped_rules(), keep=keep)


def test_thirty_per_cent_of_bergamot_is_not_clipped_and_scaled_up() -> None:
    done = repaired(formula((BERGAMOT, "30"), (COUMARIN, "5"), (ETHANOL, "65")))

    after = {line.name: line.percent for line in done.formula.ingredients}
    assert done.verdict.outcome == "pass"
    assert after[BERGAMOT[0]] == Fraction("2.666")
    assert after[COUMARIN[0]] == 5
    assert sum(after.values()) == 100


def test_what_complies_is_left_alone() -> None:
    one = formula((COUMARIN, "5"), (ETHANOL, "95"))

    done = repaired(one)

    assert (done.outcome, done.formula) == ("unneeded", one)


def test_a_solvent_is_added_where_there_is_none() -> None:
    done = repaired(formula((COUMARIN, "100")))

    assert done.verdict.outcome == "pass"
    assert [line.cas for line in done.formula.ingredients] == ["91-64-5", "25265-71-8"]


def test_a_wish_that_cannot_comply_says_what_holds_it_back() -> None:
    done = repaired(formula((BERGAMOT, "30"), (ETHANOL, "70")), keep={0: Fraction(5)})

    assert done.outcome == "infeasible"
    assert "Bergamot oil expressed" in done.held_back
    assert "Bergamot" in told(done)[0]


def test_the_price_is_what_a_looser_limit_would_save() -> None:
    done = repaired(formula((COUMARIN, "30"), (ETHANOL, "70")))

    assert [price.rule for price in done.prices] == ["IFRA_STD_023"]
    assert done.prices[0].saved_pct == pytest.approx(1.0)
    assert "쿠마린을 30%에서 10%로" in told(done)[0]


def test_a_prohibited_material_goes_whole() -> None:
    done = repaired(formula((("Musk xylene", "81-15-2"), "3"), (ETHANOL, "97")))

    assert done.verdict.outcome == "pass"
    assert [line.cas for line in done.formula.ingredients] == ["64-17-5"]


NAMED = [
    (material.name_en, material.cas or "")
    for material in shipped_materials().materials
    if material.kind != "solvent" and material.name_en not in ("Lemon oil terpeneless",)
]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(NAMED), st.integers(1, 20)), min_size=1, max_size=5))
def test_every_repair_of_known_materials_complies(lines: list[tuple[tuple[str, str], int]]) -> None:
    made = [
        Ingredient(name=name, cas=cas or None, percent=Fraction(weight))
        for (name, cas), weight in lines
    ]
    rest = 100 - sum(line.percent for line in made)
    made.append(Ingredient(name="Ethanol", cas="64-17-5", percent=Fraction(rest)))
    one = Formula(ingredients=tuple(made), category="4", dosage_pct=Fraction(20))

    done = repaired(one)

    assert not done.verdict.violations
    assert sum(line.percent for line in done.formula.ingredients) == 100
