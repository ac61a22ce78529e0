from fractions import Fraction

import numpy as np
import pytest

from dure.assistants.perfume.adjust import adjust
from dure.assistants.perfume.brief import read_brief
from dure.assistants.perfume.compose import Composition, Workbench, compose
from dure.assistants.perfume.evolve import SearchSettings
from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.palette import palette
from dure.assistants.perfume.rules import shipped_rules
from dure.assistants.perfume.verdict import judge

BENCH = Workbench(
    shelf=shipped_materials(),
    rules=shipped_rules(),
    search=SearchSettings(population=24, generations=20),
)
BRIEFS = (
    "비 온 뒤 숲, 차분한데 너무 무겁지 않게, 여름",
    "로맨틱한 장미 오드퍼퓸, 바닐라 빼고 오래 가게",
    "상쾌한 시트러스 바디로션",
    "머스크랑 코튼 샴푸",
)


def made(text: str, seed: int = 7) -> tuple[Composition, ...]:
    return compose(read_brief(text), bench=BENCH, rng=np.random.default_rng(seed))


def apart(one: Composition, other: Composition) -> float:
    a, b = ({line.name: line.percent for line in c.formula.ingredients[:-1]} for c in (one, other))
    shared = sum((min(a[name], b[name]) for name in a.keys() & b.keys()), Fraction(0))
    return float(1 - shared / min(sum(a.values()), sum(b.values())))


@pytest.mark.parametrize("text", BRIEFS)
def test_a_brief_becomes_three_different_formulas_that_pass(text: str) -> None:
    found = made(text)

    assert len(found) == 3
    for one in found:
        weights = [line.percent for line in one.formula.ingredients]
        assert judge(one.formula, shelf=BENCH.shelf, rules=BENCH.rules).outcome == "pass"
        assert sum(weights) == 100
        assert all((weight * 100).denominator == 1 for weight in weights)
        assert 8 <= len(weights) <= 20
    for place, one in enumerate(found):
        assert all(apart(one, other) >= 0.4 for other in found[place + 1 :])


def test_what_is_left_out_is_in_no_formula() -> None:
    roses = {c.material.id for c in palette() if "rose" in c.tags}

    found = made("꽃향 향수, 장미 빼고")

    assert found
    assert not [m.id for one in found for m in one.materials if m.id in roses]


def test_a_seed_gives_the_same_formulas_again() -> None:
    assert made(BRIEFS[0]) == made(BRIEFS[0])


def test_a_category_that_is_not_loaded_gets_nothing() -> None:
    assert made("시더 향초") == ()


def test_without_prices_no_price_is_invented() -> None:
    assert {one.won_kg for one in made(BRIEFS[0])} == {None}


def test_with_the_operators_prices_a_cost_is_told() -> None:
    priced = Workbench(
        shelf=BENCH.shelf,
        rules=BENCH.rules,
        search=BENCH.search,
        prices={c.material.id: 50_000 for c in palette()},
    )

    found = compose(read_brief(BRIEFS[0]), bench=priced, rng=np.random.default_rng(7))

    for one in found:
        aroma = 100 - one.formula.ingredients[-1].percent
        assert one.won_kg == pytest.approx(float(500 * aroma), abs=1)


def test_cheaper_is_cheaper_by_what_was_asked() -> None:
    brief = read_brief("로맨틱한 장미 자스민 향수")
    before = compose(brief, bench=BENCH, rng=np.random.default_rng(7))[0]
    wish = adjust("가격 20% 낮춰줘", brief).brief

    after = compose(wish, bench=BENCH, rng=np.random.default_rng(8), near=before.formula, count=1)

    assert after[0].cost_index <= before.cost_index * 0.82


def test_a_material_that_is_left_out_comes_in_by_no_natural_that_lists_it() -> None:
    found = made("통카와 바닐라 향수, 쿠마린 빼고")

    assert found
    for one in found:
        assert not [m.name_en for m in one.materials if "91-64-5" in {m.cas, *m.constituents}]


@pytest.mark.parametrize("text", BRIEFS)
def test_a_concentrate_is_more_than_its_solvent(text: str) -> None:
    for one in made(text):
        assert one.formula.ingredients[-1].percent < 50
