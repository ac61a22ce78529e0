"""Find personal numbers in a line: of persons, cards, accounts, firms, licences, passports, phones.

Every pattern is bounded and is tried only where a group of digits begins, so that the time
grows with the length of the line. What a number without a clear shape is, the words around
it say; they stand in data/mask.toml.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dure.kernel.data import read_toml
from dure.trust.mask_digits import (
    business_number_holds,
    card_number_holds,
    is_birthday,
    person_number_holds,
)
from dure.trust.mask_phones import END, GAP, SAID_END, PhoneShapes, find_phone, phone_shapes
from dure.trust.mask_spans import Kind, Personal

_SAID: Final = str.maketrans("공영일이삼사오육륙칠팔구", "001234566789")
"""Hangul digits; one letter for one letter, so that places stay."""
_SAID_RUN: Final = re.compile("[공영일이삼사오육륙칠팔구]{3}")
_SPELLED: Final = re.compile(
    "(?<![0-9공영일이삼사오육륙칠팔구])[0-9공영일이삼사오육륙칠팔구]"
    "(?:[ ]{1,2}(?:-[ ])?[0-9공영일이삼사오육륙칠팔구](?![0-9가-힣])){8,}"
)
"""Digits one by one, with a space between."""
_START: Final = re.compile(
    r"(?<![0-9A-Za-z*])(?<![0-9][-.,/:])(?=[+(]?[0-9](?:[^0-9A-Za-z\n]{0,4}[0-9]){5})[+(]?[0-9]"
)
_REGION: Final = (
    "서울|부산|경기|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산|세종"
)
_OLD_LICENCE: Final = re.compile(rf"(?:{_REGION})[ -]?[0-9]{{2}}[ -][0-9]{{6}}[ -][0-9]{{2}}{END}")
_PASSPORT: Final = re.compile(
    r"(?<![0-9A-Za-z-])(?:[MSRODGTE][ -]?[0-9]{8}|[A-Z]{2}[0-9]{7}|[MSRODGTE][0-9]{3}[A-Z][0-9]{4})"
    r"(?![0-9A-Za-z]|-[0-9A-Za-z])",
    re.IGNORECASE,
)
_NEW_PASSPORT: Final = re.compile(r"[MSROD][0-9]{3}[A-Z][0-9]{4}")
_NEAR: Final = 28
"""Characters before a number in which a word says what it is."""
_AFTER: Final = 10
_PERSON_DIGITS: Final = 13


@dataclass(frozen=True, kw_only=True)
class _Words:
    """Patterns made of the words in data/mask.toml."""

    registration: re.Pattern[str]
    person: re.Pattern[str]
    incorporation: re.Pattern[str]
    thing: re.Pattern[str]
    card: re.Pattern[str]
    business: re.Pattern[str]
    licence: re.Pattern[str]
    passport: re.Pattern[str]
    account: re.Pattern[str]
    bank_after: re.Pattern[str]
    phone: re.Pattern[str]


@dataclass(frozen=True, kw_only=True)
class _Hints:
    """Which kinds of numbers the whole line speaks of; looked up once for all its numbers."""

    registration: bool
    card: bool
    business: bool
    licence: bool
    phone: bool


@dataclass(frozen=True, kw_only=True)
class _Spot:
    """line[at] begins a group of digits, `before` stands directly before it."""

    line: str
    at: int
    before: str
    hints: _Hints


@dataclass(frozen=True, kw_only=True)
class _Shapes:
    """Shapes of numbers, written or said."""

    person: re.Pattern[str]
    card: tuple[re.Pattern[str], ...]
    odd_card: re.Pattern[str]
    business: re.Pattern[str]
    licence: re.Pattern[str]
    account: re.Pattern[str]
    phones: PhoneShapes


def find_numbers(line: str) -> Iterator[Personal]:
    """Yield the personal numbers of a line; they may overlap."""
    yield from _at_starts(line, _shapes(END))
    if _SAID_RUN.search(line):
        said = line.translate(_SAID)
        for one in _at_starts(said, _shapes(SAID_END)):
            if _SAID_RUN.search(line, one.start, one.end):
                yield one
    if _SPELLED.search(line):
        yield from _spelled(line)
    yield from _licences_by_region(line)
    yield from _passports(line)


def _spelled(line: str) -> Iterator[Personal]:
    """Yield numbers with a space after every digit, looked for without those spaces."""
    places = list(range(len(line)))
    for run in reversed(list(_SPELLED.finditer(line))):
        places[run.start() : run.end()] = [at for at in range(*run.span()) if line[at] != " "]
    close = "".join(line[at] for at in places).translate(_SAID)
    for one in _at_starts(close, _shapes(SAID_END)):
        start, end = places[one.start], places[one.end - 1] + 1
        if _SPELLED.search(line, start, end):
            yield Personal(start=start, end=end, kind=one.kind)


def _at_starts(line: str, shapes: _Shapes) -> Iterator[Personal]:
    done = 0
    hints: _Hints | None = None
    for start in _START.finditer(line):
        at = start.start()
        if at < done:
            continue
        hints = hints or _hints(line)
        found = _number_at(_spot(line, at, hints), shapes)
        if found is None and line[at] in "+(":
            at += 1
            found = _number_at(_spot(line, at, hints), shapes)
        if found:
            kind, end = found
            yield Personal(start=at, end=end, kind=kind)
            done = end


def _hints(line: str) -> _Hints:
    words = _words()
    return _Hints(
        registration=words.registration.search(line) is not None,
        card=words.card.search(line) is not None,
        business=words.business.search(line) is not None,
        licence=words.licence.search(line) is not None,
        phone=words.phone.search(line) is not None,
    )


def _spot(line: str, at: int, hints: _Hints) -> _Spot:
    return _Spot(line=line, at=at, before=line[max(0, at - _NEAR) : at], hints=hints)


def _number_at(spot: _Spot, shapes: _Shapes) -> tuple[Kind, int] | None:
    if end := _card(spot, shapes):
        return "CARD", end
    found = _person_number(spot, shapes) or _other_number(spot, shapes)
    return found if found and not _is_of_a_thing(spot) else None


def _other_number(spot: _Spot, shapes: _Shapes) -> tuple[Kind, int] | None:
    if end := find_phone(spot.line, spot.at, shapes.phones, is_hinted=spot.hints.phone):
        return "PHONE", end
    if end := _account(spot, shapes):
        return "BANK_ACCOUNT", end
    if end := _licence(spot, shapes):
        return "DRIVER_LICENSE", end
    if end := _business(spot, shapes):
        return "BRN", end
    return None


def _is_of_a_thing(spot: _Spot) -> bool:
    return _words().thing.search(spot.before) is not None


def _card(spot: _Spot, shapes: _Shapes) -> int | None:
    for number, shape in enumerate(shapes.card):
        match = shape.match(spot.line, spot.at)
        if not match:
            continue
        is_issued = number < len(shapes.card) - 1
        if is_issued and card_number_holds(_digits(match[0])) and not _is_of_a_thing(spot):
            return match.end()
        in_groups = number == 0
        if (in_groups and spot.hints.card) or _words().card.search(spot.before):
            return match.end()
    return _card_in_odd_groups(spot, shapes)


def _card_in_odd_groups(spot: _Spot, shapes: _Shapes) -> int | None:
    """Return where a card number ends whose groups are nobody's, after a word for cards."""
    match = shapes.odd_card.match(spot.line, spot.at) if spot.hints.card else None
    if not match or not _words().card.search(spot.before):
        return None
    digits = _digits(match[0])
    is_card = 14 <= len(digits) <= 16 and digits[0] in "234569" and card_number_holds(digits)
    return match.end() if is_card else None


