"""Read lines in which personal data are marked: "담당자 [[PERSON|…]]"."""

import re
from pathlib import Path
from typing import Any, Final

_MARK: Final = re.compile(r"\[\[([A-Z_]+)\|(.*?)\]\]")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file as the suite `mask` reads them; "#" begins a remark."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [read_line(line) for line in lines if line and not line.startswith("#")]


def read_line(line: str) -> dict[str, Any]:
    """Return the text without its marks, and where they stood."""
    text, spans, done = "", [], 0
    for match in _MARK.finditer(line):
        text += line[done : match.start()]
        spans.append({"start": len(text), "end": len(text) + len(match[2]), "type": match[1]})
        text += match[2]
        done = match.end()
    return {"text": text + line[done:], "spans": spans}
