import io
import zipfile

import pytest

from dure.assistants.perfume.xlsx import read_rows
from dure.errors import BadFile

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: str, strings: str = "", dimension: str = "A1:XFD266") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        sheet = f'<worksheet xmlns="{SPACE}"><dimension ref="{dimension}"/>'
        parts.writestr(
            "xl/worksheets/sheet1.xml", f"{sheet}<sheetData>{rows}</sheetData></worksheet>"
        )
        parts.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SPACE}">{strings}</sst>')
    return out.getvalue()


def test_cells_are_found_by_their_reference() -> None:
    book = workbook(
        '<row><c r="A1" t="s"><v>0</v></c><c r="C1"><v>1.7000000000000001E-2</v></c>'
        '<c r="XFD1"><v>9</v></c></row><row><c r="B2" t="inlineStr"><is><t>0,40</t></is></c></row>',
        "<si><r><t>Key</t></r><r><t> one</t></r></si>",
    )

    assert read_rows(book, columns=3) == [("Key one", "", "0.017"), ("", "0,40", "")]


@pytest.mark.parametrize(
    "junk",
    [
        b"", b"PK\x03\x04 no", workbook('<row><c r="A1" t="s"><v>7</v></c></row>'),
        workbook("<row>"), workbook('<!DOCTYPE x [<!ENTITY a "b">]>'),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_refused(junk: bytes) -> None:
    with pytest.raises(BadFile):
        read_rows(junk, columns=3)


def test_a_zip_without_a_sheet_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("readme.txt", "hello")

    with pytest.raises(BadFile):
        read_rows(out.getvalue(), columns=3)
