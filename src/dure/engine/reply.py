"""Say an answer in Korean, and let no number through that no record holds."""

import re
import sys
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import orjson

from dure.engine.assistant import Answer, Facts, Line
from dure.errors import UnfoundedFigure
from dure.korean.particles import fill

REPLY_LIMIT: Final = 500
"""Code points in a reply (seed 002, section 2.1.5)."""
_SHORTEST_FACT: Final = 8
"""Letters that a name keeps however long the reply is."""
_UNCUT: Final = sys.maxsize
_REMARK: Final = re.compile(r" \(.*\)")
_NOTHING_SAID: Final[Mapping[str, int]] = {}
_UNLIKE: Final = re.compile(r"\\|\s-?[\d.]+e")
"""What a record's text says otherwise than the record: an escape, a power of ten."""
_NUMBER: Final = re.compile(r"(?:(?<![\d가-힣A-Za-z~)])-)?\d[\d,]*(?:\.\d+)?")


def say(
    answer: Answer,
    phrases: Mapping[str, Sequence[str]],
    *,
    turn: str,
    said: Mapping[str, int] = _NOTHING_SAID,
) -> str:
    """Return the reply; the ways of saying a line take turns, beginning anywhere in a session.

    turn: names where to begin: the session, or what stands alone. said: phrase → in how many turns
    of the session it was said before. What would be too long is said with its longest names cut,
    so that no line at the end, a warning perhaps, gets lost.
    Raises UnfoundedFigure if a number of the reply stands in no record of the answer.
    """
    ways = [_way(line, phrases, turn, said.get(line.phrase, 0)) for line in answer.lines]
    facts = [line.facts for line in answer.lines]
    text = _fitting(ways, facts)
    if len(text) > REPLY_LIMIT:
        ways = [min(phrases[line.phrase], key=len) for line in answer.lines]
        text = _fitting(ways, facts)
    check_figures(text, answer, of_phrases=ways)
    return cut(text)


def cut(text: str, limit: int = REPLY_LIMIT) -> str:
    """Return a text cut to the limit; a number that the cut would split goes whole."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if re.match(r"[\d,.]", text[limit - 1]):
        kept = re.sub(r"-?\d[\d,.]*$", "", kept).ljust(limit - 1, "…")
    return kept + "…"


def check_figures(text: str, answer: Answer, *, of_phrases: Sequence[str] = ()) -> None:
    """Raise UnfoundedFigure if a number in the text is neither a figure nor in an item.

    of_phrases: the phrases that were filled; what they say themselves (an example such as
        “5천원으로 점심”) was written by us and is no claim about a record.
    """
    left = {_plain(number): number for number in _NUMBER.findall(text)}
    # Far more is held than is said: each is looked through only for what is left.
    for held in (
        (str(place) for place in range(1, len(answer.items) + 1)),
        _numbers_in([figure.value for figure in answer.figures]),
        _numbers_in(of_phrases),
        _numbers_of([vars(figure) for figure in answer.figures]),
        _numbers_of(answer.items),
    ):
        if not left:
            return
        for number in held:
            left.pop(number, None)
    if left:
        raise UnfoundedFigure(number=next(iter(left.values())))


def _way(line: Line, phrases: Mapping[str, Sequence[str]], session: str, before: int) -> str:
    """Return one of the ways to say a line: in each session another one comes first."""
    ways = phrases[line.phrase]
    return ways[(zlib.crc32(f"{session}{line.phrase}".encode()) + before) % len(ways)]


def _fitting(ways: Sequence[str], facts: Sequence[Facts]) -> str:
    """Return the lines as one text; where it is too long, with its longest facts cut to fit."""

    def filled(longest: int) -> str:
        short = ({name: _cut(value, longest) for name, value in of.items()} for of in facts)
        return "\n".join(fill(way, of) for way, of in zip(ways, short, strict=True))

    text = filled(_UNCUT)
    if len(text) <= REPLY_LIMIT:
        return text
    lengths = range(_SHORTEST_FACT, len(text))
    over = bisect_left(lengths, True, key=lambda longest: len(filled(longest)) > REPLY_LIMIT)
    return filled(_SHORTEST_FACT + max(0, over - 1))


def _cut(value: Any, longest: int) -> Any:  # noqa: ANN401 - a fact
    """Return a fact that is no longer than that; a remark in brackets goes whole."""
    if not isinstance(value, str) or len(value) <= longest:
        return value
    return "" if _REMARK.fullmatch(value) else cut(value, longest)


def _numbers_of(records: Sequence[Any]) -> Iterable[str]:
    """Return all numbers in some records, read off their text where that says the same."""
    # Each in a line of its own, so that the comma between two numbers is none of thousands.
    text = orjson.dumps(records, default=str, option=orjson.OPT_INDENT_2).decode()
    return _numbers_in(records if _UNLIKE.search(text) else text)


def _numbers_in(value: Any) -> Iterable[str]:  # noqa: ANN401 - walks plain JSON
    # Thousands of values are looked through in a turn: the commonest kinds come first.
    if isinstance(value, str):
        yield from map(_plain, _NUMBER.findall(value))
    elif value is None or isinstance(value, bool):
        return
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, float):
        yield _plain(format(Decimal(repr(value)), "f"))
    else:
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _numbers_in(part)


def _plain(number: str) -> str:
    number = number.replace(",", "").rstrip(".")
    return number.rstrip("0").rstrip(".") if "." in number else number
