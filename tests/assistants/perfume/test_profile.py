from fractions import Fraction

import pytest

from dure.assistants.perfume.formula import Ingredient
from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.profile import LineProfile, profile
from dure.assistants.perfume.rules import shipped_rules


def of(name: str, cas: str | None = None, **more: object) -> LineProfile:
    quality, ppm = more.get("quality"), more.get("ppm")
    line = Ingredient(
        name=name,
        cas=cas,
        quality=quality if isinstance(quality, str) else None,
        percent=Fraction(1),
        bergapten_ppm=ppm if isinstance(ppm, Fraction) else None,
    )
    return profile(line, shipped_materials(), shipped_rules())


def test_a_mixture_and_its_isomers_count_once() -> None:
    shares = of("Grapefruit oil expressed", "8016-20-4").shares

    assert shares["IFRA_STD_021"] == Fraction("0.001")


def test_of_several_qualities_only_the_least_is_certain() -> None:
    shares = of("Cinnamon oil", "8015-91-6").shares

    assert shares["IFRA_STD_018"] == Fraction("0.015")


@pytest.mark.parametrize(
    ("name", "cas", "key"),
    [
        ("Verbena oil", "8024-12-2", "BAN:IFRA_STD_083"),
        ("Verbena absolute", "8024-12-2", "IFRA_STD_083"),
        ("Styrax crude gum", "8046-19-3", "BAN:IFRA_STD_078"),
        ("Tagetes erecta oil", "8016-84-0", "BAN:IFRA_STD_097"),
        ("Safrole", "94-59-7", "BAN:IFRA_STD_179"),
        ("Nutmeg oil", "8008-45-5", "TRACE:IFRA_STD_179"),
    ],
)
def test_a_form_decides_what_a_standard_does(name: str, cas: str | None, key: str) -> None:
    assert key in of(name, cas).shares


def test_a_limit_for_expressed_oil_leaves_the_distilled_one_free() -> None:
    assert "IFRA_STD_093" in of("Lime oil expressed", "8008-26-2").shares
    assert "IFRA_STD_093" not in of("Lime oil distilled", "8008-26-2").shares
    assert of("Lemon oil terpeneless", "8008-56-8").light_doubts == ("concentrated",)


def test_bergapten_is_measured_or_typical_or_unknown() -> None:
    measured = of("Bergamot oil expressed", "8007-75-8", ppm=Fraction(10))

    assert (measured.bergapten, measured.is_measured) == (Fraction(1, 10**5), True)
    assert of("Petitgrain mandarin oil").bergapten == Fraction(50, 10**6)
    assert of("Lemon oil cold pressed", "8008-56-8").bergapten is None


def test_a_material_that_nobody_names_says_so() -> None:
    assert of("Patchouli oil", "8014-09-3").is_unnamed
    assert not of("Linalool", "78-70-6").is_unnamed
