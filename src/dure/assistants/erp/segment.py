"""Cut a question into words that are known and stretches that are not, with or without spaces.

The cheapest cover of the whole text wins: known words are cheap, unknown letters dear, and an
unknown word is not nibbled at by short words that happen to stand in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dure.assistants.erp.names import Named, Names, squeezed
from dure.assistants.erp.words import FILLER, HANGING, Sense, Words, grammar

_WORD: Final = 1.0
_NAME: Final = 0.8
_FILLER: Final = 1.2
_SHORT: Final = 0.8
"""Added for a word of one letter."""
_UNKNOWN: Final = 6.0
_TORN: Final = 4.0
"""Added where a known word touches unknown letters without a space."""
_ACROSS: Final = 0.3
"""Added for a space inside a word."""
_CRUMBS: Final = 20.0
"""Added where two words of one letter follow each other; more than they cost as unknown."""
_LAST: Final = frozenset("요도만는은야의")
"""Particles that follow others."""
_SILENT: Final = frozenset(".,!?~…·:;'\"“”‘’()[]{}<>|`^*+=/\\-_&@#$￦₩")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """text[start:end]. senses: empty if unknown; named: records it may name."""

    start: int
    end: int
    text: str
    senses: tuple[Sense, ...] = ()
    named: tuple[Named, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the words or the names have it."""
        return bool(self.senses or self.named)


@dataclass(frozen=True, kw_only=True)
class _Step:
    cost: float
    before: tuple[int, bool] | None
    piece: Piece | None


def segment(
    text: str, *, taken: Sequence[tuple[int, int]], words: Words, names: Names
) -> list[Piece]:
    """Return the pieces of a text from left to right.

    taken: spans that were understood already (periods, amounts); no piece reaches into them.
    """
    pieces: list[Piece] = []
    for start, end in _gaps(text, taken):
        pieces += _cover(text, start, end, words, names)
    return pieces


def unhung(pieces: Sequence[Piece], text: str, taken: Sequence[tuple[int, int]]) -> list[Piece]:
    """Return the pieces, those that only look like particles as unknown: 인도 in 10월인도매출.

    Between two things said without a space there is at most one of the particles that join them.
    """
    out = list(pieces)
    ends = {end for _, end in taken} | {p.end for p in pieces if p.named}
    for begin, end in _runs(out):
        first, last = out[begin], out[end - 1]
        word = text[first.start : last.end]
        glued = end < len(out) and out[end].start == last.end and out[end].known
        if first.start in ends and glued and not grammar("word.joining").fullmatch(word):
            unknown = Piece(start=first.start, end=last.end, text=word)
            out[begin:end] = [unknown] + [None] * (end - begin - 1)  # type: ignore[list-item]
    return [piece for piece in out if piece is not None]


