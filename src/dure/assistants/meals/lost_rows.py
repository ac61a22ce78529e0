"""Say to whoever runs the house what became of the rows of a file of shops."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from dure.assistants.meals.catalogue_rows import Report
from dure.kernel.data import read_toml
from dure.ports.telemetry import Telemetry

_LOADED: Final = "meals.shops_loaded"


def said_rows(report: Report) -> str:
    """Return one line: how many shops there are, what was left out, joined or not understood."""
    words, odd = _words(), Counter(report.noticed)
    joined = odd.pop("duplicate", 0)
    parts = [f"가게 {report.shops:,}곳"]
    if report.refused:
        parts.append(f"뺀 줄 {report.refused.total():,}개({_listed(report.refused, words)})")
    if joined:
        parts.append(f"한 가게로 합친 줄 {joined:,}개")
    if odd:
        parts.append(f"못 읽은 칸 {odd.total():,}개({_listed(odd, words)})")
    return ", ".join(parts)


def why_most(report: Report) -> str:
    """Return the most frequent reason why rows were left out, "" if none was."""
    return _listed(Counter(dict(report.refused.most_common(1))), _words())


def note_rows(report: Report, telemetry: Telemetry) -> None:
    """Write into the log how many rows there were, and what became of them."""
    lost = report.refused.total()
    telemetry.note(
        _LOADED,
        level="warning" if lost else "info",
        rows=report.rows,
        shops=report.shops,
        refused=lost,
        **report.refused,
        **report.noticed,
    )


def _listed(counted: Counter[str], words: Mapping[str, str]) -> str:
    return ", ".join(f"{words.get(why, why)} {n:,}" for why, n in counted.most_common())


def _words() -> dict[str, Any]:
    table = read_toml("dure.assistants.meals", "data/lost_rows.toml")
    return {**table["refused"], **table["noticed"]}
