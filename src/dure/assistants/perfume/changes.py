"""Tell what was changed in a wish, and what the change of a formula came to."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from dure.assistants.perfume.brief import product_name
from dure.assistants.perfume.materials import Shelf
from dure.assistants.perfume.phrases import part
from dure.kernel.data import read_toml


def told(changes: Sequence[str], shelf: Shelf) -> str:
    """Return the codes of changes in Korean, each once and in order: "단향 덜, 베르가못 빼기"."""
    names = {code.partition(":")[2] for code in changes}
    inner = {kind for name in names for kind in _data()["wider"].get(name, ())}
    said = [code for code in changes if code.partition(":")[2] not in inner]
    return ", ".join(dict.fromkeys(_told(code, shelf) for code in said))


def named(tag: str) -> str:
    """Return what a note is called: the first of its words."""
    words: dict[str, list[str]] = _data()["note"]
    return words[tag][0] if tag in words else tag


def _told(code: str, shelf: Shelf) -> str:
    kind, _, name = code.partition(":")
    if kind in ("less", "more"):
        return part(f"change_{kind}", name=named(name))
    if kind in ("mood", "season"):
        return part("change_mood", name=_data()[kind][name]["words"][0])
    if kind == "without":
        material = shelf.get(name)
        return part("change_without", name=material.name_ko if material else named(name))
    if kind == "product":
        return part("change_product", name=product_name(name))
    return part(f"change_{kind}_{name}" if name else f"change_{kind}")


@cache
def _data() -> dict[str, Any]:
    return read_toml("dure.assistants.perfume", "data/brief.toml")
