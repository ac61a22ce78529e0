"""Tell what is known of a material: its limits, constituents, volatility, and what is not known."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dure.assistants.perfume.cas import find_cas, is_cas
from dure.assistants.perfume.certificate import number
from dure.assistants.perfume.compose import Workbench
from dure.assistants.perfume.materials import Material, key_of
from dure.assistants.perfume.phrases import part
from dure.assistants.perfume.profile import TRACE, inside
from dure.assistants.perfume.rules import Standard
from dure.assistants.perfume.skills import asked
from dure.engine.assistant import Answer, Line

_TOLD: Final = 5
_WORD: Final = re.compile(r"[a-z0-9]+")
_HANGUL: Final = re.compile(r"[가-힣]{2,}")
_SHORTEST: Final = 2
"""Letters of the shortest name that is looked for inside a sentence."""
_SHORTEST_ENGLISH: Final = 4


def answer_explain(text: str, *, bench: Workbench) -> Answer:
    """Answer what is known of a material: its qualities, limits, volatility, and what is not."""
    wrong = [cas for cas in find_cas(text) if not is_cas(cas)]
    if wrong:
        return _of_number("wrong_cas", wrong[0])
    found = materials_named(text, bench)[:_TOLD]
    items = [_material(m, bench) for m in found] or _of_standards(text, bench)
    if items:
        lines = [Line(phrase="plain", facts={"text": line}) for i in items for line in i["told"]]
        return Answer(
            lines=tuple(lines[: 2 * _TOLD]), items=tuple(items), sources=(bench.rules.source,)
        )
    unknown = find_cas(text)
    if unknown:
        return _of_number("unknown_cas", unknown[0])
    alike = _alike(text, bench)
    if alike:
        return asked("ask_material_of", pending={"material": True}, names=", ".join(alike))
    return asked("ask_material", pending={"material": True})


def _alike(text: str, bench: Workbench) -> list[str]:
    """Return names of materials that share the longest word with a text."""
    words = sorted({word for word in _HANGUL.findall(text)}, key=len, reverse=True)
    for word in words:
        found = [m.name_ko for m in bench.shelf.materials if word in m.name_ko]
        if 0 < len(found) <= _TOLD:
            return found
    return []


def materials_named(text: str, bench: Workbench) -> list[Material]:
    """Return the materials that a text names, by CAS number or by the longest name in it."""
    numbers = find_cas(text)
    if numbers:
        return [m for cas in numbers for m in bench.shelf.with_cas(cas)]
    words = set(_WORD.findall(text.casefold()))
    found = [
        (len(name), material)
        for name, material in bench.shelf.inside(text)
        if _may_be_meant(name, words)
    ]
    longest = max((size for size, _ in found), default=0)
    return list({m.id: m for size, m in found if size == longest}.values())


def _may_be_meant(name: str, words: set[str]) -> bool:
    """Return whether a name may be found inside words: short abbreviations must be one."""
    if not name.isascii():
        return len(name) >= _SHORTEST
    return name in words or len(name) >= _SHORTEST_ENGLISH


def standards_named(text: str, bench: Workbench) -> tuple[Standard, ...]:
    """Return the standards that a text names, by CAS number or by the longest name in it."""
    numbers = find_cas(text)
    if numbers:
        return tuple({s.key: s for cas in numbers for s in bench.rules.naming(cas)}.values())
    key = key_of(text)
    names = [name for name in bench.rules.by_name if len(name) >= _SHORTEST_ENGLISH and name in key]
    return bench.rules.by_name[max(names, key=len)] if names else ()


def _of_number(phrase: str, cas: str) -> Answer:
    facts = {"cas": cas}
    return Answer(
        lines=(Line(phrase=phrase, facts=facts),),
        outcome="refused",
        reason="unknown_material",
        items=({"kind": "told", **facts},),
    )


def _of_standards(text: str, bench: Workbench) -> list[dict[str, Any]]:
    items = []
    for standard in standards_named(text, bench)[:_TOLD]:
        limits = _limits((standard,))
        said = [part("material", name=standard.name, cas=", ".join(standard.cas[:2]) or "–")]
        said += _told_of_standards((standard,), limits)
        items.append({"kind": "material", "name": standard.name, "limits": limits, "told": said})
    return items


def _material(material: Material, bench: Workbench) -> dict[str, Any]:
    standards = bench.rules.naming(material.cas) if material.cas else ()
    limits = _limits(standards)
    return {
        "kind": "material",
        "name": material.name_ko,
        "name_en": material.name_en,
        "cas": material.cas,
        "limits": limits,
        "pressure_pa": material.pressure_pa,
        "pressure_quality": material.pressure_quality,
        "constituents": {cas: float(percent) for cas, percent in material.constituents.items()},
        "told": _told_of(material, standards, limits, bench),
    }


def _limits(standards: Sequence[Standard]) -> list[dict[str, Any]]:
    return [
        {
            "rule": standard.key,
            "ban": standard.ban,
            "category": category,
            "limit_pct": None if limit is None else float(limit),
        }
        for standard in standards
        for category, limit in sorted(standard.limits.items())
    ]


def _told_of(
    material: Material,
    standards: Sequence[Standard],
    limits: Sequence[Mapping[str, Any]],
    bench: Workbench,
) -> list[str]:
    said = [part("material", name=material.name_ko, cas=material.cas or "–")]
    said += _told_of_standards(standards, limits)
    if material.constituents:
        said.append(part("material_constituents", list=", ".join(_inner(material, bench))))
    elif not standards:
        said.append(part("material_no_standard"))
    if material.pressure_pa is None:
        said.append(part("material_no_pressure"))
    else:
        key = "material_estimate" if material.pressure_quality == "E" else "material_pressure"
        said.append(part(key, pressure=number(material.pressure_pa)))
    return said


def _inner(material: Material, bench: Workbench) -> list[str]:
    """Return what standards count in a natural, isomers summed, most first."""
    parts = sorted(inside(material, bench.rules).items(), key=lambda pair: -pair[1])
    return [
        f"{bench.rules.by_key[key.removeprefix(TRACE)].name} {number(float(part_of * 100))}%"
        for key, part_of in parts[:_TOLD]
    ]


def _told_of_standards(
    standards: Sequence[Standard], limits: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Return prohibitions and limits; of many categories those of perfume, lotion and soap."""
    said = [part("material_banned", rule=s.name) for s in standards if s.ban != "no"]
    told = [x for x in limits if x["limit_pct"] is not None]
    shown = told if len(told) <= _TOLD else [x for x in told if x["category"] in ("4", "5A", "9")]
    said += [
        part("material_limit", category=str(x["category"]), limit=number(x["limit_pct"]))
        for x in shown
    ]
    said += [part("material_specification", rule=s.name) for s in standards if s.is_specification]
    return said
