"""Find amounts in Korean text: money, counts, distances, minutes, percentages, ordinals.

Every span is in code points of the text given. What an amount is *for* (a budget, a price,
a balance) is not decided here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from dure.korean.numbers import NATIVE, Number, find_numbers, read_count, read_number

_WON: Final = re.compile(r"\s?(?:원|냥|₩|won\b|KRW\b)", re.IGNORECASE)
_BAND: Final = re.compile(
    r"\s?대(?=$|[\s.,!?~]|로|에|는|은|의|이|면|인|까지|부터|정도|쯤|[도만가](?![가-힣]))"
)
# After a bare "5천" or "만": particles and words with which people speak of money.
_MONEY_TAIL: Final = re.compile(
    r"\s?(?:$|[.,!?~ㅋㅎㅠㅜ)]|으?로|밖에|까지|이하|미만|이상|정도|쯤|안쪽|이내|내외|언더|짜리|"
    r"있는데|있어|있음|남았|남은|넘|대[로에]|[은는이가도만]\s|뿐|치|에서|부터|이면|안에서|들고)"
)
_OTHER_UNIT: Final = re.compile(
    r"\s?(?:명|개|번|분|시|살|세|층|호|점|등|인분|인(?![가-힣])|사람|마리|그릇|잔|병|박|일|월|년|회|"
    r"km|m\b|미터|킬로|kcal|칼로리|g\b|그램|ml|%|퍼센트|프로|평|도|조각|줄|장|천국)",
    re.IGNORECASE,
)
_SIGN_BEFORE: Final = re.compile(r"[₩]\s?$")
_CLOSE: Final = re.compile(r"^\s?(?:~|-|–|에서|부터|이나|내지)\s?$")
_AND: Final = re.compile(r"^\s?(?:이?랑|하고|과|와)\s?$")
_BETWEEN: Final = re.compile(r"\s?사이")
_LOW_END: Final = re.compile(r"(?<![\d.])(\d{1,2}|[일이삼사오육칠팔구])\s?(?:~|-|에서)\s?$")
_COUNT: Final = rf"(\d[\d,]*|{NATIVE}|[일이삼사오육륙칠팔구십백천]+)"
_DISTANCE: Final = re.compile(
    r"(\d[\d,]*(?:\.\d+)?|[일이삼사오육칠팔구십백천]+|한|두|세)\s?"
    r"(km|킬로미터|킬로|키로|미터|m)(?![a-z]|칼로리|그램|바이트|와트)",
    re.IGNORECASE,
)
_MINUTES: Final = re.compile(rf"{_COUNT}\s?분")
_PERCENT: Final = re.compile(
    r"(\d+(?:\.\d+)?|[일이삼사오육칠팔구십백]+)\s?(?:%|퍼센트|프로(?![가-힣]))"
)
_ORDINAL_WORD: Final = re.compile(
    r"(첫|두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s?번\s?[째쨰재]|(?<![\dA-Za-z가-힣])(\d{1,2}|[일이삼사오])\s?번(?<!이번)(?!\s?(?:출구|만|국|길))(?:\s?째)?|(?<![가-힣])(이)번\s?째"
    r"|(?<![A-Za-z\d])([1-9])\s?등(?!록|급|산|교)|(제일|맨)\s?(?:위|처음|앞)(?:에|의|\s?거|\s?꺼)?|(첫\s?빠따|첫째|처음\s?거|첫\s?집|첫\s?가게)|(가운데|중간)\s?(?:에\s?있는|거|꺼|집|있는|가게)|(마지막)(?:\s?(?:거|꺼|집|가게|것|에))"
)
_FIRST_WORDS: Final = {"첫": 1}
LAST: Final = -1
"""The ordinal of "the last one"."""


@dataclass(frozen=True, kw_only=True)
class Amount:
    """An amount of some unit: low == high unless a range was said.

    band: True for "5천원대", whose high end is then already set.
    bare: True where no unit was said ("6000").
    """

    start: int
    end: int
    low: int
    high: int
    band: bool = False
    bare: bool = False


def find_money(text: str) -> list[Amount]:
    """Return the amounts of won from left to right; "A~B" and "A에서 B" are one amount."""
    joined: list[Amount] = []
    for amount in _single_amounts(text):
        before = joined[-1] if joined else None
        if before and _are_ends(text, before, amount):
            joined[-1] = _joined(before, amount)
        else:
            joined.append(_with_low_end(text, amount))
    return joined


def _are_ends(text: str, low: Amount, high: Amount) -> bool:
    """Whether two amounts are the ends of one range: "A~B", "A에서 B", "A랑 B 사이"."""
    between = text[low.end : high.start]
    if _CLOSE.match(between):
        return True
    return _AND.match(between) is not None and _BETWEEN.match(text, high.end) is not None


def find_distances(text: str) -> list[Amount]:
    """Return distances in metres."""
    out = []
    for match in _DISTANCE.finditer(text):
        said, unit = match.group(1), match.group(2).lower()
        value = float(said.replace(",", "")) if said[0].isdigit() else read_number(said)
        if value:
            metres = round(value * (1 if unit in ("m", "미터") else 1000))
            out.append(Amount(start=match.start(), end=match.end(), low=metres, high=metres))
    return out


def find_minutes(text: str) -> list[Amount]:
    """Return durations in minutes ("10분", "오 분"); times of day are not told apart here."""
    return list(_counted(text, _MINUTES))


def find_percents(text: str) -> list[tuple[int, int, float]]:
    """Return (start, end, percent)."""
    out = []
    for match in _PERCENT.finditer(text):
        said = match.group(1)
        value = float(said) if said[0].isdigit() else read_number(said)
        if value is not None:
            out.append((match.start(), match.end(), float(value)))
    return out


def find_counts(text: str, unit: str) -> list[Amount]:
    """Return counts of a unit, which is a pattern such as "명|사람"."""
    return list(_counted(text, re.compile(rf"(?<![가-힣\d]){_COUNT}\s?(?:{unit})")))


def find_ordinals(text: str) -> list[tuple[int, int, int]]:
    """Return (start, end, n) for "두 번째", "2번", "맨 위"; n is LAST for the last one."""
    out = []
    for match in _ORDINAL_WORD.finditer(text):
        native, digits, second, place, top, first, middle, last = match.groups()
        if native:
            n = _FIRST_WORDS.get(native) or (read_number(native) or 0)
        elif top or first or middle or last:
            n = 1 if top or first else 2 if middle else LAST
        else:
            n = read_number(digits or second or place) or 0
        if n:
            out.append((match.start(), match.end(), n))
    return out


def _counted(text: str, pattern: re.Pattern[str]) -> Iterator[Amount]:
    for match in pattern.finditer(text):
        said = match.group(1)
        number = next(find_numbers(said), None)
        whole = number is not None and number.end == len(said)
        pair = (number.low, number.high) if number and whole else read_count(said)
        if pair:
            yield Amount(start=match.start(), end=match.end(), low=pair[0], high=pair[1])


def _single_amounts(text: str) -> Iterator[Amount]:
    for number in find_numbers(text):
        unit = _WON.match(text, number.end)
        if unit:
            yield _with_band(text, number, unit.end(), bare=False)
            continue
        money = next((n for n in _readings(text, number) if _looks_like_money(text, n)), None)
        if money:
            signed = _SIGN_BEFORE.search(text[: money.start]) is not None
            yield _with_band(text, money, money.end, bare=not signed)


def _readings(text: str, number: Number) -> Iterator[Number]:
    """Yield a number, and what stands before its last space: "2만 4명", "5천 백반"."""
    yield number
    head, space, _ = text[number.start : number.end].rpartition(" ")
    for shorter in find_numbers(head) if space else ():
        yield replace(shorter, start=number.start, end=number.start + shorter.end)


def _looks_like_money(text: str, number: Number) -> bool:
    said = text[number.start : number.end]
    if _OTHER_UNIT.match(text, number.end) or (number.start and text[number.start - 1] in "-.:/"):
        return False
    if _SIGN_BEFORE.search(text[: number.start]):
        return True
    following = text[number.end : number.end + 1]
    if said.replace(",", "").isdigit():
        lone = not re.match(r"[0-9A-Za-z:/-]", following)
        before = text[number.start - 1 : number.start]
        lone = lone and not (before.isascii() and before.isalpha())
        # 1995 is a year and 0101 a code; prices are round.
        return lone and 1000 <= number.low <= 999_990 and number.low % 10 == 0 and said[0] != "0"
    begins = number.start == 0 or not text[number.start - 1].isalnum()
    tail = _MONEY_TAIL.match(text, number.end) is not None
    closes = _CLOSE.match(text[number.end : number.end + 1]) is not None
    if said == "만":
        return False
    return number.low >= 1000 and begins and (tail or closes or following == " ")


def _with_band(text: str, number: Number, end: int, *, bare: bool) -> Amount:
    high, band = number.high, _BAND.match(text, end)
    if band:
        high += _step(number) - 1
        end = band.end()
    return Amount(
        start=number.start, end=end, low=number.low, high=high, band=bool(band), bare=bare
    )


def _step(number: Number) -> int:
    if number.step > 1:
        return number.step
    # "5000원대" is said with digits: its step is the largest power of ten that divides it.
    step = 1
    while number.low % (step * 10) == 0 and step < 10_000:
        step *= 10
    return step


def _joined(low: Amount, high: Amount) -> Amount:
    return Amount(
        start=low.start, end=high.end, low=min(low.low, high.low), high=max(low.high, high.high)
    )


def _with_low_end(text: str, high: Amount) -> Amount:
    """Read "3~4천원": the low end has no magnitude of its own and takes the other's."""
    match = _LOW_END.search(text[: high.start])
    digit = read_number(match.group(1)) if match else None
    size = 10 ** (len(str(high.low)) - 1)
    if match is None or not digit or digit * size >= high.low:
        return high
    return Amount(start=match.start(), end=high.end, low=digit * size, high=high.high)