def _person_number(spot: _Spot, shapes: _Shapes) -> tuple[Kind, int] | None:
    match = shapes.person.match(spot.line, spot.at)
    if not match or _words().incorporation.search(spot.before):
        return None
    if not is_birthday(match["birth"]) and not _words().person.search(spot.before):
        return None
    digits = _digits(match[0])
    if not match["gap"] and not spot.hints.registration:
        whole = len(digits) == _PERSON_DIGITS
        if not (whole and person_number_holds(digits)):
            return None
    return ("FRN" if digits[6] in "5678" else "RRN"), match.end()


def _business(spot: _Spot, shapes: _Shapes) -> int | None:
    match = shapes.business.match(spot.line, spot.at)
    if not match:
        return None
    holds = business_number_holds(_digits(match[0]))
    has_gap = bool(match["gap"] and match["gap"].strip())
    if (holds or has_gap) and ((holds and has_gap) or spot.hints.business):
        return match.end()
    return match.end() if _words().business.search(spot.before) else None


def _licence(spot: _Spot, shapes: _Shapes) -> int | None:
    match = shapes.licence.match(spot.line, spot.at)
    if not match:
        return None
    has_gaps = len(_digits(match[0])) < len(match[0])
    return match.end() if has_gaps or spot.hints.licence else None


def _account(spot: _Spot, shapes: _Shapes) -> int | None:
    match = shapes.account.match(spot.line, spot.at)
    if not match or not 10 <= len(_digits(match[0])) <= 16:
        return None
    after = spot.line[match.end() : match.end() + _AFTER]
    if _words().account.search(spot.before) or _words().bank_after.match(after):
        return match.end()
    return None


def _licences_by_region(line: str) -> Iterator[Personal]:
    for match in _OLD_LICENCE.finditer(line):
        yield Personal(start=match.start(), end=match.end(), kind="DRIVER_LICENSE")


