from fractions import Fraction

import pytest
from tests.assistants.perfume.test_sheet import OFFICIAL, needs_sheet
from tests.conftest import SHARED

from dure.assistants.perfume.facts import decimal, materials_table, standards_table
from dure.assistants.perfume.sheet import read_sheet
from dure.kernel.data import read_text

PACKAGE = "dure.assistants.perfume"
TABLE = SHARED / "perfume_materials.csv"


@pytest.mark.skipif(not TABLE.is_file(), reason="needs the table of materials")
def test_the_shipped_materials_are_made_of_the_table() -> None:
    made = materials_table(TABLE.read_text(encoding="utf-8"))

    assert made == read_text(PACKAGE, "data/materials.tsv")


@needs_sheet
def test_the_shipped_standards_are_made_of_the_sheet() -> None:
    book = read_sheet(OFFICIAL.read_bytes(), amendment="51")

    made = standards_table(book, ("4", "5A", "9"))

    assert made == read_text(PACKAGE, "data/standards.tsv")


def test_no_third_partys_descriptors_are_shipped() -> None:
    header = read_text(PACKAGE, "data/materials.tsv").splitlines()[0]

    assert "descriptor" not in header
    assert "smiles" not in header


def test_a_number_without_a_short_decimal_is_refused() -> None:
    assert decimal(Fraction("0.00016")) == "0.00016"
    with pytest.raises(ValueError, match="no short decimal"):
        decimal(Fraction(1, 3))
