"""Read the data files that ship inside the package."""

import tomllib
from importlib.resources import files
from typing import Any


def read_text(package: str, name: str) -> str:
    """Return a packaged UTF-8 file; `name` may hold folders ("data/foods.tsv")."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def read_bytes(package: str, name: str) -> bytes:
    """Return a packaged binary file."""
    return files(package).joinpath(name).read_bytes()


def read_toml(package: str, name: str) -> dict[str, Any]:
    """Return a packaged TOML file as plain values."""
    return tomllib.loads(read_text(package, name))


def read_table(package: str, name: str) -> list[dict[str, str]]:
    """Return the rows of a packaged tab-separated file with a header line.

    Raises ValueError naming the line if a row has another number of cells.
    """
    lines = read_text(package, name).splitlines()
    header = lines[0].split("\t")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            raise ValueError(f"{name}:{number} has {len(cells)} cells, not {len(header)}")
        rows.append(dict(zip(header, cells, strict=True)))
    return rows


def split_list(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds a list ("a|b"); an empty cell holds none."""
    return tuple(part for part in cell.split("|") if part)
