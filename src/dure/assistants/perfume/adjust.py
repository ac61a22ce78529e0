"""Change a wish by what somebody says of its formula: "덜 달게", "가격 20% 낮춰"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from dure.assistants.perfume.brief import Brief, read_brief, widened
from dure.kernel.data import read_toml
from dure.korean.quantities import find_percents

_PACKAGE: Final = "dure.assistants.perfume"
_CHEAPER_BY: Final = 0.2
_MORE: Final = 0.9
_LESS: Final = -0.6
_MOOD: Final = 0.7


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """A changed brief and the codes of what changed; no codes where nothing was understood."""

    brief: Brief
    changes: tuple[str, ...]


def adjust(said: str, before: Brief) -> Adjustment:
    """Return a brief as changed by an utterance (normalised)."""
    new = read_brief(said)
    changes: list[str] = []
    brief = _without(before, new, changes)
    brief = _with_tags(brief, said, new, changes)
    brief = _with_moods(brief, new, changes)
    brief = _strength(brief, said, new, changes)
    brief = _cheaper(brief, said, new, changes)
    if not new.is_product_assumed and new.product != before.product:
        changes.append(f"product:{new.product}")
        brief = replace(
            brief,
            product=new.product,
            is_product_assumed=False,
            category=new.category,
            dosage_pct=new.dosage_pct,
        )
    unread = () if changes else new.not_understood
    return Adjustment(brief=replace(brief, not_understood=unread), changes=tuple(changes))


def _without(brief: Brief, new: Brief, changes: list[str]) -> Brief:
    gone = new.avoids - brief.avoids
    changes += [f"without:{name}" for name in sorted(new.avoids | new.without)]
    wants = {tag: much for tag, much in brief.wants.items() if tag not in gone}
    return replace(
        brief,
        wants=wants,
        avoids=brief.avoids | new.avoids,
        without=brief.without | new.without,
    )


def _with_tags(brief: Brief, said: str, new: Brief, changes: list[str]) -> Brief:
    squeezed = said.replace(" ", "")
    less, more = _words("less"), _words("more")
    wants = dict(brief.wants)
    tags = {tag: of for tag, of in _data()["adjust_tags"].items() if tag not in new.avoids}
    named = {tag: (tag,) for tag in new.wants if new.wants[tag] >= 1.0}
    disliked = {tag for tag, much in new.wants.items() if much < 0}
    for tag, words in {**{t: tuple(w) for t, w in tags.items()}, **named}.items():
        if _is_less(words, squeezed, less, is_named=tag in named) or tag in disliked:
            changes.append(f"less:{tag}")
            wants |= dict.fromkeys(widened({tag}), _LESS)
        elif tag in named or _is_more(words, squeezed, more):
            changes.append(f"more:{tag}")
            wants[tag] = _MORE
    return replace(brief, wants=wants)


def _with_moods(brief: Brief, new: Brief, changes: list[str]) -> Brief:
    """Take up moods and seasons; what is to be less stays so."""
    wants = dict(brief.wants)
    for kind, names in (("mood", new.moods), ("season", new.seasons)):
        for name in names:
            changes.append(f"{kind}:{name}")
            wants |= {
                tag: max(_MOOD, wants.get(tag, 0.0))
                for tag in _data()[kind][name]["tags"]
                if wants.get(tag, 0.0) >= 0 and tag not in brief.avoids
            }
    return replace(
        brief,
        wants=wants,
        moods=tuple(dict.fromkeys((*brief.moods, *new.moods))),
        seasons=tuple(dict.fromkeys((*brief.seasons, *new.seasons))),
    )


def _is_less(words: Sequence[str], said: str, less: Sequence[str], *, is_named: bool) -> bool:
    """Return whether a note is to be less: the mark before it, or anywhere after its word."""
    if any(f"{mark}{word}" in said for mark in less for word in words):
        return True
    after = [said[said.index(word) :] for word in words if len(word) > 1 and word in said]
    after += [said] if is_named else []
    return any(mark in rest for rest in after for mark in less)


def _is_more(words: Sequence[str], said: str, more: Sequence[str]) -> bool:
    if any(word in said for word in words if len(word) > 1):
        return True
    return any(f"{mark}{word}" in said for mark in more for word in words)


def _strength(brief: Brief, said: str, new: Brief, changes: list[str]) -> Brief:
    squeezed = said.replace(" ", "")
    strength = new.strength
    if any(word in squeezed for word in _words("lighter")):
        strength = "light"
    elif any(word in squeezed for word in _words("heavier")):
        strength = "strong"
    if strength and strength != brief.strength:
        changes.append(f"strength:{strength}")
    is_longer = new.is_lasting or any(word in squeezed for word in _words("longer"))
    if is_longer:
        changes.append("longer")
    return replace(
        brief, strength=strength or brief.strength, is_lasting=brief.is_lasting or is_longer
    )


def _cheaper(brief: Brief, said: str, new: Brief, changes: list[str]) -> Brief:
    if new.budget_won_kg is not None:
        changes.append("budget")
        return replace(brief, budget_won_kg=new.budget_won_kg)
    if not any(word in said.replace(" ", "") for word in _words("cheaper")):
        return brief
    percents = find_percents(said)
    changes.append("cheaper")
    return replace(brief, cheaper_by=percents[0][2] / 100 if percents else _CHEAPER_BY)


def _words(kind: str) -> Sequence[str]:
    words: Sequence[str] = _data()["adjust"][kind]
    return words


@cache
def _data() -> Mapping[str, Any]:
    return read_toml(_PACKAGE, "data/brief.toml")
