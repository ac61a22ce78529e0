"""Sentences beside the commands: lists read out, since when something is so.

Patterns over the sentence, in data/talk.toml; what they find is said in words that commands
are understood in.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from dure.assistants.home.household import HouseholdIndex
from dure.kernel.data import read_toml

DEVICES: Final = "DEVICE_LIST"
LIST_READ: Final = "SHOPPING_LIST_READ"
LIST_CLEAR: Final = "SHOPPING_LIST_CLEAR"
LIST_REMOVE: Final = "SHOPPING_LIST_REMOVE"


def read_list(text: str, _: HouseholdIndex) -> tuple[str, Mapping[str, Any]] | None:
    """Return what is to be done with a list, None if it is about something else."""
    for intent in (LIST_CLEAR, LIST_REMOVE, LIST_READ, DEVICES):
        match = _compiled("list", intent).search(text)
        if match:
            return intent, match.groupdict()
    return None


def read_when(text: str) -> str | None:
    """Return 거실 불 언제 켰어 as a question about a state (거실 불 켜져 있어?)."""
    match = _compiled("when", "asks").fullmatch(text.strip(" .?!~"))
    if match is None:
        return None
    states: Mapping[str, str] = _table()["when"]["states"]
    state = next((told for stem, told in states.items() if match["verb"].startswith(stem)), None)
    return None if state is None else f"{match['what']} {state}?"


def reworded(text: str) -> str | None:
    """Return a sentence in other words that mean the same here, None if there are none."""
    for pattern, other in _table()["reworded"].items():
        if re.search(pattern, text):
            return re.sub(pattern, other, text)
    return None


def _compiled(table: str, name: str) -> re.Pattern[str]:
    return re.compile(_table()[table][name])


@cache
def _table() -> dict[str, Any]:
    return read_toml("dure.assistants.home", "data/talk.toml")
