"""Say an answer in Korean, and let no number through that no record holds."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from dure.engine.assistant import Answer, Line
from dure.errors import UnfoundedFigure
from dure.korean.particles import fill

REPLY_LIMIT: Final = 500
"""Code points in a reply (seed 002, section 2.1.5)."""
_NUMBER: Final = re.compile(r"(?:(?<![\d가-힣A-Za-z~)])-)?\d[\d,]*(?:\.\d+)?")


def say(answer: Answer, phrases: Mapping[str, Sequence[str]], *, turn: str) -> str:
    """Return the reply; which of several ways of saying is used depends on the turn's id.

    Raises UnfoundedFigure if a number of the reply stands in no record of the answer.
    """
    ways = [_way(line, phrases, turn) for line in answer.lines]
    text = "\n".join(fill(way, line.facts) for way, line in zip(ways, answer.lines, strict=True))
    check_figures(text, answer, of_phrases=ways)
    return cut(text)


def cut(text: str) -> str:
    """Return a text cut to the limit; a number that the cut would split goes whole."""
    if len(text) <= REPLY_LIMIT:
        return text
    kept = text[: REPLY_LIMIT - 1]
    if re.match(r"[\d,.]", text[REPLY_LIMIT - 1]):
        kept = re.sub(r"-?\d[\d,.]*$", "", kept).ljust(REPLY_LIMIT - 1, "…")
    return kept + "…"


def check_figures(text: str, answer: Answer, *, of_phrases: Sequence[str] = ()) -> None:
    """Raise UnfoundedFigure if a number in the text is neither a figure nor in an item.

    of_phrases: the phrases that were filled; what they say themselves (an example such as
        “5천원으로 점심”) was written by us and is no claim about a record.
    """
    held = set(_numbers_in([vars(figure) for figure in answer.figures]))
    held.update(_numbers_in(answer.items))
    held.update(_numbers_in(of_phrases))
    held.update(str(place) for place in range(1, len(answer.items) + 1))
    for number in _NUMBER.findall(text):
        if _plain(number) not in held:
            raise UnfoundedFigure(number=number)


def _way(line: Line, phrases: Mapping[str, Sequence[str]], turn: str) -> str:
    """Return one of the ways to say a line; a turn always gets the same one."""
    ways = phrases[line.phrase]
    return ways[zlib.crc32(f"{turn}{line.phrase}".encode()) % len(ways)]


def _numbers_in(value: Any) -> Iterable[str]:  # noqa: ANN401 - walks plain JSON
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        yield _plain(format(Decimal(repr(value)), "f"))
    elif isinstance(value, str):
        yield from map(_plain, _NUMBER.findall(value))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _numbers_in(part)
    else:
        for part in value:
            yield from _numbers_in(part)


def _plain(number: str) -> str:
    number = number.replace(",", "").rstrip(".")
    return number.rstrip("0").rstrip(".") if "." in number else number
