"""Turn names, and words that nobody knows, into filters; or ask, or say that there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from dure.assistants.erp.names import Named, Names
from dure.assistants.erp.query import AskBack, Filter, Refuse
from dure.assistants.erp.said import Listened
from dure.assistants.erp.segment import Piece
from dure.assistants.erp.words import FILLER, HANGING, grammar

_DIMENSIONS: Final = ("party", "product", "category", "warehouse")
_MOST_CHOICES: Final = 5
_MOST_WORDS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """filters: what was named. companies, employees: ids named. trouble: why it cannot go on."""

    filters: tuple[Filter, ...] = ()
    companies: tuple[int, ...] = ()
    employees: tuple[str, ...] = ()
    trouble: AskBack | Refuse | None = None
    guesses: tuple[str, ...] = field(default=())


def resolve(said: Listened, names: Names, absent: Sequence[str]) -> Resolved:
    """Return the filters of a question."""
    filters: list[Filter] = []
    companies: list[int] = []
    employees: list[str] = []
    for meanings in said.named:
        own = [named for named in meanings if named.dimension in _DIMENSIONS]
        companies += [i for n in meanings if n.dimension == "company" for i in n.ids]
        employees += [n.name for n in meanings if n.dimension == "employee"]
        if own:
            filters.append(_filter(own[0]))
    resolved = Resolved(
        filters=tuple(filters), companies=tuple(companies), employees=tuple(employees)
    )
    return _with_unknown(resolved, said, names, absent)


def _with_unknown(
    resolved: Resolved, said: Listened, names: Names, absent: Sequence[str]
) -> Resolved:
    skip = -1
    for piece in said.unknown:
        if piece.start < skip:
            continue
        word = _unknown_word(said, piece)
        topic = next((topic for topic in absent if topic in said.text), None)
        if topic:
            return replace(resolved, trouble=Refuse(reason="absent", word=topic))
        found, end = _lookup(said, piece, names)
        skip = end
        if isinstance(found, Filter):
            resolved = replace(resolved, filters=(*resolved.filters, found))
        else:
            trouble = found or Refuse(reason="unknown_word", word=word)
            return replace(resolved, trouble=trouble)
    return replace(resolved, filters=_merged(resolved.filters))


def _merged(filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """Return one filter per dimension: 서울전자와 부산전자 are either of the two."""
    out: dict[str, Filter] = {}
    for chosen in filters:
        before = out.get(chosen.dimension)
        if before and before.ids != chosen.ids:
            ids = tuple(dict.fromkeys((*before.ids, *chosen.ids)))
            label = f"{before.label}, {chosen.label}"
            guessed = before.guessed or chosen.guessed
            chosen = replace(chosen, ids=ids, label=label, guessed=guessed)
        out[chosen.dimension] = chosen
    return tuple(out.values())


def _lookup(said: Listened, piece: Piece, names: Names) -> tuple[Filter | AskBack | None, int]:
    """Return what an unknown stretch may name, and where the looking ended."""
    region = next(
        (m for m in grammar("region.prefix").finditer(said.text)
         if m.start(1) <= piece.start < m.end(1)), None
    )  # fmt: skip
    if region and (found := names.beginning(region[1])):
        return _several(found, region[1]), region.end(1)
    for start, end in _windows(said, piece):
        word = said.text[start:end]
        near = names.slips(word) or names.parts(word)
        own = [named for named in near if named.dimension in _DIMENSIONS]
        if len(own) == 1:
            return replace(_filter(own[0]), guessed=True), end
        if own:
            choices = tuple(named.name for named in own[:_MOST_CHOICES])
            return AskBack(phrase="which_name", choices=choices, word=word), end
    return None, piece.end


def _windows(said: Listened, piece: Piece) -> Iterator[tuple[int, int]]:
    """Yield stretches around an unknown piece, the longest first: with its neighbours in the
    same word, and with the next unknown words.
    """
    start, end = _word_bounds(said.text, piece)
    ends = [p.end for p in said.pieces if piece.end <= p.end <= end] or [piece.end]
    later = [p.end for p in said.pieces if piece.start < p.start][:_MOST_WORDS]
    starts = sorted({p.start for p in said.pieces if start <= p.start <= piece.start})
    found = {(s, e) for s in starts for e in (*ends, *later) if e >= piece.end}
    yield from sorted(found, key=lambda span: span[0] - span[1])


def _unknown_word(said: Listened, piece: Piece) -> str:
    """Return the word that an unknown stretch belongs to, without its particles."""
    start, end = _word_bounds(said.text, piece)
    same = [p for p in said.pieces if start <= p.start and p.end <= end]
    before = [p.end for p in same if p.end <= piece.start and not _is_filler(p)]
    behind = [p.start for p in same if p.start >= piece.end and not _is_filler(p)]
    word = said.text[max(before, default=start) : min(behind, default=end)].strip(".,!?~ ")
    return grammar("word.particle").sub("", word) if len(word) > len(piece.text) else word


def _is_filler(piece: Piece) -> bool:
    return set(piece.senses) <= {FILLER, HANGING} and not piece.named


def _word_bounds(text: str, piece: Piece) -> tuple[int, int]:
    start = text.rfind(" ", 0, piece.start) + 1
    end = text.find(" ", piece.end)
    return start, len(text) if end < 0 else end


def _filter(named: Named) -> Filter:
    return Filter(dimension=named.dimension, ids=named.ids, label=named.name)


def _several(found: Sequence[Named], prefix: str) -> Filter:
    ids = tuple(sorted({i for named in found for i in named.ids}))
    return Filter(dimension="party", ids=ids, label=f"{prefix}…", guessed=True)
