from fractions import Fraction

import pytest

from dure.assistants.perfume.formula import Ingredient
from dure.assistants.perfume.identify import identify
from dure.assistants.perfume.materials import Material, shipped_materials
from dure.assistants.perfume.rules import shipped_rules


def doubts(name: str, cas: str | None, quality: str | None = None) -> tuple[str, ...]:
    line = Ingredient(name=name, cas=cas, quality=quality, percent=Fraction(1))
    return identify(line, shipped_materials(), shipped_rules()).doubts


@pytest.mark.parametrize(
    ("name", "cas", "quality"),
    [
        ("Cinnamon leaf oil", "8015-91-6", None),
        ("시나몬 리프 오일", None, None),
        ("whatever", "8015-91-6", "Cinnamon bark oil"),
        ("Bergamot oil FCF", "8007-75-8", "Bergamot oil expressed"),
        ("my coumarin", "91-64-5", "synthetic"),
        ("Lime oil (cold pressed)", "8008-26-2", None),
        ("Cinnamon oil (leaf)", "8015-91-6", None),
        ("Rose", "8007-01-0", "absolute"),
        ("Oakmoss", "90028-68-5", "Oakmoss absolute"),
        ("패출리 오일", "8014-09-3", None),
        ("알파-다마스콘", None, None),
    ],
)
def test_a_line_that_says_enough_is_sure(name: str, cas: str | None, quality: str | None) -> None:
    assert doubts(name, cas, quality) == ()


@pytest.mark.parametrize(
    ("name", "cas", "quality", "doubt"),
    [
        ("Cinnamon oil", "8015-91-6", None, "quality_unnamed"),
        ("Verbena oil", "8024-12-2", None, "quality_unknown"),
        ("Bergamot oil distilled", "8007-75-8", None, "quality_unknown"),
        ("Clove oil", "8000-34-8", "Clove heart fraction", "quality_unknown"),
        ("Verbena oil", "8024-12-2", "Verbena absolute", "form_conflict"),
        ("Nothing", "58-08-2", None, "material_unknown"),
        ("Patchouli oil", "8014-09-3", "Sassafras bark oil", "quality_unknown"),
        ("Rose oil or absolute", "8007-01-0", None, "quality_unnamed"),
        ("Lime oil", "8008-26-2", "oil", "quality_unknown"),
        ("Cinnamon leaf and bark oil", "8015-91-6", None, "quality_unnamed"),
        ("Lime", "8008-26-2", "distilled or expressed", "quality_unknown"),
        ("기성 베이스", None, None, "material_unknown"),
        ("Linalool", "91-64-5", None, "name_conflict"),
        ("Melissa", "84082-61-1", None, "quality_unknown"),
    ],
)
def test_a_line_that_says_too_little_is_doubted(
    name: str, cas: str, quality: str | None, doubt: str
) -> None:
    assert doubt in doubts(name, cas, quality)


def test_a_quality_of_the_annex_is_taken_only_for_its_own_plant() -> None:
    leaf = Material(
        id="annex:cloveleafoil", name_en="Clove leaf oil", name_ko="", kind="natural",
        quality="Clove leaf oil", constituents={"97-53-0": Fraction(80)},
    )  # fmt: skip
    shelf = shipped_materials().with_qualities([leaf])

    def found(cas: str) -> tuple[str, ...]:
        line = Ingredient(name="x", cas=cas, quality="Clove leaf oil", percent=Fraction(1))
        return identify(line, shelf, shipped_rules()).doubts

    assert found("8000-34-8") == ()
    assert found("8014-09-3") == ("quality_unknown",)
