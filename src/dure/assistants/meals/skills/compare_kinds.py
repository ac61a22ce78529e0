"""Put two kinds of food side by side: the best place nearby of each, before any list was shown."""

from collections.abc import Sequence
from typing import Any, Final

from dure.assistants.meals.candidates import Candidate, Rules
from dure.assistants.meals.kitchen import (
    Kitchen,
    figures_of,
    item_of,
    line,
    rules_of,
    said_figure,
    spot_of,
)
from dure.assistants.meals.skills.means import fenced
from dure.assistants.meals.wish import Wish
from dure.engine.assistant import Answer, Line, Scene
from dure.korean.normal import squeeze

_TWO: Final = 2
_SORT_OF: Final = {"price": "cheap"}
_ASPECTS: Final = ("price", "distance", "rating")


def kinds_named(scene: Scene) -> list[tuple[str, str]]:
    """Return (slot, name) of the kinds or chains that are named, at most two."""
    foods = [("food", food) for food in scene.slots.get("food", ())]
    shop = scene.slots.get("shop")
    return [*([("shop", shop)] if shop else []), *foods][:_TWO]


def compare_kinds(scene: Scene, kitchen: Kitchen) -> Answer | None:
    """Return the best place of each kind and which is ahead; None where none is found."""
    aspect = scene.slots.get("aspect", "distance")
    named = kinds_named(scene)
    found = [_best(kind, aspect, scene, kitchen) for kind in named]
    held = [one for one in found if one is not None]
    if not held:
        return None
    lines = [_told(n, candidate) for n, (candidate, _) in enumerate(held, start=1)]
    lines += [
        line("compare_kind_none", what=name)
        for (_, name), one in zip(named, found, strict=True)
        if one is None
    ]
    if len(held) == _TWO:
        lines.append(_ahead(aspect, [candidate for candidate, _ in held]))
    return _answer(scene, lines, held)


def _answer(scene: Scene, lines: Sequence[Line], held: Sequence[tuple[Candidate, Rules]]) -> Answer:
    shown = [candidate for candidate, _ in held]
    places = [said_figure(n, "place", "list") for n in range(1, len(shown) + 1)]
    return Answer(
        lines=tuple(lines),
        items=tuple(item_of(candidate, rules) for candidate, rules in held),
        figures=(*(f for one in shown for f in figures_of(one)), *places),
        sources=tuple(dict.fromkeys(one.shop.source for one in shown)),
        memory={
            **scene.session.memory,
            "shown": [_entry(one) for one in shown],
            "list": scene.turn,
            "chosen": None,
        },
    )


def _best(
    kind: tuple[str, str], aspect: str, scene: Scene, kitchen: Kitchen
) -> tuple[Candidate, Rules] | None:
    slot, name = kind
    wanted = {"food": [name]} if slot == "food" else {}
    wish = Wish(slots={**wanted, "sort": _SORT_OF.get(aspect, "near")})
    rules = fenced(rules_of(scene, wish, spot_of(scene, wish, kitchen)), scene, kitchen)
    found = [one for one in kitchen.search.gather(rules, scene.now).candidates if one.dishes]
    if slot == "shop":
        found = [one for one in found if squeeze(name) in squeeze(one.shop.name)]
    best = min(found, key=lambda one: _rank(one, aspect), default=None)
    return None if best is None else (best, rules)


def _rank(one: Candidate, aspect: str) -> tuple[bool, bool, float, float, str]:
    """Order by whether the card works for certain, the aspect, then the way."""
    value = _value(one, aspect)
    worst = value is None
    return one.shop.card == "U", worst, value or 0.0, one.distance_m, one.shop.id


def _value(one: Candidate, aspect: str) -> float | None:
    """Return what is compared, smaller is better; None if it is not known."""
    values: dict[str, float | None] = {
        "price": None if one.price_won is None else float(one.price_won),
        "distance": one.distance_m,
        "rating": None if one.shop.rating is None else -one.shop.rating,
    }
    return values.get(aspect)


def _told(number: int, one: Candidate) -> Line:
    facts: dict[str, Any] = {"n": number, "name": one.shop.name, "walk": one.walk_min, "why": ""}
    dish = one.dishes[0]
    if dish.price is None:
        return line("shop_no_price", facts, dish=dish.name)
    return line("shop", facts, dish=dish.name, price=dish.price)


def _ahead(aspect: str, shown: Sequence[Candidate]) -> Line:
    first, second = (_value(one, aspect) for one in shown)
    if aspect not in _ASPECTS or first is None or second is None or first == second:
        return line("compare_unknown")
    return line(f"compare_{aspect}", name=shown[0 if first < second else 1].shop.name)


def _entry(one: Candidate) -> dict[str, Any]:
    dish = one.dishes[0]
    return {
        "id": one.shop.id, "name": one.shop.name, "dish": dish.name, "price_won": dish.price,
    }  # fmt: skip
