import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.kernel.data import read_bytes, read_table, read_text, read_toml, split_list

PACKAGE = "package_made_by_test_data"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a package that can be imported while the test runs."""
    folder = tmp_path / PACKAGE
    (folder / "data").mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    sys.modules.pop(PACKAGE, None)


def test_a_text_is_read_as_utf_8(package: Path) -> None:
    (package / "sign.txt").write_bytes("떡볶이\n".encode())

    assert read_text(PACKAGE, "sign.txt") == "떡볶이\n"


def test_a_name_may_hold_folders(package: Path) -> None:
    (package / "data" / "sign.txt").write_bytes("김밥".encode())

    assert read_text(PACKAGE, "data/sign.txt") == "김밥"


def test_bytes_are_read_as_they_are(package: Path) -> None:
    (package / "model.bin").write_bytes(b"\x00\xff\r\n")

    assert read_bytes(PACKAGE, "model.bin") == b"\x00\xff\r\n"


def test_a_missing_file_is_told(package: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_text(PACKAGE, "absent.txt")


def test_toml_keeps_tables_numbers_and_lists(package: Path) -> None:
    (package / "words.toml").write_bytes('[person]\nage = 7\nsaid = ["밥", "국"]\n'.encode())

    assert read_toml(PACKAGE, "words.toml") == {"person": {"age": 7, "said": ["밥", "국"]}}


def test_a_table_is_rows_under_its_header(package: Path) -> None:
    (package / "foods.tsv").write_bytes("name\tprice\n김밥\t3000\n냉면\t\n".encode())

    rows = read_table(PACKAGE, "foods.tsv")

    assert rows == [{"name": "김밥", "price": "3000"}, {"name": "냉면", "price": ""}]


def test_a_table_of_a_header_alone_has_no_rows(package: Path) -> None:
    (package / "foods.tsv").write_bytes(b"name\tprice\n")

    assert read_table(PACKAGE, "foods.tsv") == []


@pytest.mark.parametrize(("row", "cells"), [("김밥", 1), ("김밥\t3000\t분식", 3)])
def test_a_row_of_another_width_is_named_by_its_line(package: Path, row: str, cells: int) -> None:
    (package / "foods.tsv").write_bytes(f"name\tprice\n냉면\t9000\n{row}\n".encode())

    with pytest.raises(ValueError, match=rf"foods\.tsv:3 has {cells} cells, not 2"):
        read_table(PACKAGE, "foods.tsv")


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("", ()),
        ("밥", ("밥",)),
        ("밥|국|면", ("밥", "국", "면")),
        ("|밥||국|", ("밥", "국")),
        ("김치 볶음밥|국", ("김치 볶음밥", "국")),
    ],
)
def test_a_cell_holds_a_list(cell: str, parts: tuple[str, ...]) -> None:
    assert split_list(cell) == parts


@settings(deadline=None)
@given(st.lists(st.text(min_size=1).filter(lambda part: "|" not in part)))
def test_a_list_written_into_a_cell_is_read_back(parts: list[str]) -> None:
    assert split_list("|".join(parts)) == tuple(parts)
