"""Find the lines of a formula in a text that lost its line breaks, as an utterance does.

Each amount ends a line ("베르가못 30% 에탄올 70%") or, where the text begins with one, begins it.
What is said before and after the lines is about the product, or talk.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from dure.assistants.perfume.brief import product_spans
from dure.assistants.perfume.cas import find_cas
from dure.assistants.perfume.numerals import read_exact
from dure.kernel.data import read_toml

PERCENT: Final = re.compile(r"(?<![\d.,])([+-]?\d+(?:[.,]\d+)?)\s*(?:%|퍼센트|프로(?![가-힣]))")
DOSAGE: Final = re.compile(
    r"(?:부향률|부향율|농도|dosage)(?:[은는이가])?\s*[:=]?\s*(\d+(?:[.,]\d+)?)\s*%?", re.IGNORECASE
)
CATEGORY: Final = re.compile(
    r"(?:카테고리|category)\s*[:=]?\s*(\d{1,2}[A-Da-d]?)(?![\d.])", re.IGNORECASE
)
DILUTED: Final = re.compile(
    r"\(?\s*(\d+(?:[.,]\d+)?)\s*%\s*(?:희석|용액|in\s+\w+|sol\w*)[액한된]?\)?", re.IGNORECASE
)
_BARE: Final = re.compile(
    r"(?:(?<=[\s,;|:=])|^)(\d+(?:[.,]\d+)?)(?:\s?(?:g|그램|그람)(?![A-Za-z가-힣]))?(?=$|[\s;|]|,(?!\d))",
    re.IGNORECASE,
)
_EDGES: Final = " ,;:|/·•*-=\t()[]"
_HIDDEN: Final = 0xE000
"""First of the private letters that stand for what is hidden while amounts are looked for."""


@dataclass(frozen=True, kw_only=True)
class Unbroken:
    """What stood in one line of text.

    about: what is said of the product. lines: "name amount%", in order. left: what follows the
    last amount and is neither.
    """

    about: tuple[str, ...]
    lines: tuple[str, ...]
    left: str = ""


def split(text: str) -> Unbroken:
    """Return the lines of a text without line breaks; none where it holds no amounts."""
    about = [found[0] for find in (CATEGORY, DOSAGE) for found in find.finditer(text)]
    for said in about:
        text = text.replace(said, " ", 1)
    text, hidden = _hide(text)
    amounts = _amounts(text)
    if not amounts:
        return Unbroken(about=tuple(about), lines=(), left=text.strip())
    head, names, tail = _parts(text, amounts)
    cut, head = _cut_head(head)
    lines = [
        _shown(f"{trimmed(name)} {amount[1]}%", hidden)
        for name, amount in zip((head, *names), amounts, strict=True)
    ]
    return Unbroken(
        about=tuple(one for one in (*about, cut, *products(tail)) if one),
        lines=tuple(lines),
        left=_shown(tail.strip(_EDGES), hidden),
    )


def amounts_of(flat: Unbroken) -> float:
    """Return the sum of the amounts in per cent."""
    found = [read_exact(amount[1]) for line in flat.lines for amount in PERCENT.finditer(line)]
    return float(sum(filter(None, found)))


def name_of(line: str) -> str:
    """Return what a line says beside its amount and numbers."""
    for cas in find_cas(line):
        line = line.replace(cas, " ")
    return trimmed(" ".join(PERCENT.sub(" ", DILUTED.sub(" ", line)).split()))


def trimmed(text: str) -> str:
    """Return a name without the signs around it; a bracket that it opened it also closes."""
    name = text.strip(_EDGES)
    return f"{name})" if name.count("(") > name.count(")") else name


def _amounts(text: str) -> list[re.Match[str]]:
    """Return the amounts with a sign; where at most one has it, also those without."""
    signed, bare = list(PERCENT.finditer(text)), list(_BARE.finditer(text))
    if len(signed) > 1 or (signed and len(bare) == 1):
        return signed
    return sorted((*signed, *bare), key=lambda found: found.start())


def products(text: str) -> list[str]:
    """Return the products that a text names, as they stand there."""
    return [text[start:end] for start, end in product_spans(text)]


def _hide(text: str) -> tuple[str, list[str]]:
    """Put letters in the place of CAS numbers and dilutions, whose digits are no amounts."""
    hidden = [*find_cas(text), *(found[0] for found in DILUTED.finditer(text))]
    for place, said in enumerate(hidden):
        text = text.replace(said, f" {chr(_HIDDEN + place)} ", 1)
    return text, hidden


def _shown(line: str, hidden: Sequence[str]) -> str:
    for place, said in enumerate(hidden):
        line = line.replace(chr(_HIDDEN + place), said)
    return " ".join(line.split())


def _parts(text: str, amounts: Sequence[re.Match[str]]) -> tuple[str, list[str], str]:
    """Return the first name, the others, and what is left at the end."""
    starts = [0, *(found.end() for found in amounts)]
    before = [text[start : found.start()] for start, found in zip(starts, amounts, strict=False)]
    tail = text[amounts[-1].end() :]
    if before[0].strip(_EDGES) or len(amounts) == 1:
        return before[0], before[1:], tail
    spans = product_spans(tail)
    end = spans[0][0] if spans and tail[: spans[0][0]].strip(_EDGES) else len(tail)
    after = [*before[1:], tail[:end]]
    return after[0], after[1:], tail[end:]


def _cut_head(head: str) -> tuple[str, str]:
    """Return what is said before the first name, and that name."""
    before, colon, after = head.rpartition(":")
    if colon and after.strip(_EDGES):
        return " ".join(products(before)), after
    cut = ""
    spans = product_spans(head)
    if spans and head[spans[-1][1] :].strip(_EDGES):
        cut, head = " ".join(products(head)), head[spans[-1][1] :]
    words = re.split(r"[\s,;|]+", head)
    talk = next((n for n, word in enumerate(words) if not _is_talk(word)), 0)
    return cut, " ".join(words[talk:])


def _is_talk(word: str) -> bool:
    bare = word.strip(_EDGES + ".!?~").casefold()
    return not bare or bare in _talk()


@cache
def _talk() -> frozenset[str]:
    columns: dict[str, Any] = read_toml("dure.assistants.perfume", "data/columns.toml")
    return frozenset(
        (*columns["talk"]["words"], *(w for c in columns["columns"].values() for w in c))
    )
