"""Join Korean words with the particle that fits their last sound.

Digits, Latin letters and units are judged by how they are read aloud; a remark in brackets
after a word is not read. Quotes and full stops are skipped.
"""

import re
from collections.abc import Mapping
from typing import Final

_PAIRS: Final = {
    "을": "를",
    "이": "가",
    "은": "는",
    "과": "와",
    "으로": "로",
    "아": "야",
    "이나": "나",
    "이랑": "랑",
    "이에요": "예요",
    "이라": "라",
    "이라고": "라고",
    "이면": "면",
    "이고": "고",
}
_AFTER_CONSONANT: Final = {form: pair for pair in _PAIRS.items() for form in pair}
_RIEUL: Final = 8
# The last consonant (Unicode's number) of each digit as it is read: 영 일 이 삼 사 오 육 칠 팔 구.
_DIGITS: Final = dict(zip("0123456789", (21, 8, 0, 16, 0, 0, 1, 8, 8, 0), strict=True))
# 십 백 천 만(4…7 zeros) 억(8…11) 조(12…)
_ZEROS: Final = (17, 1, 4, 4, 4, 4, 4, 1, 1, 1, 1)
_UNITS: Final = {"%": 0, "℃": 0, "°": 0, "㎡": 0, "㎞": 0, "㎏": 16, "+": 0, "℉": 0}
_LATIN_UNITS: Final = {"km": 0, "m": 0, "cm": 0, "mm": 0, "kg": 16, "g": 16, "l": 0, "ml": 0}
_LETTER_ENDS: Final = {"L": 8, "M": 16, "N": 4, "R": 8}
_BRACKETS: Final = re.compile(r"(?<=\S)\s*[(\[][^()\[\]]*[)\]]$")
_STOPS: Final = re.compile(r"[\s.,!?…·:;'\"“”‘’»›』」]+$")
_TAIL: Final = re.compile(r"[^0-9A-Za-z가-힣%℃°㎡㎞㎏+℉]+$")
_SLOT: Final = re.compile(r"\{(\w+)(?:\|([가-힣]+))?\}")


def with_particle(word: str, particle: str) -> str:
    """Return the word with the fitting form of a particle.

    particle: either form of the pair ("을" or "를"); other particles are joined as they are.
    A word whose sound cannot be told gets both forms: "☆을(를)".
    """
    pair = _AFTER_CONSONANT.get(particle)
    if pair is None:
        return word + particle
    final = last_consonant(word)
    if final is None:
        return f"{word}{pair[0]}({pair[1]})"
    closed = final != 0 and not (final == _RIEUL and pair[0] == "으로")
    return word + (pair[0] if closed else pair[1])


def fill(template: str, facts: Mapping[str, object]) -> str:
    """Put facts into "{name}" and "{name|을}"; whole numbers get thousands separators.

    Raises KeyError if a fact is missing.
    """

    def put(match: re.Match[str]) -> str:
        name, particle = match.groups()
        value = facts[name]
        is_count = isinstance(value, int) and not isinstance(value, bool)
        said = f"{value:,}" if is_count else str(value)
        return with_particle(said, particle) if particle else said

    return _SLOT.sub(put, template)


def last_consonant(word: str) -> int | None:
    """Return Unicode's number (0…27, 0 is none) of the last consonant as read; None if unknown."""
    word = _TAIL.sub("", _BRACKETS.sub("", _STOPS.sub("", word)))
    if not word:
        return None
    last = word[-1]
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28
    if last.isdigit():
        return _of_number(word)
    return _UNITS[last] if last in _UNITS else _of_latin(word)


def _of_number(word: str) -> int:
    match = re.search(r"[\d,.]*\d$", word)
    digits = (match.group() if match else word[-1]).replace(",", "")
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros == 0 or zeros == len(digits) or "." in digits:
        return _DIGITS[digits[-1]]
    return _ZEROS[zeros - 1] if zeros <= len(_ZEROS) else 0


def _of_latin(word: str) -> int:
    match = re.search(r"(\d?)\s?([A-Za-z]+)$", word)
    digit, letters = match.groups() if match else ("", word)
    if digit and letters.lower() in _LATIN_UNITS:
        return _LATIN_UNITS[letters.lower()]
    if letters.isupper():
        return _LETTER_ENDS.get(letters[-1], 0)
    return _of_english_word(letters.lower())


def _of_english_word(word: str) -> int:
    # As loanwords are spelt: "shop" 숍 and "snack" 스낵 close; "milk" 밀크 does not.
    if word[-1] in "lmn":
        return {"l": 8, "m": 16, "n": 4}[word[-1]]
    if word.endswith("ng"):
        return 21
    closed = re.search(r"[aeiou](?:[bckpt]|ck)$", word)
    return {"b": 17, "p": 17, "t": 19}.get(word[-1], 1) if closed else 0
