"""What became of the rows of a file, and how whoever runs the house is told of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dure.kernel.data import read_toml
from dure.ports.telemetry import Telemetry

_LOADED: Final = "meals.shops_loaded"
_MOST_LINES: Final = 5
"""Lines that are told for each reason; nobody reads on, and nothing of what stands in them is."""


@dataclass(kw_only=True)
class Report:
    """What became of the rows. refused: reason → rows. noticed: oddity → how often.

    shops: what the rows came to. lines: reason or oddity → where it was found first.
    """

    rows: int = 0
    shops: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    noticed: Counter[str] = field(default_factory=Counter)
    lines: dict[str, list[int]] = field(default_factory=dict)
    _line: int = 0

    def begin(self, line: int) -> None:
        """Go on to the row that begins at a line."""
        self.rows += 1
        self._line = line

    def refuse(self, why: str) -> None:
        """Leave the row out."""
        self.refused[why] += 1
        self._keep(why)

    def notice(self, what: str) -> None:
        """Take note of something odd in the row."""
        self.noticed[what] += 1
        self._keep(what)

    def _keep(self, why: str) -> None:
        lines = self.lines.setdefault(why, [])
        if self._line and self._line not in lines[-1:] and len(lines) <= _MOST_LINES:
            lines.append(self._line)


def said_rows(report: Report, *, what: str = "가게") -> str:
    """Return one line: how many there are, what was left out, joined or not understood, where."""
    odd = Counter(report.noticed)
    joined = odd.pop("duplicate", 0)
    parts = [f"{what} {report.shops:,}곳"]
    if report.refused:
        parts.append(f"뺀 줄 {report.refused.total():,}개({_listed(report.refused, report)})")
    if joined:
        parts.append(f"한 곳으로 합친 줄 {joined:,}개{_where('duplicate', report, ' (', ')')}")
    if odd:
        parts.append(f"못 읽은 칸 {odd.total():,}개({_listed(odd, report)})")
    return ", ".join(parts)


def why_most(report: Report) -> str:
    """Return the most frequent reason why rows were left out, "" if none was."""
    return _listed(Counter(dict(report.refused.most_common(1))), Report())


def note_rows(report: Report, telemetry: Telemetry, event: str = _LOADED) -> None:
    """Write into the log how many rows there were, and what became of them."""
    lost = report.refused.total()
    telemetry.note(
        event,
        level="warning" if lost else "info",
        rows=report.rows,
        shops=report.shops,
        refused=lost,
        **report.refused,
        **report.noticed,
    )


def _listed(counted: Counter[str], report: Report) -> str:
    words = _words()
    found = counted.most_common()
    return ", ".join(f"{words.get(why, why)} {n:,}{_where(why, report, ': ')}" for why, n in found)


def _where(why: str, report: Report, before: str, after: str = "") -> str:
    lines = report.lines.get(why, [])
    shown = "·".join(map(str, lines[:_MOST_LINES]))
    more = " 등" if len(lines) > _MOST_LINES else ""
    return f"{before}{shown}번째 줄{more}{after}" if lines else ""


def _words() -> Mapping[str, Any]:
    table = read_toml("dure.assistants.meals", "data/lost_rows.toml")
    return {**table["refused"], **table["noticed"]}
