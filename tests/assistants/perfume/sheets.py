"""Small overview sheets, made by us, with every trap of the official one."""

from html import escape

from tests.assistants.perfume.test_xlsx import workbook

HEAD = [
    "Key", "Name of the IFRA Standard", "CAS numbers", "IFRA Standard type",
    "Prohibited fragrance ingredients: notes",
    "Restricted ingredients due to phototoxicity considerations: notes",
    "Restricted ingredients: notes", "Specified ingredients: notes",
    "Category 1 (%)", "Category 4 (%)", "Category 12 (%)",
]  # fmt: skip


def overview(*rows: list[str]) -> bytes:
    """An overview sheet of rows (as in HEAD)."""
    cells = []
    for number, row in enumerate([["Preface"], [], HEAD, *rows], start=1):
        columns = "".join(
            f'<c r="{chr(65 + n)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for n, cell in enumerate(row)
        )
        cells.append(f'<row r="{number}">{columns}</row>')
    return workbook("".join(cells))


def standard(
    key: str, kind: str, cas: str, *limits: str, banned: str = "", light: str = "", note: str = ""
) -> list[str]:
    """One row."""
    padded = [*limits, "", "", ""][:3]
    return [key, key + " name", cas, kind, banned, light, note, "", *padded]
