from fractions import Fraction
from itertools import product

import pytest
from tests.assistants.perfume.sheets import overview, standard
from tests.conftest import SHARED

from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.rules import RuleBook, shipped_rules
from dure.assistants.perfume.sheet import read_annex, read_sheet
from dure.assistants.perfume.verdict import judge_row
from dure.errors import BadFile

OFFICIAL = SHARED / "ifra" / "ifra-51st-amendment-ifra-standards-overview.xlsx"
ANNEX = SHARED / "ifra" / "annex_naturals.csv"
ETHANOL = {"name": "Ethanol", "cas": "64-17-5"}
needs_sheet = pytest.mark.skipif(not OFFICIAL.is_file(), reason="needs the official sheet")


def read(*rows: list[str]) -> RuleBook:
    return read_sheet(overview(*rows), amendment="51")


def test_a_decimal_comma_is_a_decimal() -> None:
    book = read(standard("IFRA_STD_001", "RESTRICTION", "91-64-5", "0,40", "1.5", "No Restriction"))

    limits = book.standards[0].limits
    assert limits == {"1": Fraction(2, 5), "4": Fraction(3, 2), "12": None}


def test_prohibited_in_a_cell_is_a_limit_of_zero() -> None:
    row = standard("IFRA_STD_015", "RESTRICTION_PROHIBITION", "80-54-6", "0.0 (Prohibited)", "1.4")

    assert read(row).standards[0].limits["1"] == 0


def test_empty_cells_of_a_prohibition_are_no_freedom() -> None:
    book = read(standard("IFRA_STD_168", "PROHIBITION", "83-66-9", banned="should not be used"))

    assert (book.standards[0].ban, dict(book.standards[0].limits)) == ("all", {})


def test_a_cell_that_cannot_be_read_is_unknown() -> None:
    book = read(standard("IFRA_STD_001", "RESTRICTION", "91-64-5", "see text", "about 3", "1"))

    assert set(book.standards[0].limits) == {"12"}


def test_as_such_leaves_naturals_the_trace_of_the_note() -> None:
    book = read(
        standard(
            "IFRA_STD_110", "PROHIBITION_RESTRICTION", "2883-98-9", *["See Notebox "] * 3,
            banned="Asarone as such should not be used",
            note="acceptable as long as the level does not exceed 100ppm (0.01). ",
        )
    )  # fmt: skip

    assert (book.standards[0].ban, book.standards[0].trace) == ("as_such", Fraction(1, 100))


def test_prose_and_repeats_in_the_cas_cell_are_read_through() -> None:
    prose = "Prohibition of T. erecta:\n8016-84-0\nRestriction:\n91770-75-1\n8016-84-0"

    assert read(standard("IFRA_STD_097", "RESTRICTION", prose, "1", "1", "1")).standards[0].cas == (
        "8016-84-0",
        "91770-75-1",
    )


def test_bergapten_names_its_group() -> None:
    book = read(standard("IFRA_STD_089", "RESTRICTION", "Not applicable.", *["0.0015 (5-MOP)"] * 3))

    assert (book.standards[0].group, book.standards[0].limits["4"]) == (
        "bergapten",
        Fraction(3, 2000),
    )


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [standard("IFRA_STD_001", "RESTRICTION", "91-64-5", "1")] * 2,
    ],
)
def test_a_sheet_without_standards_or_with_twins_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(BadFile):
        read(*rows)


def test_a_doubled_row_of_the_annex_counts_once() -> None:
    head = "Natural_Name,Constituent_Name,Constituent_CAS,Percentage\n"
    row = "Grapefruit oil,Citronellal,106-23-0,0.1\n"

    annex = read_annex(head + row + row + "Grapefruit Oil,Citral,5392-40-5,0.1\n")

    assert [dict(m.constituents) for m in annex] == [
        {"106-23-0": Fraction(1, 10), "5392-40-5": Fraction(1, 10)}
    ]


def test_an_annex_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(BadFile):
        read_annex("Natural_Name,Constituent_CAS,Percentage\nX,106-23-0,lots\n")


@needs_sheet
def test_the_official_sheet_is_read_whole() -> None:
    book = read_sheet(OFFICIAL.read_bytes(), amendment="51")

    assert (len(book.standards), len(book.categories)) == (263, 18)
    assert sum(s.ban == "all" for s in book.standards) == 73
    assert sum(s.group == "phototoxic" for s in book.standards) == 8
    incomplete = [
        s.key
        for s in book.standards
        if s.ban == "no" and not s.is_specification and len(s.limits) < 18
    ]
    assert incomplete == []


@needs_sheet
def test_the_shipped_facts_are_those_of_the_sheet() -> None:
    official = read_sheet(OFFICIAL.read_bytes(), amendment="51").by_key

    for ours in shipped_rules().standards:
        theirs = official[ours.key]
        assert (ours.cas, ours.ban, ours.trace, ours.group) == (
            theirs.cas, theirs.ban, theirs.trace, theirs.group
        )  # fmt: skip
        assert all(theirs.limits[category] == limit for category, limit in ours.limits.items())


@needs_sheet
def test_the_shipped_facts_judge_every_number_of_the_sheet_as_the_sheet_does() -> None:
    official = read_sheet(OFFICIAL.read_bytes(), amendment="51")
    numbers = {cas for standard in official.standards for cas in standard.cas}

    apart = []
    for cas, category, pct in product(sorted(numbers), ("4", "5A", "9"), (0.001, 1, 50)):
        recipe = [
            {"cas": cas, "pct_of_concentrate": pct},
            {**ETHANOL, "pct_of_concentrate": 100 - pct},
        ]
        row = {"recipe": recipe, "category": category, "dosage_pct": 20}
        ours, theirs = (
            judge_row(row, shelf=shipped_materials(), rules=rules).outcome
            for rules in (shipped_rules(), official)
        )
        apart += [(cas, category, pct, ours, theirs)] if ours != theirs else []

    assert len(numbers) > 400
    assert apart == []


@needs_sheet
def test_the_annex_is_read_whole() -> None:
    assert len(read_annex(ANNEX.read_text(encoding="utf-8"))) == 301
