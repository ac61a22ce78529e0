"""What a question says, before it is decided what it asks: words, names, numbers, periods."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from dure.assistants.erp.names import Named, Names
from dure.assistants.erp.periods import PeriodSaid, find_periods
from dure.assistants.erp.query import Threshold
from dure.assistants.erp.segment import Piece, segment, unhung
from dure.assistants.erp.words import FILLER, grammar, words
from dure.korean.numbers import find_numbers, read_number

_FIRST: Final = "첫"
Attack = Literal["attack", "other_company"]


@dataclass(frozen=True, kw_only=True)
class Limit:
    """The first so many. counter: with what they were counted (곳, 개, 건), "" if unsaid.

    ordinal: only the one at that place (두 번째).
    """

    start: int
    end: int
    count: int
    counter: str
    ordinal: bool = False


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A bound on a figure. unit: 원, 개, 건 … or "" if unsaid."""

    start: int
    end: int
    threshold: Threshold
    unit: str


@dataclass(frozen=True, kw_only=True)
class Code:
    """The number of a document. kind: the word before it (주문 12번), "" for PO-9070."""

    start: int
    end: int
    number: str
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Listened:
    """All that was found. unknown: stretches that nobody knows."""

    text: str
    pieces: tuple[Piece, ...]
    periods: tuple[PeriodSaid, ...]
    limit: Limit | None
    bound: Bound | None
    code: Code | None

    def has(self, kind: str, value: str | None = None) -> bool:
        """Whether a word of a kind was said."""
        return any(k == kind and value in (None, v) for p in self.pieces for k, v in p.senses)

    def all(self, kind: str) -> tuple[str, ...]:
        """Return the values of a kind in the order of their words, each once."""
        return tuple(dict.fromkeys(v for p in self.pieces for k, v in p.senses if k == kind))

    def without(self, *kinds: str) -> "Listened":
        """Return the same without the meanings of some kinds."""
        pieces = tuple(
            replace(p, senses=tuple(s for s in p.senses if s[0] not in kinds) or (FILLER,))
            if p.senses else p
            for p in self.pieces
        )  # fmt: skip
        return replace(self, pieces=pieces)

    @property
    def unknown(self) -> tuple[Piece, ...]:
        """Return the stretches that nobody knows."""
        return tuple(piece for piece in self.pieces if not piece.known)

    @property
    def named(self) -> tuple[tuple[Named, ...], ...]:
        """Return for each name said what it may mean."""
        return tuple(piece.named for piece in self.pieces if piece.named)


def attack_in(text: str) -> Attack | None:
    """Return what a text tries beside asking, None if nothing."""
    if any(grammar(f"attack.{key}").search(text) for key in ("rules", "roles", "secrets", "sql")):
        return "attack"
    return "other_company" if grammar("attack.companies").search(text) else None


def tidy(text: str) -> str:
    """Return a text in composed letters with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def listen(text: str, *, names: Names, today: date) -> Listened:
    """Return what a tidy question says."""
    blank = _Blank(text)
    for start, end in _numbered_names(text, names):
        blank.hide(start, end)
    code = _code(blank.left)
    if code:
        blank.hide(code.start, code.end)
    bound = _bound(blank.left)
    if bound:
        blank.hide(bound.start, bound.end)
    periods = find_periods(blank.left, today)
    for said in periods:
        blank.hide(said.start, said.end)
    limit = _limit(blank.left)
    found = [p for p in (code, bound, limit, *periods) if p]
    taken = [(part.start, part.end) for part in found]
    pieces = unhung(segment(text, taken=taken, words=words(), names=names), text, taken)
    return Listened(
        text=text, pieces=tuple(pieces), periods=tuple(periods), limit=limit, bound=bound, code=code
    )


class _Blank:
    """A text in which what was understood is hidden, letter by letter."""

    def __init__(self, text: str) -> None:
        self.left = text

    def hide(self, start: int, end: int) -> None:
        self.left = self.left[:start] + "\0" * (end - start) + self.left[end:]


def _numbered_names(text: str, names: Names) -> list[tuple[int, int]]:
    """Return where names with digits stand (27인치 모니터): no number is read out of them."""
    out = []
    for spelling in names.spellings:
        if any(letter.isdigit() for letter in spelling):
            loose = r"[\s\-_./]*".join(map(re.escape, spelling))
            out += [m.span() for m in re.finditer(loose, text, re.IGNORECASE)]
    return out


def _code(text: str) -> Code | None:
    match = grammar("code.document").search(text)
    if match:
        return Code(start=match.start(), end=match.end(), number=match[1].upper() + match[2])
    match = grammar("code.numbered").search(text)
    if match is None:
        return None
    before, number, other, after = match.groups()
    return Code(start=match.start(), end=match.end(), number=number or other, kind=before or after)


def _bound(text: str) -> Bound | None:
    for number in find_numbers(text):
        match = grammar("threshold.after").match(text, number.end)
        if match and number.low == number.high:
            said = match.groupdict()
            return Bound(
                start=number.start,
                end=match.end(),
                threshold=Threshold(operator=_operator(said), value=Decimal(number.low)),
                unit=match.group().strip()[:1]
                if match.group().strip()[:1] in "원개건번회장"
                else "",
            )
    return None


def _operator(said: dict[str, str | None]) -> Literal[">=", ">", "<=", "<"]:
    if said["more"]:
        return ">="
    if said["strict_more"]:
        return ">"
    return "<" if said["strict_less"] else "<="


def _limit(text: str) -> Limit | None:
    for key in ("digits", "native", "rank", "counted"):
        match = grammar(f"limit.{key}").search(text)
        count = (1 if match[1] == _FIRST else read_number(match[1])) if match else None
        if match and count:
            # The word before the number (상위, 하위) stays to be read.
            start = match.start(1)
            counter = text[match.end(1) : match.end()].strip().rstrip("만까지")
            if key == "rank":
                return Limit(start=start, end=match.end(), count=count, counter="", ordinal=True)
            return Limit(start=start, end=match.end(), count=count, counter=counter)
    match = grammar("limit.only").search(text)
    return match and Limit(start=match.start(), end=match.end(), count=1, counter="")
