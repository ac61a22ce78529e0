import pytest

from dure.assistants.perfume.materials import shipped_materials
from dure.assistants.perfume.paste import read_pasted
from dure.assistants.perfume.rules import shipped_rules
from dure.assistants.perfume.verdict import judge_row


def test_lines_with_decimal_commas_and_bullets_are_read() -> None:
    row, faults = read_pasted(
        "오드퍼퓸\n베르가못 오일 3,5%\n- 쿠마린 (91-64-5) 8 %\n2. 헤디온 20\n에탄올 68,5"
    )

    assert faults == ()
    assert (row["category"], row["dosage_pct"]) == ("4", 15.0)
    assert [(x["name"], x["pct_of_concentrate"]) for x in row["recipe"]] == [
        ("베르가못 오일", "3,5"), ("쿠마린", "8"), ("헤디온", "20"), ("에탄올", "68,5")
    ]  # fmt: skip
    assert row["recipe"][1]["cas"] == "91-64-5"


@pytest.mark.parametrize(
    "text",
    [
        "원료,CAS,비율\nCoumarin,91-64-5,8\nDPG,25265-71-8,92",
        "Material\tCAS\t%\nCoumarin\t91-64-5\t8\nDPG\t25265-71-8\t92",
        "원료;CAS;함량(%)\nCoumarin;91-64-5;8,0\nDPG;25265-71-8;92,0",
    ],
)
def test_a_table_is_read_by_its_header(text: str) -> None:
    row, faults = read_pasted(text + "\n카테고리 4, 부향률 20%")

    assert faults == ()
    verdict = judge_row(row, shelf=shipped_materials(), rules=shipped_rules())
    assert [v.rule for v in verdict.violations] == ["IFRA_STD_023"]


def test_a_dilution_is_told_from_the_amount() -> None:
    row, _ = read_pasted("베타-다마세논 (10% 희석) 1.5%\n에탄올 98.5%")

    assert row["recipe"][0]["dilution_pct"] == "10"
    assert row["recipe"][0]["pct_of_concentrate"] == "1.5"


@pytest.mark.parametrize("line", ["쿠마린", "쿠마린 3% 4%", "쿠마린 91-64-5 91-64-6 3%"])
def test_a_line_that_is_not_clear_is_a_fault(line: str) -> None:
    row, faults = read_pasted(f"{line}\n에탄올 100%")

    assert [fault.code for fault in faults] == ["line"]
    assert len(row["recipe"]) == 1


def test_commas_that_part_cells_and_numbers_are_not_guessed() -> None:
    row, _ = read_pasted("원료,CAS,비율\nCoumarin,91-64-5,8,5\nDPG,25265-71-8,91,5\n부향률 20")

    verdict = judge_row(row, shelf=shipped_materials(), rules=shipped_rules())

    assert verdict.outcome == "invalid_input"
