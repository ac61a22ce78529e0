"""The rows of a table that somebody wrote: CSV with any separator, JSON, JSON lines."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import orjson

from dure.errors import BadFile

_SEPARATORS: Final = ",;\t|"
_QUOTED: Final = re.compile(r'"[^"]*"')


class FileRows:
    """The rows of a CSV, JSON or JSON-lines text, read anew each time they are gone through.

    A row is made when it is asked for: three hundred thousand of them at once would take a
    gigabyte.
    """

    def __init__(self, text: str, name: str) -> None:
        """name: the file's name, which tells the format."""
        self._text, self._name = text, name
        self._start = len(text) - len(text.lstrip("\ufeff"))
        self.line = 0
        """Where the row that was yielded last begins: its line, of JSON its place in the list."""

    def __len__(self) -> int:
        """Return about how many there are: the lines of the text."""
        return self._text.count("\n") + 1

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows. Raises BadFile if the text is not of its format."""
        try:
            for line, row in self._read():
                self.line = line
                yield row
        except (orjson.JSONDecodeError, csv.Error) as error:
            raise BadFile(file=self._name, why="표나 JSON으로 읽히지 않아요.") from error

    def _read(self) -> Iterator[tuple[int, Any]]:
        if self._name.endswith(".jsonl"):
            lines = enumerate(self._lines(), start=1)
            return ((number, orjson.loads(line)) for number, line in lines if line.strip())
        if self._name.endswith(".json"):
            return enumerate(_listed(orjson.loads(self._text[self._start :])), start=1)
        return self._table()

    def _table(self) -> Iterator[tuple[int, Any]]:
        rows = csv.DictReader(self._lines(), delimiter=self._separator())
        for row in rows:
            more = sum(cell.count("\n") for cell in row.values() if isinstance(cell, str))
            yield rows.line_num - more, row

    def _separator(self) -> str:
        """Return what stands between the names of the columns; Excel takes what a country does."""
        header = _QUOTED.sub("", next(self._lines(), ""))
        return max(_SEPARATORS, key=header.count)

    def _lines(self) -> Iterator[str]:
        start, end = self._start, "\n" if "\n" in self._text else "\r"
        while (at := self._text.find(end, start)) >= 0:
            yield self._text[start : at + 1]
            start = at + 1
        yield self._text[start:]


def numbered(rows: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Yield where each row begins in its file, or else the how-manieth it is, and the row."""
    for number, row in enumerate(rows, start=1):
        yield rows.line if isinstance(rows, FileRows) else number, row


def _listed(plain: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Return the records of a JSON document: the widest list of records in it.

    Open-data portals wrap theirs, beside lists that tell of the columns.
    """
    if isinstance(plain, list):
        return plain if any(isinstance(row, dict) for row in plain) else []
    parts = plain.values() if isinstance(plain, dict) else ()
    return max((_listed(part) for part in parts), key=_width, default=[])


def _width(rows: list[Any]) -> int:
    return max((len(row) for row in rows if isinstance(row, dict)), default=0)
