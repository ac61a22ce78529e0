"""Numbers with their units in a sentence without spaces: 50%, 오십퍼센트, 24도로, 한시간반."""

import re
from collections.abc import Iterator
from typing import Final

from dure.assistants.home.lexicon import Word
from dure.korean.numbers import NATIVE, read_number

_SINO: Final = "[영일이삼사오육륙칠팔구십백천]+"
_NUMBER: Final = rf"(?P<number>\d+(?:\.\d+)?|{_SINO}|{NATIVE})"
_UNITS: Final = {
    "percent": "%|퍼센트|퍼센|프로(?!그램|젝트|필|야구)|퍼",
    "degrees": "도씨|도(?!어락|어록|크|착|시|움|와|서관|대체)|°c|°|℃",
    "kelvin": "켈빈|k(?![a-z])",
    "steps": "단계|단(?!지|어|독|식|체)",
    "hours": "시간",
    "minutes": "분(?!홍|위기|리|류|석)",
    "seconds": "초(?!록|대|코|인)",
    "clock_time": "시(?!작|간|스템|계|끄|원|청)",
    "times": "배(?!터리)",
}
_ONE_UNIT: Final = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _UNITS.items())
_TO: Final = r"(?P<to>(?:정도|쯤)?(?:으로|로|까지)(?!봇|청|컨|그))?"
_AMOUNT: Final = re.compile(rf"(?:섭씨)?{_NUMBER}(?:{_ONE_UNIT})(?P<half>반)?{_TO}")
_BARE: Final = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?|(?=[이삼사오육륙칠팔구]*[십백천]){_SINO}){_TO}"
)
_HALF_OF: Final = {"hours": ("minutes", "30"), "minutes": ("seconds", "30")}


def find_amounts(letters: str) -> Iterator[tuple[int, int, tuple[Word, ...]]]:
    """Yield (start, end, words) of every amount; ranges such as 한두 시간 are none.

    A word's value is the number in digits; its mood is "to" where 로, 으로 or 까지 follows.
    Overlapping ones occur; which is meant is decided by what fits around them.
    """
    for start in range(len(letters)):
        match = _AMOUNT.match(letters, start)
        kind = (match.lastgroup and _kind(match)) if match else None
        if match is None or kind is None:
            match, kind = _bare(letters, start), "number"
        value = _value(match["number"]) if match else None
        if match and value is not None:
            yield start, match.end(), _words(match, kind, value)


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in _UNITS if match[kind])


def _bare(letters: str, start: int) -> re.Match[str] | None:
    if start and letters[start - 1].isdigit():
        return None
    match = _BARE.match(letters, start)
    said_in_digits = match is not None and match["number"][0].isdigit()
    clear = said_in_digits or (match is not None and (match["to"] or len(match["number"]) > 1))
    return match if clear else None


def _value(said: str) -> str | None:
    if said[0].isdigit():
        return f"{float(said):g}"
    number = read_number(said)
    return None if number is None else str(number)


def _words(match: re.Match[str], kind: str, value: str) -> tuple[Word, ...]:
    mood = "to" if match["to"] else ""
    words = [Word(kind=kind, value=value, mood=mood)]
    if kind != "number" and match["half"] and kind in _HALF_OF:
        part, half = _HALF_OF[kind]
        words.append(Word(kind=part, value=half, mood=mood))
    return tuple(words)
