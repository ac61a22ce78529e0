"""Turn names, and words that nobody knows, into filters; or ask, or say that there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dure.assistants.erp.names import Named, Names, squeezed
from dure.assistants.erp.phrases import part
from dure.assistants.erp.query import AskBack, Filter, Refuse
from dure.assistants.erp.said import Listened
from dure.assistants.erp.segment import Piece
from dure.assistants.erp.words import FILLER, HANGING, grammar

_DIMENSIONS: Final = ("party", "product", "category", "warehouse")
_MOST_CHOICES: Final = 5
_MOST_WORDS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """filters: what was named. companies, employees: ids named. trouble: why it cannot go on.

    several: dimensions of which more than one member was named.
    """

    filters: tuple[Filter, ...] = ()
    companies: tuple[int, ...] = ()
    employees: tuple[str, ...] = ()
    trouble: AskBack | Refuse | None = None
    several: frozenset[str] = frozenset()


def resolve(
    said: Listened,
    names: Names,
    absent: Sequence[str],
    *,
    fitting: Sequence[str] = _DIMENSIONS,
) -> Resolved:
    """Return the filters of a question.

    fitting: the dimensions that what is asked about has; only their members are offered.
    """
    placed: list[tuple[int, Filter]] = []
    companies: list[int] = []
    employees: list[str] = []
    for piece in said.pieces:
        own = [named for named in piece.named if named.dimension in _DIMENSIONS]
        companies += [i for n in piece.named if n.dimension == "company" for i in n.ids]
        employees += [n.name for n in piece.named if n.dimension == "employee"]
        if own:
            placed.append((piece.end, _filter(own[0])))
    resolved = Resolved(companies=tuple(companies), employees=tuple(employees))
    return _with_unknown(resolved, placed, said, names, absent, fitting)


def _with_unknown(
    resolved: Resolved,
    placed: list[tuple[int, Filter]],
    said: Listened,
    names: Names,
    absent: Sequence[str],
    fitting: Sequence[str],
) -> Resolved:
    skip = -1
    for piece in said.unknown:
        if piece.start < skip:
            continue
        word = _unknown_word(said, piece)
        topics = [topic for topic in absent if topic in said.text]
        topic = max(topics, key=len, default=None)
        if topic:
            return replace(resolved, trouble=Refuse(reason="absent", word=topic))
        found, end = _lookup(said, piece, names, fitting)
        skip = end
        if isinstance(found, Filter):
            placed.append((end, found))
        else:
            trouble = found or Refuse(reason="unknown_word", word=word)
            return replace(resolved, trouble=trouble)
    return _settled(resolved, placed, said)


def _settled(resolved: Resolved, placed: list[tuple[int, Filter]], said: Listened) -> Resolved:
    """Return the filters, those before 빼고 or 제외 as excluded, one of each dimension."""
    placed = sorted(placed, key=lambda pair: pair[0])
    cue = next((p.start for p in said.pieces if ("exclude", "yes") in p.senses), None)
    if cue is not None:
        near = _excluded(placed, cue, said)
        if not near:
            return replace(resolved, trouble=AskBack(phrase="unsupported"))
        placed = [(end, replace(f, excluded=end in near)) for end, f in placed]
    filters = [chosen for _, chosen in placed]
    kept = [chosen for chosen in filters if not chosen.excluded]
    dimensions = [d for d in _DIMENSIONS if len({f.ids for f in kept if f.dimension == d}) > 1]
    return replace(resolved, filters=_merged(filters), several=frozenset(dimensions))


def _excluded(placed: list[tuple[int, Filter]], cue: int, said: Listened) -> set[int]:
    """Return where the names end that stand right before a cue, joined to each other."""
    out: set[int] = set()
    at = cue
    for end, _ in reversed([pair for pair in placed if pair[0] <= cue]):
        between = [p for p in said.pieces if end <= p.start < at]
        periods = any(end <= found.start < at for found in said.periods)
        if periods or any(p.known and not _is_joining(p) and not p.named for p in between):
            break
        out.add(end)
        at = end
    return out


def _is_joining(piece: Piece) -> bool:
    region = {("dimension", "party"), ("dimension", "product")}
    return _is_filler(piece) or bool(set(piece.senses) & region)


def _merged(filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """Return one filter per dimension: 서울전자와 부산전자 are either of the two."""
    out: dict[tuple[str, bool], Filter] = {}
    for chosen in filters:
        before = out.get((chosen.dimension, chosen.excluded))
        if before and before.ids != chosen.ids:
            ids = tuple(dict.fromkeys((*before.ids, *chosen.ids)))
            label = f"{before.label}, {chosen.label}"
            guessed = before.guessed or chosen.guessed
            chosen = replace(chosen, ids=ids, label=label, guessed=guessed)
        out[chosen.dimension, chosen.excluded] = chosen
    return tuple(out.values())


def _lookup(
    said: Listened, piece: Piece, names: Names, fitting: Sequence[str]
) -> tuple[Filter | AskBack | None, int]:
    """Return what an unknown stretch may name, and where the looking ended."""
    region = next(
        (m for m in grammar("region.prefix").finditer(said.text)
         if m.start(1) <= piece.start < m.end(1)), None
    )  # fmt: skip
    if region and (found := names.beginning(region[1])):
        return _several(found, region[1]), region.end()
    if grammar("region.names").fullmatch(piece.text) and (found := names.beginning(piece.text)):
        return _several(found, piece.text), piece.end
    for start, end in _windows(said, piece):
        word = said.text[start:end]
        near = names.slips(word) or names.parts(word)
        own = [named for named in near if named.dimension in fitting]
        if len(own) == 1 and not _only_describes(word, own[0]):
            return replace(_filter(own[0]), guessed=True), end
        if own:
            choices = tuple(named.name for named in own[:_MOST_CHOICES])
            phrase = "which_one" if len(own) == 1 else "which_name"
            return AskBack(phrase=phrase, choices=choices, word=word), end
    return None, piece.end


def _only_describes(word: str, named: Named) -> bool:
    """Whether a word only says what kind a thing is: 노트북 is no 노트북 거치대.

    The last word of a Korean name says what it is. A size or a type (A4, 27인치) may stand alone.
    """
    part = squeezed(word)
    kind = named.dimension == "product" and not any(letter.isascii() for letter in part)
    return kind and squeezed(named.name).startswith(part)


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
    label = part("region", name=prefix)
    return Filter(dimension="party", ids=ids, label=label, beginning=prefix)
