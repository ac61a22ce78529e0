"""Go back to a list that was shown before: "원래대로", "아까 보여준 거", "처음 거로 다시"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dure.assistants.meals.wish import Wish, wish_of
from dure.assistants.meals.words import grammar

_BACK: Final = grammar("lists_before.back")
_FIRST: Final = grammar("lists_before.first")
_KEPT: Final = 6
"""Lists of a conversation that can be gone back to; the first of them always is."""


@dataclass(frozen=True, kw_only=True)
class ListBefore:
    """shops: ids of those that were shown, in order. lists: what came before it."""

    wish: Wish
    shops: tuple[str, ...]
    lists: tuple[Mapping[str, Any], ...]


def asks_back(text: str) -> bool:
    """Whether a list that was shown before is wanted again."""
    return _BACK.fullmatch(text) is not None or asks_first(text)


def asks_first(text: str) -> bool:
    """Whether what was shown first of all is wanted."""
    return _FIRST.fullmatch(text) is not None


def list_before(text: str, memory: Mapping[str, Any]) -> ListBefore:
    """Return the list that is meant; the one shown last where there was none before it."""
    lists = (*memory.get("lists", ()), *_shown(memory))
    last = len(lists) - 1
    at = 0 if asks_first(text) else max(0, last - 1)
    return ListBefore(
        wish=wish_of(lists[at]["wish"]), shops=tuple(lists[at]["shops"]), lists=lists[:at]
    )


def lists_kept(memory: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the lists to remember when another one takes the place of the one shown."""
    lists = [*memory.get("lists", ()), *_shown(memory)]
    return lists if len(lists) <= _KEPT else [lists[0], *lists[1 - _KEPT :]]


def _shown(memory: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    shops = [entry["id"] for entry in memory.get("shown", ())]
    return [{"wish": memory.get("listed") or memory.get("wish"), "shops": shops}] if shops else []
