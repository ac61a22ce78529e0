"""Cut a sentence into what the home and the lexicon know, leaving as little unknown as can be.

The cheapest cut wins (few, long pieces; words that begin where words begin). A letter that no
piece explains stays unknown, and a command with unknown letters is not carried out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dure.assistants.home.amounts import find_amounts
from dure.assistants.home.household import Called, HouseholdIndex
from dure.assistants.home.lexicon import Word, is_bound, lengths, words
from dure.assistants.home.speech import Utterance
from dure.assistants.home.typos import similar_nouns

_UNKNOWN_COST: Final = 6.0
_NAME_COST: Final = 0.9
_WORD_COST: Final = 1.0
_SMALL_COST: Final = {"particle": 0.6, "filler": 0.7}
_CROSSING_COST: Final = 0.25
_FUZZY_COST: Final = 2.5
_MISPLACED_COST: Final = 2.0
_LONGEST_TYPO: Final = 10
_FUZZY_UP_TO: Final = 60
_UNKNOWN_UP_TO: Final = 12
"""Letters up to which slips are looked for: longer or stranger sentences are no commands."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """letters[start:end] and everything it may mean; nothing at all where it is unknown.

    exact: False where it was recognised through a slip; `form` is then what it was taken for.
    """

    start: int
    end: int
    form: str
    words: tuple[Word, ...] = ()
    called: Called | None = None
    exact: bool = True

    @property
    def is_known(self) -> bool:
        """Whether it means anything."""
        return bool(self.words) or self.called is not None


def tag(heard: Utterance, index: HouseholdIndex) -> tuple[Span, ...]:
    """Return the pieces from left to right; unknown letters in a row are one piece."""
    found = _candidates(heard, index)
    spans = _cheapest(heard, found)
    unknown = sum(span.end - span.start for span in spans if not span.is_known)
    if 0 < unknown <= _UNKNOWN_UP_TO and len(heard.letters) <= _FUZZY_UP_TO:
        more = list(_similar(heard, index, spans))
        if more:
            for cost, span in more:
                found[span.start].append((cost, span))
            spans = _cheapest(heard, found)
    return spans


_Found = Mapping[int, list[tuple[float, Span]]]


def _candidates(
    heard: Utterance, index: HouseholdIndex
) -> defaultdict[int, list[tuple[float, Span]]]:
    found: defaultdict[int, list[tuple[float, Span]]] = defaultdict(list)
    letters, known, by_first = heard.letters, words(), lengths()
    for start in range(len(letters)):
        first = letters[start]
        sizes = {*by_first.get(first, ()), *index.lengths.get(first, ())}
        for size in sizes:
            form = letters[start : start + size]
            if len(form) < size or (form not in known and form not in index.forms):
                continue
            span = Span(
                start=start, end=start + size, form=form,
                words=known.get(form, ()), called=index.forms.get(form),
            )  # fmt: skip
            cost = _cost(heard, span)
            if cost is not None:
                found[start].append((cost, span))
    for start, end, meanings in find_amounts(letters):
        span = Span(start=start, end=end, form=letters[start:end], words=meanings)
        found[start].append((_WORD_COST, span))
    return found


def _cost(heard: Utterance, span: Span) -> float | None:
    """Return what a piece costs; None where it cannot stand."""
    crossings = sum(heard.begins[span.start + 1 : span.end])
    if span.called is not None:
        return _NAME_COST + crossings * 0.05
    kinds = {word.kind for word in span.words}
    cost = min(_SMALL_COST.get(kind, _WORD_COST) for kind in kinds) + crossings * _CROSSING_COST
    begins = heard.begins[span.start]
    if kinds == {"filler"}:
        ends = span.end == len(heard.letters) or heard.begins[span.end]
        return cost if begins and (ends or span.start == 0) else None
    if begins and all(is_bound(word) for word in span.words):
        return None if span.start == 0 else cost + _MISPLACED_COST
    return cost


def _cheapest(heard: Utterance, found: _Found) -> tuple[Span, ...]:
    size = len(heard.letters)
    best: list[tuple[float, Span | None]] = [(float("inf"), None) for _ in range(size)]
    best.append((0.0, None))
    for start in range(size - 1, -1, -1):
        unknown = Span(start=start, end=start + 1, form=heard.letters[start])
        options = [(_UNKNOWN_COST, unknown), *found.get(start, ())]
        cost, _, span = min(
            (cost + best[span.end][0], -span.end, span) for cost, span in _by_end(options)
        )
        best[start] = (cost, span)
    return _joined(heard, best)


def _by_end(options: list[tuple[float, Span]]) -> Iterator[tuple[float, Span]]:
    """Yield the cheapest option per end, so that ties never compare spans."""
    cheapest: dict[int, tuple[float, Span]] = {}
    for cost, span in options:
        if span.end not in cheapest or cost < cheapest[span.end][0]:
            cheapest[span.end] = (cost, span)
    yield from cheapest.values()


def _joined(heard: Utterance, best: list[tuple[float, Span | None]]) -> tuple[Span, ...]:
    out: list[Span] = []
    at = 0
    while at < len(heard.letters):
        span = best[at][1]
        if span is None:
            break
        if out and not span.is_known and not out[-1].is_known:
            start = out.pop().start
            span = Span(start=start, end=span.end, form=heard.letters[start : span.end])
        out.append(span)
        at = span.end
    return tuple(out)


def _similar(
    heard: Utterance, index: HouseholdIndex, spans: tuple[Span, ...]
) -> Iterator[tuple[float, Span]]:
    """Yield names and kinds of devices that unknown letters come near."""
    starts = {span.start for span in spans} | {
        at for at, is_first in enumerate(heard.begins) if is_first
    }
    for unknown in (span for span in spans if not span.is_known):
        for start in sorted(s for s in starts if unknown.end - _LONGEST_TYPO <= s <= unknown.start):
            last = min(len(heard.letters), start + _LONGEST_TYPO)
            for end in range(max(unknown.start + 1, start + 2), last + 1):
                yield from _similar_to(heard, index, start, end)


def _similar_to(
    heard: Utterance, index: HouseholdIndex, start: int, end: int
) -> Iterator[tuple[float, Span]]:
    said = heard.letters[start:end]
    alike = index.similar(said)
    # Two names equally near are no evidence for either.
    for form in alike if len(alike) == 1 else ():
        span = Span(start=start, end=end, form=form, called=index.forms[form], exact=False)
        yield _FUZZY_COST, span
    for form in similar_nouns(said):
        span = Span(start=start, end=end, form=form, words=words()[form], exact=False)
        yield _FUZZY_COST + 0.1, span
