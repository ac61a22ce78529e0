"""Read the cells of a workbook's first sheet, as text, without a spreadsheet library.

A cell is found by its own reference, never by counting, and columns beyond those asked for are
not looked at: sheets that claim a size of A1:XFD266 are read like any other.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as Xml
from zlib import error as ZlibError

from dure.errors import BadFile

_LARGEST: Final = 64 * 2**20
"""Bytes of one unpacked part; the official sheet has 2 MB."""
_SPACE: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d+)")
_SHEET: Final = "xl/worksheets/sheet1.xml"
_STRINGS: Final = "xl/sharedStrings.xml"

Row = tuple[str, ...]


def read_rows(workbook: bytes, *, columns: int, file: str = "xlsx") -> list[Row]:
    """Return the rows of the first sheet; an empty cell is an empty text.

    Raises BadFile if the bytes are no workbook or a part of it is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
            shared = _strings(parts, file)
            sheet = _parse(parts, _SHEET, file)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, EOFError, ZlibError) as error:
        raise BadFile(file=file, why="엑셀 파일(xlsx)이 아니에요.") from error
    return [_row(row, shared, columns, file) for row in sheet.iter(f"{_SPACE}row")]


def _parse(parts: zipfile.ZipFile, name: str, file: str) -> Xml.Element:
    if parts.getinfo(name).file_size > _LARGEST:
        raise BadFile(file=file, why="풀면 너무 커지는 파일이에요.")
    text = parts.read(name)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise BadFile(file=file, why="엑셀 파일에 있을 수 없는 선언이 들어 있어요.")
    try:
        return Xml.fromstring(text)  # noqa: S314 - declarations were refused above
    except Xml.ParseError as error:
        raise BadFile(file=file, why="엑셀 파일의 내용이 깨져 있어요.") from error


def _strings(parts: zipfile.ZipFile, file: str) -> list[str]:
    if _STRINGS not in parts.namelist():
        return []
    items = _parse(parts, _STRINGS, file).iter(f"{_SPACE}si")
    return ["".join(_spoken(item)) for item in items]


def _spoken(item: Xml.Element) -> Iterator[str]:
    for child in item:
        if child.tag == f"{_SPACE}t":
            yield child.text or ""
        elif child.tag == f"{_SPACE}r":
            yield from (text.text or "" for text in child.iter(f"{_SPACE}t"))


def _row(row: Xml.Element, shared: list[str], columns: int, file: str) -> Row:
    cells = [""] * columns
    for cell in row.iter(f"{_SPACE}c"):
        match = _REFERENCE.fullmatch(cell.get("r", ""))
        column = _column(match[1]) if match else columns
        if column < columns:
            cells[column] = _text(cell, shared, file)
    return tuple(cells)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text(cell: Xml.Element, shared: list[str], file: str) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(_spoken(inline)) if (inline := cell.find(f"{_SPACE}is")) is not None else ""
    value = cell.findtext(f"{_SPACE}v") or ""
    if cell.get("t", "n") == "n":
        return _number(value)
    if cell.get("t") != "s":
        return value
    if not value.isdecimal() or int(value) >= len(shared):
        raise BadFile(file=file, why="엑셀 파일의 글자 표가 깨져 있어요.")
    return shared[int(value)]


def _number(value: str) -> str:
    # Sheets store 0.017 as 1.7000000000000001E-2; the shortest form is what was typed.
    try:
        return repr(float(value)) if value else ""
    except ValueError:
        return value
