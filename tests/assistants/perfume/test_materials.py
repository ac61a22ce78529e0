from dataclasses import replace
from fractions import Fraction

from dure.assistants.perfume.cas import is_cas
from dure.assistants.perfume.materials import Material, Shelf, shipped_materials
from dure.kernel.data import read_toml


def test_every_shipped_number_has_its_check_digit() -> None:
    materials = shipped_materials().materials

    assert len(materials) == 301
    assert [m.name_en for m in materials if m.cas and not is_cas(m.cas)] == []
    assert [m.name_en for m in materials for cas in m.constituents if not is_cas(cas)] == []
    assert {m.kind for m in materials} == {"aroma_chemical", "natural", "solvent"}


def test_one_number_can_be_several_qualities() -> None:
    found = shipped_materials().with_cas("8015-91-6")

    assert {m.quality for m in found} == {"Cinnamon leaf oil", "Cinnamon bark oil"}


def test_a_name_finds_its_material_in_either_language() -> None:
    shelf = shipped_materials()

    assert [m.cas for m in shelf.named("쿠마린")] == ["91-64-5"]
    assert [m.cas for m in shelf.named("HEDIONE")] == []
    assert [m.cas for m in shelf.named("베르가못 오일")] == ["8007-75-8"]
    assert shelf.get("PM028") is shelf.named("coumarin")[0]
    assert shelf.named("없는 것") == ()


def test_an_unknown_pressure_is_unknown_and_an_estimate_is_marked() -> None:
    shelf = shipped_materials()
    limonene, linalool = shelf.with_cas("5989-27-5")[0], shelf.with_cas("78-70-6")[0]
    patchouli = shelf.with_cas("8014-09-3")[0]

    assert (limonene.pressure_pa, limonene.pressure_quality) == (271.0, "A")
    assert (linalool.pressure_pa, linalool.pressure_quality) == (24.0, "E")
    assert (patchouli.pressure_pa, patchouli.pressure_quality) == (None, None)


def test_a_curve_that_is_a_step_is_no_curve() -> None:
    vanillin = shipped_materials().with_cas("121-33-5")[0]

    assert vanillin.curve is None


def test_an_annex_adds_what_the_shelf_lacks() -> None:
    known = Material(id="a", name_en="Rose oil", name_ko="", kind="natural", quality="Rose oil")
    more = Material(
        id="b", name_en="Clove leaf oil", name_ko="", kind="natural",
        quality="Clove leaf oil", constituents={"97-53-0": Fraction(80)},
    )  # fmt: skip

    twin = replace(known, id="c", constituents={"93-15-2": Fraction(2)})

    shelf = Shelf([known]).with_qualities([twin, more])

    assert len(shelf.materials) == 2
    assert shelf.named("clove leaf oil") == (more,)
    assert shelf.named("rose oil") == (replace(known, constituents=twin.constituents),)


def test_another_spelling_finds_the_material() -> None:
    shelf = shipped_materials()

    assert [m.cas for m in shelf.named("DPG")] == ["25265-71-8"]
    assert [m.cas for m in shelf.named("아이소 이 슈퍼")] == ["54464-57-2"]


def test_every_other_spelling_is_of_one_material_and_takes_no_name_away() -> None:
    spelled = read_toml("dure.assistants.perfume", "data/spellings.toml")["names"]
    shelf, plain = shipped_materials(), Shelf(shipped_materials().materials)

    for said, names in spelled.items():
        of = plain.with_cas(said) or plain.named(said)
        assert len(of) == 1, said
        assert [n for n in names if plain.named(n) not in ((), of)] == []
        assert [n for n in names if shelf.named(n) != of] == []
