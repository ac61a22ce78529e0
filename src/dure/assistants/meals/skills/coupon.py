"""Coupons: which there are, and what they make of the prices that were shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.coupon_asked import coupon_topic
from dure.assistants.meals.coupons import Coupon, Use, best_use
from dure.assistants.meals.kitchen import (
    Kitchen,
    coupons_in,
    line,
    pays_figure,
    price_figure,
    said_figure,
    when_of,
)
from dure.assistants.meals.offers import order_at
from dure.assistants.meals.skills.coupon_facts import facts_of
from dure.assistants.meals.target import target_of
from dure.assistants.meals.visits import used_coupons
from dure.assistants.meals.wish import wish_of
from dure.engine.assistant import Answer, Scene


def used_by(scene: Scene) -> Mapping[str, int]:
    """Return how often the person has used each coupon, by id."""
    return used_coupons(scene.history)


async def coupon(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer COUPON_INQUIRY: of the shop spoken of or those shown, else how many there are."""
    if "coupon_code" in scene.slots or not len(kitchen.offers):
        phrase = "coupon_code" if "coupon_code" in scene.slots else "coupon"
        return Answer(lines=(line(phrase),), reason="no_coupons")
    memory = scene.session.memory
    shown = [entry["id"] for entry in memory.get("shown", ())]
    if {"ordinal", "shop"} & set(scene.slots) or memory.get("chosen"):
        target = target_of(scene, kitchen)
        if target.shop is None:
            return target.answer or Answer(lines=(line("no_list"),))
        shown = [target.shop.id]
    shops = kitchen.catalogue.shops(shown)
    spoken_of = [shops[key] for key in shown if key in shops]
    topic = coupon_topic(scene.heard.text)
    told = [] if {"ordinal", "shop"} & set(scene.slots) else _told_of(scene, kitchen)
    if topic is not None and topic != "where" and told:
        return facts_of(topic, told, scene)
    if topic is not None and not (spoken_of and topic in ("worth", "where")):
        return facts_of(topic, _usable(scene, kitchen, spoken_of), scene)
    if spoken_of:
        return _with_coupons(scene, kitchen, spoken_of)
    count = len(kitchen.offers.at(scene.now).for_person(used_by(scene)))
    counted = line("coupon_count", count=count) if count else line("coupon_count_none")
    return Answer(lines=(counted,), figures=(said_figure(count, "coupons", "count"),))


def _usable(scene: Scene, kitchen: Kitchen, shops: Sequence[Shop]) -> list[Coupon]:
    """Return the coupons that the person may use now: at the shops spoken of, else anywhere."""
    offers = kitchen.offers.at(scene.now).for_person(used_by(scene))
    meant = [c for shop in shops for c in offers.meant_for(shop)] if shops else offers.all
    return list({c.id: c for c in meant if c.id not in offers.gone}.values())


def _told_of(scene: Scene, kitchen: Kitchen) -> list[Coupon]:
    """Return the coupons that the answer just before told of, [] if it told of none."""
    last = scene.session.past[-1] if scene.session.past else None
    if last is None or last.intent != "COUPON_INQUIRY":
        return []
    items = (last.result or {}).get("items", ())
    told = {item["id"] for item in items if item["kind"] == "coupon"}
    told |= {c["id"] for item in items if item["kind"] == "coupons" for c in item["coupons"]}
    return [coupon for coupon in _usable(scene, kitchen, ()) if coupon.id in told]


def _with_coupons(scene: Scene, kitchen: Kitchen, shops: Sequence[Shop]) -> Answer:
    at = when_of(scene, wish_of(scene.session.memory.get("wish")))
    entries = {entry["id"]: entry for entry in scene.session.memory.get("shown", ())}
    used, lines, items, figures = used_by(scene), [], [], []
    for shop in shops:
        dish = _dish_of(shop, entries.get(shop.id, {}).get("dish"))
        if dish is None or not dish.price:
            lines.append(line("coupon_price_unknown", name=shop.name))
            continue
        meant = kitchen.offers.meant_for(shop)
        use = best_use(order_at(shop, dish.price, at), meant, used=used)
        facts = {"name": shop.name, "dish": dish.name, "price": dish.price}
        phrase = "coupon_price" if use.pays_won else "coupon_price_all"
        phrase = phrase if use.cuts else "coupon_useless"
        lines.append(line(phrase, facts, pays=use.pays_won))
        items.append(_item(shop, dish, use))
        figures += [pays_figure(shop, dish.name, use), price_figure(shop, dish)]
    if any(item["coupons"] for item in items):
        lines.append(line("coupon_terms"))
    sources = tuple(dict.fromkeys(shop.source for shop in shops))
    return Answer(lines=tuple(lines), items=tuple(items), figures=tuple(figures), sources=sources)


def _dish_of(shop: Shop, named: str | None) -> Dish | None:
    """Return the dish that was shown of a shop, else its first meal with a price."""
    wanted = next((dish for dish in shop.dishes if dish.name == named), None)
    return wanted or next((dish for dish in shop.meals if dish.price), None)


def _item(shop: Shop, dish: Dish, use: Use) -> dict[str, Any]:
    return {
        "kind": "coupons",
        "id": shop.id,
        "name": shop.name,
        "dish": dish.name,
        "price_won": use.price_won,
        "pays_won": use.pays_won,
        "coupons": coupons_in(use),
        "lapsed_won": use.lapsed_won,
        "refused": [{"id": name, "why": why} for name, why in use.refused],
    }
