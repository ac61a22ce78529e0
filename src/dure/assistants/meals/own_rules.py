"""Card rules that an operator knows better than what ships: a dated table of their own places."""

import tomllib
from collections.abc import Sequence
from pathlib import PurePath

from dure.assistants.meals.card_rules import CardRule, read_rules, shipped_rules
from dure.assistants.meals.municipalities import municipality_of
from dure.errors import BadFile


def read_own_rules(text: str, file: str) -> tuple[CardRule, ...]:
    """Return the rows of an operator's table, in the form of data/card_rules.toml.

    Raises BadFile if it holds something else, no row, or one that cannot be meant or is of no
    municipality, by its number.
    """
    name = PurePath(file).name
    rules = read_rules(text, name)
    if strange := sorted(tomllib.loads(text).keys() - {"rule"}):
        raise BadFile(file=name, why=f"[[rule]] 밖에 모르는 항목이 있어요: {strange[0][:40]}")
    if not rules:
        raise BadFile(file=name, why="[[rule]] 행이 있어야 해요.")
    for number, rule in enumerate(rules, start=1):
        if municipality_of(rule.place) != rule.place:
            why = f"{number}번째 행: place는 경기도 성남시처럼 온 이름으로 적어 주세요."
            raise BadFile(file=name, why=why)
    return rules


def with_own(own: Sequence[CardRule]) -> tuple[CardRule, ...]:
    """Return the rules that hold: the operator's, and those that ship of all other places."""
    places = {rule.place for rule in own}
    return (*own, *(rule for rule in shipped_rules() if rule.place not in places))
