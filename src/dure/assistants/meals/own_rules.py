"""Card rules that an operator knows better than what ships: a dated table of their own places."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any, Final

from dure.assistants.meals.card_rules import CardRule, read_rules, shipped_rules
from dure.assistants.meals.convenience import StoreRow, chains, forbidden_by_law, item_kinds
from dure.assistants.meals.municipalities import municipality_of
from dure.errors import BadFile

_PLACE: Final = "place는 경기도 성남시처럼 온 이름으로 적어 주세요."
_NEEDED: Final = ("place", "since", "kind", "publisher", "source", "seen")
_DATES: Final = ("since", "seen")
_LISTS: Final = ("allowed", "refused")
_KINDS: Final = ("official", "press", "quoted")
_BESIDE: Final = {"kinds", "meal_won", "most_won"}


@dataclass(frozen=True, kw_only=True)
class OwnRules:
    """rules: of the card. items: of what it buys in convenience stores."""

    rules: tuple[CardRule, ...] = ()
    items: tuple[StoreRow, ...] = ()


def read_own_rules(text: str, file: str) -> OwnRules:
    """Return an operator's table: rows [[rule]] in the form of data/card_rules.toml, and [[store]]
    in that of data/store_items.toml.

    Raises BadFile if it holds something else, no row, or one that cannot be meant or is of no
    municipality, by its number.
    """
    name = PurePath(file).name
    rules = read_rules(text, name)
    plain = tomllib.loads(text)
    if strange := sorted(plain.keys() - {"rule", "store"}):
        raise BadFile(file=name, why=f"[[rule]]과 [[store]] 밖의 것이 있어요: {strange[0][:40]}")
    stores = plain.get("store", [])
    if not isinstance(stores, list) or not (rules or stores):
        raise BadFile(file=name, why="[[rule]]이나 [[store]] 행이 있어야 해요.")
    for number, rule in enumerate(rules, start=1):
        if municipality_of(rule.place) != rule.place:
            raise BadFile(file=name, why=f"{number}번째 행: {_PLACE}")
    for number, row in enumerate(stores, start=1):
        if wrong := _wrong_in(row):
            raise BadFile(file=name, why=f"{number}번째 [[store]] 행: {wrong}")
    return OwnRules(rules=rules, items=tuple(stores))


def _wrong_in(row: Any) -> str:  # noqa: ANN401 - TOML holds anything
    """Return what a row of a store should be, "" if it is one."""
    known = {*_NEEDED, *_LISTS, "chain", "with_meal"}
    if not isinstance(row, dict) or (strange := sorted(row.keys() - known)):
        return f"모르는 항목이에요: {strange[0][:40]}" if isinstance(row, dict) else "표여야 해요."
    if missing := [name for name in _NEEDED if not row.get(name)]:
        return f"{missing[0]} 항목이 없어요."
    if municipality_of(str(row["place"])) != row["place"]:
        return _PLACE
    if row["kind"] not in _KINDS:
        return f"kind 값은 {', '.join(_KINDS)} 가운데 하나예요."
    if any(type(row[name]) is not date for name in _DATES):
        return "since와 seen 값은 따옴표 없는 2026-11-01처럼 적어 주세요."
    if row.get("chain", "") not in ("", *chains()):
        return f"chain 값은 {', '.join(sorted(chains()))} 가운데 하나예요."
    return _wrong_items(row)


def _wrong_items(row: StoreRow) -> str:
    """Return what is wrong with the items of a row."""
    beside = row.get("with_meal", {"kinds": [], "meal_won": 1, "most_won": 1})
    if not isinstance(beside, dict) or beside.keys() != _BESIDE:
        return "with_meal 값은 { kinds = [], meal_won = 4000, most_won = 3000 }처럼 적어 주세요."
    lists = [*(row.get(name, []) for name in _LISTS), beside["kinds"]]
    if not all(isinstance(one, list) and set(one) <= item_kinds() for one in lists):
        return f"아는 물건은 {', '.join(sorted(item_kinds()))}예요."
    if any(type(beside[name]) is not int or beside[name] <= 0 for name in ("meal_won", "most_won")):
        return "meal_won과 most_won 값은 0보다 큰 정수로 적어 주세요."
    if banned := sorted(forbidden_by_law() & {*lists[0], *lists[2]}):
        return f"법으로 못 사는 물건은 허용할 수 없어요: {', '.join(banned)}"
    return ""


def with_own(own: Sequence[CardRule]) -> tuple[CardRule, ...]:
    """Return the rules that hold: the operator's, and those that ship of all other places."""
    places = {rule.place for rule in own}
    return (*own, *(rule for rule in shipped_rules() if rule.place not in places))
