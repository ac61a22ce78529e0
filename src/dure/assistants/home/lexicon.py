"""The words of home commands: what each form means, verbs conjugated from their stems."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from dure.kernel.data import read_table, read_toml, split_list
from dure.korean.jamo import is_hangul
from dure.korean.normal import squeeze

_PACKAGE: Final = "dure.assistants.home"
_TAILS: Final = 28
_NIEUN: Final = 4
_SSANG_SIOT: Final = 20
_RIEUL: Final = 8
_BOUND: Final = frozenset(("particle",))
_STATE_AFTER: Final = {
    "on": "on", "off": "off", "open": "open", "close": "closed", "lock": "locked",
    "unlock": "unlocked", "raise": "open", "lower": "closed",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Word:
    """One meaning of a form.

    kind: what part it plays (act, noun, state, attr …). mood of an act: "" (a noun),
    "bare" (켜), "ask", "link" (more follows), "if", "not".
    """

    kind: str
    value: str
    mood: str = ""


@cache
def words() -> dict[str, tuple[Word, ...]]:
    """Return form without spaces → its meanings."""
    out: defaultdict[str, list[Word]] = defaultdict(list)
    for row in read_table(_PACKAGE, "data/commands_lexicon.tsv"):
        for form in split_list(row["forms"]):
            out[squeeze(form)].append(Word(kind=row["kind"], value=row["value"]))
    table = read_toml(_PACKAGE, "data/commands_verbs.toml")
    for form, word in _verb_forms(table["verbs"], table["endings"]):
        if word not in out[form]:
            out[form].append(word)
    return {form: tuple(meanings) for form, meanings in out.items()}


@cache
def lengths() -> dict[str, tuple[int, ...]]:
    """Return first letter → lengths of the forms that begin with it."""
    out: defaultdict[str, set[int]] = defaultdict(set)
    for form in words():
        out[form[0]].add(len(form))
    return {first: tuple(sorted(sizes)) for first, sizes in out.items()}


@cache
def nouns() -> dict[str, str]:
    """Return form of a kind of device → "domain" or "domain/device_class"."""
    return {
        form: word.value for form, meanings in words().items() for word in meanings
        if word.kind == "noun"
    }  # fmt: skip


def is_bound(word: Word) -> bool:
    """Whether it cannot begin a word (particles)."""
    return word.kind in _BOUND


def _verb_forms(
    verbs: Mapping[str, list[str]], endings: Mapping[str, list[str]]
) -> Iterator[tuple[str, Word]]:
    for act, entries in verbs.items():
        for entry in entries:
            infinitive, stem = entry.split()
            yield from _after_infinitive(act, infinitive, endings)
            yield from _after_stem(act, stem, endings)
            yield from _after_past(act, infinitive, endings)


def _after_infinitive(
    act: str, infinitive: str, endings: Mapping[str, list[str]]
) -> Iterator[tuple[str, Word]]:
    for mood in ("ask", "link"):
        for ending in endings[mood]:
            yield infinitive + ending, Word(kind="act", value=act, mood=mood if ending else "bare")


def _after_stem(act: str, stem: str, endings: Mapping[str, list[str]]) -> Iterator[tuple[str, Any]]:
    closed = _tail(stem) not in (0, _RIEUL)
    for mood in ("stem_ask", "stem_link", "stem_if", "stem_not"):
        for ending in endings[mood]:
            joined = ("으" if closed and ending[0] in "면세시십라려래렴" else "") + ending
            yield stem + joined, Word(kind="act", value=act, mood=mood.removeprefix("stem_"))
    done = stem + "은" if closed else _with_tail(stem, _NIEUN)
    asked = stem + "을" if closed else _with_tail(stem, _RIEUL)
    for ending in endings["rieul_ask"]:
        yield asked + ending, Word(kind="act", value=act, mood="ask")
    for ending in endings["done_link"]:
        yield done + ending, Word(kind="act", value=act, mood="link")


def _after_past(
    act: str, infinitive: str, endings: Mapping[str, list[str]]
) -> Iterator[tuple[str, Word]]:
    if act not in _STATE_AFTER or _tail(infinitive):
        return
    past = _with_tail(infinitive, _SSANG_SIOT)
    for ending in endings["past_ask"]:
        yield past + ending, Word(kind="state", value=_STATE_AFTER[act])


def _tail(word: str) -> int:
    return (ord(word[-1]) - ord("가")) % _TAILS if is_hangul(word[-1]) else 0


def _with_tail(word: str, tail: int) -> str:
    """Return the word with another last consonant (끄 → 끈)."""
    return word[:-1] + chr(ord(word[-1]) - _tail(word) + tail)
