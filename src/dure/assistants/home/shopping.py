"""Read what goes on the shopping list. An item may be anything, so it is cut out, not known."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from dure.assistants.home.lexicon import words
from dure.assistants.home.meaning import Command
from dure.assistants.home.speech import Utterance
from dure.kernel.data import read_toml
from dure.korean.particles import with_particle

_PACKAGE: Final = "dure.assistants.home"
_REQUESTS: Final = ("", "bare", "ask")
_LATE: Final = re.compile(r"\s*좀$")
_OBJECT: Final = re.compile(r"(?<=.)[을를]$")


def read_shopping(heard: Utterance) -> tuple[Command, ...]:
    """Return a command per item, none if the sentence is about something else."""
    for pattern in _patterns():
        match = pattern.fullmatch(heard.letters)
        if match and _stands_alone(heard, match):
            said = heard.said(*match.span("item"))
            return tuple(
                Command(intent="HassShoppingListAddItem", slots={"item": item})
                for item in _items(said)
            )
    return ()


def _stands_alone(heard: Utterance, match: re.Match[str]) -> bool:
    """Whether a filler before it is a word of its own (어 리스트에 …, but 어묵 …)."""
    end = match.end("filler")
    return end <= 0 or end >= len(heard.letters) or heard.begins[end]


def _items(said: str) -> list[str]:
    parts = re.split(_table()["separators"], said)
    return [item for item in (_without_particle(part.strip()) for part in parts) if item]


def _without_particle(item: str) -> str:
    item = _LATE.sub("", item)
    bare = _OBJECT.sub("", item)
    # 오이를 loses its particle, 마늘 and 가을 end so by nature.
    return bare if bare != item and with_particle(bare, "을") == item else item


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    table = _table()
    put = _either(
        form
        for form, meanings in words().items()
        for word in meanings
        if word.kind == "act" and word.value == "add" and word.mood in _REQUESTS
    )
    do = _either(
        form
        for form, meanings in words().items()
        for word in meanings
        if word.kind == "please" or (word.value == "do" and word.mood in _REQUESTS)
    )
    add = f"(?:{put}|{_either(table['nouns'])}(?:{do})?)"
    filler = f"(?P<filler>{table['fillers']})??"
    listed = f"(?:{table['list']}){table['to']}"
    any_list = f"(?:{table['list']}|{table['any_list']}){table['to']}"
    item, thing, marked = table["item"], table["object"], table["marked"]
    return tuple(
        re.compile(pattern)
        for pattern in (
            f"{filler}{any_list}{item}{thing}{add}",
            f"{filler}{add}{any_list}{item}",
            f"{filler}{item}{thing}{listed}{add}",
            f"{filler}{item}{marked}{any_list}{add}",
        )
    )


def _either(forms: Iterable[str]) -> str:
    return "|".join(sorted({re.escape(form) for form in forms}, key=lambda f: (-len(f), f)))


@cache
def _table() -> dict[str, Any]:
    return read_toml(_PACKAGE, "data/commands_shopping.toml")