def _passports(line: str) -> Iterator[Personal]:
    matches = list(_PASSPORT.finditer(line))
    if not matches:
        return
    is_said = _words().passport.search(line) is not None
    for match in matches:
        before = line[max(0, match.start() - _NEAR) : match.start()]
        is_new = _NEW_PASSPORT.fullmatch(match[0]) and not _words().thing.search(before)
        if is_said or is_new:
            yield Personal(start=match.start(), end=match.end(), kind="PASSPORT")


def _digits(text: str) -> str:
    return "".join(letter for letter in text if "0" <= letter <= "9")


@lru_cache(maxsize=2)
def _shapes(end: str) -> _Shapes:
    stop = f"(?:{end})"
    line = r"[ -]"
    return _Shapes(
        person=re.compile(
            rf"(?P<birth>[0-9]{{6}})(?P<gap>{GAP}|[ ]?:[ ]?)?"
            rf"(?:[0-9]{GAP}?[0-9]{{6}}{stop}|[0-9][*●○•]{{6}}|[0-9][xX]{{6}}(?![A-Za-z]))"
        ),
        card=(
            re.compile(
                rf"(?:2[2-7]|[3-69][0-9])[0-9]{{2}}(?P<g>{GAP})[0-9]{{4}}(?:{GAP}[0-9]{{4}}){{2}}{stop}"
            ),
            re.compile(rf"3[47][0-9]{{2}}{line}?[0-9]{{6}}{line}?[0-9]{{5}}{stop}"),
            re.compile(rf"3[0689][0-9]{{2}}{line}?[0-9]{{6}}{line}?[0-9]{{4}}{stop}"),
            re.compile(rf"(?:2[2-7]|[3-69][0-9])[0-9]{{14}}(?:[0-9]{{3}})?{stop}"),
            re.compile(rf"[0-9]{{4}}(?:{GAP}[0-9]{{4}}){{3}}{stop}"),
        ),
        odd_card=re.compile(rf"[0-9]{{3,6}}(?:{GAP}[0-9]{{2,10}}){{1,4}}{stop}"),
        business=re.compile(rf"[0-9]{{3}}(?P<gap>{GAP})?[0-9]{{2}}{GAP}?[0-9]{{5}}{stop}"),
        licence=re.compile(
            rf"(?:1[1-9]|2[0-8])(?:{line}[0-9]{{2}}{line}[0-9]{{6}}{line}[0-9]{{2}}|[0-9]{{10}}){stop}"
        ),
        account=re.compile(
            rf"(?:[0-9]{{2,6}}(?:[ ]?[- ][ ]?[0-9]{{2,8}}){{1,4}}(?:-[0-9])?|[0-9]{{10,16}}){stop}"
        ),
        phones=phone_shapes(end),
    )


@lru_cache(maxsize=1)
def _words() -> _Words:
    words = read_toml("dure.trust", "data/mask.toml")["numbers"]
    full = [bank for bank in words["banks"] if len(bank) > 2 or not bank.isascii()]
    return _Words(
        registration=_anywhere(words["registration"]),
        person=re.compile(rf"(?:{_either(words['person'])})[^0-9]{{0,8}}$", re.IGNORECASE),
        incorporation=_anywhere(words["incorporation"]),
        thing=re.compile(
            rf"(?:{_either([w for w in words['thing'] if not w.isascii()])})[^0-9가-힣]{{0,3}}"
            rf"(?:번호|코드)?(?:[은는이가]|에)?[^0-9가-힣A-Za-z]{{0,4}}$"
            rf"|(?<![A-Za-z_])(?:{_either([w for w in words['thing'] if w.isascii()])})"
            rf"(?:[ _]?(?:no|id|number))?[^0-9가-힣A-Za-z]{{0,4}}$",
            re.IGNORECASE,
        ),
        card=_anywhere(words["card"]),
        business=_anywhere(words["business"]),
        licence=_anywhere(words["licence"]),
        passport=_anywhere(words["passport"]),
        account=re.compile(
            rf"(?:{_either(words['account'])})[^0-9]{{0,16}}$"
            rf"|(?:{_either(w for w in words['banks'] if len(w) > 3)})[^0-9]{{0,10}}$"
            rf"|(?<![가-힣A-Za-z])(?:{_either(words['banks'])})[ :(\[,/]{{0,3}}$",
            re.IGNORECASE,
        ),
        bank_after=re.compile(
            rf"[ ,(/]{{0,2}}(?:{_either(full)}|예금주|계좌|(?:으로|로)?[ ]?(?:입금|송금|이체))"
        ),
        phone=_anywhere(words["phone"]),
    )


def _anywhere(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_either(words), re.IGNORECASE)


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
