"""Split a sentence into clauses ("불 끄고 / 에어컨 24도로") and tell what stands in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dure.assistants.home.lexicon import Word
from dure.assistants.home.spans import Span

IGNORED: Final = frozenset(("particle", "filler", "please", "and", "again"))
TARGETS: Final = frozenset(("noun", "here", "there", "pronoun", "device", "all", "which", "many"))
_GOAL: Final = ("로", "으로")
_LIGHT_VERB: Final = "do"


@dataclass(frozen=True, kw_only=True)
class Clause:
    """Pieces that belong to one command. asks: it ended with a question mark."""

    spans: tuple[Span, ...]
    asks: bool = False

    @cached_property
    def told(self) -> tuple[Span, ...]:
        """The pieces that say something (no particles, fillers, light verbs)."""
        return tuple(span for span in self.spans if not _is_ignored(span))

    @cached_property
    def features(self) -> frozenset[str]:
        """Every feature of every piece ("act:on", "attr:brightness", "percent")."""
        return frozenset(feature for span in self.told for feature in features_of(span))

    @cached_property
    def moods(self) -> frozenset[str]:
        """The moods of its verbs."""
        return frozenset(word.mood for span in self.spans for word in acts_of(span))

    def word(self, kind: str) -> Word | None:
        """Return the first word of a kind."""
        return next((w for s in self.told for w in s.words if w.kind == kind), None)

    def words(self, kind: str) -> list[Word]:
        """Return all words of a kind, from left to right."""
        return [w for s in self.told for w in s.words if w.kind == kind]

    def has(self, *features: str) -> bool:
        """Whether any of the features is there."""
        return not self.features.isdisjoint(features)


def features_of(span: Span) -> frozenset[str]:
    """Return kind and kind:value of each meaning."""
    return frozenset(f for word in span.words for f in (word.kind, f"{word.kind}:{word.value}"))


def acts_of(span: Span) -> list[Word]:
    """Return the meanings of a piece that are verbs."""
    return [word for word in span.words if word.kind == "act"]


def is_target(span: Span) -> bool:
    """Whether a piece may name what a command is about."""
    return span.called is not None or any(word.kind in TARGETS for word in span.words)


def split(spans: Sequence[Span], *, asks: bool, breaks: frozenset[int]) -> list[Clause]:
    """Return the clauses from left to right; at least one where there are pieces."""
    groups: list[list[Span]] = [[]]
    for span in spans:
        if groups[-1] and _begins_clause(groups[-1], span, breaks):
            groups.append([])
        groups[-1].append(span)
        if _ends_clause(groups[-1], span):
            groups.append([])
    filled = [group for group in groups if any(not _is_ignored(s) for s in group)]
    return [
        Clause(spans=tuple(group), asks=asks and at == len(filled) - 1)
        for at, group in enumerate(filled)
    ]


def _ends_clause(group: Sequence[Span], span: Span) -> bool:
    """Whether more follows after this verb (끄고); 하고 joins nouns where nothing is done yet."""
    linking = [word for word in acts_of(span) if word.mood == "link"]
    if not linking:
        return False
    if all(word.value == _LIGHT_VERB for word in linking):
        led = len(group) > 1 and group[-2].form in _GOAL
        return led or any(_is_deed(before) for before in group[:-1])
    return True


def _begins_clause(group: Sequence[Span], span: Span, breaks: frozenset[int]) -> bool:
    if _is_ignored(span):
        return False
    done = [at for at, before in enumerate(group) if _is_request(before)]
    if not done:
        return False
    named_before = any(is_target(before) for before in group[: done[-1]])
    broken = any(group[-1].end <= at <= span.start for at in breaks)
    joined = any(word.kind == "and" for word in group[-1].words)
    return is_target(span) and (named_before or broken or joined) and done[-1] > 0


def _is_request(span: Span) -> bool:
    acts = acts_of(span)
    return bool(acts) and all(
        word.mood in ("ask", "bare") and word.value != "tell" for word in acts
    )


def _is_deed(span: Span) -> bool:
    deeds = ("act", "percent", "degrees", "level", "color", "kelvin", "bright", "warm", "number")
    return any(word.kind in deeds for word in span.words)


def _is_ignored(span: Span) -> bool:
    if span.called is not None or not span.words:
        return False
    return all(
        word.kind in IGNORED or (word.kind == "act" and word.value == _LIGHT_VERB)
        for word in span.words
    )
