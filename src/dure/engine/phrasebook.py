"""What an assistant says, read once from the `phrases.ko.toml` of its package."""

from functools import cache
from typing import Any, Final

from dure.kernel.data import read_toml
from dure.korean.particles import fill

_FILE: Final = "phrases.ko.toml"


@cache
def section(package: str, name: str) -> dict[str, Any]:
    """Return a table of a package's phrases: say, part, page, asks and its own."""
    found: dict[str, Any] = read_toml(package, _FILE)[name]
    return found


def part(package: str, key: str, **facts: str | int) -> str:
    """Return a piece of a sentence."""
    return fill(section(package, "part")[key], facts)
