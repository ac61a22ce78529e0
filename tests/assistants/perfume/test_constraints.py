from fractions import Fraction

import numpy as np
import pytest

from dure.assistants.perfume.constraints import (
    BERGAPTEN_SUM,
    CARBONATE_SUM,
    MOSS_SUM,
    PHOTOTOXIC_SUM,
    Constraints,
    constraints_of,
)
from dure.assistants.perfume.formula import Ingredient
from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.rules import shipped_rules


def matrix(*lines: tuple[str, Fraction | None], category: str | None = "4") -> Constraints:
    made = [Ingredient(name=name, percent=Fraction(1), bergapten_ppm=ppm) for name, ppm in lines]
    return constraints_of(made, shelf=shipped_materials(), rules=shipped_rules(), category=category)


def keys(one: Constraints) -> set[str]:
    return {bound.key for bound in one.bounds}


def test_groups_get_a_column_of_their_own() -> None:
    one = matrix(("Oakmoss extract", None), ("Methyl octine carbonate", None))

    assert {MOSS_SUM, CARBONATE_SUM} <= keys(one)
    assert dict(zip((b.key for b in one.bounds), one.limits, strict=True))[CARBONATE_SUM] == 0.047


def test_bergapten_replaces_the_limits_only_where_every_oil_was_measured() -> None:
    ten = Fraction(10)

    all_measured = matrix(("Bergamot oil expressed", ten), ("Cumin oil", ten))
    one_missing = matrix(("Bergamot oil expressed", ten), ("Cumin oil", None))

    assert PHOTOTOXIC_SUM not in keys(all_measured)
    assert BERGAPTEN_SUM in keys(all_measured)
    assert {PHOTOTOXIC_SUM, "IFRA_STD_087", "IFRA_STD_090"} <= keys(one_missing)


def test_a_category_without_limits_has_none() -> None:
    one = matrix(("Bergamot oil expressed", None), category="9")

    assert PHOTOTOXIC_SUM not in keys(one)
    assert one.gaps == ()


def test_of_an_unknown_category_only_prohibitions_are_known() -> None:
    one = matrix(("Coumarin", None), ("Musk xylene", None), category="13")

    assert keys(one) == {"BAN:IFRA_STD_170"}
    assert [gap.code for gap in one.gaps] == ["category_unknown"]


def test_the_matrix_says_what_the_exact_shares_say() -> None:
    one = matrix(("Rose oil", None), ("Citral", None), ("Rue oil", None))
    weights = [Fraction(7, 3), Fraction(11), Fraction("0.37")]

    held = one.held(np.array([float(w) for w in weights]), 17.0)

    exact = [float(one.exact(n, weights, Fraction(17))) for n in range(len(one.bounds))]
    assert held == pytest.approx(exact)


def test_a_tie_is_within_and_a_trillionth_more_is_not() -> None:
    one = matrix(("Isoeugenol", None))

    assert one.broken([Fraction("0.55")], Fraction(20)) == []
    assert one.broken([Fraction("0.55") + Fraction(1, 10**12)], Fraction(20)) == [0]