def _runs(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Return where particles and fillers follow each other without a space, from … to before."""
    out, at = [], 0
    while at < len(pieces):
        end = at
        while (
            end < len(pieces)
            and _is_small(pieces[end])
            and (end == at or pieces[end - 1].end == pieces[end].start)
        ):
            end += 1
        if end > at:
            out.append((at, end))
        at = max(end, at + 1)
    return out


def _is_small(piece: Piece) -> bool:
    return not piece.named and bool(piece.senses) and set(piece.senses) <= {FILLER, HANGING}


def _gaps(text: str, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    out, at = [], 0
    for start, end in sorted(taken):
        out.append((at, start))
        at = max(at, end)
    return [gap for gap in [*out, (at, len(text))] if gap[0] < gap[1]]


def _cover(text: str, start: int, end: int, words: Words, names: Names) -> list[Piece]:
    places = [i for i in range(start, end) if text[i] not in _SILENT and not text[i].isspace()]
    best: dict[tuple[int, bool], _Step] = {(0, False): _Step(cost=0, before=None, piece=None)}
    for at in range(len(places)):
        for state in ((at, False), (at, True)):
            if state in best:
                _extend(best, state, text, places, words, names)
    ends = [best[s] for s in ((len(places), False), (len(places), True)) if s in best]
    return _joined(_path(best, min(ends, key=lambda step: step.cost)), text)


def _extend(
    best: dict[tuple[int, bool], _Step],
    state: tuple[int, bool],
    text: str,
    places: list[int],
    words: Words,
    names: Names,
) -> None:
    at, after_unknown = state
    glued = at > 0 and places[at - 1] + 1 == places[at]
    cost = best[state].cost
    unknown = Piece(start=places[at], end=places[at] + 1, text=text[places[at]])
    torn = _TORN if glued and at and not after_unknown else 0
    _offer(best, (at + 1, True), cost + _UNKNOWN + torn, state, unknown)
    longest = min(len(places) - at, max(words.longest, names.longest))
    for size in range(1, longest + 1):
        piece = _known(text, places[at : at + size], words, names)
        if piece and _may_stand(piece, text, glued=_hangs(text, places[at])):
            torn = _TORN if glued and after_unknown else 0
            torn += _CRUMBS if glued and _crumbles(best[state].piece, piece) else 0
            _offer(best, (at + size, False), cost + _price(piece, size) + torn, state, piece)


def _hangs(text: str, at: int) -> bool:
    """Whether a letter follows another without a space."""
    return at > 0 and not text[at - 1].isspace() and text[at - 1] not in _SILENT


def _may_stand(piece: Piece, text: str, *, glued: bool) -> bool:
    """Whether a word may stand here.

    What runs across a space begins with a word: 목재 is not in "원목 재고". A particle hangs on
    a word, or is one: the 의 of 의자 is none.
    """
    if " " in piece.text:
        return not glued
    if glued or piece.named or not set(piece.senses) <= {FILLER, HANGING}:
        return True
    alone = piece.end == len(text) or not text[piece.end].isalnum()
    return (alone or len(piece.text) > 1) and (
        HANGING not in piece.senses or (alone and len(piece.text) == 1)
    )


def _crumbles(before: Piece | None, piece: Piece) -> bool:
    """Whether two words of one letter in a row look like a word that nobody knows (의자)."""
    if before is None or len(before.text) > 1 or len(piece.text) > 1:
        return False
    small = set(before.senses) <= {FILLER, HANGING} and bool(before.senses)
    return small and piece.text not in _LAST


def _known(text: str, places: list[int], words: Words, names: Names) -> Piece | None:
    letters = "".join(text[i] for i in places).lower()
    senses = words.senses.get(letters, ())
    named = names.spellings.get(squeezed(letters), ())
    if not senses and not named:
        return None
    start, end = places[0], places[-1] + 1
    return Piece(start=start, end=end, text=text[start:end], senses=senses, named=named)


def _price(piece: Piece, size: int) -> float:
    base = _NAME if piece.named else _FILLER if set(piece.senses) <= {FILLER, HANGING} else _WORD
    return base + (_SHORT if size == 1 else 0) + _ACROSS * piece.text.count(" ")


def _offer(
    best: dict[tuple[int, bool], _Step],
    state: tuple[int, bool],
    cost: float,
    before: tuple[int, bool],
    piece: Piece,
) -> None:
    if state not in best or cost < best[state].cost:
        best[state] = _Step(cost=cost, before=before, piece=piece)


def _path(best: Mapping[tuple[int, bool], _Step], last: _Step) -> list[Piece]:
    out, step = [], last
    while step.piece is not None and step.before is not None:
        out.append(step.piece)
        step = best[step.before]
    return out[::-1]


def _joined(pieces: list[Piece], text: str) -> list[Piece]:
    """Return the pieces with neighbouring unknown letters as one."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last and not last.known and not piece.known and last.end == piece.start:
            out[-1] = Piece(start=last.start, end=piece.end, text=text[last.start : piece.end])
        else:
            out.append(piece)
    return out
