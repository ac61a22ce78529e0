"""Read a wish: notes, mood, season, strength, product, budget and what to leave out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from dure.assistants.perfume.palette import palette
from dure.assistants.perfume.phrases import part
from dure.kernel.data import read_toml
from dure.korean.lexicon import Found, Lexicon
from dure.korean.normal import squeeze
from dure.korean.quantities import find_money

_PACKAGE: Final = "dure.assistants.perfume"
_JOIN: Final = re.compile(r"^\s*(?:향|노트)?\s*(?:이랑|랑|와|과|하고|,|·|/|및|나|이나)\s*$")
_BETWEEN: Final = (
    r"^\s*(?:한|스러운)?\s*(?:향기?|냄새|노트|느낌|계열|거|건|것)?\s*"
    r"(?:[은는이가을를도만]|쪽은)?\s*(?:너무|좀|꼭)?\s*"
)
_CATEGORY: Final = re.compile(
    r"(?:카테고리|category)\s*[:=]?\s*(\d{1,2}[A-Da-d]?)(?![\d.])", re.IGNORECASE
)
_KINDS: Final = ("note", "material", "mood", "season", "strength", "less", "product")
_LESS: Final = -0.6
_SAID_NOTE: Final = 1.0
_SAID_MOOD: Final = 0.5
_SAID_SEASON: Final = 0.35
_WIDER: Final = 0.6
_ASSUMED: Final = "perfume"


@dataclass(frozen=True, kw_only=True)
class Brief:
    """A wish.

    wants: tag → how much, 0..1. avoids: tags that must not be there. without: ids of
    materials that must not be there. strength: "light", "strong"
    or None. budget_won_kg: of the concentrate, None where none was named. product: a key of the
    table of products; is_product_assumed where none was said. not_understood: words nobody
    read. question: asked where nothing says how it should smell.
    """

    text: str
    wants: Mapping[str, float] = field(default_factory=dict)
    avoids: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    moods: tuple[str, ...] = ()
    seasons: tuple[str, ...] = ()
    strength: str | None = None
    is_lasting: bool = False
    product: str = _ASSUMED
    is_product_assumed: bool = True
    category: str = "4"
    dosage_pct: float = 15.0
    budget_won_kg: int | None = None
    cheaper_by: float = 0.0
    not_understood: tuple[str, ...] = ()
    question: str | None = None


def read_brief(text: str) -> Brief:
    """Return the wish in a normalised text."""
    if _leaves_it_to_us(text):
        text = f"{text} {_data()['mood']['fresh']['words'][0]}"
    found = _lexicon().find(text)
    kinds = _by_kind(found)
    smells = [one for one in found if one.name.startswith(("note:", "material:"))]
    gone = _avoided(text, smells)
    avoided = {name.removeprefix("note:") for name in gone if name.startswith("note:")}
    wants = _wants(kinds, avoided, _tags_of(set(kinds["material"]), gone))
    product = kinds["product"][0] if kinds["product"] else _ASSUMED
    facts = _data()["product"][product]
    strengths = kinds["strength"]
    return Brief(
        text=text,
        wants=wants,
        avoids=widened(avoided),
        without=frozenset(
            name.removeprefix("material:") for name in gone if name.startswith("material:")
        ),
        moods=tuple(kinds["mood"]),
        seasons=tuple(kinds["season"]),
        strength=next((one for one in strengths if one != "long"), None),
        is_lasting="long" in strengths,
        product=product,
        is_product_assumed=not kinds["product"],
        category=said_category(text) or facts["category"],
        dosage_pct=float(facts["usual"]),
        budget_won_kg=_budget(text),
        not_understood=_leftover(text, found),
        question=None if any(much > 0 for much in wants.values()) else part("ask_notes"),
    )


def said_category(text: str) -> str | None:
    """Return the category that a text names ("카테고리 10B"), None where it names none."""
    found = _CATEGORY.search(text)
    return found[1].upper() if found else None


def product_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where products are named in a text, as (start, end)."""
    found = _lexicon().find(text)
    return tuple((one.start, one.end) for one in found if one.name.startswith("product:"))


def product_name(product: str) -> str:
    """Return what a product of the table is called."""
    words: Sequence[str] = _data()["product"][product]["words"]
    return words[0]


