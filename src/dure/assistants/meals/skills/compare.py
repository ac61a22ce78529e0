"""Settle on one place, or put two side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from dure.assistants.meals.catalogue import Shop
from dure.assistants.meals.kitchen import Kitchen, line, said_figure
from dure.assistants.meals.skills.about import answer_about, figures_of_shop, item_of_shop, walk_to
from dure.assistants.meals.target import target_of, targets_of
from dure.engine.assistant import Answer, Line, Scene


async def select(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer SELECT_RECOMMENDATION: settle on one place and say how to get there."""
    target = target_of(scene, kitchen)
    if target.shop is None:
        return target.answer or Answer(lines=(line("no_list"),))
    shop, walk = target.shop, walk_to(scene, kitchen, target.shop)
    entries = scene.session.memory.get("shown", ())
    shown: Mapping[str, Any] = next((e for e in entries if e["id"] == shop.id), {})
    lines = (_chosen_line(shop, walk, shown),)
    answer = answer_about(scene, kitchen, shop, lines)
    return Answer(
        **{
            **vars(answer),
            "put": {"last_chosen": {"id": shop.id, "name": shop.name, "at": scene.now.isoformat()}},
        }
    )


def _chosen_line(shop: Shop, walk: int | None, shown: Mapping[str, Any]) -> Line:
    facts: Mapping[str, Any] = {"name": shop.name, "walk": walk or 0}
    if walk is None:
        return line(
            "shop_about",
            name=shop.name,
            category=shop.category,
            address=shop.address or "확인되지 않은 곳",
        )
    if shop.address is None or shown.get("price_won") is None:
        return line("chosen_short", facts)
    dish = f"{shown['dish']} {shown['price_won']:,}원,"
    return line("chosen", facts, dish=dish, address=shop.address)


async def compare(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer COMPARISON: two places side by side, and which is ahead in what was asked."""
    shops = targets_of(scene, kitchen)[:2]
    if len(shops) < 2:
        return Answer(lines=(line("compare_which"),), outcome="asked", question="shops")
    walks = [walk_to(scene, kitchen, shop) for shop in shops]
    shown = scene.session.memory.get("shown", ())
    places = {entry["id"]: place for place, entry in enumerate(shown, start=1)}
    lines = [
        _compare_line(places.get(shop.id, 0), shop, walk)
        for shop, walk in zip(shops, walks, strict=True)
    ]
    lines.append(_ahead(scene.slots.get("aspect"), shops, walks))
    return Answer(
        lines=tuple(lines),
        items=tuple(item_of_shop(scene, kitchen, shop) for shop in shops),
        figures=(
            *(figure for shop in shops for figure in figures_of_shop(shop)),
            *(said_figure(place, "place", "list") for place in places.values()),
        ),
        sources=tuple(dict.fromkeys(shop.source for shop in shops)),
    )


def _compare_line(number: int, shop: Shop, walk: int | None) -> Line:
    priced = [dish for dish in shop.meals if dish.price is not None]
    facts: dict[str, Any] = {"n": number, "name": shop.name, "walk": walk or 0}
    if priced and shop.rating is not None:
        cheapest = min(priced, key=lambda dish: dish.price or 0)
        return line(
            "compare_line",
            facts,
            dish=cheapest.name,
            price=cheapest.price or 0,
            rating=f"{shop.rating}",
        )
    return line("compare_line_short", facts, extra="")


def _ahead(aspect: str | None, shops: Sequence[Shop], walks: Sequence[int | None]) -> Line:
    values: dict[str, list[float | None]] = {
        "price": [_cheapest(shop) for shop in shops],
        "distance": [None if walk is None else float(walk) for walk in walks],
        "rating": [None if shop.rating is None else -shop.rating for shop in shops],
    }
    first, second = values.get(aspect or "distance", [None, None])
    if first is None or second is None or first == second:
        return line("compare_unknown")
    return line(f"compare_{aspect or 'distance'}", name=shops[0 if first < second else 1].name)


def _cheapest(shop: Shop) -> float | None:
    return min((float(d.price) for d in shop.meals if d.price is not None), default=None)
