"""What a meal card buys in a convenience store, by the dated rules of a place and a chain.

A store sells meals and things that the card does not pay. What no source says is unknown; it is
neither offered as certain nor left out. Only where a rule is known to forbid an item is it gone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Final, Literal

from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.phrases import part
from dure.engine.assistant import Line
from dure.kernel.data import read_toml

STORE: Final = "편의점"
ItemRule = Literal["allowed", "with_meal", "forbidden", "unknown"]
"""with_meal: only beside a meal that costs enough."""
StoreRow = Mapping[str, Any]
"""A row of data/store_items.toml."""
_BELIEVED: Final = timedelta(days=1460)
"""So long after its day a permission is still believed; a prohibition is believed longer."""
_SPELLINGS: Final[Mapping[str, str]] = {"씨유": "CU", "지에스": "GS25", "세븐": "세븐일레븐"}


@dataclass(frozen=True, kw_only=True)
class WithMeal:
    """Items that are sold beside a meal of `meal_won` at least, for `most_won` at most."""

    kinds: tuple[str, ...] = ()
    meal_won: int = 0
    most_won: int = 0


NOT_ALONE: Final[tuple[ItemRule, ...]] = ("forbidden", "with_meal")
"""What is not offered for itself."""


@dataclass(frozen=True, kw_only=True)
class StoreRules:
    """What is known for a place, and a chain in it, on a day. kind of item → what holds.

    with_meal: None where nothing is sold beside a meal only. sources: who says so, with the day.
    """

    items: Mapping[str, ItemRule]
    with_meal: WithMeal | None = None
    sources: tuple[str, ...] = ()


def store_rules(
    place: str, today: date, *, chain: str = "", own: Sequence[StoreRow] = ()
) -> StoreRules:
    """Return the rules of a municipality ("" is unknown) for a chain ("" for any).

    own: an operator's rows, in place of all that ship of the same places. Later rows go before
    earlier ones, a chain's before all stores', a place's before the law.
    """
    known = {row["place"] for row in own}
    told_by = sorted([*(row for row in _rows() if row["place"] not in known), *own], key=_since)
    items: dict[str, ItemRule] = {}
    with_meal: WithMeal | None = None
    sources = []
    for row in sorted(told_by, key=lambda row: (bool(row["place"]), bool(row.get("chain")))):
        if not _holds(row, place, chain) or row["since"] > today:
            continue
        is_old = today - row["since"] > _BELIEVED and row["kind"] != "law"
        beside = row.get("with_meal", {})
        told: list[tuple[ItemRule, Sequence[str]]] = [("forbidden", row.get("refused", ()))]
        if not is_old:
            told += [("allowed", row.get("allowed", ())), ("with_meal", beside.get("kinds", ()))]
        items |= {kind: rule for rule, kinds in told for kind in kinds}
        if beside and not is_old:
            with_meal = WithMeal(**{**beside, "kinds": tuple(beside["kinds"])})
        sources.append(f"{row['publisher']} ({row['since'].isoformat()}) {row['source']}")
    return StoreRules(items=items, with_meal=with_meal, sources=tuple(sources))


@lru_cache(maxsize=16_384)
def kind_of_item(name: str) -> str | None:
    """Return what kind of item a name is of ("meal", "snack"), None if nothing says."""
    return next((kind for kind, words in _words().items() if words.search(name)), None)


def item_rule(item: Dish | str, rules: StoreRules) -> ItemRule:
    """Return what holds for a dish, or an item by its name."""
    kind = kind_of_item(item if isinstance(item, str) else item.name)
    return "unknown" if kind is None else rules.items.get(kind, "unknown")


def may_offer_item(dish: Dish, shop: Shop, rules: StoreRules | None) -> bool:
    """Whether a dish may be offered for itself: outside of convenience stores nothing is judged.

    rules: None where the card does not pay.
    """
    if rules is None or not is_store(shop):
        return True
    return item_rule(dish, rules) not in NOT_ALONE


def is_store(shop: Shop) -> bool:
    """Whether a shop is a convenience store."""
    return STORE in shop.category


def chain_of(name: str) -> str:
    """Return the chain that the name of a shop, or a sentence, tells; "" if none of the table."""
    spelled = name.upper()
    for said, chain in _SPELLINGS.items():
        spelled = spelled.replace(said, chain)
    return next((chain for chain in chains() if chain in spelled), "")


def names_store(said: str) -> bool:
    """Whether a sentence speaks of a convenience store, by its kind or its chain."""
    return _store().search(said.upper()) is not None


def names_item(said: str) -> bool:
    """Whether a sentence names an item whose kind is known."""
    return any(words.search(said) for words in _words().values())


def told_items(rules: StoreRules, said: str = "") -> list[Line]:
    """Return what there is to say of a store's items; of those a sentence names, if it names any.

    What is not known is said to be unknown.
    """
    named = _kinds_in(said)
    if named:
        return list(_told_of(named, rules))
    by_rule = {
        rule: [part(f"item_{kind}") for kind, held in rules.items.items() if held == rule]
        for rule in ("allowed", "forbidden")
    }
    lines = [
        Line(phrase=f"items_{rule}", facts={"items": ", ".join(kinds)})
        for rule, kinds in by_rule.items()
        if kinds
    ]
    if rules.with_meal is not None:
        lines.append(_beside(rules.with_meal, rules.with_meal.kinds))
    if "allowed" not in rules.items.values():
        lines.append(Line(phrase="items_unknown", facts={"items": part("item_other")}))
    return lines


def _kinds_in(said: str) -> list[str]:
    """Return the kinds of items that a sentence names; what stands in one word is one item."""
    named: dict[str, None] = {}
    taken: set[int] = set()
    for kind, words in _words().items():
        begins = {said.rfind(" ", 0, match.start()) for match in words.finditer(said)}
        if begins - taken:
            named[kind] = None
        taken |= begins
    return list(named)


def told_of(rules: StoreRules, items: Sequence[str]) -> list[Line]:
    """Return what there is to say of items by their names, each kind once."""
    kinds = (kind_of_item(item) for item in items)
    return list(_told_of([kind for kind in dict.fromkeys(kinds) if kind is not None], rules))


def _told_of(kinds: Sequence[str], rules: StoreRules) -> Iterator[Line]:
    for kind in kinds:
        rule = rules.items.get(kind, "unknown")
        if rule == "with_meal" and rules.with_meal is not None:
            yield _beside(rules.with_meal, (kind,))
        else:
            yield Line(phrase=f"items_{rule}", facts={"items": part(f"item_{kind}")})


def _beside(meal: WithMeal, kinds: Sequence[str]) -> Line:
    items = ", ".join(part(f"item_{kind}") for kind in kinds)
    facts = {"items": items, "meal": meal.meal_won, "most": meal.most_won}
    return Line(phrase="items_with_meal", facts=facts)


def _holds(row: Mapping[str, Any], place: str, chain: str) -> bool:
    is_here = not row["place"] or place == row["place"] or place.startswith(f"{row['place']} ")
    return is_here and row.get("chain", chain) == chain


@cache
def _rows() -> tuple[StoreRow, ...]:
    return tuple(read_toml("dure.assistants.meals", "data/store_items.toml")["rule"])


def _since(row: StoreRow) -> date:
    since: date = row["since"]
    return since


def item_kinds() -> frozenset[str]:
    """Return the kinds of items that a rule may name."""
    return frozenset(_words())


def forbidden_by_law() -> frozenset[str]:
    """Return the kinds that no rule of a place can allow."""
    return frozenset(kind for row in _rows() if row["kind"] == "law" for kind in row["refused"])


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    told = read_toml("dure.assistants.meals", "data/store_items.toml")["items"]
    return {kind: re.compile(words) for kind, words in told.items()}


@cache
def _store() -> re.Pattern[str]:
    return re.compile(read_toml("dure.assistants.meals", "data/store_items.toml")["names"]["store"])


@cache
def chains() -> frozenset[str]:
    """Return the chains that a rule may name."""
    return frozenset(row["chain"] for row in _rows() if "chain" in row)
