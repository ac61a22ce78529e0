"""Card questions, small talk, and the safety reply."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.coupons import Use, best_use
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
from dure.assistants.meals.skills.about import about_shop, tell_card
from dure.assistants.meals.target import target_of
from dure.assistants.meals.wish import wish_of
from dure.assistants.meals.words import grammar
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.data import read_table
from dure.kernel.turns import Outcome

_HURT: Final = grammar("plain.hurt")
_HURT_FIRST: Final = ("109", "112", "1388", "119")
_HUNGRY_FIRST: Final = ("129", "1388", "112")
_CARD: Final = {
    "lost": "card_lost",
    "reissue": "card_reissue",
    "damaged": "card_damaged",
    "pin_locked": "card_pin",
    "refused": "card_refused",
    "declined": "card_declined",
}
_tell_card = about_shop(tell_card)


def says(
    *phrases: str,
    outcome: Outcome = "answered",
    reason: str | None = None,
    ends: bool = False,
) -> Callable[[Scene, Kitchen], Awaitable[Answer]]:
    """Make a skill that says fixed phrases."""

    async def skill(scene: Scene, kitchen: Kitchen) -> Answer:
        lines = tuple(line(phrase) for phrase in phrases)
        return Answer(lines=lines, outcome=outcome, reason=reason, ends_session=ends)

    return skill


async def card_use(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer CARD_USE_INQUIRY: of a shop if one is spoken of, else the rules as far as known."""
    speaks_of_shop = "ordinal" in scene.slots or "shop" in scene.slots
    has_one = scene.session.memory.get("chosen") and "attribute" not in scene.slots
    if speaks_of_shop or has_one:
        return await _tell_card(scene, kitchen)
    if "attribute" in scene.slots or {"time", "day", "shop_type"} & set(scene.slots):
        return Answer(lines=(line("card_rules"),), reason="no_card_rules")
    return Answer(lines=(line("card_where"), line("card_rules")), reason="no_card_rules")


async def card_problem(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer CARD_PROBLEM."""
    phrase = _CARD[scene.slots.get("problem", "declined")]
    return Answer(lines=(line(phrase),))


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
    if shops:
        return _with_coupons(scene, kitchen, [shops[key] for key in shown if key in shops])
    count = len(kitchen.offers.at(scene.now))
    counted = line("coupon_count", count=count) if count else line("coupon_count_none")
    return Answer(lines=(counted,), figures=(said_figure(count, "coupons", "count"),))


def _with_coupons(scene: Scene, kitchen: Kitchen, shops: Sequence[Shop]) -> Answer:
    at = when_of(scene, wish_of(scene.session.memory.get("wish")))
    entries = {entry["id"]: entry for entry in scene.session.memory.get("shown", ())}
    lines, items, figures = [], [], []
    for shop in shops:
        dish = _dish_of(shop, entries.get(shop.id, {}).get("dish"))
        if dish is None or not dish.price:
            lines.append(line("coupon_price_unknown", name=shop.name))
            continue
        use = best_use(order_at(shop, dish.price, at), kitchen.offers.meant_for(shop))
        facts = {"name": shop.name, "dish": dish.name, "price": dish.price}
        phrase = "coupon_price" if use.cuts else "coupon_useless"
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


async def help_or_handoff(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer HELP."""
    phrase = "handoff" if scene.slots.get("handoff") else "help"
    return Answer(lines=(line(phrase),))


async def greet(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer GREETING."""
    return Answer(lines=(line("greeting"),))


async def emergency(scene: Scene, kitchen: Kitchen) -> Answer:
    """Answer EMERGENCY_SUPPORT: people first, never a plain list of shops."""
    hurt = _HURT.search(scene.heard.text) is not None
    lines: list[Line] = [line("emergency_hurt" if hurt else "emergency_hungry")]
    rows = {row["number"]: row for row in read_table("dure.assistants.meals", "data/hotlines.tsv")}
    chosen = [rows[number] for number in (_HURT_FIRST if hurt else _HUNGRY_FIRST)]
    lines += [
        line("emergency_line", number=row["number"], name=row["name"], hours=row["hours"])
        for row in chosen
    ]
    lines.append(line("emergency_free"))
    return Answer(
        lines=tuple(lines),
        items=tuple(chosen),
        sources=tuple(dict.fromkeys(f"{row['source']} ({row['checked']} 확인)" for row in chosen)),
    )
