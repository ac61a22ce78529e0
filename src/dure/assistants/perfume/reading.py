"""Understand an utterance in its dialogue: a wish, a change, a formula, a question, or talk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from dure.assistants.perfume.about import materials_named, standards_named
from dure.assistants.perfume.adjust import adjust
from dure.assistants.perfume.brief import Brief, product_spans, read_brief, said_category
from dure.assistants.perfume.cas import find_cas
from dure.assistants.perfume.compose import Workbench
from dure.assistants.perfume.lines import (
    DOSAGE,
    PERCENT,
    Unbroken,
    amounts_of,
    name_of,
    products,
    split,
)
from dure.assistants.perfume.paste import from_utterance
from dure.engine.assistant import Heard, Understanding
from dure.engine.session import Session
from dure.kernel.data import read_toml
from dure.korean.normal import squeeze
from dure.korean.quantities import LAST, find_ordinals

COMPOSE: Final = "COMPOSE"
AGAIN: Final = "COMPOSE_AGAIN"
ADJUST: Final = "ADJUST"
CHECK: Final = "CHECK_FORMULA"
EXPLAIN: Final = "EXPLAIN_MATERIAL"
CERTIFICATE: Final = "CERTIFICATE"
CURVE: Final = "CURVE"
SELECT: Final = "SELECT"
OUT_OF_SCOPE: Final = "OUT_OF_SCOPE"
_MANY: Final = 3
_NEAR_WHOLE: Final = (90.0, 110.0)
"""Per cent; amounts of unknown names that add up to about a whole are a formula all the same."""
_SHORT: Final = 2


@dataclass(frozen=True, kw_only=True)
class Meant:
    """What a skill is told. text: the wish, change, question or formula, lines apart.

    place: which of the formulas shown, from 1, from the end below zero; None where not said.
    """

    text: str
    place: int | None = None


class PerfumeReader:
    """Reads sentences with the materials and rules of one workbench."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def __call__(self, heard: Heard, session: Session) -> Understanding:
        """Return what was meant."""
        text, said = heard.text, squeeze(heard.text)
        certain = _first("certain", said)
        if certain:
            return _sure(certain, text)
        if heard.attachments:
            return _sure(CHECK, _with_files(heard))
        flat = split(text)
        if self._is_formula(flat, said):
            return _sure(CHECK, self._lines(text, flat))
        return (
            self._completed(text, session.pending or {})
            or _small_talk(text, said)
            or self._asked(text, said, session.memory)
            or _wished(text, said, session.memory)
        )

    def _is_formula(self, flat: Unbroken, said: str) -> bool:
        """Return whether amounts of materials were said, rather than amounts of something else."""
        names = [name_of(line) for line in flat.lines]
        if len(names) < _SHORT or not all(map(_names_something, flat.lines)):
            return False
        known = sum(
            bool(find_cas(line) or self._is_known(name))
            for line, name in zip(flat.lines, names, strict=True)
        )
        low, high = _NEAR_WHOLE
        if _marked("fresh", said) or _marked("change", said):
            return known >= _SHORT and low <= amounts_of(flat) <= high
        return known >= 1 or low <= amounts_of(flat) <= high

    def _lines(self, text: str, flat: Unbroken) -> str:
        """Return the lines; a material without an amount at the end is one that cannot be read."""
        lost = flat.left if self._names_material(flat.left) else ""
        return "\n".join(filter(None, (from_utterance(text), lost)))

    def _is_known(self, name: str) -> bool:
        return bool(self._bench.shelf.named(name) or standards_named(name, self._bench))

    def _completed(self, text: str, pending: Mapping[str, Any]) -> Understanding | None:
        """Return what was begun before, if the utterance gives what was asked for."""
        if "formula" in pending and _names_product(text):
            return _sure(CHECK, f"{text}\n{pending['formula']}")
        if "wish" in pending and (said_category(text) or _adds_wish(text)):
            return _sure(COMPOSE, f"{pending['wish']} {text}")
        if pending.get("material") and self._names_material(text):
            return _sure(EXPLAIN, text)
        return None

    def _asked(self, text: str, said: str, memory: Mapping[str, Any]) -> Understanding | None:
        """Read a question about a material, or about what was shown."""
        named = self._names_material(text)
        is_question = _marked("question", said) and not _marked("fresh", said)
        if not named and is_question and not memory.get("formulas"):
            named = _marked("material", said) and not product_spans(text)
        if find_cas(text) or (named and (is_question or self._is_only_name(text))):
            return _sure(EXPLAIN, text)
        found = _first("shown", said)
        if found == SELECT and not (memory.get("formulas") and _is_about_shown(text, said)):
            found = None
        if found and not (_marked("fresh", said) and product_spans(text)):
            return _sure(found, text)
        if is_question and not named and not memory.get("formulas") and not _is_wish(text, said):
            return None if _first("far", said) else _unclear_question(text, said)
        return None

    def _names_material(self, text: str) -> bool:
        return bool(materials_named(text, self._bench) or standards_named(text, self._bench))

    def _is_only_name(self, text: str) -> bool:
        return bool(self._bench.shelf.named(text.rstrip("?!. ")))


