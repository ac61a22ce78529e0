"""Names are found as people write them."""

import pytest

from dure.assistants.erp.desk import Desk


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("남산목재", "㈜남산목재"),
        ("주남산목재", "㈜남산목재"),
        ("주식회사남산목재", "㈜남산목재"),
        ("nr002", "소나무 원목"),
        ("참나무원목", "참나무 원목"),
        ("본창고", "본창고"),
    ],
)
def test_a_name_is_found_without_its_form_and_signs(desk: Desk, said: str, name: str) -> None:
    assert [named.name for named in desk.names.spellings[said]] == [name]


def test_a_part_of_one_name_finds_it(desk: Desk) -> None:
    assert [named.name for named in desk.names.parts("멀티탭")] == ["12구 멀티탭"]
    assert len(desk.names.parts("원목")) == 2


def test_one_slip_is_forgiven_and_two_are_not(desk: Desk) -> None:
    assert [named.name for named in desk.names.slips("북한강농언")] == ["북한강농원"]
    assert desk.names.slips("북한강농장") == []


def test_employees_and_companies_are_no_parties(desk: Desk) -> None:
    kinds = {n.dimension for s in ("김나루", "나루상회") for n in desk.names.spellings[s]}

    assert kinds == {"employee", "company"}