def widened(tags: frozenset[str] | set[str]) -> frozenset[str]:
    """Return tags with everything that is a kind of them."""
    wider: Mapping[str, Sequence[str]] = _data()["wider"]
    exact = ("forest", "fig", "tea", "leather")
    inner = (kind for tag in tags if tag not in exact for kind in wider.get(tag, ()))
    return frozenset((*tags, *inner))


def _leaves_it_to_us(text: str) -> bool:
    return any(word in squeeze(text) for word in _data()["other"]["any"])


def _by_kind(found: Sequence[Found]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for one in found:
        kind, _, name = one.name.partition(":")
        if name not in kinds[kind]:
            kinds[kind].append(name)
    return kinds


def _tags_of(named: set[str], gone: set[str]) -> list[str]:
    """Return our words for the materials that are wished for by name."""
    wished = {name for name in named if f"material:{name}" not in gone}
    return sorted({tag for c in palette() if c.material.id in wished for tag in c.tags})


def _wants(
    kinds: Mapping[str, Sequence[str]], avoided: set[str], named: Sequence[str]
) -> dict[str, float]:
    data = _data()
    wants: dict[str, float] = {}

    def add(tags: Sequence[str], much: float) -> None:
        for tag in tags:
            wants[tag] = max(much, wants.get(tag, 0.0))

    add(named, _WIDER)
    for note in kinds["note"]:
        if note not in avoided:
            add([note], _SAID_NOTE)
            add(data["wider"].get(note, ()), _WIDER)
    for kind, much in (("mood", _SAID_MOOD), ("season", _SAID_SEASON)):
        for name in kinds[kind]:
            add(data[kind][name]["tags"], much)
    for name in kinds["less"]:
        wants |= dict.fromkeys(widened({name}), _LESS)
    unwanted = widened(avoided)
    return {tag: much for tag, much in wants.items() if tag not in unwanted}


def _avoided(text: str, notes: Sequence[Found]) -> set[str]:
    """Return the notes that are to be left out; "장미랑 자스민 빼고" leaves out both."""
    out: set[str] = set()
    joined = False
    for place in range(len(notes) - 1, -1, -1):
        one = notes[place]
        after = notes[place + 1].start if place + 1 < len(notes) else len(text)
        between = text[one.end : after]
        joined = bool(_leave_out().match(between)) or (joined and bool(_JOIN.match(between)))
        if joined:
            out.add(one.name)
    return out


@cache
def _leave_out() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_data()["exclude"]["after"], key=len, reverse=True)))
    return re.compile(f"{_BETWEEN}(?:{words})")


def _budget(text: str) -> int | None:
    amounts = [amount for amount in find_money(text) if not amount.bare]
    return amounts[0].high if amounts else None


def _leftover(text: str, found: Sequence[Found]) -> tuple[str, ...]:
    taken = [(one.start, one.end) for one in found]
    taken += [(amount.start, amount.end) for amount in find_money(text)]
    data = _data()
    known = [*data["other"]["ignored"], *data["exclude"]["after"], "kg"]
    out = []
    for match in re.finditer(r"[^\s,.!?~/·]+", text):
        touched = any(start < match.end() and end > match.start() for start, end in taken)
        if not touched and not any(word in match[0] for word in known):
            out.append(match[0])
    return tuple(out)


@cache
def _lexicon() -> Lexicon:
    data = _data()
    spellings = {
        colour.material.name_ko: f"material:{colour.material.id}"
        for colour in palette()
        if colour.material.kind == "aroma_chemical"
    }
    spellings |= {w: f"note:{tag}" for tag, words in data["note"].items() for w in words}
    tails: Sequence[str] = data["other"]["tails"]
    spellings |= {
        word + tail: f"note:{tag}"
        for tag, words in data["note"].items()
        for word in words
        if len(word) == 1
        for tail in tails
    }
    for kind in ("mood", "season", "product"):
        spellings |= {
            w: f"{kind}:{name}" for name, entry in data[kind].items() for w in entry["words"]
        }
    for kind in ("strength", "less"):
        spellings |= {w: f"{kind}:{name}" for name, words in data[kind].items() for w in words}
    return Lexicon(spellings)


@cache
def _data() -> dict[str, Any]:
    return read_toml(_PACKAGE, "data/brief.toml")