def _names_something(line: str) -> bool:
    return bool(name_of(line) or find_cas(line))


def _with_files(heard: Heard) -> str:
    """Return files of formulas below what the utterance says of the product."""
    about = (*split(heard.text).about, *products(heard.text))
    return "\n".join((*dict.fromkeys(about), *(one.text for one in heard.attachments)))


def _small_talk(text: str, said: str) -> Understanding | None:
    found = _first("talk", said)
    if found:
        return _sure(found, text)
    far = _first("far", said)
    is_ours = bool(product_spans(text)) or _marked("smell", said)
    return _sure(far, text) if far and not is_ours else None


def _unclear_question(text: str, said: str) -> Understanding | None:
    """Read a question whose material we do not know, if it is put as one of perfumery."""
    is_ours = re.search(r"한도|원료|ifra|기준|향료|써도|쓸수|넣어도|금지", said)
    return _sure(EXPLAIN, text) if is_ours else None


def _wished(text: str, said: str, memory: Mapping[str, Any]) -> Understanding:
    """Read a wish; where formulas stand, a change of them if it can be one."""
    if memory.get("brief") and _marked("again", said):
        return _sure(AGAIN, text)
    brief = read_brief(text)
    if memory.get("formulas") and _is_change(text, said, brief):
        return _sure(ADJUST, text)
    if _is_wish(text, said) or (not memory.get("formulas") and _is_change(text, said, brief)):
        return _sure(COMPOSE, text)
    return _sure(ADJUST if _is_bare_change(said, memory) else OUT_OF_SCOPE, text)


def _is_change(text: str, said: str, brief: Brief) -> bool:
    if _marked("anew", said) or not adjust(text, Brief(text="")).changes:
        return False
    if _marked("change", said) and (not product_spans(text) or brief.question):
        return True
    return not _marked("fresh", said) and (not product_spans(text) or _marked("change", said))


def _is_bare_change(said: str, memory: Mapping[str, Any]) -> bool:
    return bool(memory.get("formulas")) and bool(re.search(r"바꿔|바꾸|고쳐|수정|조정|변경", said))


def _is_wish(text: str, said: str) -> bool:
    """Return whether a smell is wished for: a product, the word itself, or notes and no riddles."""
    if product_spans(text) or _marked("smell", said):
        return True
    brief = read_brief(text)
    if brief.question and not brief.avoids:
        return _adds_wish(text)
    is_clear = len(brief.not_understood) <= len(brief.wants) // _MANY
    return is_clear or _marked("fresh", said)


def _adds_wish(text: str) -> bool:
    brief = read_brief(text)
    return not brief.question


def _names_product(text: str) -> bool:
    return bool(
        product_spans(text) or said_category(text) or DOSAGE.search(text) or PERCENT.search(text)
    )


def _is_about_shown(text: str, said: str) -> bool:
    """Return whether one of the formulas shown is pointed at."""
    return _place(text) is not None or bool(
        re.search(r"이걸|그걸|이거|그거|저걸|자세|상세|다시", said)
    )


def _sure(intent: str, text: str) -> Understanding:
    place = _place(text)
    slots: dict[str, Any] = {} if place is None else {"place": place}
    return Understanding(
        intent=intent, confidence=1.0, slots=slots, meaning=Meant(text=text, place=place)
    )


def _place(text: str) -> int | None:
    """Return which one is pointed at in a sentence, None in the lines of a formula."""
    if "\n" in text:
        return None
    said = [ordinal for _, _, ordinal in find_ordinals(text)]
    return said[0] if said else LAST if _marked("last", squeeze(text)) else None


def _first(group: str, said: str) -> str | None:
    return next(
        (name for name, pattern in _patterns()[group].items() if pattern.search(said)), None
    )


def _marked(name: str, said: str) -> bool:
    return bool(_patterns()["marks"][name].search(said))


@cache
def _patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    table = read_toml("dure.assistants.perfume", "data/talk.toml")
    return {
        group: {name: re.compile(pattern) for name, pattern in patterns.items()}
        for group, patterns in table.items()
    }
